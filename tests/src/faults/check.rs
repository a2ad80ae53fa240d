//! The checker: reads the journal and every table that a write leaves something in, and says what does not fit.
//!
//! An effect is one row of the audit. It is whole when its objects hold what it says, each object has its event with
//! the next version, and the outcome is kept under the key.

#![expect(clippy::disallowed_methods, reason = "the checker reads the tables as they are, not as the product shows them")]

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{
    mandate::mandate,
    people::{appointment, person, person_contact, person_discipline, person_identifier},
    territory::{establishment, zone_membership},
};
use kernel::{
    Uuid,
    bulk::Row,
    resource::{id_column, uuid},
    tables::{audit, audit_change, event, idempotency},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement, prelude::DateTimeUtc,
};
use serde_json::{Map, Value};

use super::journal::{Journal, Line};

/// What does not fit.
#[derive(Debug)]
pub enum Finding {
    /// Acknowledged, and not there.
    Lost(String),
    /// There in part.
    Half(String),
    /// There more than once.
    Double(String),
    /// There, and not what was asked or acknowledged.
    Wrong(String),
}

/// How many findings there are of each kind.
pub fn tally(findings: &[Finding]) -> String {
    let count = |kind: fn(&Finding) -> bool| findings.iter().filter(|finding| kind(finding)).count();
    format!(
        "{} lost, {} half, {} double, {} wrong",
        count(|finding| matches!(finding, Finding::Lost(_))),
        count(|finding| matches!(finding, Finding::Half(_))),
        count(|finding| matches!(finding, Finding::Double(_))),
        count(|finding| matches!(finding, Finding::Wrong(_))),
    )
}

/// What one command left, as the audit tells it.
#[derive(Clone, Debug)]
struct Effect {
    command: String,
    ids: Vec<Uuid>,
    first: i64,
}

/// An object, as audit and events tell it.
#[derive(Clone, Debug, Default)]
struct Told {
    object_type: String,
    version: i64,
    facts: Map<String, Value>,
}

/// What was seen so far.
#[derive(Clone, Default)]
pub struct Checker {
    journal: u64,
    seq: i64,
    at: DateTimeUtc,
    change: Uuid,
    audits: HashSet<Uuid>,
    keys: HashSet<String>,
    objects: HashMap<Uuid, Told>,
    parts: u64,
    sent: HashMap<String, Sent>,
    effects: HashMap<String, Effect>,
    /// The highest event of what was acknowledged.
    acknowledged: i64,
}

#[derive(Clone)]
struct Sent {
    mutation: String,
    /// The event of this mutation comes after this one, which was acknowledged before the mutation was first sent.
    after: Option<i64>,
    ids: Option<Vec<Uuid>>,
}

impl Checker {
    /// Takes a database as it is, before any load.
    pub async fn new(url: &str) -> Self {
        let on = open(url).await;
        let mut checker = Self { parts: parts(&on).await, ..Self::default() };
        for audit in audit::Entity::find().all(&on).await.expect("the audit") {
            checker.audits.insert(audit.id);
        }
        let last = audit_change::Entity::find().order_by_desc(audit_change::Column::Id).one(&on).await.expect("changes");
        checker.change = last.map_or(Uuid::nil(), |last| last.id);
        for event in event::Entity::find().order_by_asc(event::Column::Seq).all(&on).await.expect("events") {
            checker.seq = event.seq;
            let told = checker.objects.entry(event.object_id).or_default();
            (told.object_type, told.version) = (event.object_type, event.version);
        }
        close(on).await;
        checker
    }

    /// The keys whose effect was seen.
    pub fn known(&self) -> HashSet<String> {
        self.effects.keys().cloned().collect()
    }

    /// Looks at what came since the last time, while nobody writes.
    pub async fn look(&mut self, url: &str, journal: &Journal) -> Vec<Finding> {
        let on = open(url).await;
        let mut findings = Vec::new();
        let (lines, place) = journal.read(self.journal);
        self.journal = place;
        for line in &lines {
            if let Line::Sent { key, mutation } = line {
                self.sent.entry(key.clone()).or_insert_with(|| Sent { mutation: mutation.clone(), after: None, ids: None });
            }
        }
        let touched = self.effects_since(&on, &mut findings).await;
        self.acknowledgements(&lines, &mut findings);
        self.rows(&on, &touched, &mut findings).await;
        close(on).await;
        findings
    }

    /// New audit rows with their events and outcomes; gives back the objects they name.
    async fn effects_since(&mut self, on: &DatabaseConnection, findings: &mut Vec<Finding>) -> Vec<Uuid> {
        let mut told: BTreeMap<Uuid, Vec<event::Model>> = BTreeMap::new();
        for event in event::Entity::find().filter(event::Column::Seq.gt(self.seq)).order_by_asc(event::Column::Seq).all(on).await.expect("events") {
            let object = self.objects.entry(event.object_id).or_default();
            if event.version != object.version + 1 {
                findings.push(Finding::Double(format!("{} of {} follows version {}", event.version, event.object_key, object.version)));
            }
            object.object_type.clone_from(&event.object_type);
            (object.version, self.seq) = (event.version, event.seq);
            told.entry(event.audit_id).or_default().push(event);
        }
        let mut changed: BTreeMap<Uuid, Vec<audit_change::Model>> = BTreeMap::new();
        let since = audit_change::Entity::find().filter(audit_change::Column::Id.gt(self.change)).order_by_asc(audit_change::Column::Id);
        for change in since.all(on).await.expect("changes") {
            self.change = change.id;
            changed.entry(change.audit_id).or_default().push(change);
        }
        let mut touched = Vec::new();
        // Objects of effects whose outcome is not kept, and of outcomes without effect (below nought).
        let mut unkept: HashMap<Vec<Uuid>, i64> = HashMap::new();
        let (since, mut latest) = (self.at, self.at);
        for audit in audit::Entity::find().filter(audit::Column::At.gte(since)).order_by_asc(audit::Column::At).all(on).await.expect("the audit") {
            if !self.audits.insert(audit.id) {
                continue;
            }
            latest = latest.max(audit.at);
            // What was refused, changed nothing or only read has no effect.
            if (audit.kind.as_str(), audit.outcome.as_str()) != ("MUTATION", "DONE") {
                continue;
            }
            let events = told.remove(&audit.id).unwrap_or_default();
            let ids = self.changes(changed.remove(&audit.id).unwrap_or_default());
            if sorted(events.iter().map(|event| event.object_id).collect()) != ids {
                findings.push(Finding::Half(format!("{} {} changed {ids:?} and told {events:?}", audit.operation, audit.request_id)));
            }
            touched.extend(&ids);
            *unkept.entry(ids.clone()).or_default() += 1;
            let key = audit.request_id.rsplit_once('_').map_or("", |(key, _)| key);
            match self.sent.get(key) {
                Some(sent) if sent.mutation == audit.operation => {}
                _ => findings.push(Finding::Wrong(format!("nobody sent {} {}", audit.operation, audit.request_id))),
            }
            let effect = Effect { command: audit.operation, ids, first: events.first().map_or(0, |event| event.seq) };
            if let Some(other) = self.effects.insert(key.to_owned(), effect) {
                findings.push(Finding::Double(format!("{} {key} had {:?} and was done again", other.command, other.ids)));
            }
        }
        findings.extend(told.values().map(|events| Finding::Half(format!("{events:?} and no audit"))));
        let outcomes = idempotency::Entity::find().filter(idempotency::Column::At.gte(since)).all(on).await.expect("outcomes");
        for row in outcomes.into_iter().filter(|row| self.keys.insert(row.key.clone())) {
            *unkept.entry(outcome(&row.outcome)).or_default() -= 1;
        }
        let unkept = unkept.into_iter().filter(|(_, effects)| *effects != 0);
        findings.extend(unkept.map(|(ids, effects)| Finding::Half(format!("{ids:?}: {effects} more in the audit than kept under a key"))));
        self.at = latest;
        touched
    }

    /// Notes what a command changed; gives back the objects.
    fn changes(&mut self, changes: Vec<audit_change::Model>) -> Vec<Uuid> {
        let mut ids = Vec::new();
        for change in changes {
            let id = change.object_id;
            let facts = &mut self.objects.entry(id).or_default().facts;
            let after: Map<String, Value> = serde_json::from_str(&change.after.expect("a change has an after")).expect("an object");
            for (name, value) in &after {
                // A part, such as the mailbox of a person, has a row of its own.
                if value.is_object() {
                    self.parts += 1;
                } else {
                    facts.insert(name.clone(), value.clone());
                }
            }
            ids.push(id);
        }
        let mut ids = sorted(ids);
        ids.dedup();
        ids
    }

    /// The journal against the effects, in the order of time.
    fn acknowledgements(&mut self, lines: &[Line], findings: &mut Vec<Finding>) {
        for line in lines {
            match line {
                Line::Sent { key, .. } => {
                    self.sent.get_mut(key).expect("noted before").after.get_or_insert(self.acknowledged);
                }
                Line::Acknowledged { key, ids, replayed } => {
                    let sent = self.sent.get_mut(key).expect("noted before");
                    let Some(effect) = self.effects.get(key) else {
                        findings.push(Finding::Lost(format!("{} {key}: {ids:?}", sent.mutation)));
                        continue;
                    };
                    if effect.ids != *ids || sent.ids.as_ref().is_some_and(|before| before != ids) {
                        findings.push(Finding::Wrong(format!("{} {key} made {:?} and was answered {ids:?}", sent.mutation, effect.ids)));
                    }
                    if sent.ids.is_some() && !replayed {
                        findings.push(Finding::Double(format!("{} {key} was answered twice as if it were the first time", sent.mutation)));
                    }
                    if Some(effect.first) <= sent.after {
                        findings.push(Finding::Wrong(format!("{} {key} is event {}, sent after {:?}", sent.mutation, effect.first, sent.after)));
                    }
                    sent.ids = Some(ids.clone());
                    self.acknowledged = self.acknowledged.max(effect.first);
                }
                Line::Refused { .. } | Line::Unanswered { .. } => {}
            }
        }
    }

    /// The rows against what audit and events say of them.
    async fn rows(&self, on: &DatabaseConnection, touched: &[Uuid], findings: &mut Vec<Finding>) {
        self.rows_of::<establishment::Entity>(on, "Establishment", touched, findings).await;
        self.rows_of::<person::Entity>(on, "Person", touched, findings).await;
        self.rows_of::<appointment::Entity>(on, "Appointment", touched, findings).await;
        self.rows_of::<mandate::Entity>(on, "ReferentMandate", touched, findings).await;
        let there = parts(on).await;
        if there != self.parts {
            findings.push(Finding::Half(format!("{there} parts are there, {} were told", self.parts)));
        }
    }

    async fn rows_of<E: EntityTrait>(&self, on: &DatabaseConnection, object_type: &str, touched: &[Uuid], findings: &mut Vec<Finding>)
    where
        E::Model: Sync,
    {
        let ids: Vec<Uuid> = touched.iter().filter(|id| self.objects[*id].object_type == object_type).copied().collect();
        let mut rows: HashMap<Uuid, Map<String, Value>> = HashMap::new();
        for chunk in ids.chunks(500) {
            let found = E::find().filter(id_column::<E>().is_in(chunk.iter().copied())).all(on).await.expect("rows");
            rows.extend(found.iter().map(|row| (uuid(row, id_column::<E>()).expect("an id"), columns::<E>(row))));
        }
        for id in ids {
            let told = &self.objects[&id];
            match rows.get(&id) {
                None => findings.push(Finding::Half(format!("{object_type} {id} was told and is not there"))),
                Some(row) => {
                    if row["version"] != told.version {
                        findings.push(Finding::Half(format!("{object_type} {id} is told in version {}: {row:?}", told.version)));
                    }
                    let stamps = ["version", "updated_at"];
                    let other = told.facts.iter().filter(|(name, value)| !stamps.contains(&name.as_str()) && row.get(*name) != Some(*value));
                    findings.extend(other.map(|(name, value)| Finding::Half(format!("{object_type} {id}: {name} was told to be {value}: {row:?}"))));
                }
            }
        }
        let (there, told) = (E::find().count(on).await.expect("a count"), self.objects.values().filter(|told| told.object_type == object_type).count());
        if there != told as u64 {
            findings.push(Finding::Half(format!("{there} rows of {object_type} are there, {told} were told")));
        }
    }
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items
}

/// The objects of an outcome: one id, or a row each.
fn outcome(kept: &Value) -> Vec<Uuid> {
    let id = |value: &Value| value.as_str().and_then(|id| id.parse().ok());
    match kept {
        Value::Array(rows) => sorted(rows.iter().filter(|row| row["status"] == "Created").filter_map(|row| id(&row["id"])).collect()),
        one => id(one).into_iter().collect(),
    }
}

fn columns<E: EntityTrait>(row: &E::Model) -> Map<String, Value> {
    match serde_json::to_value(Row::of::<E>(row)) {
        Ok(Value::Object(columns)) => columns,
        _ => unreachable!("a row is an object"),
    }
}

/// Rows of the tables of parts.
async fn parts(on: &DatabaseConnection) -> u64 {
    let counts = [
        person_contact::Entity::find().count(on).await,
        person_identifier::Entity::find().count(on).await,
        person_discipline::Entity::find().count(on).await,
        zone_membership::Entity::find().count(on).await,
    ];
    counts.into_iter().map(|count| count.expect("a count")).sum()
}

async fn open(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the database opens")
}

async fn close(on: DatabaseConnection) {
    on.close().await.expect("an open connection");
}

async fn one(on: &DatabaseConnection, sql: &str) -> sea_orm::QueryResult {
    let statement = Statement::from_string(on.get_database_backend(), sql);
    on.query_one_raw(statement).await.expect("an answer").expect("a row")
}

/// What SQLite finds wrong with a database: `ok` when it is nothing.
pub async fn integrity(url: &str) -> String {
    let on = open(url).await;
    let found = one(&on, "PRAGMA integrity_check").await.try_get_by_index(0).expect("a text");
    close(on).await;
    found
}

/// Returns when PostgreSQL has noticed that a killed server is gone.
pub async fn is_left_alone(url: &str) {
    const SESSIONS: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rupn'";
    let on = open(url).await;
    while one(&on, SESSIONS).await.try_get_by_index::<i64>(0).expect("a count") > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    close(on).await;
}
