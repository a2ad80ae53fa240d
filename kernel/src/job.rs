//! Jobs: work too long for a request. A command starts one, a node claims it and does it step by step; each step is one
//! transaction, in which its progress is kept.
//!
//! A claim is a lease with a number (a fence): it is over at an instant, and whoever claims next has the next number. A step
//! holds the row of its job and looks at the number first, so that a node that slept through its lease writes nothing.
//! The starter acts in each step, with the rights of that instant. What fails is tried again, then set aside; the queue
//! goes on.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    prelude::Json,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    actor::{ActorId, Scopes},
    bulk::{self, Row},
    command::{Command, CommandOptions},
    event::Event,
    refusal::Refusal,
    store::Store,
    tables::{
        job::{self, JobStatus},
        job_reject,
    },
    trail::Change,
    viewer::Viewer,
    work::{RowFault, RowResult, Work},
};

/// Name of the type in the schema.
pub const JOB: &str = "Job";
/// How long a node may be silent before another takes its job.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Claims of a job that does not go on; then it is set aside.
const ATTEMPTS: i32 = 3;
/// How long a job that failed waits for the next try.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// Work too long for a request.
pub trait Job: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Name of the operation that starts it: `dispatchMissionLetters`.
    const NAME: &'static str;
    /// What is kept from a step to the next, and told as the result in the end.
    type State: Clone + Default + Serialize + DeserializeOwned + Send + Sync;

    /// Does the next step, some seconds of work at most. What it writes and how far it came are kept together or not at all.
    fn step(&self, work: &mut Work<'_>, state: &mut Self::State) -> impl Future<Output = Result<Progress, Refusal>> + Send;
}

/// How far a job has come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Units done so far.
    pub done: i64,
    /// Units in all, when that is known.
    pub total: Option<i64>,
    /// Rows that this step refused or left out.
    pub rejects: Vec<RowResult>,
    /// Nothing is left to do.
    pub is_over: bool,
}

/// A job that a node holds for a while.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The job as it was claimed.
    pub job: job::Model,
}

impl Claim {
    /// Who started it, the operation for the product itself.
    pub fn starter(&self, operation: &'static str) -> ActorId {
        match (self.job.actor_kind.as_str(), self.job.actor_id) {
            ("PERSON", Some(id)) => ActorId::Person(id),
            ("SERVICE", Some(id)) => ActorId::Service(id),
            ("SYSTEM", _) => ActorId::System(operation),
            _ => ActorId::Anonymous,
        }
    }

    /// The scopes of the token that started it; none that narrows a person.
    pub fn scopes(&self) -> Option<Scopes> {
        self.job.scopes.map(Scopes::from_bits)
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub enum Stepped {
    /// More is to be done.
    On,
    /// The job is over.
    Over,
    /// Another node holds the job.
    Lost,
}

impl Work<'_> {
    /// Starts a job, which lives if this command is committed.
    pub async fn start<J: Job>(&mut self, job: &J, academy: Option<Uuid>) -> Result<Uuid, Refusal> {
        self.start_from(self.viewer.actor.at, job, academy).await
    }

    /// Starts a job that waits for an instant; what it finds then may have changed.
    pub async fn start_from<J: Job>(&mut self, due: DateTime<Utc>, job: &J, academy: Option<Uuid>) -> Result<Uuid, Refusal> {
        let input = serde_json::to_value(job).map_err(Refusal::internal)?;
        self.start_named(due, J::NAME, input, academy).await
    }

    pub(crate) async fn start_named(&mut self, due: DateTime<Utc>, operation: &str, input: Json, academy: Option<Uuid>) -> Result<Uuid, Refusal> {
        let (actor, at) = (&self.viewer.actor, self.viewer.actor.at);
        let (kind, actor_id, _) = actor.id.written();
        let row = job::ActiveModel {
            id: Set(self.new_id()),
            operation: Set(operation.to_owned()),
            input: Set(input),
            so_far: Set(Json::Null),
            status: Set(JobStatus::Queued),
            actor_kind: Set(kind.to_owned()),
            actor_id: Set(actor_id),
            scopes: Set(actor.hats.iter().find_map(|hat| hat.scopes).map(Scopes::bits)),
            client: Set(actor.client.clone()),
            academy_id: Set(academy),
            request_id: Set(self.viewer.request.clone()),
            done: Set(0),
            total: Set(None),
            rejected: Set(0),
            attempts: Set(0),
            fence: Set(0),
            due_at: Set(due),
            fault: Set(None),
            began_at: Set(None),
            ended_at: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        };
        self.viewer.count_statement();
        let row = row.insert(self.connection()).await?;
        self.tell_job("JobStarted", &row, Row::from([("operation", row.operation.clone().into())]));
        Ok(row.id)
    }

    fn tell_job(&mut self, kind: &'static str, row: &job::Model, after: Row) {
        let place = crate::resource::Place { academy: row.academy_id, establishment: None, person: row.actor_id };
        self.record(Change { object_type: JOB.to_owned(), id: row.id, part: None, place, before: Row::default(), after });
        let (object_type, object_key) = (JOB.to_owned(), row.id.to_string());
        self.announce(Event { kind, object_type, object_id: row.id, object_key, version: row.version, academy: row.academy_id });
    }

    /// The job of a claim, held to the end of this command; none when another node has claimed it since.
    async fn held(&self, claim: &Held) -> Result<Option<job::Model>, Refusal> {
        let mine = Condition::all().add(job::Column::Id.eq(claim.id)).add(job::Column::Fence.eq(claim.fence)).add(job::Column::Status.eq(JobStatus::Running));
        Ok(self.find_locked::<job::Entity>(mine).await?.pop())
    }

    async fn keep(&mut self, job: job::Model, so_far: Json, progress: Progress) -> Result<(), Refusal> {
        let rejects: Vec<Row> = progress.rejects.iter().map(|row| reject(self.new_id(), job.id, row)).collect();
        if !rejects.is_empty() {
            let columns: Vec<_> = job_reject::Column::iter().collect();
            bulk::insert::<job_reject::Entity>(self.connection(), &rejects, &columns, job_reject::Column::Id).await?;
        }
        let at = self.viewer.store.clock.now();
        let row = job::ActiveModel {
            id: Unchanged(job.id),
            so_far: Set(so_far),
            done: Set(progress.done),
            total: Set(progress.total),
            rejected: Set(job.rejected + rejects.len() as i64),
            attempts: Set(0),
            due_at: Set(at + LEASE),
            status: if progress.is_over { Set(JobStatus::Done) } else { NotSet },
            ended_at: if progress.is_over { Set(Some(at)) } else { NotSet },
            version: if progress.is_over { Set(job.version + 1) } else { NotSet },
            updated_at: Set(at),
            ..Default::default()
        };
        self.viewer.count_statement();
        let row = row.update(self.connection()).await?;
        if progress.is_over {
            self.tell_job("JobEnded", &row, Row::from([("status", "DONE".into())]));
        }
        Ok(())
    }
}

fn reject(id: Uuid, job: Uuid, row: &RowResult) -> Row {
    let fault = serde_json::to_value(&row.fault).unwrap_or_default();
    Row::from([("id", id.into()), ("job_id", job.into()), ("key", row.key.clone().into()), ("fault", fault.into())])
}

/// What a step knows of its claim.
#[derive(Clone, Debug, Serialize)]
struct Held {
    id: Uuid,
    fence: i64,
}

/// A step, as a command of the starter.
#[derive(Clone, Serialize)]
struct StepOf<J> {
    job: J,
    held: Held,
}

impl<J: Job> Command for StepOf<J> {
    const NAME: &'static str = J::NAME;
    type Outcome = Stepped;

    async fn apply(self, work: &mut Work<'_>) -> Result<Stepped, Refusal> {
        let Some(row) = work.held(&self.held).await? else { return Ok(Stepped::Lost) };
        let mut state: J::State = match &row.so_far {
            Json::Null => J::State::default(),
            so_far => serde_json::from_value(so_far.clone()).map_err(Refusal::internal)?,
        };
        let progress = self.job.step(work, &mut state).await?;
        let stepped = if progress.is_over { Stepped::Over } else { Stepped::On };
        work.keep(row, serde_json::to_value(&state).map_err(Refusal::internal)?, progress).await?;
        Ok(stepped)
    }
}

/// Sets a job aside.
#[derive(Clone, Serialize)]
struct SetAside {
    held: Held,
    fault: RowFault,
}

impl Command for SetAside {
    const NAME: &'static str = "setJobAside";
    type Outcome = ();

    async fn apply(self, work: &mut Work<'_>) -> Result<(), Refusal> {
        let Some(job) = work.held(&self.held).await? else { return Ok(()) };
        let at = work.viewer.actor.at;
        let row = job::ActiveModel {
            id: Unchanged(job.id),
            status: Set(JobStatus::Failed),
            fault: Set(Some(serde_json::to_value(&self.fault).map_err(Refusal::internal)?)),
            ended_at: Set(Some(at)),
            updated_at: Set(at),
            version: Set(job.version + 1),
            ..Default::default()
        };
        let row = row.update(work.connection()).await?;
        work.tell_job("JobEnded", &row, Row::from([("status", "FAILED".into()), ("code", self.fault.code.into())]));
        Ok(())
    }
}

impl Viewer {
    /// Does the next step of a job that this node holds, as its starter.
    pub async fn advance<J: Job>(&self, claim: &Claim) -> Result<Stepped, Refusal> {
        let job: J = serde_json::from_value(claim.job.input.clone()).map_err(Refusal::internal)?;
        let (stepped, _) = self.perform(StepOf { job, held: claim.held() }, &CommandOptions::default()).await?;
        Ok(stepped)
    }
}

impl Claim {
    const fn held(&self) -> Held {
        Held { id: self.job.id, fence: self.job.fence }
    }
}

impl Store {
    /// Claims the job that has waited longest: a new one, or one whose node has been silent for longer than its lease. One
    /// that was claimed several times and never went on is set aside.
    pub async fn claim_job(self: &std::sync::Arc<Self>) -> Result<Option<Claim>, Refusal> {
        loop {
            let Some(job) = self.claim().await? else { return Ok(None) };
            let claim = Claim { job };
            if claim.job.attempts <= ATTEMPTS {
                return Ok(Some(claim));
            }
            self.set_aside(&claim, &Refusal::internal("the job was claimed several times and did not go on")).await?;
        }
    }

    async fn claim(&self) -> Result<Option<job::Model>, Refusal> {
        let now = self.clock.now();
        let due = || Condition::all().add(job::Column::Status.is_in([JobStatus::Queued, JobStatus::Running])).add(job::Column::DueAt.lte(now));
        // Most looks find nothing: they take no lock.
        let mut look = job::Entity::find().filter(due()).order_by_asc(job::Column::DueAt).order_by_asc(job::Column::Id).limit(1).into_query();
        if self.read_own(&look).await?.is_empty() {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        if self.backend == sea_orm::DbBackend::Postgres {
            look.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let Some(row) = transaction.query_one(&look).await? else { return Ok(None) };
        let job = job::Model::from_query_result(&row, "")?;
        let claimed = job::ActiveModel {
            id: Unchanged(job.id),
            status: Set(JobStatus::Running),
            fence: Set(job.fence + 1),
            attempts: Set(job.attempts + 1),
            due_at: Set(now + LEASE),
            began_at: Set(job.began_at.or(Some(now))),
            ..Default::default()
        };
        let claimed = claimed.update(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(claimed))
    }

    /// Ends a claim whose step failed: the job waits for another try, or is set aside when there were enough, or when it was
    /// refused, which another try would be too.
    pub async fn step_failed(self: &std::sync::Arc<Self>, claim: &Claim, refusal: &Refusal) -> Result<(), Refusal> {
        if !refusal.is_failure() || claim.job.attempts >= ATTEMPTS {
            return self.set_aside(claim, refusal).await;
        }
        let transaction = self.begin().await?;
        let mine = job::Column::Id.eq(claim.job.id).and(job::Column::Fence.eq(claim.job.fence));
        let due: DateTime<Utc> = self.clock.now() + PAUSE;
        job::Entity::update_many().col_expr(job::Column::DueAt, Expr::val(due)).filter(mine).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn set_aside(self: &std::sync::Arc<Self>, claim: &Claim, refusal: &Refusal) -> Result<(), Refusal> {
        tracing::error!(job = %claim.job.id, operation = claim.job.operation, %refusal, "a job is set aside");
        let fault = RowFault::of(refusal);
        let aside = SetAside { held: claim.held(), fault };
        Viewer::system(self, "jobs").perform(aside, &CommandOptions::default()).await.map(drop)
    }
}
