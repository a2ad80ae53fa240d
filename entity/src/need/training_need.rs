//! Training needs of establishments. Who raised one stands elsewhere.

use sea_orm::entity::prelude::*;

use crate::training::training_action::TrainingDomain;

use crate::competence::competence_declaration::CompetenceLevel;

crate::text_enum! {
    /// How soon a need wants an answer.
    NeedUrgency {
        /// In the course of the year.
        Normal = "NORMAL",
        /// In this term.
        High = "HIGH",
        /// When it can be.
        Low = "LOW",
    }
}

crate::text_enum! {
    /// When training would suit best.
    PreferredPeriod {
        /// At any time.
        AnyTime = "ANY_TIME",
        /// From September to December.
        Autumn = "AUTUMN",
        /// From January to March.
        Winter = "WINTER",
        /// From April to July.
        Spring = "SPRING",
    }
}

crate::text_enum! {
    /// Where a training need stands.
    NeedStage {
        /// It was raised.
        Submitted = "SUBMITTED",
        /// The referent says what it is about.
        Qualified = "QUALIFIED",
        /// The principal stands for it.
        Validated = "VALIDATED",
        /// It belongs to a confirmed cluster of needs.
        Clustered = "CLUSTERED",
        /// Training that meets it is planned.
        Planned = "PLANNED",
        /// It is met.
        Met = "MET",
        /// It was declined, with a reason.
        Declined = "DECLINED",
        /// It goes on in another need.
        Merged = "MERGED",
        /// It goes on in a need of the next school year.
        CarriedOver = "CARRIED_OVER",
    }
}

/// A training need.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_need")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// School year.
    pub school_year: String,
    /// Title.
    pub title: String,
    /// What is needed, in Markdown.
    pub description: Option<String>,
    /// Theme.
    pub theme_id: Uuid,
    /// What it is about.
    pub domain: TrainingDomain,
    /// The discipline, of a need for one.
    pub discipline_id: Option<Uuid>,
    /// Level now.
    pub current_level: Option<CompetenceLevel>,
    /// Level that is aimed at.
    pub target_level: Option<CompetenceLevel>,
    /// Number of persons it concerns, as the author counts.
    pub headcount: i32,
    /// How soon.
    pub urgency: NeedUrgency,
    /// When it would suit.
    pub preferred_period: PreferredPeriod,
    /// Whether it is about the ENT.
    pub on_the_ent: bool,
    /// Where it stands.
    pub stage: NeedStage,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Persons who want it, authors among them, each once.
    pub supporters: i32,
    /// The cluster it belongs to.
    pub cluster_id: Option<Uuid>,
    /// The action of a training plan that answers it.
    pub action_id: Option<Uuid>,
    /// The need it goes on in.
    pub merged_into_id: Option<Uuid>,
    /// The need of the year before that it goes on from.
    pub carried_from_id: Option<Uuid>,
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
