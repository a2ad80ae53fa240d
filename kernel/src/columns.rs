//! Rows of which only the asked columns are fetched.

use sea_orm::{ColumnTrait, ColumnType, DbErr, ModelTrait, QueryResult, Value};

use crate::resource::{ColumnOf, Resource, Table};

/// What a statement fetches of a type.
pub(crate) struct Shows<R: Resource> {
    /// Rights are asked: where each row stands for the viewer.
    pub(crate) stands: bool,
    /// The columns, in the order of the table.
    pub(crate) columns: Vec<ColumnOf<R>>,
}

impl<R: Resource> Shows<R> {
    /// Columns of a result that it takes.
    pub(crate) fn width(&self) -> usize {
        self.columns.len() + usize::from(self.stands)
    }
}

/// A row of which only some columns were fetched, from a place of the result on; the others hold their type's default and are not looked at.
pub(crate) fn row_of<E: Table>(result: &QueryResult, columns: &[E::Column], from: usize) -> Result<E::Model, DbErr> {
    let mut row = E::Model::default();
    for (at, column) in columns.iter().enumerate() {
        row.set(*column, value_at(result, from + at, column)?);
    }
    Ok(row)
}

fn value_at<C: ColumnTrait>(result: &QueryResult, at: usize, column: &C) -> Result<Value, DbErr> {
    Ok(match column.def().get_column_type() {
        ColumnType::Uuid => Value::Uuid(result.try_get_by_index(at)?),
        ColumnType::BigInteger => Value::BigInt(result.try_get_by_index(at)?),
        ColumnType::Integer => Value::Int(result.try_get_by_index(at)?),
        ColumnType::SmallInteger => Value::SmallInt(result.try_get_by_index(at)?),
        ColumnType::Boolean => Value::Bool(result.try_get_by_index(at)?),
        ColumnType::Double => Value::Double(result.try_get_by_index(at)?),
        ColumnType::Date => Value::ChronoDate(result.try_get_by_index(at)?),
        ColumnType::TimestampWithTimeZone => Value::ChronoDateTimeUtc(result.try_get_by_index(at)?),
        ColumnType::Json | ColumnType::JsonBinary => Value::Json(result.try_get_by_index::<Option<sea_orm::prelude::Json>>(at)?.map(Box::new)),
        _ => Value::String(result.try_get_by_index(at)?),
    })
}

/// `schoolYear` is `school_year`.
pub(crate) fn snake_case(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 4);
    for letter in field.chars() {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_after_its_column() {
        for (field, column) in [("schoolYear", "school_year"), ("publishesReferentNames", "publishes_referent_names"), ("id", "id")] {
            assert_eq!(snake_case(field), column);
        }
    }
}
