//! What the trainers of a plan bring on its budget, by state: a view, summed up by the database for each plan that is asked.

use sea_orm::entity::prelude::*;

/// The sums of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_pay")]
pub struct Model {
    /// Id of the plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment, of a plan of one.
    pub establishment_id: Option<Uuid>,
    /// The budget of the plan, in cents.
    pub budget_cents: Option<i32>,
    /// Lines that say that nothing is paid.
    pub unpaid_lines: i64,
    /// Lines of which the service is not certified.
    pub draft_lines: i64,
    /// Their cents.
    pub draft_cents: i64,
    /// Lines that are certified.
    pub certified_lines: i64,
    /// Their cents.
    pub certified_cents: i64,
    /// Lines that are approved.
    pub approved_lines: i64,
    /// Their cents.
    pub approved_cents: i64,
    /// Lines that the payroll tool has.
    pub exported_lines: i64,
    /// Their cents.
    pub exported_cents: i64,
    /// Lines that were paid.
    pub paid_lines: i64,
    /// Their cents.
    pub paid_cents: i64,
    /// Lines that the payroll tool refused.
    pub rejected_lines: i64,
    /// Their cents.
    pub rejected_cents: i64,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
