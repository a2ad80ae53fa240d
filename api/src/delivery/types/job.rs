use async_graphql::{Context, ID, Json, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{access::service_account, people::person, territory::academy};
use kernel::{
    actor::{Extent, Hat},
    filter::borne_by,
    payload::RowError,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Place, Resource, id_of},
    sheet::{Reach, Sheet},
    tables::{
        job::{self, JobStatus},
        job_reject,
    },
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    delivery::{
        filters::{JobFilter, JobOrder, JobRejectFilter, JobRejectOrder},
        sheet,
    },
    domain::{access::ServiceAccount, labels::label, people::Person, territory::Academy},
};

/// Work too long for a request.
pub struct Job(Loaded<job::Entity>);

impl Resource for Job {
    type Row = job::Entity;
    type State = ();
    type Filter = JobFilter;
    type Order = JobOrder;

    const PREFIX: &'static str = "job";
    const SHEET: Sheet<()> = sheet::JOB;
    const READS: &'static [(&'static str, &'static [job::Column])] = &[
        ("statusLabel", &[job::Column::Status]),
        ("result", &[job::Column::Status, job::Column::SoFar]),
        ("error", &[job::Column::Fault]),
        ("rejectedCount", &[job::Column::Rejected]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<job::Entity>] = &[
        &One::<job::Entity, Person> { name: "person", from: job::Column::ActorId, to: person::Column::Id },
        &One::<job::Entity, ServiceAccount> { name: "serviceAccount", from: job::Column::ActorId, to: service_account::Column::Id },
        &One::<job::Entity, Academy> { name: "academy", from: job::Column::AcademyId, to: academy::Column::Id },
        &Many::<job::Entity, JobReject> { name: "rejects", from: job::Column::Id, to: job_reject::Column::JobId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match (reach, &hat.extent) {
            (Reach::Own, _) => hat.person().map(|id| Condition::all().add(job::Column::ActorId.eq(id))),
            (Reach::Academy, Extent::Academy) => hat.academy.map(|academy| Condition::all().add(job::Column::AcademyId.eq(academy))),
            _ => None,
        }
    }

    fn state(_: &job::Model, _: NaiveDate) {}

    fn place(row: &job::Model) -> Place {
        Place { person: row.actor_id, ..Place::by_columns::<job::Entity>(row) }
    }

    fn natural_key(row: &job::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(job::Entity);
}

/// Work too long for a request: a mutation started it, and it goes on after the answer, step by step, with the rights that its
/// starter has at each step. Ask again until `status` is `DONE` or `FAILED`.
#[Object]
impl Job {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// The mutation that started it, such as `dispatchMissionLetters`.
    async fn operation(&self) -> &str {
        &self.0.row.operation
    }

    /// Where it stands.
    async fn status(&self) -> JobStatus {
        self.0.row.status
    }

    /// Where it stands in words, in the language of the request.
    async fn status_label(&self, ctx: &Context<'_>) -> String {
        label("JobStatus", self.0.row.status, ctx.viewer().locale)
    }

    /// Units done so far; what a unit is, the mutation says.
    async fn done(&self) -> i64 {
        self.0.row.done
    }

    /// Units in all; null while that is not known.
    async fn total(&self) -> Option<i64> {
        self.0.row.total
    }

    /// What came of it, as the mutation says; null before it is done.
    async fn result(&self) -> Option<Json<serde_json::Value>> {
        (self.0.row.status == JobStatus::Done).then(|| Json(self.0.row.so_far.clone()))
    }

    /// Why it was set aside; null otherwise.
    async fn error(&self) -> Option<RowError> {
        self.0.row.fault.clone().and_then(RowError::kept)
    }

    /// Number of rows that were refused or left out.
    async fn rejected_count(&self) -> i64 {
        self.0.row.rejected
    }

    /// Rows that were refused or left out, each with the reason.
    async fn rejects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<JobRejectFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<JobRejectOrder>,
    ) -> Page<JobReject> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The person who started it; null for others, and for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The service account that started it; null for others, and for those who may not read it.
    async fn service_account(&self, ctx: &Context<'_>) -> Related<ServiceAccount> {
        ctx.one(self).await
    }

    /// Academy it is about.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Instant it was started, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant at which its first step began, UTC; null before.
    async fn began_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.began_at
    }

    /// Instant it ended, UTC; null before.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.ended_at
    }

    /// Instant of its last step, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// A row that a job refused or left out.
pub struct JobReject(Loaded<job_reject::Entity>);

impl Resource for JobReject {
    type Row = job_reject::Entity;
    type State = ();
    type Filter = JobRejectFilter;
    type Order = JobRejectOrder;

    const PREFIX: &'static str = "reject";
    const SHEET: Sheet<()> = sheet::JOB;
    const READS: &'static [(&'static str, &'static [job_reject::Column])] = &[("error", &[job_reject::Column::Fault])];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        Job::lies(reach, hat).map(|of| borne_by::<job::Entity, _>(job_reject::Column::JobId, job::Column::Id, of))
    }

    fn state(_: &job_reject::Model, _: NaiveDate) {}

    fn natural_key(row: &job_reject::Model) -> String {
        row.key.clone()
    }

    kernel::wraps!(job_reject::Entity);
}

/// A row that a job refused or left out.
#[Object]
impl JobReject {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What names the row, such as the unit code of an establishment.
    async fn key(&self) -> &str {
        &self.0.row.key
    }

    /// Why it was refused or left out.
    async fn error(&self) -> Option<RowError> {
        RowError::kept(self.0.row.fault.clone())
    }
}
