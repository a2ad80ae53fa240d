//! A world of its own for each story: a database, a server on loopback, a clock that stands still.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use api::{
    app::{self, App, Settings},
    config::{Config, DoorConfig},
    domain::{
        people::commands::{
            load::{LoadDisciplines, LoadOffices, OfficeRow},
            upsert_people::{Identifiers, PersonRow, UpsertPeople},
        },
        territory::commands::{
            load_territory::{AcademyRow, DepartmentRow, LoadTerritory},
            upsert_zones::ZoneRow,
        },
    },
    schema::{self, Schema},
    starting,
};
use async_graphql::MaybeUndefined;
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    access::{service_account, service_secret},
    territory::{local_authority::AuthorityKind, zone::ZoneKind},
};
use kernel::{
    Uuid,
    actor::Desks,
    clock::Clock,
    command::{Command, CommandOptions},
    scalars::{Date, PersonKey},
    store::Store,
    tables::{audit, audit_change, event, idempotency},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::OnceCell};

use crate::{Outcome, Persona, School};

/// Wednesday of the autumn on which every story begins.
pub const TODAY: &str = "2026-11-25T09:00:00Z";
/// Code of the academy where stories happen.
pub const POITIERS: &str = "13";
/// Code of the other academy.
pub const TOULOUSE: &str = "16";

/// A number of days.
pub const fn days(count: i64) -> TimeDelta {
    TimeDelta::days(count)
}

/// A day, for an input.
pub fn day(written: &str) -> Date {
    Date(written.parse().expect("a day"))
}

/// The world of one story.
pub struct World {
    /// The product.
    pub app: Arc<App>,
    /// How it was opened.
    pub settings: Settings,
    client: reqwest::Client,
    address: String,
    number: AtomicU32,
    heard: AtomicI64,
    officers: [Persona; 2],
}

impl World {
    /// A world with two academies, an officer of all desks in each, and no school yet.
    pub async fn new() -> Arc<Self> {
        Self::opened(standing(), Config::default(), schema::build()).await
    }

    /// The same with an operator's file of settings.
    pub async fn set_up(settings: &str) -> Arc<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        std::fs::create_dir_all(folder()).expect("a folder of this run");
        let file = folder().join(format!("{}.toml", NUMBER.fetch_add(1, Ordering::Relaxed)));
        std::fs::write(&file, settings).expect("room for a file");
        Self::opened(standing(), Config::read(&file).expect("settings that hold"), schema::build()).await
    }

    /// The same with one connection for all the reads of requests: whoever waits for a second one while it holds it, waits in vain.
    pub async fn with_one_connection() -> Arc<Self> {
        let settings = Settings { connections: 1, ..settings(&fresh_database().await, standing()) };
        Self::over(settings, Config::default(), schema::build()).await
    }

    /// The same in which time runs: the binary can serve it.
    pub async fn of_now() -> Arc<Self> {
        Self::opened(Clock::system(), Config::default(), schema::build()).await
    }

    /// The same whose door is held as an operator set it.
    pub async fn behind(door: DoorConfig) -> Arc<Self> {
        Self::serving(schema::build(), door).await
    }

    /// The same whose schema does more than ours, behind a door.
    pub async fn serving(schema: Schema, door: DoorConfig) -> Arc<Self> {
        Self::opened(standing(), Config { door, ..Config::default() }, schema).await
    }

    async fn opened(clock: Clock, config: Config, schema: Schema) -> Arc<Self> {
        Self::over(settings(&fresh_database().await, clock), config, schema).await
    }

    async fn over(settings: Settings, config: Config, schema: Schema) -> Arc<Self> {
        let (store, issuer) = app::open(&settings).await.expect("a copy of the template opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        // What is done after commits is done when a story says so.
        let config = Config { answers_only: true, ..config };
        let app = App::new(store, issuer, address, config, None).expect("settings that hold");
        let app = app.registering().await.expect("documents that fit");
        let app = Arc::new(App { schema, ..app });
        let served = Arc::clone(&app);
        app.tasks.spawn(async move { served.serve(listener, std::future::pending()).await });
        let officers = officers(&app).await;
        let (client, number, heard) = (reqwest::Client::new(), AtomicU32::new(1), AtomicI64::new(0));
        let world = Self { address: format!("http://{address}"), app, settings, client, number, heard, officers };
        world.heard.store(world.head().await, Ordering::Relaxed);
        Arc::new(world)
    }

    /// A database of its own that holds nothing.
    pub async fn empty_store() -> Arc<Store> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("empty_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = match postgres() {
            Some(server) => {
                execute(&server, &format!("CREATE DATABASE {name}")).await;
                format!("{server}/{name}")
            }
            None => format!("sqlite://{}?mode=rwc", folder().join(format!("{name}.sqlite")).display()),
        };
        std::fs::create_dir_all(folder()).expect("a folder of this run");
        app::open(&settings(&url, standing())).await.expect("an empty database opens").0
    }

    /// Does all that is due after what was committed.
    pub async fn settle(&self) {
        self.app.delivery.settle(&self.app.store).await.expect("what is due is done");
    }

    /// Another node of the same world: a store of its own over the same database.
    pub async fn another_node(&self) -> Arc<Store> {
        app::open(&self.settings).await.expect("the database of the world opens").0
    }

    /// The clock, to move.
    pub fn clock(&self) -> &Clock {
        &self.app.store.clock
    }

    /// A collège of Poitiers, in the basin 863, with a principal.
    pub async fn college(self: &Arc<Self>, name: &str) -> School {
        School::open(self, name, "COLLEGE", POITIERS, "86", "863").await
    }

    /// A school of another kind.
    pub async fn school(self: &Arc<Self>, name: &str, kind: &str) -> School {
        School::open(self, name, kind, POITIERS, "86", "863").await
    }

    /// A collège of Poitiers in another basin.
    pub async fn far_college(self: &Arc<Self>, name: &str) -> School {
        School::open(self, name, "COLLEGE", POITIERS, "16", "161").await
    }

    /// A collège of the other academy.
    pub async fn college_of_toulouse(self: &Arc<Self>, name: &str) -> School {
        School::open(self, name, "COLLEGE", TOULOUSE, "31", "16001").await
    }

    /// An officer of Poitiers with every desk.
    pub fn rectorate(&self) -> &Persona {
        &self.officers[0]
    }

    /// An officer of Toulouse with every desk.
    pub fn rectorate_of_toulouse(&self) -> &Persona {
        &self.officers[1]
    }

    /// Somebody without a token.
    pub fn anyone(&self) -> Persona {
        Persona { name: "anyone".into(), id: String::new(), token: None }
    }

    /// An officer of Poitiers with some desks only.
    pub async fn officer(&self, desks: Desks) -> Persona {
        let number = self.next();
        officer(&self.app, POITIERS, &format!("officer-{number}"), desks).await
    }

    /// A new number, for names and codes.
    pub fn next(&self) -> u32 {
        self.number.fetch_add(1, Ordering::Relaxed)
    }

    /// Address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// A client of HTTP.
    pub const fn http(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends a GraphQL request as somebody.
    pub async fn send(&self, who: &Persona, query: &str, variables: Value) -> Outcome {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.client.post(self.url("/graphql")).header("accept", "application/graphql-response+json").json(&body);
        if let Some(token) = &who.token {
            request = request.bearer_auth(token);
        }
        Outcome::of(request.send().await.expect("the server answers")).await
    }

    async fn head(&self) -> i64 {
        self.events_after(0).await.last().map_or(0, |event| event.seq)
    }

    async fn events_after(&self, seq: i64) -> Vec<event::Model> {
        let mut events = self.app.store.rows::<event::Entity>(Condition::all().add(event::Column::Seq.gt(seq))).await.expect("events");
        events.sort_by_key(|event| event.seq);
        events
    }

    /// What was announced since the last time somebody listened.
    pub async fn announced(&self) -> Vec<String> {
        let events = self.events_after(self.heard.load(Ordering::Relaxed)).await;
        self.heard.fetch_max(events.last().map_or(0, |event| event.seq), Ordering::Relaxed);
        events.into_iter().map(|event| event.kind).collect()
    }

    /// Nothing was announced since the last time somebody listened.
    pub async fn announced_nothing(&self) {
        assert_eq!(self.announced().await, Vec::<String>::new());
    }

    /// The audit of the last command that changed something.
    pub async fn last_audit(&self) -> audit::Model {
        let last = self.events_after(0).await.pop().expect("something was done");
        let row = self.app.store.rows::<audit::Entity>(Condition::all().add(audit::Column::Id.eq(last.audit_id))).await.expect("the audit");
        row.into_iter().next().expect("every event has its audit")
    }

    /// The rows of the audit about an operation, in their order.
    pub async fn audit_of(&self, operation: &str) -> Vec<audit::Model> {
        let named = Condition::all().add(audit::Column::Operation.eq(operation));
        let mut rows = self.app.store.rows::<audit::Entity>(named).await.expect("the audit");
        rows.sort_by_key(|row| row.seq);
        rows
    }

    /// Everything that the tables of access, audit, events and keys hold, a line a row that begins with the table's name.
    pub async fn everything_kept(&self) -> String {
        async fn of<E: kernel::resource::Table>(world: &World) -> String {
            let rows = world.app.store.rows::<E>(Condition::all()).await.expect("rows");
            rows.iter().map(|row| format!("{} {row:?}\n", E::default().table_name())).collect()
        }
        let (accounts, secrets) = (of::<service_account::Entity>(self).await, of::<service_secret::Entity>(self).await);
        let (audit, changes) = (of::<audit::Entity>(self).await, of::<audit_change::Entity>(self).await);
        [accounts, secrets, audit, changes, of::<event::Entity>(self).await, of::<idempotency::Entity>(self).await].concat()
    }

    /// The whole database as somebody reads it who has a copy and nothing else: every row of every table, by table. On PostgreSQL each row begins
    /// with the transaction that wrote it.
    pub async fn database(&self) -> BTreeMap<String, Vec<String>> {
        let on = self.app.store.for_migrations();
        let backend = self.app.store.backend;
        let texts = async |sql: String| -> Vec<String> {
            let rows = on.query_all_raw(Statement::from_string(backend, sql)).await.expect("a query of the story");
            rows.iter().map(|row| row.try_get_by_index::<Option<String>>(0).expect("a text").unwrap_or_default()).collect()
        };
        let is_postgres = backend == DbBackend::Postgres;
        let tables = match is_postgres {
            true => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
            false => "SELECT name FROM sqlite_master WHERE type = 'table'",
        };
        let mut database = BTreeMap::new();
        for table in texts(tables.to_owned()).await {
            let rows = if is_postgres {
                format!("SELECT xmin::text || ' ' || row_to_json(t)::text FROM \"{table}\" t")
            } else {
                let columns = texts(format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')")).await;
                format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "))
            };
            database.insert(table.clone(), texts(rows).await);
        }
        database
    }

    /// What that command changed, as the audit has it: for each object the columns before and after.
    pub async fn last_changes(&self) -> Vec<Value> {
        let audit = self.last_audit().await;
        let of_it = Condition::all().add(audit_change::Column::AuditId.eq(audit.id));
        let mut rows = self.app.store.rows::<audit_change::Entity>(of_it).await.expect("changes");
        rows.sort_by_key(|row| row.id);
        let content = |kept: Option<String>| kept.map_or(Value::Null, |kept| serde_json::from_str(&kept).expect("JSON"));
        rows.into_iter().map(|row| json!({ "before": content(row.before), "after": content(row.after) })).collect()
    }
}

fn standing() -> Clock {
    Clock::standing_at(TODAY.parse::<DateTime<Utc>>().expect("an instant"))
}

fn settings(database_url: &str, clock: Clock) -> Settings {
    Settings { database_url: Some(database_url.into()), data: folder().join("keys"), clock, connections: 4 }
}

/// Folder of this run: in the one that whoever runs the tests removes after them, else in memory where there is one.
pub(crate) fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = std::env::var_os("RUPN_TEST_FOLDER").map_or_else(|| if memory.is_dir() { memory } else { std::env::temp_dir() }, PathBuf::from);
    base.join(format!("rupn-stories-{}", std::process::id()))
}

#[expect(clippy::disallowed_methods, reason = "the run of the tests is set by its environment")]
fn postgres() -> Option<String> {
    std::env::var("RUPN_TEST_POSTGRES").ok()
}

/// A database of its own, copied from one that was migrated and furnished once a run.
async fn fresh_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    match postgres() {
        Some(server) => {
            let name = format!("story_{}_{number}", std::process::id());
            execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            format!("{server}/{name}")
        }
        None => {
            let file = folder().join(format!("{number}.sqlite"));
            std::fs::copy(template, &file).expect("room for a copy");
            format!("sqlite://{}", file.display())
        }
    }
}

async fn template() -> String {
    let folder = folder();
    std::fs::create_dir_all(&folder).expect("a folder of this run");
    let name = format!("template_{}", std::process::id());
    let url = match postgres() {
        Some(server) => {
            execute(&server, &format!("CREATE DATABASE {name}")).await;
            format!("{server}/{name}")
        }
        None => format!("sqlite://{}?mode=rwc", folder.join("template.sqlite").display()),
    };
    let (store, _) = app::open(&settings(&url, standing())).await.expect("the template opens");
    furnish(&store).await;
    store.close().await;
    if postgres().is_some() { name } else { folder.join("template.sqlite").display().to_string() }
}

async fn execute(server: &str, statement: &str) {
    let connection = Database::connect(format!("{server}/postgres")).await.expect("the server of RUPN_TEST_POSTGRES");
    connection.execute_unprepared(statement).await.expect("the role may create databases");
    connection.close().await.expect("an open connection");
}

/// Two academies, their departments, basins and officers, and the starting data.
async fn furnish(store: &Arc<Store>) {
    let academy = |code: &str, name: &str, region: &str| AcademyRow {
        code: code.into(),
        name: name.into(),
        region: region.into(),
        holiday_zone: Some("A".into()),
        contact: None,
    };
    let department = |code: &str, name: &str, region: &str, academy: &str| DepartmentRow {
        code: code.into(),
        name: name.into(),
        region: region.into(),
        academy: academy.into(),
    };
    let basin = |academy: &str, code: &str, name: &str| ZoneRow {
        academy: academy.into(),
        kind: ZoneKind::Basin,
        code: code.into(),
        name: Some(name.into()),
        note: MaybeUndefined::Undefined,
        starts_on: Some(day("2001-09-01")),
        ends_on: MaybeUndefined::Undefined,
    };
    let authority = |kind, code: &str, name: &str| (kind, code.to_owned(), name.to_owned());
    let territory = LoadTerritory {
        regions: vec![("75".into(), "Nouvelle-Aquitaine".into()), ("76".into(), "Occitanie".into())],
        academies: vec![academy(POITIERS, "Poitiers", "75"), academy(TOULOUSE, "Toulouse", "76")],
        departments: vec![
            department("86", "Vienne", "75", POITIERS),
            department("16", "Charente", "75", POITIERS),
            department("31", "Haute-Garonne", "76", TOULOUSE),
        ],
        authorities: vec![
            authority(AuthorityKind::Region, "75", "Région Nouvelle-Aquitaine"),
            authority(AuthorityKind::Department, "86", "Département Vienne"),
            authority(AuthorityKind::Department, "31", "Département Haute-Garonne"),
        ],
        zones: vec![
            basin(POITIERS, "863", "Poitiers"),
            basin(POITIERS, "161", "Angoulême"),
            basin(TOULOUSE, "16001", "Toulouse centre"),
            ZoneRow { kind: ZoneKind::SchoolNetwork, ..basin(POITIERS, "ECLORE-1", "Réseau ECLORE 1") },
        ],
    };
    perform(store, territory).await;
    perform(store, LoadDisciplines(vec![("L0202".into(), "LETTRES MODERNES".into()), ("L1300".into(), "MATHEMATIQUES".into())])).await;
    starting::load(store).await.expect("the starting data fit");
}

async fn perform<C: Command>(store: &Arc<Store>, command: C) {
    Viewer::system(store, "stories").perform(command, &CommandOptions::default()).await.expect("the world is furnished");
}

async fn officers(app: &App) -> [Persona; 2] {
    [
        officer(app, POITIERS, "officer-poitiers", Desks::ALL.into_iter().collect()).await,
        officer(app, TOULOUSE, "officer-toulouse", Desks::ALL.into_iter().collect()).await,
    ]
}

async fn officer(app: &App, academy: &str, identifier: &str, desks: Desks) -> Persona {
    let person = || PersonKey::Identifier { system: "STORIES".into(), value: identifier.into() };
    let row = PersonRow {
        academy: Some(academy.into()),
        identifiers: Identifiers(vec![("STORIES".into(), identifier.into())]),
        family_name: Some(identifier.to_uppercase()),
        given_name: Some("Narcisse".into()),
        mail: MaybeUndefined::Value(format!("{identifier}@stories.example")),
        ..PersonRow::default()
    };
    perform(&app.store, UpsertPeople { rows: vec![row] }).await;
    perform(&app.store, LoadOffices(vec![OfficeRow { person: person(), desks: desks.list(), starts_on: day("2020-09-01") }])).await;
    let named = Condition::all().add(entity::people::person_identifier::Column::Value.eq(identifier));
    let found = app.store.rows::<entity::people::person_identifier::Entity>(named).await.expect("the officer").pop().expect("the officer");
    Persona::of(app, identifier, found.person_id)
}

/// Id of a person as the API writes it.
pub fn person_id(id: Uuid) -> String {
    kernel::resource::Id::<api::domain::people::Person>::from(id).to_string()
}
