//! The trail: the one writer of the audit, and the check of its chain.
//!
//! Each row holds the hash of the one before and of its changes; whoever keeps a hash that was published can show later
//! that nothing before it was altered. Rows are written one after the other, under the lock that orders the feed.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use aws_lc_rs::digest;
use sea_orm::{
    ActiveValue::Set,
    Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult, Iterable, QueryOrder, QuerySelect, QueryTrait,
    prelude::DateTimeUtc,
    sea_query::{Func, Order, Query},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    bulk::{self, Row},
    ids::random_bytes,
    refusal::Refusal,
    resource::{ModelOf, Place, Resource, id_of},
    store::Snapshot,
    tables::{audit, audit_change},
    viewer::Viewer,
};

/// The lock that keeps the audit and the feed in the order of the commits on PostgreSQL.
const FEED: i64 = 0x5255_504e;

/// What is written: everything but what the viewer and the chain know.
pub(crate) struct Entry<'e> {
    pub(crate) kind: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) code: Option<&'static str>,
    pub(crate) reason: Option<&'e str>,
    pub(crate) on_behalf_of: Option<Uuid>,
    pub(crate) changes: &'e [Change],
}

/// What was changed or read of one object.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) object_type: String,
    pub(crate) id: Uuid,
    /// Type of the part, where parts have readers of their own.
    pub(crate) part: Option<String>,
    pub(crate) place: Place,
    pub(crate) before: Row,
    pub(crate) after: Row,
}

impl Change {
    /// That an object was read.
    pub(crate) fn reading<R: Resource>(row: &ModelOf<R>) -> Self {
        let (object_type, id, place) = (R::type_name().into_owned(), id_of::<R>(row).0, R::place(row));
        Self { object_type, id, part: None, place, before: Row::default(), after: Row::default() }
    }
}

/// A row of the audit as it is hashed, exported and checked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Link {
    seq: i64,
    id: Uuid,
    at: DateTimeUtc,
    kind: String,
    operation: String,
    outcome: String,
    code: Option<String>,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    on_behalf_of: Option<Uuid>,
    client: Option<String>,
    reason: Option<String>,
    request_id: String,
    academy_id: Option<Uuid>,
    changes: i64,
    changes_hash: String,
    previous: String,
}

/// A change as it is hashed, exported and checked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Detail {
    id: Uuid,
    object_type: String,
    object_id: Uuid,
    part: Option<String>,
    academy_id: Option<Uuid>,
    establishment_id: Option<Uuid>,
    person_id: Option<Uuid>,
    before: Option<String>,
    after: Option<String>,
    salt: String,
}

/// A line of the exported audit: a row, its hash, and its changes with theirs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    row: Link,
    hash: String,
    changes: Vec<Hashed>,
}

impl Line {
    /// Place in the chain.
    pub const fn seq(&self) -> i64 {
        self.row.seq
    }
}

/// A change with its hash; no content where a person was erased.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hashed {
    hash: String,
    change: Option<Detail>,
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Place in the chain.
    pub seq: i64,
    /// What does not fit.
    pub why: &'static str,
}

/// Checks a chain, line after line.
#[derive(Debug, Default)]
pub struct Chain {
    last: Option<(i64, String)>,
}

impl Chain {
    /// Takes the next line. A chain may begin anywhere: its first line is believed to follow what it names.
    pub fn follow(&mut self, line: &Line) -> Result<(), Broken> {
        let broken = |why| Err(Broken { seq: line.row.seq, why });
        if let Some((seq, hash)) = &self.last {
            if line.row.seq != seq + 1 {
                return broken("a row before it is missing, or it stands twice");
            }
            if line.row.previous != *hash {
                return broken("it does not follow the row before");
            }
        }
        if hash_of(&line.row) != line.hash {
            return broken("the row was altered");
        }
        if line.changes.iter().any(|hashed| hashed.change.as_ref().is_some_and(|change| hash_of(change) != hashed.hash)) {
            return broken("a change was altered");
        }
        if line.changes.len() as i64 != line.row.changes || joined(line.changes.iter().map(|hashed| hashed.hash.as_str())) != line.row.changes_hash {
            return broken("a change was added or removed");
        }
        self.last = Some((line.row.seq, line.hash.clone()));
        Ok(())
    }

    /// The place and hash of the last line.
    pub fn head(&self) -> Option<&(i64, String)> {
        self.last.as_ref()
    }
}

/// The lines of the audit after a place, a thousand at most.
pub async fn lines(snapshot: &Snapshot, after: i64) -> Result<Vec<Line>, Refusal> {
    let rows = snapshot.page::<audit::Entity>(Condition::all(), audit::Column::Seq, Some(after.into()), bulk::CHUNK as u64).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut changes = snapshot.having::<audit_change::Entity>(audit_change::Column::AuditId, &ids).await?;
    changes.sort_by_key(|change| change.id);
    let mut lines: Vec<Line> = rows.into_iter().map(|row| Line { hash: row.hash.clone(), row: row.into(), changes: Vec::new() }).collect();
    let at: std::collections::HashMap<Uuid, usize> = lines.iter().enumerate().map(|(at, line)| (line.row.id, at)).collect();
    for change in changes {
        if let Some(line) = at.get(&change.audit_id).map(|at| &mut lines[*at]) {
            let erased = change.salt.is_empty();
            line.changes.push(Hashed { hash: change.hash.clone(), change: (!erased).then(|| change.into()) });
        }
    }
    Ok(lines)
}

/// Place, instant and hash of the last row.
pub async fn head(viewer: &Viewer) -> Result<Option<(i64, DateTimeUtc, String)>, Refusal> {
    let mut last = audit::Entity::find().into_query();
    last.order_by(audit::Column::Seq, Order::Desc).limit(1);
    viewer.count_statement();
    let row = viewer.read(&last).await?.pop().map(|row| audit::Model::from_query_result(&row, "")).transpose()?;
    Ok(row.map(|row| (row.seq, row.at, row.hash)))
}

/// Writes a row of the audit with its changes; gives back its id.
pub(crate) async fn write(on: &DatabaseTransaction, viewer: &Viewer, entry: Entry<'_>) -> Result<Uuid, Refusal> {
    if viewer.store.backend == DbBackend::Postgres {
        on.query_one(&Query::select().expr(Func::cast_as(Func::cust("pg_advisory_xact_lock").arg(FEED), "text")).to_owned()).await?;
    }
    let last = audit::Entity::find().order_by_desc(audit::Column::Seq).limit(1).one(on).await?;
    let (seq, previous) = last.map_or((1, String::new()), |last| (last.seq + 1, last.hash));
    let id = viewer.store.ids.next();
    let details: Vec<Detail> = entry.changes.iter().map(|change| Detail::of(change, viewer.store.ids.next())).collect();
    let hashes: Vec<String> = details.iter().map(hash_of).collect();
    let actor = &viewer.actor;
    let (actor_kind, actor_id, actor_name) = actor.id.written();
    let link = Link {
        seq,
        id,
        at: actor.at,
        kind: entry.kind.to_owned(),
        operation: entry.operation.to_owned(),
        outcome: entry.outcome.to_owned(),
        code: entry.code.map(str::to_owned),
        actor_kind: actor_kind.to_owned(),
        actor_id,
        actor_name: actor_name.map(str::to_owned),
        on_behalf_of: entry.on_behalf_of,
        client: actor.client.clone(),
        reason: entry.reason.map(str::to_owned),
        request_id: viewer.request.clone(),
        academy_id: entry.changes.iter().find_map(|change| change.place.academy).or(actor.academy()),
        changes: details.len() as i64,
        changes_hash: joined(hashes.iter().map(String::as_str)),
        previous,
    };
    audit::Entity::insert(link.into_active()).exec_without_returning(on).await?;
    let rows: Vec<Row> = details.into_iter().zip(hashes).map(|(detail, hash)| detail.row(id, hash)).collect();
    let columns: Vec<audit_change::Column> = audit_change::Column::iter().collect();
    bulk::insert::<audit_change::Entity>(on, &rows, &columns, audit_change::Column::Id).await?;
    Ok(id)
}

/// SHA-256 of the JSON of a value, in hex.
pub(crate) fn hash_of(value: &impl Serialize) -> String {
    digest(&serde_json::to_vec(value).expect("what is hashed is JSON"))
}

/// One hash over several.
fn joined<'h>(hashes: impl Iterator<Item = &'h str>) -> String {
    digest(hashes.collect::<String>().as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

impl Link {
    fn into_active(self) -> audit::ActiveModel {
        audit::ActiveModel {
            hash: Set(hash_of(&self)),
            id: Set(self.id),
            seq: Set(self.seq),
            at: Set(self.at),
            kind: Set(self.kind),
            operation: Set(self.operation),
            outcome: Set(self.outcome),
            code: Set(self.code),
            actor_kind: Set(self.actor_kind),
            actor_id: Set(self.actor_id),
            actor_name: Set(self.actor_name),
            on_behalf_of: Set(self.on_behalf_of),
            client: Set(self.client),
            reason: Set(self.reason),
            request_id: Set(self.request_id),
            academy_id: Set(self.academy_id),
            changes: Set(self.changes),
            changes_hash: Set(self.changes_hash),
            previous: Set(self.previous),
        }
    }
}

impl From<audit::Model> for Link {
    fn from(row: audit::Model) -> Self {
        Self {
            seq: row.seq,
            id: row.id,
            at: row.at,
            kind: row.kind,
            operation: row.operation,
            outcome: row.outcome,
            code: row.code,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            on_behalf_of: row.on_behalf_of,
            client: row.client,
            reason: row.reason,
            request_id: row.request_id,
            academy_id: row.academy_id,
            changes: row.changes,
            changes_hash: row.changes_hash,
            previous: row.previous,
        }
    }
}

impl From<audit_change::Model> for Detail {
    fn from(row: audit_change::Model) -> Self {
        Self {
            id: row.id,
            object_type: row.object_type,
            object_id: row.object_id,
            part: row.part,
            academy_id: row.academy_id,
            establishment_id: row.establishment_id,
            person_id: row.person_id,
            before: row.before,
            after: row.after,
            salt: row.salt,
        }
    }
}

impl Detail {
    fn of(change: &Change, id: Uuid) -> Self {
        let written = |row: &Row| (!row.is_empty()).then(|| serde_json::to_string(row).expect("values of columns are JSON"));
        Self {
            id,
            object_type: change.object_type.clone(),
            object_id: change.id,
            part: change.part.clone(),
            academy_id: change.place.academy,
            establishment_id: change.place.establishment,
            person_id: change.place.person,
            before: written(&change.before),
            after: written(&change.after),
            salt: hex::encode(random_bytes::<12>()),
        }
    }

    fn row(self, audit: Uuid, hash: String) -> Row {
        Row::from([
            ("id", self.id.into()),
            ("audit_id", audit.into()),
            ("object_type", self.object_type.into()),
            ("object_id", self.object_id.into()),
            ("part", self.part.into()),
            ("academy_id", self.academy_id.into()),
            ("establishment_id", self.establishment_id.into()),
            ("person_id", self.person_id.into()),
            ("before", self.before.into()),
            ("after", self.after.into()),
            ("salt", self.salt.into()),
            ("hash", hash.into()),
        ])
    }
}
