//! The tables that go in and out as files: their columns, how a line is read, how rows are written, what ends a row.
//!
//! A file that was exported and is imported again changes nothing; imported into an empty database and exported from
//! there it is the same, byte for byte.

pub mod appointments;
pub mod establishments;
pub mod mandates;
pub mod people;
pub mod zones;

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::{
    people::{person_contact, person_identifier},
    territory::{academy, department, establishment},
};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    resource::Table as Stored,
    scalars::{PersonKey, Uai},
    store::Snapshot,
    work::RowResult,
};
use sea_orm::{ColumnTrait, Condition, ModelTrait};
use serde::Serialize;

use crate::{
    domain::territory::commands::upsert_zones::ZoneRow,
    import::{report::Fault, sheet::Line},
};

/// Rows that are read from the database at once.
const BATCH: u64 = 2000;

/// A row of a file that can be loaded.
pub trait Row: Clone + Serialize + Send + Sync + 'static {
    /// What loads rows.
    type Command: Command<Outcome = Vec<RowResult>>;

    /// What names the object: the key of its result.
    fn key(&self) -> String;

    /// Key of the row that must be loaded before this one.
    fn waits_for(&self) -> Option<String> {
        None
    }

    /// The row without what it waits for.
    #[must_use]
    fn alone(self) -> Self {
        self
    }

    /// Whether a row makes several objects, so that it is rehearsed first and loaded only when none of them is refused.
    const MAKES_SEVERAL: bool = false;

    /// The command that loads rows.
    fn command(rows: Vec<Self>, as_of: NaiveDate) -> Self::Command;

    /// What its list is about: a list that is whole says nothing of rows elsewhere.
    fn subject(&self) -> String {
        String::new()
    }

    /// The rows of some academies that live on a day, with what names them.
    fn living(snapshot: &Snapshot, scope: &Scope) -> impl Future<Output = Result<Vec<Living<Self>>, Refusal>> + Send;
}

/// A row that lives, for a list that is whole.
pub struct Living<T> {
    /// All the keys under which a file may name it.
    pub keys: Vec<String>,
    /// What the list is about.
    pub subject: String,
    /// The row that ends it.
    pub ended: T,
}

/// A table of ours.
pub trait Table: Row {
    /// Its name, as commands and files use it.
    const NAME: &'static str;
    /// Columns that a file must have, each by its names.
    const NEEDED: &'static [&'static [&'static str]];
    /// The same in words.
    const LOOKED_FOR: &'static str;

    /// Code of the academy, where the row tells it.
    fn academy(&self) -> Option<String>;

    /// A zone that the line names beside its row.
    fn zone(&self, _: &Line<'_>) -> Option<ZoneRow> {
        None
    }

    /// Reads a line.
    fn read(line: &Line<'_>) -> Result<Self, Fault>;

    /// The rows of some academies in a stable order, a batch at a time.
    fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// Takes rows as they come.
pub type Sink<'s, T> = dyn FnMut(T) -> Result<(), Refusal> + Send + 's;

/// Whose rows are meant, and on which day.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The academies; all of them when none is named.
    academies: Option<Vec<Uuid>>,
    codes: HashMap<Uuid, String>,
    /// The day.
    pub day: NaiveDate,
}

impl Scope {
    /// The rows of the academies with some codes, which must be there.
    pub async fn of(snapshot: &Snapshot, codes: &[String], day: NaiveDate) -> Result<Self, Refusal> {
        let rows = snapshot.rows::<academy::Entity>(Condition::all()).await?;
        if codes.iter().any(|code| !rows.iter().any(|row| row.code == *code)) {
            return Err(Refusal::NotFound { argument: "academy" });
        }
        let academies = (!codes.is_empty()).then(|| rows.iter().filter(|row| codes.contains(&row.code)).map(|row| row.id).collect());
        Ok(Self { academies, codes: rows.into_iter().map(|row| (row.id, row.code)).collect(), day })
    }

    /// The same day in every academy.
    #[must_use]
    pub fn everywhere(&self) -> Self {
        Self { academies: None, ..self.clone() }
    }

    /// The rows whose column names one of its academies.
    fn meant<C: ColumnTrait>(&self, academy: C) -> Condition {
        Condition::all().add_option(self.academies.as_ref().map(|ids| academy.is_in(ids.iter().copied())))
    }

    /// Code of an academy.
    fn code(&self, id: Uuid) -> String {
        self.codes.get(&id).cloned().unwrap_or_default()
    }
}

/// The rows of a table that live, by what ends each; `None` for those that do not.
async fn living<T: Table>(snapshot: &Snapshot, scope: &Scope, ends: impl Fn(T) -> Option<Living<T>> + Send + Sync) -> Result<Vec<Living<T>>, Refusal> {
    let mut living = Vec::new();
    let take = &mut |row: T| {
        living.extend(ends(row));
        Ok(())
    };
    T::rows(snapshot, scope, take).await?;
    Ok(living)
}

/// What is told, empty where there is nothing.
fn always<T>(value: Option<T>) -> MaybeUndefined<T> {
    value.map_or(MaybeUndefined::Null, MaybeUndefined::Value)
}

fn stored<T: std::str::FromStr>(written: &str) -> Result<T, Refusal> {
    written.parse().map_err(|_| Refusal::internal(format!("the database holds {written:?}")))
}

/// Unit codes by id.
async fn uais(snapshot: &Snapshot) -> Result<HashMap<Uuid, Uai>, Refusal> {
    let rows = snapshot.rows::<establishment::Entity>(Condition::all()).await?;
    rows.into_iter().map(|row| Ok((row.id, stored(&row.uai)?))).collect()
}

async fn departments(snapshot: &Snapshot) -> Result<HashMap<Uuid, String>, Refusal> {
    Ok(snapshot.rows::<department::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect())
}

/// How files name some persons: by the first identifier, else by mailbox, else by id.
async fn person_keys(snapshot: &Snapshot, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, PersonKey>, Refusal> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut keys: HashMap<Uuid, PersonKey> = ids.iter().map(|id| (*id, PersonKey::Id(*id))).collect();
    let contacts = snapshot.having::<person_contact::Entity>(person_contact::Column::PersonId, &ids).await?;
    keys.extend(contacts.into_iter().map(|row| (row.person_id, PersonKey::Mail(row.mail))));
    let mut identifiers = snapshot.having::<person_identifier::Entity>(person_identifier::Column::PersonId, &ids).await?;
    identifiers.sort_by(|one, other| (&other.system, &other.value).cmp(&(&one.system, &one.value)));
    keys.extend(identifiers.into_iter().map(|row| (row.person_id, PersonKey::Identifier { system: row.system, value: row.value })));
    Ok(keys)
}

/// Every row of a table that meets a condition, a batch at a time, in the order of a column without doubles.
struct Batches<E: Stored> {
    condition: Condition,
    by: E::Column,
    after: Option<sea_orm::Value>,
}

impl<E: Stored> Batches<E> {
    const fn of(condition: Condition, by: E::Column) -> Self {
        Self { condition, by, after: None }
    }

    async fn next(&mut self, snapshot: &Snapshot) -> Result<Option<Vec<E::Model>>, Refusal> {
        let rows = snapshot.page::<E>(self.condition.clone(), self.by, self.after.take(), BATCH).await?;
        self.after = rows.last().map(|row| row.get(self.by));
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}
