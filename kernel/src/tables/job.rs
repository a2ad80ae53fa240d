//! Jobs: work too long for a request, claimed by a node at a time and kept step by step.

use sea_orm::entity::prelude::*;

/// Where a job stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// It waits for a node.
    #[default]
    Queued,
    /// A node does it.
    Running,
    /// It is done.
    Done,
    /// It was set aside; `error` says why.
    Failed,
}

/// A job.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Id, in the order of their start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The operation: `dispatchMissionLetters`.
    pub operation: String,
    /// What it is to do.
    pub input: Json,
    /// What the next step starts from, and in the end the result.
    pub so_far: Json,
    /// Where it stands.
    pub status: JobStatus,
    /// `PERSON`, `SERVICE` or `SYSTEM`.
    pub actor_kind: String,
    /// Who started it.
    pub actor_id: Option<Uuid>,
    /// Scopes of the token that started it.
    pub scopes: Option<i32>,
    /// The program that started it.
    pub client: Option<String>,
    /// The academy it is about.
    pub academy_id: Option<Uuid>,
    /// Request it came with.
    pub request_id: String,
    /// Units done.
    pub done: i64,
    /// Units in all, when that is known.
    pub total: Option<i64>,
    /// Rows that were refused or left out.
    pub rejected: i64,
    /// Times it was claimed since it last went on.
    pub attempts: i32,
    /// Number of the last claim: whoever holds an older one writes nothing.
    pub fence: i64,
    /// Instant from which a node may claim it: while a node does it, the end of its lease.
    pub due_at: DateTimeUtc,
    /// Why it was set aside.
    pub fault: Option<Json>,
    /// When a node first began.
    pub began_at: Option<DateTimeUtc>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Version, raised at its start and its end.
    pub version: i64,
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last step.
    pub updated_at: DateTimeUtc,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
