//! Rows of which only the asked columns are fetched.

use sea_orm::{ColumnTrait, ColumnType, DbErr, ModelTrait, QueryResult, Value};

use crate::resource::{ColumnOf, ModelOf, Resource};

/// What a statement fetches of a type.
pub(crate) struct Shows<R: Resource> {
    /// Rights are asked: where each row stands for the viewer.
    pub(crate) stands: bool,
    /// The columns, in the order of the table.
    pub(crate) columns: Vec<ColumnOf<R>>,
    /// Their types.
    types: Vec<ColumnType>,
}

impl<R: Resource> Shows<R> {
    pub(crate) fn of(stands: bool, columns: Vec<ColumnOf<R>>) -> Self {
        let types = columns.iter().map(|column| column.def().get_column_type().clone()).collect();
        Self { stands, columns, types }
    }

    /// The row that begins at a place of a result. Columns that were not fetched hold their type's default and are not
    /// looked at.
    pub(crate) fn row(&self, result: &QueryResult, from: usize) -> Result<ModelOf<R>, DbErr> {
        let mut row = ModelOf::<R>::default();
        for (at, (column, kind)) in self.columns.iter().zip(&self.types).enumerate() {
            row.set(*column, value_at(result, from + at, kind)?);
        }
        Ok(row)
    }

    /// Columns of a result that it takes.
    pub(crate) fn width(&self) -> usize {
        self.columns.len() + usize::from(self.stands)
    }
}

/// The value at a place of a result, of the type of its column.
pub(crate) fn value_at(result: &QueryResult, at: usize, kind: &ColumnType) -> Result<Value, DbErr> {
    Ok(match kind {
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
