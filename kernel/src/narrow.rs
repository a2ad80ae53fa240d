//! Rows that are looked at and not shown: a room works figures and lists out of them, of the few columns it names.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use sea_orm::{ColumnTrait, Condition, ModelTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::{columns::value_at, refusal::Refusal, resource::Table, viewer::Viewer};

impl Viewer {
    /// Some columns of all rows that meet a condition; the others hold their type's default and are not looked at. Whose
    /// rows these may be is said by the condition: `sheet::permitted`.
    pub async fn narrow<E: Table>(&self, columns: &[E::Column], these: Condition) -> Result<Vec<E::Model>, Refusal> {
        let statement = E::find().filter(these).select_only().columns(columns.iter().copied()).into_query();
        self.count_statement();
        let found = self.read(&statement).await?;
        let kinds: Vec<_> = columns.iter().map(|column| column.def().get_column_type().clone()).collect();
        let mut rows = Vec::with_capacity(found.len());
        for result in &found {
            let mut row = E::Model::default();
            for (at, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
                row.set(*column, value_at(result, at, kind)?);
            }
            rows.push(row);
        }
        Ok(rows)
    }
}
