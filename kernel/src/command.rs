//! Mutations: a command is its input and what is particular to it. Transaction, dry run, idempotency, retry, audit
//! and delivery are here.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use async_graphql::{Context, InputObject};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter,
    prelude::Json,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    ask::Ask,
    bulk::{self, Row},
    read::{Maybe, Reader},
    refusal::{Fault, Refusal},
    tables::{event, idempotency},
    text::text,
    trail::{self, Entry, hash_of},
    viewer::Viewer,
    work::{Ledger, Work},
};

/// Days for which a key is known.
const KEY_DAYS: i64 = 7;
/// Tries of a transaction that the database broke.
const TRIES: usize = 3;

pub use crate::payload::{Answer, BulkPayload, Payload, Shown};

/// A mutation: its input, and the work inside one transaction.
pub trait Command: Clone + Send + Sync + Serialize + 'static {
    /// Name of the field: `acceptMandate`.
    const NAME: &'static str;
    /// What a replay needs to answer again: ids only.
    type Outcome: Serialize + DeserializeOwned + Send + Sync + Clone;

    /// Does the work.
    fn apply(self, work: &mut Work<'_>) -> impl Future<Output = Result<Self::Outcome, Refusal>> + Send;
}

/// How a mutation is run.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CommandOptions {
    /// Does everything and answers, then takes it back: nothing is written, announced or remembered.
    #[graphql(default)]
    pub dry_run: bool,
    /// Key of this call, 1 to 200 characters, new for each distinct call. A second call with the same key, operation and
    /// input answers the same objects as they are now, with `replayed: true`; with another input `IDEMPOTENCY_MISMATCH`.
    /// Known for seven days; refusals and dry runs are not remembered.
    pub idempotency_key: Option<String>,
    /// Why, for the audit; 2,000 characters at most.
    pub reason: Option<String>,
}

impl CommandOptions {
    fn check(&self) -> Result<(), Refusal> {
        let length = |text: &Option<String>| text.as_ref().map(|text| text.chars().count());
        if length(&self.idempotency_key).is_some_and(|length| !(1..=200).contains(&length)) {
            let message = text("An idempotency key has 1 to 200 characters.", "Une clé d'idempotence a de 1 à 200 caractères.");
            return Err(Fault::invalid("options.idempotencyKey", message).into());
        }
        if length(&self.reason).is_some_and(|length| length > 2000) {
            return Err(Fault::invalid("options.reason", text("A reason has 2,000 characters at most.", "Un motif a 2 000 caractères au plus.")).into());
        }
        Ok(())
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Taken back after the answer.
    pub dry_run: bool,
    /// Done by an earlier call with the same key.
    pub replayed: bool,
}

/// A command that was applied and not yet committed.
struct Pending<C: Command> {
    transaction: DatabaseTransaction,
    ledger: Ledger,
    outcome: C::Outcome,
    done: Done,
    key: Option<String>,
}

impl<C: Command> Pending<C> {
    async fn begin(viewer: &Viewer, command: C, options: &CommandOptions) -> Result<Self, Refusal> {
        options.check()?;
        let transaction = viewer.store.begin().await?;
        let key = options.idempotency_key.as_ref().filter(|_| !options.dry_run).map(|key| hash_of(&(format!("{:?}", viewer.actor.id), key)));
        if let Some(key) = &key
            && let Some(outcome) = known::<C>(viewer, &transaction, key, &fingerprint(viewer, &(C::NAME, &command))?).await?
        {
            let done = Done { dry_run: false, replayed: true };
            return Ok(Self { transaction, ledger: Ledger::default(), outcome, done, key: None });
        }
        let mut work = Work::new(viewer, &transaction);
        let outcome = command.apply(&mut work).await?;
        let ledger = work.into_ledger();
        Ok(Self { transaction, ledger, outcome, done: Done { dry_run: options.dry_run, replayed: false }, key })
    }

    /// Writes the trace and commits; a dry run and a replay are rolled back.
    async fn settle(mut self, viewer: &Viewer, options: &CommandOptions) -> Result<(C::Outcome, Done), Refusal> {
        self.ledger.settle()?;
        if self.done.dry_run || self.done.replayed {
            self.transaction.rollback().await?;
            return Ok((self.outcome, self.done));
        }
        let head = self.trace(viewer, options).await?;
        self.transaction.commit().await?;
        viewer.store.advance(head);
        Ok((self.outcome, self.done))
    }

    async fn trace(&self, viewer: &Viewer, options: &CommandOptions) -> Result<i64, Refusal> {
        let on = &self.transaction;
        if let Some(key) = &self.key {
            let outcome = serde_json::to_value(&self.outcome).map_err(Refusal::internal)?;
            idempotency::Entity::update_many()
                .col_expr(idempotency::Column::Outcome, Expr::val(outcome))
                .filter(idempotency::Column::Key.eq(key))
                .exec(on)
                .await?;
        }
        let changes = &self.ledger.changes;
        // What the product does by itself and tells nobody of leaves no trace: it looks often, and finds nothing.
        if changes.is_empty() && viewer.actor.is_system() {
            return Ok(0);
        }
        let entry = Entry {
            kind: "MUTATION",
            operation: C::NAME,
            outcome: if self.ledger.has_written { "DONE" } else { "UNCHANGED" },
            code: None,
            reason: options.reason.as_deref(),
            on_behalf_of: self.ledger.on_behalf_of,
            changes,
        };
        let audit_id = trail::write(on, viewer, entry).await?;
        if changes.is_empty() {
            return Ok(0);
        }
        self.tell(viewer, audit_id).await
    }

    async fn tell(&self, viewer: &Viewer, audit_id: Uuid) -> Result<i64, Refusal> {
        let changed = self.ledger.changed();
        let row = |event: &crate::event::Event| {
            let changed: Option<Json> = changed.get(&event.object_id).map(|names| names.iter().copied().collect());
            Row::from([
                ("at", viewer.actor.at.into()),
                ("kind", event.kind.into()),
                ("object_type", event.object_type.clone().into()),
                ("object_id", event.object_id.into()),
                ("object_key", event.object_key.clone().into()),
                ("version", event.version.into()),
                ("academy_id", event.academy.into()),
                ("changed", changed.into()),
                ("audit_id", audit_id.into()),
            ])
        };
        let rows: Vec<Row> = self.ledger.events.iter().map(row).collect();
        let columns: Vec<event::Column> = event::Column::iter().filter(|column| !matches!(column, event::Column::Seq)).collect();
        let mut last = 0;
        for told in bulk::insert::<event::Entity>(&self.transaction, &rows, &columns, event::Column::Seq).await? {
            last = last.max(told.try_get("", "seq")?);
        }
        Ok(last)
    }
}

/// What was asked, so that a key is not used for something else. With the server's secret: whoever reads the database cannot try what was said.
fn fingerprint(viewer: &Viewer, asked: &impl Serialize) -> Result<String, Refusal> {
    let asked = serde_json::to_vec(asked).map_err(Refusal::internal)?;
    Ok(Uuid::from_bytes(viewer.store.vault.pseudonym("idempotency", &asked)).to_string())
}

/// The outcome of an earlier call with this key. The key is written first, by whoever comes first; a second caller
/// waits here for the first to end.
async fn known<C: Command>(viewer: &Viewer, on: &DatabaseTransaction, key: &str, fingerprint: &str) -> Result<Option<C::Outcome>, Refusal> {
    let now = viewer.actor.at;
    idempotency::Entity::delete_many().filter(idempotency::Column::At.lt(now - chrono::TimeDelta::days(KEY_DAYS))).exec(on).await?;
    let row = idempotency::ActiveModel { key: Set(key.to_owned()), fingerprint: Set(fingerprint.to_owned()), outcome: Set(Json::Null), at: Set(now) };
    let inserted =
        idempotency::Entity::insert(row).on_conflict(OnConflict::column(idempotency::Column::Key).do_nothing().to_owned()).exec_without_returning(on).await?;
    if inserted == 1 {
        return Ok(None);
    }
    let known = idempotency::Entity::find_by_id(key).one(on).await?.ok_or(Refusal::Contended)?;
    if known.fingerprint != fingerprint {
        return Err(Refusal::IdempotencyMismatch);
    }
    serde_json::from_value(known.outcome).map(Some).map_err(Refusal::internal)
}

impl Viewer {
    /// Performs a command without a payload, for the product's own work.
    pub async fn perform<C: Command>(&self, command: C, options: &CommandOptions) -> Result<(C::Outcome, Done), Refusal> {
        let mut tries = 0;
        loop {
            tries += 1;
            let attempt = async { Pending::begin(self, command.clone(), options).await?.settle(self, options).await };
            match attempt.await {
                Err(Refusal::Contended) if tries < TRIES => {}
                ended => return self.trace_refusal::<C, _>(options, ended).await,
            }
        }
    }

    /// Leaves a trace of a mutation that was refused; what failed was not decided, and a dry run leaves none.
    async fn trace_refusal<C: Command, T>(&self, options: &CommandOptions, ended: Result<T, Refusal>) -> Result<T, Refusal> {
        let Err(refusal) = &ended else { return ended };
        if options.dry_run || refusal.is_failure() {
            return ended;
        }
        let entry = Entry {
            kind: "MUTATION",
            operation: C::NAME,
            outcome: "REFUSED",
            code: Some(refusal.code()),
            reason: options.reason.as_deref(),
            on_behalf_of: None,
            changes: &[],
        };
        let transaction = self.store.begin().await?;
        trail::write(&transaction, self, entry).await?;
        transaction.commit().await?;
        ended
    }
}

/// Performs a command and reads its payload before the commit.
pub trait Perform {
    /// One line of a room's table of contents.
    fn perform<C: Command, A: Answer<C::Outcome> + Send>(&self, command: C, options: Option<CommandOptions>) -> impl Future<Output = Maybe<A>> + Send;
}

impl Perform for Context<'_> {
    async fn perform<C: Command, A: Answer<C::Outcome> + Send>(&self, command: C, options: Option<CommandOptions>) -> Maybe<A> {
        let (viewer, options) = (self.viewer(), options.unwrap_or_default());
        let mut tries = 0;
        loop {
            tries += 1;
            let attempt = async {
                let pending = Pending::begin(viewer, command.clone(), &options).await?;
                let answer = A::read(&Reader::inside(viewer, self, &pending.transaction), &pending.outcome, pending.done).await?;
                pending.settle(viewer, &options).await?;
                Ok(answer)
            };
            match attempt.await {
                Err(Refusal::Contended) if tries < TRIES => {}
                ended => return Some(viewer.trace_refusal::<C, _>(&options, ended).await),
            }
        }
    }
}
