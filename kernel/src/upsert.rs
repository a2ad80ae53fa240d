//! Rows by natural key: what is missing is made, what differs is changed, what is the same is left alone. A row that is
//! refused leaves the others to be done.

use std::collections::HashSet;

use sea_orm::ActiveModelTrait;

use crate::{
    event::Fact,
    refusal::{Fault, Refusal},
    resource::{ActiveOf, ModelOf, Resource, id_of},
    sheet::Action,
    text::text,
    work::{RowResult, RowStatus, Work},
};

/// What is to be done for a row.
pub enum Plan<R: Resource> {
    /// Make it.
    New(ActiveOf<R>),
    /// Change it; columns that are not set stay.
    Known(ActiveOf<R>),
}

/// The rows of an upsert, before they are written, each with its place.
pub struct Upsert<R: Resource> {
    refused: Vec<(usize, RowResult)>,
    new: Vec<(usize, (String, ActiveOf<R>))>,
    known: Vec<(usize, (String, ActiveOf<R>))>,
    named: HashSet<String>,
    count: usize,
}

impl<R: Resource> Default for Upsert<R> {
    fn default() -> Self {
        Self { refused: Vec::new(), new: Vec::new(), known: Vec::new(), named: HashSet::new(), count: 0 }
    }
}

impl<R: Resource> Upsert<R>
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    /// Takes a row. An object may be named once.
    pub fn row(&mut self, key: String, plan: Result<Plan<R>, Refusal>) {
        let at = self.count;
        self.count += 1;
        match plan {
            Err(refusal) => self.refused.push((at, RowResult::rejected(key, &refusal))),
            Ok(_) if !self.named.insert(key.clone()) => {
                let message = text("Another row here is about the same object.", "Une autre ligne concerne ici le même objet.");
                self.refused.push((at, RowResult::rejected(key, &Fault::invalid("rows", message).coded("NAMED_TWICE").into())));
            }
            Ok(Plan::New(row)) => self.new.push((at, (key, row))),
            Ok(Plan::Known(row)) => self.known.push((at, (key, row))),
        }
    }

    /// Writes the rows. Results come in the order of the rows.
    pub async fn write(self, work: &mut Work<'_>, create: Action, update: Action) -> Result<Upserted<R>, Refusal> {
        let mut written = Vec::with_capacity(self.count);
        written.extend(self.refused.into_iter().map(|(at, result)| (at, result, None)));
        if !self.new.is_empty() {
            let (places, rows): (Vec<_>, Vec<_>) = self.new.into_iter().unzip();
            let done = work.create_all::<R>(create, rows).await?;
            written.extend(places.into_iter().zip(done).map(|(at, (result, row))| (at, result, row)));
        }
        if !self.known.is_empty() {
            let (places, rows): (Vec<_>, Vec<_>) = self.known.into_iter().unzip();
            let done = work.save_all::<R>(update, rows).await?;
            written.extend(places.into_iter().zip(done).map(|(at, (result, row))| (at, result, row)));
        }
        written.sort_by_key(|(at, ..)| *at);
        let mut upserted = Upserted { results: Vec::with_capacity(written.len()), rows: Vec::new() };
        for (at, result, row) in written {
            upserted.rows.extend(row.map(|row| (at, row)));
            upserted.results.push(result);
        }
        Ok(upserted)
    }
}

/// The rows of an upsert, written.
pub struct Upserted<R: Resource> {
    results: Vec<RowResult>,
    /// Place of its result, and the row as it is now.
    rows: Vec<(usize, ModelOf<R>)>,
}

impl<R: Resource> Upserted<R> {
    /// The rows that were not refused, by their key.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &ModelOf<R>)> {
        self.rows.iter().map(|(at, row)| (self.results[*at].key.as_str(), row))
    }

    /// Objects whose parts changed, as they are now.
    pub fn changed(&mut self, rows: Vec<ModelOf<R>>) {
        for changed in rows {
            if let Some((at, row)) = self.rows.iter_mut().find(|(_, row)| id_of::<R>(row) == id_of::<R>(&changed)) {
                *row = changed;
                let status = &mut self.results[*at].status;
                *status = if *status == RowStatus::Unchanged { RowStatus::Updated } else { *status };
            }
        }
    }

    /// What became of the rows, where nobody is to be told.
    pub fn into_results(self) -> Vec<RowResult> {
        self.results
    }

    /// Tells what was made and what was changed.
    pub fn tell(self, work: &mut Work<'_>, fact: impl Fn(RowStatus, &ModelOf<R>) -> &'static Fact) -> Vec<RowResult> {
        for (at, row) in &self.rows {
            let status = self.results[*at].status;
            if matches!(status, RowStatus::Created | RowStatus::Updated) {
                work.announce(fact(status, row).of::<R>(row));
            }
        }
        self.results
    }
}
