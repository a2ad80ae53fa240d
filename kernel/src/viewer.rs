//! The viewer: an actor in front of the data, within one request.

use std::sync::{
    Arc, Mutex as StdMutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use sea_orm::{QueryResult, sea_query::SelectStatement};
use tokio::sync::Mutex;

use crate::{
    actor::Actor,
    refusal::Refusal,
    resource::{ModelOf, Resource},
    store::{Held, Store},
    text::Locale,
    trail::{self, Change, Entry},
};

/// Who reads or acts, in which language, over which database, in which request.
pub struct Viewer {
    /// Who acts.
    pub actor: Actor,
    /// Language of labels and messages.
    pub locale: Locale,
    /// The database.
    pub store: Arc<Store>,
    /// Id of the request, for the audit and the log.
    pub request: String,
    statements: AtomicU32,
    /// Something that was named is not there, or not for this viewer.
    missed: AtomicBool,
    /// What was read that leaves a trace.
    readings: StdMutex<Vec<Change>>,
    /// The connection of a request that only reads; none where commands want connections of their own.
    held: Option<Mutex<Option<Held>>>,
}

impl Viewer {
    /// An actor in front of the data.
    pub fn new(actor: Actor, locale: Locale, store: Arc<Store>, request: String) -> Self {
        Self { actor, locale, store, request, statements: AtomicU32::new(0), missed: AtomicBool::new(false), readings: StdMutex::default(), held: None }
    }

    /// The same, reading on one connection to the end: for a request that changes nothing.
    #[must_use]
    pub fn holding(self) -> Self {
        Self { held: Some(Mutex::default()), ..self }
    }

    pub(crate) async fn read(&self, statement: &SelectStatement) -> Result<Vec<QueryResult>, Refusal> {
        match &self.held {
            Some(held) => self.store.read_holding(&mut *held.lock().await, statement).await,
            None => self.store.read(statement).await,
        }
    }

    /// Notes that something about somebody was read, which its type does not tell by itself.
    pub fn note_reading<R: Resource>(&self, row: &ModelOf<R>) {
        self.note_readings([Change::reading::<R>(row)]);
    }

    /// Notes that something sensitive was read.
    pub(crate) fn note_readings(&self, readings: impl IntoIterator<Item = Change>) {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).extend(readings);
    }

    /// Ends the reading: gives the connection back, and writes what was read of sensitive things to the audit. Nothing may
    /// be shown before: what leaves no trace is not read.
    pub async fn leave_trace(&self) -> Result<(), Refusal> {
        if let Some(held) = &self.held {
            *held.lock().await = None;
        }
        let changes = std::mem::take(&mut *self.readings.lock().unwrap_or_else(PoisonError::into_inner));
        if changes.is_empty() {
            return Ok(());
        }
        let entry = Entry { kind: "READING", operation: "read", outcome: "DONE", code: None, reason: None, on_behalf_of: None, changes: &changes };
        let transaction = self.store.begin().await?;
        trail::write(&transaction, self, entry).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether something that was named is not there, or not for this viewer: the answer must not tell which, by its time either.
    pub fn has_missed(&self) -> bool {
        self.missed.load(Ordering::Relaxed)
    }

    pub(crate) fn note_missing(&self) {
        self.missed.store(true, Ordering::Relaxed);
    }

    /// The product itself, for its own work.
    pub fn system(store: &Arc<Store>, name: &'static str) -> Self {
        Self::new(store.system(name), Locale::En, Arc::clone(store), name.to_owned())
    }

    /// Statements sent to the database for this request so far.
    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}
