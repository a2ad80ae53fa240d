//! What was decided about a compensation after it was proposed: what its schedule follows from. Never changed.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What was decided.
    CompensationChangeKind {
        /// Granted, with an amount or hours.
        Granted = "GRANTED",
        /// Another amount or other hours from a month on.
        Revised = "REVISED",
        /// Not due from a month on.
        Suspended = "SUSPENDED",
        /// Due again from a month on.
        Resumed = "RESUMED",
        /// Not due any more from a month on.
        Closed = "CLOSED",
    }
}

/// A decision about a compensation.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation_change")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The compensation.
    pub compensation_id: Uuid,
    /// What was decided.
    pub kind: CompensationChangeKind,
    /// First day of the first month that it holds for.
    pub from_month: Date,
    /// Amount of the year in cents from then on; of an allowance that is granted or revised.
    pub amount_cents: Option<i32>,
    /// Quarters of an hour a week from then on; of fewer hours that are granted or revised.
    pub quarter_hours: Option<i32>,
    /// Why.
    pub reason: Option<String>,
    /// Day of the decision.
    pub decided_on: Date,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
