//! The table of people.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::people::{discipline, person, person_contact, person_discipline, person_identifier};
use kernel::{Uuid, refusal::Refusal, resource::Id, scalars::Date, store::Snapshot};
use sea_orm::Condition;

use super::{Batches, Living, Row, Scope, Sink, Table, always, living};
use crate::{
    domain::people::commands::upsert_people::{Identifiers, PersonRow, UpsertPeople, Words},
    import::{report::Fault, sheet::Line},
};

impl Row for PersonRow {
    type Command = UpsertPeople;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> UpsertPeople {
        UpsertPeople { rows }
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let ends = |row: Self| {
            let keys = row.keys().map(|key| key.to_string()).collect();
            let ended = Self { id: row.id, deactivated_on: MaybeUndefined::Value(Date(scope.day)), ..Self::default() };
            row.deactivated_on.is_null().then_some(Living { keys, subject: String::new(), ended })
        };
        living(snapshot, scope, ends).await
    }
}

impl Table for PersonRow {
    const NAME: &'static str = "people";
    const NEEDED: &'static [&'static [&'static str]] = &[&["id", "identifiers", "mail"]];
    const LOOKED_FOR: &'static str = "id, identifiers or mail";

    fn academy(&self) -> Option<String> {
        self.academy.clone()
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: line.value(&["id"])?,
            academy: line.text(&["academy"]),
            identifiers: line.value::<Identifiers>(&["identifiers"])?.unwrap_or_default(),
            civility: line.told(&["civility"])?,
            family_name: line.text(&["family_name"]),
            given_name: line.text(&["given_name"]),
            mail: line.told(&["mail"])?,
            disciplines: line.told::<Words>(&["disciplines"])?,
            deactivated_on: line.told(&["deactivated_on"])?,
        })
    }

    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let codes: HashMap<Uuid, String> = snapshot.rows::<discipline::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect();
        let mut batches = Batches::<person::Entity>::of(scope.meant(person::Column::AcademyId), person::Column::Id);
        while let Some(rows) = batches.next(snapshot).await? {
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let contacts = snapshot.having::<person_contact::Entity>(person_contact::Column::PersonId, &ids).await?;
            let mut mails: HashMap<Uuid, String> = contacts.into_iter().map(|row| (row.person_id, row.mail)).collect();
            let mut identifiers: HashMap<Uuid, Vec<(String, String)>> = HashMap::new();
            for row in snapshot.having::<person_identifier::Entity>(person_identifier::Column::PersonId, &ids).await? {
                identifiers.entry(row.person_id).or_default().push((row.system, row.value));
            }
            let mut taught: HashMap<Uuid, Vec<String>> = HashMap::new();
            for row in snapshot.having::<person_discipline::Entity>(person_discipline::Column::PersonId, &ids).await? {
                taught.entry(row.person_id).or_default().extend(codes.get(&row.discipline_id).cloned());
            }
            for row in rows {
                let mut identifiers = identifiers.remove(&row.id).unwrap_or_default();
                identifiers.sort_unstable();
                let mut disciplines = taught.remove(&row.id).unwrap_or_default();
                disciplines.sort_unstable();
                sink(Self {
                    id: Some(Id::from(row.id)),
                    academy: Some(scope.code(row.academy_id)),
                    identifiers: Identifiers(identifiers),
                    civility: always(row.civility),
                    family_name: Some(row.family_name),
                    given_name: Some(row.given_name),
                    mail: always(mails.remove(&row.id)),
                    disciplines: always(Some(disciplines).filter(|codes| !codes.is_empty()).map(Words)),
                    deactivated_on: always(row.deactivated_on.map(Date)),
                })?;
            }
        }
        Ok(())
    }
}
