//! Kinds of support actions, which come with the product.

use sea_orm::entity::prelude::*;

use crate::framing::DataStatus;

crate::text_enum! {
    /// What the beneficiaries of an action are counted in.
    SupportUnit {
        /// Persons.
        Persons = "PERSONS",
        /// Documents.
        Documents = "DOCUMENTS",
        /// Projects.
        Projects = "PROJECTS",
        /// Meetings.
        Meetings = "MEETINGS",
        /// Requests.
        Requests = "REQUESTS",
        /// Resources.
        Resources = "RESOURCES",
        /// Nothing is counted.
        None = "NONE",
    }
}

/// A kind of support action.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_action_kind")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code: `HELP_PERSON`.
    pub code: String,
    /// Place in the list, from 1.
    pub position: i32,
    /// The activity of the mission catalogue that it belongs to.
    pub activity_id: Uuid,
    /// Wording in French.
    pub label_fr: String,
    /// Wording in English.
    pub label_en: String,
    /// What is counted.
    pub unit: SupportUnit,
    /// Minutes that it usually takes.
    pub usual_minutes: i32,
    /// How far it is known.
    pub status: DataStatus,
    /// Where it was read.
    pub source: Option<String>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last change.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
