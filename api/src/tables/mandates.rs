//! The table of mandates.

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::mandate::mandate::{self, EndReason, MandateDecision};
use kernel::{
    refusal::Refusal,
    resource::Id,
    scalars::{Date, Instant},
    store::Snapshot,
};

use super::{Batches, Living, Row, Scope, Sink, Table, always, living, person_keys, stored, uais};
use crate::{
    country,
    domain::mandate::commands::upsert_mandates::{MandateRow, UpsertMandates},
    import::{report::Fault, sheet::Line},
};

impl Row for MandateRow {
    type Command = UpsertMandates;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> UpsertMandates {
        UpsertMandates { rows }
    }

    fn subject(&self) -> String {
        self.school_year.to_string()
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let ends = |row: Self| {
            let (starts, last) = (row.starts_on.map_or(scope.day, |day| day.0), row.ends_on.map_or(scope.day, |day| day.0));
            let lives = matches!(row.decision, Some(MandateDecision::Proposed | MandateDecision::Accepted)) && last > scope.day;
            let by_day = Self { id: None, ..row.clone() };
            let by_year = Self { starts_on: None, ..by_day.clone() };
            let (keys, subject) = (vec![row.key(), by_day.key(), by_year.key()], row.subject());
            let has_begun = starts <= scope.day && row.decision == Some(MandateDecision::Accepted);
            let ended = if has_begun {
                Self { ends_on: Some(Date(scope.day)), end_reason: MaybeUndefined::Value(EndReason::Other), ..row }
            } else {
                Self { decision: Some(MandateDecision::Withdrawn), ..row }
            };
            lives.then_some(Living { keys, subject, ended })
        };
        living(snapshot, scope, ends).await
    }
}

impl Table for MandateRow {
    const NAME: &'static str = "mandates";
    const NEEDED: &'static [&'static [&'static str]] = &[&["school_year"], &["establishment", "uai"], &["person"]];
    const LOOKED_FOR: &'static str = "school_year, establishment and person";

    fn academy(&self) -> Option<String> {
        country::academy_of(&self.establishment)
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: line.value(&["id"])?,
            school_year: line.needed(&["school_year"])?,
            establishment: line.needed(&["establishment", "uai"])?,
            person: line.needed(&["person"])?,
            starts_on: line.value(&["starts_on"])?,
            ends_on: line.value(&["ends_on"])?,
            share: line.value(&["share"])?,
            decision: line.value(&["decision"])?,
            first_mandate_on: line.value(&["first_mandate_on"])?,
            answered_at: line.told(&["answered_at"])?,
            decline_reason: line.told(&["decline_reason"])?,
            end_reason: line.told(&["end_reason"])?,
        })
    }

    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let uais = uais(snapshot).await?;
        let mut batches = Batches::<mandate::Entity>::of(scope.meant(mandate::Column::AcademyId), mandate::Column::Id);
        while let Some(rows) = batches.next(snapshot).await? {
            let persons = person_keys(snapshot, rows.iter().map(|row| row.person_id)).await?;
            for row in rows {
                let (Some(person), Some(establishment)) = (persons.get(&row.person_id), uais.get(&row.establishment_id)) else { continue };
                sink(Self {
                    id: Some(Id::from(row.id)),
                    school_year: stored(&row.school_year)?,
                    establishment: establishment.clone(),
                    person: person.clone(),
                    starts_on: Some(Date(row.starts_on)),
                    ends_on: Some(Date(row.ends_on)),
                    share: Some(row.share),
                    decision: Some(row.decision),
                    first_mandate_on: Some(Date(row.first_mandate_on)),
                    answered_at: always(row.answered_at.map(Instant)),
                    decline_reason: always(row.decline_reason),
                    end_reason: always(row.end_reason),
                })?;
            }
        }
        Ok(())
    }
}
