//! Many rows in one statement: the rows travel as one JSON text, so that the statement is the same for any number of
//! them (`json_populate_recordset` on PostgreSQL, `json_each` on SQLite; sea-query knows neither as a source of rows).

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryResult, Statement, Value,
    prelude::{DateTimeUtc, Json},
};

use crate::refusal::Refusal;

/// Rows a statement carries at most.
pub const CHUNK: usize = 1000;

/// A row as JSON, by column.
pub type JsonRow = serde_json::Map<String, Json>;

/// Inserts rows; those whose key is taken are passed over. Gives back `returning` of the rows that were inserted.
pub async fn insert<E: EntityTrait>(
    on: &DatabaseTransaction,
    rows: &[JsonRow],
    columns: &[E::Column],
    returning: E::Column,
) -> Result<Vec<QueryResult>, Refusal> {
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
pub async fn update<E: EntityTrait>(on: &DatabaseTransaction, rows: &[JsonRow], columns: &[E::Column], id: E::Column) -> Result<(), Refusal> {
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

fn statement(on: &DatabaseTransaction, sql: &str, rows: &[JsonRow]) -> Statement {
    let rows = serde_json::to_string(rows).expect("maps of JSON values");
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

/// A row as JSON, by column.
pub fn row_json<E: EntityTrait>(row: &E::Model) -> JsonRow {
    E::Column::iter().map(|column| (column.as_str().to_owned(), json(&row.get(column)))).collect()
}

/// A value of a column as JSON, written as the driver of SQLite writes it.
pub fn json(value: &Value) -> Json {
    match value {
        Value::Bool(Some(truth)) => (*truth).into(),
        Value::SmallInt(Some(number)) => (*number).into(),
        Value::Int(Some(number)) => (*number).into(),
        Value::BigInt(Some(number)) => (*number).into(),
        Value::Double(Some(number)) => (*number).into(),
        Value::String(Some(text)) => text.as_str().into(),
        Value::Uuid(Some(id)) => id.to_string().into(),
        Value::ChronoDate(Some(day)) => day.to_string().into(),
        Value::ChronoDateTimeUtc(Some(instant)) => instant_text(instant).into(),
        Value::Json(Some(json)) => (**json).clone(),
        _ => Json::Null,
    }
}

fn instant_text(instant: &DateTimeUtc) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}
