//! Many rows in one statement: the rows travel as one JSON text, so that the statement is the same for any number of
//! them (`json_populate_recordset` on PostgreSQL, `json_each` on SQLite; sea-query knows neither as a source of rows).

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryResult, Statement, Value,
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use uuid::Uuid;

use crate::refusal::Refusal;

/// Rows a statement carries at most.
pub const CHUNK: usize = 1000;

/// Values by column. Travels and is kept as a JSON object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(Vec<(&'static str, Value)>);

impl Row {
    /// All columns of a row.
    pub fn of<E: EntityTrait>(row: &E::Model) -> Self {
        Self(E::Column::iter().map(|column| (column.as_str(), row.get(column))).collect())
    }

    /// No value.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names of its columns.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// Adds the value of a column that it does not have.
    pub fn push(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// The same without a column.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| *other != name);
        self
    }
}

impl<const N: usize> From<[(&'static str, Value); N]> for Row {
    fn from(values: [(&'static str, Value); N]) -> Self {
        Self(values.into())
    }
}

impl FromIterator<(&'static str, Value)> for Row {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, &Written(value))?;
        }
        map.end()
    }
}

/// A value of a column as JSON, written as the driver of SQLite writes it.
struct Written<'v>(&'v Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Bool(Some(truth)) => serializer.serialize_bool(*truth),
            Value::SmallInt(Some(number)) => serializer.serialize_i16(*number),
            Value::Int(Some(number)) => serializer.serialize_i32(*number),
            Value::BigInt(Some(number)) => serializer.serialize_i64(*number),
            Value::Double(Some(number)) => serializer.serialize_f64(*number),
            Value::String(Some(text)) => serializer.serialize_str(text),
            Value::Uuid(Some(id)) => serializer.serialize_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
            Value::ChronoDate(Some(day)) => serializer.collect_str(day),
            Value::ChronoDateTimeUtc(Some(instant)) => serializer.serialize_str(&instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)),
            Value::Json(Some(json)) => json.serialize(serializer),
            _ => serializer.serialize_none(),
        }
    }
}

/// Inserts rows; those whose key is taken are passed over. Gives back `returning` of the rows that were inserted.
pub async fn insert<E: EntityTrait>(on: &DatabaseTransaction, rows: &[Row], columns: &[E::Column], returning: E::Column) -> Result<Vec<QueryResult>, Refusal> {
    let names = list(columns, |column| quoted(column.as_str()));
    let table = quoted(E::default().table_name());
    let source = source::<E>(on.get_database_backend(), columns);
    let sql =
        format!("INSERT INTO {table} ({names}) SELECT {names} FROM {source} AS s WHERE true ON CONFLICT DO NOTHING RETURNING {}", quoted(returning.as_str()));
    let mut inserted = Vec::new();
    for chunk in rows.chunks(CHUNK) {
        inserted.extend(on.query_all_raw(statement(on, &sql, chunk)).await?);
    }
    Ok(inserted)
}

/// Overwrites some columns of rows that exist; each row has all of these and its id.
pub async fn update<E: EntityTrait>(on: &DatabaseTransaction, rows: &[Row], columns: &[E::Column], id: E::Column) -> Result<(), Refusal> {
    let table = quoted(E::default().table_name());
    let changes = list(columns, |column| format!("{name} = s.{name}", name = quoted(column.as_str())));
    let read: Vec<E::Column> = columns.iter().copied().chain([id]).collect();
    let source = source::<E>(on.get_database_backend(), &read);
    let sql = format!("UPDATE {table} SET {changes} FROM {source} AS s WHERE {table}.{id} = s.{id}", id = quoted(id.as_str()));
    for chunk in rows.chunks(CHUNK) {
        on.execute_raw(statement(on, &sql, chunk)).await?;
    }
    Ok(())
}

fn statement(on: &DatabaseTransaction, sql: &str, rows: &[Row]) -> Statement {
    let rows = serde_json::to_string(rows).expect("values of columns are JSON");
    Statement::from_sql_and_values(on.get_database_backend(), sql, [rows.into()])
}

fn source<E: EntityTrait>(backend: DbBackend, columns: &[E::Column]) -> String {
    if backend == DbBackend::Postgres {
        return format!("json_populate_recordset(NULL::{}, $1::text::json)", quoted(E::default().table_name()));
    }
    let values = list(columns, |column| {
        let name = column.as_str();
        let value = format!("value ->> '$.{name}'");
        let typed = match column.def().get_column_type() {
            ColumnType::Uuid => format!("unhex(replace({value}, '-', ''))"),
            _ => value,
        };
        format!("{typed} AS {}", quoted(name))
    });
    format!("(SELECT {values} FROM json_each(?))")
}

fn list<C: Copy>(columns: &[C], word: impl Fn(C) -> String) -> String {
    columns.iter().map(|column| word(*column)).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
