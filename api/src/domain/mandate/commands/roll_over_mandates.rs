//! `rollOverMandates`.

use std::collections::HashMap;

use async_graphql::{InputObject, OneofObject};
use entity::{
    mandate::mandate::{self, MandateDecision},
    people::appointment,
    territory::{establishment, zone_membership},
};
use kernel::{
    Uuid,
    command::Command,
    filter::{chosen, values, values_of},
    refusal::{Fault, Refusal},
    scalars::{SchoolYear, Uai},
    store::covering,
    text::Text,
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    mandate::{ReferentMandate, events::MANDATE_PROPOSED, rules, sheet::ROLL_OVER},
    territory::lookups::{academy_of, basin_of},
};

/// The mandates of a year to propose again for the next.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RollOverMandatesInput")]
pub struct RollOverMandates {
    /// The school year that ends; proposals are made for the year after.
    pub from: SchoolYear,
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// Which of its establishments: exactly one of the choices. A variable left out or null is refused, never taken for all.
    pub scope: RollOverScope,
}

/// Which establishments.
#[derive(Clone, Debug, Serialize, OneofObject)]
pub enum RollOverScope {
    /// All of the academy: say `true`.
    WholeAcademy(bool),
    /// Those of the basin with this code today.
    Basin(String),
    /// Those with these unit codes, 1 to 1,000 of them.
    Establishments(Vec<Uai>),
}

impl Command for RollOverMandates {
    const NAME: &'static str = "rollOverMandates";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let establishments = self.establishments(work, academy.id).await?;
        let reached = Condition::all()
            .add(mandate::Column::AcademyId.eq(academy.id))
            .add(mandate::Column::SchoolYear.eq(self.from.to_string()))
            .add(mandate::Column::Decision.eq(MandateDecision::Accepted))
            .add(mandate::Column::EndsOn.eq(self.from.last_day()));
        let reached: Vec<mandate::Model> =
            work.find::<mandate::Entity>(reached).await?.into_iter().filter(|row| establishments.contains_key(&row.establishment_id)).collect();

        let (mut results, rows) = self.proposals(work, &establishments, &reached).await?;
        for (result, row) in work.create_all::<ReferentMandate>(ROLL_OVER, rows).await? {
            if let Some(row) = row {
                work.announce(MANDATE_PROPOSED.of::<ReferentMandate>(&row));
            }
            results.push(result);
        }
        results.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(results)
    }
}

type Proposals = (Vec<RowResult>, Vec<(String, mandate::ActiveModel)>);

impl RollOverMandates {
    async fn establishments(&self, work: &Work<'_>, academy: Uuid) -> Result<HashMap<Uuid, establishment::Model>, Refusal> {
        let scope = match &self.scope {
            RollOverScope::WholeAcademy(true) => Condition::all(),
            RollOverScope::WholeAcademy(false) => {
                let message =
                    kernel::text::text("Say true, or choose a basin or establishments.", "Dites true, ou choisissez un bassin ou des établissements.");
                return Err(Fault::invalid("scope.wholeAcademy", message).into());
            }
            RollOverScope::Basin(code) => {
                let basin = basin_of(work, code, academy).await?;
                let today = covering(zone_membership::Column::StartsOn, zone_membership::Column::EndsOn, work.viewer.actor.today);
                let members =
                    values_of::<zone_membership::Entity>(zone_membership::Column::EstablishmentId, today.add(zone_membership::Column::ZoneId.eq(basin.id)));
                Condition::all().add(chosen(establishment::Column::Id, members))
            }
            RollOverScope::Establishments(uais) => {
                let uais = values("establishments", Some(uais))?.unwrap_or_default();
                Condition::all().add(establishment::Column::Uai.is_in(uais.iter().map(Uai::as_str)))
            }
        };
        let rows = work.find::<establishment::Entity>(scope.add(establishment::Column::AcademyId.eq(academy))).await?;
        if let RollOverScope::Establishments(uais) = &self.scope
            && let Some(unknown) = uais.iter().find(|uai| !rows.iter().any(|row| row.uai == uai.as_str()))
        {
            let message = Text::of(format!("{unknown} is not in the academy."), format!("{unknown} n'est pas dans l'académie."));
            return Err(Fault::invalid("scope.establishments", message).coded("NOT_FOUND").into());
        }
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    /// The rows to make, and the results of those that need none.
    async fn proposals(&self, work: &Work<'_>, establishments: &HashMap<Uuid, establishment::Model>, reached: &[mandate::Model]) -> Result<Proposals, Refusal> {
        let next = self.from.next();
        let mut persons: Vec<Uuid> = reached.iter().map(|row| row.person_id).collect();
        persons.sort_unstable();
        persons.dedup();
        let (mut appointments, mut others) = (Vec::new(), Vec::new());
        for chunk in persons.chunks(kernel::bulk::CHUNK) {
            appointments.extend(work.find::<appointment::Entity>(work.among(appointment::Column::PersonId, chunk)).await?);
            others.extend(
                work.find::<mandate::Entity>(work.among(mandate::Column::PersonId, chunk).add(mandate::Column::SchoolYear.eq(next.to_string()))).await?,
            );
        }
        let (mut results, mut rows) = (Vec::new(), Vec::new());
        for before in reached {
            let Some(establishment) = establishments.get(&before.establishment_id) else { continue };
            let key = format!("{} {}", establishment.uai, kernel::resource::Id::<crate::domain::people::Person>::from(before.person_id));
            let here = |person: Uuid, establishment: Uuid| person == before.person_id && establishment == before.establishment_id;
            if let Some(known) = others.iter().find(|row| here(row.person_id, row.establishment_id)) {
                results.push(RowResult::done(key, RowStatus::Unchanged, known.id));
                continue;
            }
            let there: Vec<appointment::Model> = appointments.iter().filter(|row| here(row.person_id, row.establishment_id)).cloned().collect();
            let possible = rules::can_hold(establishment, None, next.last_day()).and_then(|()| rules::works_there(&there, next.first_day()));
            match possible {
                Ok(()) => rows.push((key, continuation(before, next))),
                Err(refusal) => results.push(RowResult::rejected(key, &refusal)),
            }
        }
        Ok((results, rows))
    }
}

fn continuation(before: &mandate::Model, next: SchoolYear) -> mandate::ActiveModel {
    mandate::ActiveModel {
        academy_id: Set(before.academy_id),
        establishment_id: Set(before.establishment_id),
        person_id: Set(before.person_id),
        school_year: Set(next.to_string()),
        starts_on: Set(next.first_day()),
        ends_on: Set(next.last_day()),
        decision: Set(MandateDecision::Proposed),
        share: Set(before.share),
        first_mandate_on: Set(before.first_mandate_on),
        predecessor_id: Set(Some(before.id)),
        ..Default::default()
    }
}
