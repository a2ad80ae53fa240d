//! Actions of a training plan: what is learnt, by whom, at what cost.

use sea_orm::entity::prelude::*;

use super::training_plan::TrainingLevel;

crate::text_enum! {
    /// Whose idea an action is.
    TrainingOrigin {
        /// Of the academy.
        Academy = "ACADEMY",
        /// Of establishments (*formation d'initiative territoriale ou locale*).
        Local = "LOCAL",
    }
}

crate::text_enum! {
    /// What an action is about.
    TrainingDomain {
        /// Uses that all disciplines share.
        Transversal = "TRANSVERSAL",
        /// Uses in one discipline.
        Discipline = "DISCIPLINE",
    }
}

/// An action.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_action")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment that it is for, of the scope of one.
    pub establishment_id: Option<Uuid>,
    /// The basin that it is for, of the scope of one.
    pub basin_id: Option<Uuid>,
    /// The plan.
    pub plan_id: Uuid,
    /// School year of the plan.
    pub school_year: String,
    /// Title.
    pub title: String,
    /// What participants can do after it, in Markdown.
    pub objectives: String,
    /// Whose idea it is.
    pub origin: TrainingOrigin,
    /// Whom it is for.
    pub scope: TrainingLevel,
    /// What it is about.
    pub domain: TrainingDomain,
    /// The discipline that it is about.
    pub discipline_id: Option<Uuid>,
    /// Code of its theme.
    pub theme: Option<String>,
    /// The cluster of needs that it answers.
    pub cluster_id: Option<Uuid>,
    /// Quarters of an hour.
    pub quarter_hours: i32,
    /// Fewest participants; the academy's rule when there is none.
    pub least_participants: Option<i32>,
    /// Most participants of a session.
    pub capacity: i32,
    /// Its reference in GAIA.
    pub gaia: Option<String>,
    /// Its reference in Sofia-FMO.
    pub sofia_fmo: Option<String>,
    /// What it is thought to cost, in cents.
    pub cost_cents: i32,
    /// Instant it was taken out of the draft.
    pub removed_at: Option<DateTimeUtc>,
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
