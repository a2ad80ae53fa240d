//! Who does what: activities shared out by a letter.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// How soon an activity comes.
    AssignmentPriority {
        /// First.
        High = "HIGH",
        /// Then.
        Medium = "MEDIUM",
        /// When there is time.
        Low = "LOW",
        /// Not this year.
        NotThisYear = "NOT_THIS_YEAR",
    }
}

/// An activity, given to a party or to nobody this year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mission_assignment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The letter.
    pub letter_id: Uuid,
    /// The activity.
    pub activity_id: Uuid,
    /// The party; none when it is not done this year.
    pub party_id: Option<Uuid>,
    /// How soon it comes.
    pub priority: AssignmentPriority,
    /// Hours of the year, when that was agreed.
    pub hours: Option<i32>,
    /// By what it will be seen.
    pub indicator: Option<String>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
