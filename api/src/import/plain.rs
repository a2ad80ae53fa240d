//! Our own tables, as CSV or JSON objects a line: what `export` writes, or what a script or a spreadsheet makes like it.

use std::marker::PhantomData;

use chrono::NaiveDate;

use super::{
    Format, Found, Passed,
    sheet::{Columns, Line},
};
use crate::tables::Table;

/// A table of ours in a file.
pub struct Plain<T>(PhantomData<fn() -> T>);

impl<T: Table> Format for Plain<T> {
    type Row = T;

    const LOOKED_FOR: &'static str = T::LOOKED_FOR;

    fn recognise(columns: &Columns) -> Option<Self> {
        T::NEEDED.iter().all(|names| names.iter().any(|name| columns.has(name))).then_some(Self(PhantomData))
    }

    fn name(&self) -> String {
        T::NAME.to_owned()
    }

    fn read(&self, line: &Line<'_>, _: NaiveDate) -> Result<Found<T>, Passed> {
        let row = T::read(line).map_err(|fault| fault.about(&line.text(&["uai", "id", "person", "code"]).unwrap_or_default()))?;
        Ok(Found { academy: row.academy(), zone: row.zone(line), ..Found::of(row) })
    }
}
