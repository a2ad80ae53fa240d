//! The table of appointments.

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::people::appointment;
use kernel::{refusal::Refusal, resource::Id, scalars::Date, store::Snapshot};

use super::{Batches, Living, Row, Scope, Sink, Table, always, living, person_keys, uais};
use crate::{
    country,
    domain::people::commands::upsert_appointments::{AppointmentRow, UpsertAppointments},
    import::{report::Fault, sheet::Line},
};

impl Row for AppointmentRow {
    type Command = UpsertAppointments;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> UpsertAppointments {
        UpsertAppointments { rows }
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let ends = |row: Self| {
            let lives = row.starts_on.0 <= scope.day && row.ends_on.value().is_none_or(|ends| ends.0 > scope.day);
            let keys = vec![row.key(), Self { id: None, ..row.clone() }.key()];
            lives.then(|| Living { keys, subject: String::new(), ended: Self { ends_on: MaybeUndefined::Value(Date(scope.day)), ..row } })
        };
        living(snapshot, scope, ends).await
    }
}

impl Table for AppointmentRow {
    const NAME: &'static str = "appointments";
    const NEEDED: &'static [&'static [&'static str]] = &[&["person"], &["establishment", "uai"], &["function"], &["starts_on"]];
    const LOOKED_FOR: &'static str = "person, establishment, function and starts_on";

    fn academy(&self) -> Option<String> {
        country::academy_of(&self.establishment)
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: line.value(&["id"])?,
            person: line.needed(&["person"])?,
            establishment: line.needed(&["establishment", "uai"])?,
            function: line.needed(&["function"])?,
            starts_on: line.needed(&["starts_on"])?,
            ends_on: line.told(&["ends_on"])?,
        })
    }

    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let uais = uais(snapshot).await?;
        let mut batches = Batches::<appointment::Entity>::of(scope.meant(appointment::Column::AcademyId), appointment::Column::Id);
        while let Some(rows) = batches.next(snapshot).await? {
            let persons = person_keys(snapshot, rows.iter().map(|row| row.person_id)).await?;
            for row in rows {
                let (Some(person), Some(establishment)) = (persons.get(&row.person_id), uais.get(&row.establishment_id)) else { continue };
                sink(Self {
                    id: Some(Id::from(row.id)),
                    person: person.clone(),
                    establishment: establishment.clone(),
                    function: row.function,
                    starts_on: Date(row.starts_on),
                    ends_on: always(row.ends_on.map(Date)),
                })?;
            }
        }
        Ok(())
    }
}
