//! What the councils of an establishment said about the share-out of a school year.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Who is heard.
    CouncilBody {
        /// Pedagogical council (*conseil pédagogique*), public establishments.
        PedagogicalCouncil = "PEDAGOGICAL_COUNCIL",
        /// Board (*conseil d'administration*), public establishments.
        Board = "BOARD",
        /// The teachers, consulted by the head: private establishments, which have no board.
        Teachers = "TEACHERS",
    }
}

crate::text_enum! {
    /// What was said.
    OpinionKind {
        /// In favour.
        Favourable = "FAVOURABLE",
        /// Against.
        Unfavourable = "UNFAVOURABLE",
        /// Heard, without a vote.
        Heard = "HEARD",
    }
}

/// What a council said on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "council_opinion")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// School year of the share-out.
    pub school_year: String,
    /// Who was heard.
    pub body: CouncilBody,
    /// On which day.
    pub heard_on: Date,
    /// What was said.
    pub opinion: OpinionKind,
    /// What is to be remembered of it.
    pub note: Option<String>,
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
