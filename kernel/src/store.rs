//! The database: the only holder of connections, and a memory of what seldom changes.
//!
//! SQLite has one writer and a few readers; PostgreSQL one pool. What is remembered (reference tables, the hats of a
//! person) is true until the next event: the number of the last event is looked at once a second, so that a node sees
//! the writes of another within a second, and its own at once.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use std::{
    any::Any,
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use sea_orm::{
    AccessMode, ColumnTrait, Condition, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    FromQueryResult, IsolationLevel, Iterable, QueryFilter, QueryResult, QueryTrait, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
    sea_query::{Expr, ExprTrait, Order, SelectStatement, Values},
    sqlx::{self, AssertSqlSafe, Connection, pool::PoolConnection, query_with},
};
use sea_query_sqlx::SqlxValues;
use uuid::Uuid;

use crate::{
    actor::Actor,
    clock::{Clock, DEFAULT_ZONE, local_date},
    ids::Ids,
    refusal::Refusal,
    resource::{Table, id_column, uuid},
    seal::Seal,
    tables::event,
    vault::Vault,
};

/// Connections for the product's own reads.
const OWN: u32 = 2;
/// How long the number of the last event is trusted.
const FRESH: Duration = Duration::from_secs(1);
/// Most things remembered; then all are forgotten.
const REMEMBERED: usize = 20_000;

/// How to reach the database. It prints nothing of itself: the address may hold a password.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Most connections that read.
    pub readers: u32,
}

/// Something remembered, and the event after which it was loaded.
type Remembered = (i64, Arc<dyn Any + Send + Sync>);

/// The database and what is remembered of it.
pub struct Store {
    reads: DatabaseConnection,
    /// For the product's own reads: never waited for by who holds one of them.
    own: DatabaseConnection,
    writes: DatabaseConnection,
    /// Which database it is.
    pub backend: DbBackend,
    /// The time.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    cursors: hmac::Key,
    /// The server's seal.
    pub seal: Seal,
    /// What only the server reads.
    pub vault: Vault,
    head: AtomicI64,
    woken: tokio::sync::Notify,
    looked: Mutex<Option<Instant>>,
    memory: Mutex<HashMap<String, Remembered>>,
    noting: AtomicBool,
    noted: Mutex<Vec<Statement>>,
}

impl Store {
    /// Connects. `secret` keeps cursors from being forged and makes the seal: the same on every node.
    pub async fn connect(options: &StoreOptions, clock: Clock, secret: &[u8]) -> Result<Self, Refusal> {
        let (reads, own, writes) = if options.url.starts_with("sqlite:") {
            let writes = Database::connect(sqlite(&options.url, 1, false)).await?;
            (Database::connect(sqlite(&options.url, options.readers, true)).await?, Database::connect(sqlite(&options.url, 1, true)).await?, writes)
        } else {
            let pool = Database::connect(postgres(&options.url, options.readers)).await?;
            (pool.clone(), Database::connect(postgres(&options.url, OWN)).await?, pool)
        };
        Ok(Self {
            backend: writes.get_database_backend(),
            reads,
            own,
            writes,
            ids: Ids::new(clock.clone()),
            clock,
            cursors: hmac::Key::new(hmac::HMAC_SHA256, secret),
            seal: Seal::of(secret),
            vault: Vault::of(secret),
            head: AtomicI64::new(0),
            woken: tokio::sync::Notify::new(),
            looked: Mutex::new(None),
            memory: Mutex::default(),
            noting: AtomicBool::new(false),
            noted: Mutex::default(),
        })
    }

    /// The connection that migrations use before anything is served.
    pub const fn for_migrations(&self) -> &DatabaseConnection {
        &self.writes
    }

    pub(crate) const fn cursor_key(&self) -> &hmac::Key {
        &self.cursors
    }

    /// Closes the connections.
    pub async fn close(&self) {
        for connection in [&self.reads, &self.own, &self.writes] {
            if let Err(error) = connection.clone().close().await {
                tracing::warn!(%error, "closing the database");
            }
        }
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> bool {
        self.reads.query_all(&sea_orm::sea_query::Query::select().expr(Expr::val(1)).to_owned()).await.is_ok()
    }

    /// The product itself as an actor, now.
    pub fn system(&self, name: &'static str) -> Actor {
        let now = self.clock.now();
        Actor::system(name, now, local_date(now, DEFAULT_ZONE))
    }

    /// Reads on any connection.
    pub(crate) async fn read(&self, statement: &SelectStatement) -> Result<Vec<QueryResult>, Refusal> {
        Ok(self.reads.query_all_raw(self.built(statement)).await?)
    }

    /// Reads for the product's own use, beside a request that may hold a connection.
    pub(crate) async fn read_own(&self, statement: &SelectStatement) -> Result<Vec<QueryResult>, Refusal> {
        Ok(self.own.query_all_raw(self.built(statement)).await?)
    }

    fn built(&self, statement: &SelectStatement) -> Statement {
        let statement = self.backend.build(statement);
        if self.noting.load(Ordering::Relaxed) {
            self.noted.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        statement
    }

    /// A connection for all the reads of a request: every return to the pool costs a round trip.
    async fn hold(&self) -> Result<Held, Refusal> {
        let held = match self.backend {
            DbBackend::Postgres => self.reads.get_postgres_connection_pool().acquire().await.map(Held::Postgres),
            _ => self.reads.get_sqlite_connection_pool().acquire().await.map(Held::Sqlite),
        };
        held.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())).into())
    }

    /// Reads on the connection that a request holds, which it takes at its first read.
    pub(crate) async fn read_holding(&self, held: &mut Option<Held>, statement: &SelectStatement) -> Result<Vec<QueryResult>, Refusal> {
        let Statement { sql, values, .. } = self.built(statement);
        if held.is_none() {
            *held = Some(self.hold().await?);
        }
        let (sql, values) = (AssertSqlSafe(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))));
        let rows = match held {
            Some(Held::Postgres(connection)) => query_with(sql, values).fetch_all(&mut **connection).await.map(results),
            Some(Held::Sqlite(connection)) => query_with(sql, values).fetch_all(&mut **connection).await.map(results),
            None => Ok(Vec::new()),
        };
        rows.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())).into())
    }

    /// Notes every statement that reads from now on, for a test that looks at their plans.
    pub fn note_statements(&self) {
        self.noting.store(true, Ordering::Relaxed);
    }

    /// The statements noted since the last call.
    pub fn noted_statements(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Rows for the product's own use, such as the hats of a person; never shown.
    pub async fn rows<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        let statement = E::find().filter(condition).into_query();
        let rows = self.read_own(&statement).await?;
        Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// A transaction that writes. Never inside something that may be dropped: a connection whose `begin` was cancelled
    /// goes back to the pool inside a transaction (sqlx 0.9).
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, Refusal> {
        let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        Ok(self.writes.begin_with_options(options).await?)
    }

    /// The database as it is now, for reading at length: what is written meanwhile does not show in it.
    pub async fn snapshot(&self) -> Result<Snapshot, Refusal> {
        self.snapshot_on(&self.reads).await
    }

    /// The same for a request, which may hold a connection already: on one of the product's own.
    pub async fn snapshot_for_request(&self) -> Result<Snapshot, Refusal> {
        self.snapshot_on(&self.own).await
    }

    async fn snapshot_on(&self, connections: &DatabaseConnection) -> Result<Snapshot, Refusal> {
        let repeatable = (self.backend == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        let options = TransactionOptions { isolation_level: repeatable, access_mode: repeatable.map(|_| AccessMode::ReadOnly), ..Default::default() };
        Ok(Snapshot { transaction: connections.begin_with_options(options).await?, backend: self.backend })
    }

    /// Tells that an event was committed here.
    pub(crate) fn advance(&self, seq: i64) {
        if self.head.fetch_max(seq, Ordering::AcqRel) < seq {
            self.woken.notify_waiters();
        }
    }

    /// Waits until something is committed here, or is seen to have been elsewhere.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }

    /// The number of the last event, at most a second old; exact for the writes of this node.
    pub async fn head(&self) -> Result<i64, Refusal> {
        let due = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let due = looked.is_none_or(|then| then.elapsed() >= FRESH);
            if due {
                *looked = Some(Instant::now());
            }
            due
        };
        if due {
            let mut last = event::Entity::find().into_query();
            last.clear_selects().expr_as(Expr::col(event::Column::Seq).max(), "seq");
            if let Some(row) = self.own.query_all_raw(self.built(&last)).await?.first() {
                self.advance(row.try_get::<Option<i64>>("", "seq")?.unwrap_or_default());
            }
        }
        Ok(self.head.load(Ordering::Acquire))
    }

    /// What `load` makes, remembered under `key` until the next event.
    pub async fn remembered<T: Send + Sync + 'static, F: Future<Output = Result<T, Refusal>>>(
        &self,
        key: String,
        load: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Refusal> {
        let head = self.head().await?;
        let known = self.memory.lock().unwrap_or_else(PoisonError::into_inner).get(&key).filter(|(then, _)| *then == head).map(|(_, value)| Arc::clone(value));
        if let Some(Ok(value)) = known.map(Arc::downcast::<T>) {
            return Ok(value);
        }
        let value = Arc::new(load().await?);
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.len() >= REMEMBERED {
            memory.clear();
        }
        memory.insert(key, (head, Arc::clone(&value) as _));
        Ok(value)
    }

    /// A small table of reference data, whole, from memory.
    pub async fn reference<E: Table>(&self) -> Result<Arc<Reference<E>>, Refusal> {
        let table = E::default().table_name().to_owned();
        self.remembered(table, || async { Ok(Reference::of(self.rows::<E>(Condition::all()).await?)) }).await
    }
}

/// The database at one instant, for exports; its rows are shown to nobody else.
pub struct Snapshot {
    transaction: DatabaseTransaction,
    backend: DbBackend,
}

impl Snapshot {
    /// All rows that meet a condition.
    pub async fn rows<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        self.select::<E>(E::find().filter(condition).into_query()).await
    }

    /// The next rows that meet a condition, in the order of a column without doubles, after a value of it.
    pub async fn page<E: Table>(&self, condition: Condition, by: E::Column, after: Option<Value>, most: u64) -> Result<Vec<E::Model>, Refusal> {
        let behind = condition.add_option(after.map(|after| Expr::col(by.as_column_ref()).gt(Expr::val(after))));
        let mut statement = E::find().filter(behind).into_query();
        statement.order_by(by, Order::Asc).limit(most);
        self.select::<E>(statement).await
    }

    /// The rows whose column holds one of many ids.
    pub async fn having<E: Table>(&self, column: E::Column, ids: &[Uuid]) -> Result<Vec<E::Model>, Refusal> {
        let mut found = Vec::new();
        for chunk in ids.chunks(crate::bulk::CHUNK) {
            found.extend(self.rows::<E>(Condition::all().add(among(self.backend, column, chunk))).await?);
        }
        Ok(found)
    }

    async fn select<E: Table>(&self, statement: SelectStatement) -> Result<Vec<E::Model>, Refusal> {
        let rows = self.transaction.query_all(&statement).await?;
        Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }
}

/// A connection that a request holds.
pub(crate) enum Held {
    Postgres(PoolConnection<sqlx::Postgres>),
    Sqlite(PoolConnection<sqlx::Sqlite>),
}

fn results<R: Into<QueryResult>>(rows: Vec<R>) -> Vec<QueryResult> {
    rows.into_iter().map(Into::into).collect()
}

fn sqlite(url: &str, connections: u32, reads: bool) -> ConnectOptions {
    use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(connections).min_connections(connections).sqlx_logging(false).test_before_acquire(false);
    options.acquire_timeout(Duration::from_secs(5)).max_lifetime(None).idle_timeout(None);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(512)
            .pragma("trusted_schema", "OFF")
            .pragma("cache_size", "-16384")
            .pragma("query_only", if reads { "ON" } else { "OFF" })
    });
    // SQLite ends a transaction itself when the disk fails; sqlx still counts it as open, and what is committed inside
    // it afterwards would never be (sqlx 0.9). Such a connection is not used again.
    options.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }));
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(connections).min_connections(connections).sqlx_logging(false).test_before_acquire(false);
    options.acquire_timeout(Duration::from_secs(5)).connect_timeout(Duration::from_secs(5));
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.statement_cache_capacity(512).application_name("rupn").options([
            ("statement_timeout", "10s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "5s"),
            ("timezone", "UTC"),
            // Every list has its index whatever is asked; planning again for each value costs more than it finds.
            ("plan_cache_mode", "force_generic_plan"),
        ])
    });
    options
}

/// A table in memory, found by its id and by each column that holds one.
pub struct Reference<E: EntityTrait> {
    rows: Vec<E::Model>,
    by: HashMap<(&'static str, Uuid), Vec<usize>>,
}

impl<E: Table> Reference<E> {
    fn of(rows: Vec<E::Model>) -> Self {
        let mut by: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            for column in E::Column::iter() {
                if let Some(id) = uuid(row, column) {
                    by.entry((sea_orm::IdenStatic::as_str(&column), id)).or_default().push(at);
                }
            }
        }
        Self { rows, by }
    }

    /// Every row.
    pub fn rows(&self) -> &[E::Model] {
        &self.rows
    }

    /// The row with an id.
    pub fn get(&self, id: Uuid) -> Option<&E::Model> {
        self.having(id_column::<E>(), id).next()
    }

    /// The rows whose column holds an id.
    pub fn having(&self, column: E::Column, id: Uuid) -> impl Iterator<Item = &E::Model> {
        self.by.get(&(sea_orm::IdenStatic::as_str(&column), id)).into_iter().flatten().map(|at| &self.rows[*at])
    }
}

/// A column among many ids: `= ANY` on PostgreSQL, `json_each` on SQLite, so that the statement stays the same for any
/// number of them.
pub fn among<C: ColumnTrait>(backend: DbBackend, column: C, ids: &[Uuid]) -> Expr {
    use sea_orm::sea_query::{Func, Query, extension::postgres::PgExpr};
    let column = Expr::col(column.as_column_ref());
    match (ids, backend) {
        ([id], _) => column.eq(*id),
        (_, DbBackend::Postgres) => column.eq_any(ids.to_vec()),
        _ => {
            let list: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
            let list = serde_json::to_string(&list).expect("a list of texts");
            let keys = Query::select().expr(Func::cust("unhex").arg(Expr::col("value"))).from_function(Func::cust("json_each").arg(list), "keys").to_owned();
            column.in_subquery(keys)
        }
    }
}

/// The rows of a table whose period covers a day; the last day is included.
pub fn covering<C: ColumnTrait>(starts: C, ends: C, day: chrono::NaiveDate) -> Condition {
    let ends = Expr::col(ends.as_column_ref());
    Condition::all().add(Expr::col(starts.as_column_ref()).lte(day)).add(ends.clone().is_null().or(ends.gte(day)))
}
