//! What an academy decides for itself: one row an academy, one column a setting, the defaults here.

use sea_orm::entity::prelude::*;

/// Settings of an academy.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "academy_settings")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy they hold for.
    pub academy_id: Uuid,
    /// Whether the names of active referents are public.
    pub publishes_referent_names: bool,
    /// Month in which the first ninth of an allowance is paid, 9 to 12.
    pub allowance_first_month: i32,
    /// Fewest participants of a session that names none.
    pub least_participants: i32,
    /// Participants above whom a session has a second trainer.
    pub second_trainer_above: i32,
    /// Distinct establishments from which needs are common.
    pub min_establishments: i32,
    /// Version for the optimistic lock.
    pub version: i64,
    /// When they were made.
    pub created_at: DateTimeUtc,
    /// When they were last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
