//! `upsertMandates`: mandates by establishment, person and first day, a thousand at once.
//!
//! Files of the academy also say what was decided elsewhere; the API does not take that from a script: a person accepts
//! their own mandate.

use std::collections::HashMap;

use async_graphql::{InputObject, MaybeUndefined};
use entity::{
    mandate::mandate::{self, EndReason, MandateDecision, MandateShare},
    people::{appointment, person},
    territory::establishment,
};
use kernel::{
    Uuid,
    command::Command,
    event::Fact,
    refusal::{Fault, Refusal},
    resource::{Id, written_id},
    scalars::{Date, Instant, PersonKey, SchoolYear, Uai},
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work, told},
};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    mandate::{
        ReferentMandate,
        events::{MANDATE_ACCEPTED, MANDATE_DECLINED, MANDATE_PROPOSED, MANDATE_UPDATED, MANDATE_WITHDRAWN},
        rules,
        sheet::PROPOSE,
    },
    people::lookups::Persons,
    territory::lookups::establishments_of,
};

/// Mandates by establishment, person and first day: missing ones are proposed, days and share of the others changed.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpsertMandatesInput")]
pub struct UpsertMandates {
    /// The mandates, 1 to 1,000 of them.
    pub rows: Vec<MandateRow>,
}

/// A mandate by its establishment, person and first day. What is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "MandateRowInput")]
pub struct MandateRow {
    /// Id; of a mandate that is not known yet, the id that it shall have.
    #[serde(serialize_with = "written_id")]
    #[graphql(skip)]
    pub id: Option<Id<ReferentMandate>>,
    /// School year.
    pub school_year: SchoolYear,
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// The person; works there on the first day.
    pub person: PersonKey,
    /// First day, in the school year; of a new mandate its first day when left out.
    pub starts_on: Option<Date>,
    /// Last day, included, in the school year; of a new mandate its last day when left out.
    pub ends_on: Option<Date>,
    /// Part of the mission; both parts of a new mandate when left out.
    pub share: Option<MandateShare>,
    /// What was decided elsewhere.
    #[graphql(skip)]
    pub decision: Option<MandateDecision>,
    /// First day of the unbroken chain of mandates of the person there.
    #[graphql(skip)]
    pub first_mandate_on: Option<Date>,
    /// When the person answered.
    #[graphql(skip)]
    pub answered_at: MaybeUndefined<Instant>,
    /// Why the person declined.
    #[graphql(skip)]
    pub decline_reason: MaybeUndefined<String>,
    /// Why it ended early.
    #[graphql(skip)]
    pub end_reason: MaybeUndefined<EndReason>,
}

impl MandateRow {
    /// A row that tells what names a mandate.
    pub const fn of(school_year: SchoolYear, establishment: Uai, person: PersonKey) -> Self {
        Self {
            id: None,
            school_year,
            establishment,
            person,
            starts_on: None,
            ends_on: None,
            share: None,
            decision: None,
            first_mandate_on: None,
            answered_at: MaybeUndefined::Undefined,
            decline_reason: MaybeUndefined::Undefined,
            end_reason: MaybeUndefined::Undefined,
        }
    }

    /// What names the mandate in a file.
    pub fn key(&self) -> String {
        match (self.id, self.starts_on) {
            (Some(id), _) => id.to_string(),
            (None, Some(starts)) => format!("{} {} {}", self.establishment, self.person, starts.0),
            (None, None) => format!("{} {} {}", self.establishment, self.person, self.school_year),
        }
    }
}

impl Command for UpsertMandates {
    const NAME: &'static str = "upsertMandates";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        if self.rows.is_empty() || self.rows.len() > kernel::bulk::CHUNK {
            return Err(Fault::invalid("rows", text("1 to 1,000 rows are meant here.", "De 1 à 1 000 lignes sont attendues ici.")).into());
        }
        let mut named = Named::of(work, &self.rows).await?;
        let mut upsert = Upsert::<ReferentMandate>::default();
        for row in &self.rows {
            upsert.row(row.key(), row.planned(work, &mut named));
        }
        let written = upsert.write(work, PROPOSE, PROPOSE).await?;
        Ok(written.tell(work, |status, row| if status == RowStatus::Created { fact(row.decision) } else { &MANDATE_UPDATED }))
    }
}

const fn fact(decision: MandateDecision) -> &'static Fact {
    match decision {
        MandateDecision::Proposed => &MANDATE_PROPOSED,
        MandateDecision::Accepted => &MANDATE_ACCEPTED,
        MandateDecision::Declined => &MANDATE_DECLINED,
        MandateDecision::Withdrawn => &MANDATE_WITHDRAWN,
    }
}

/// What rows of mandates name. The mandates of a person are those that will be there.
struct Named {
    establishments: HashMap<String, establishment::Model>,
    parents: HashMap<Uuid, establishment::Model>,
    persons: Persons,
    appointments: HashMap<(Uuid, Uuid), Vec<appointment::Model>>,
    mandates: HashMap<(Uuid, Uuid), Vec<mandate::Model>>,
}

impl Named {
    async fn of(work: &Work<'_>, rows: &[MandateRow]) -> Result<Self, Refusal> {
        let establishments = establishments_of(work, rows.iter().map(|row| &row.establishment)).await?;
        let above: Vec<Uuid> = establishments.values().filter_map(|row| row.parent_id).collect();
        let persons = Persons::named(work, rows.iter().map(|row| &row.person)).await?;
        // The establishments are held, so that two overlapping mandates cannot be made at once.
        let mut held: Vec<Uuid> = establishments.values().map(|row| row.id).collect();
        held.sort_unstable();
        let (mut appointments, mut mandates): (HashMap<_, Vec<appointment::Model>>, HashMap<_, Vec<mandate::Model>>) = Default::default();
        for chunk in held.chunks(kernel::bulk::CHUNK) {
            work.find_locked::<establishment::Entity>(work.among(establishment::Column::Id, chunk)).await?;
        }
        let mut ids: Vec<Uuid> = persons.rows().map(|row| row.id).collect();
        ids.sort_unstable();
        for chunk in ids.chunks(kernel::bulk::CHUNK) {
            for row in work.find::<appointment::Entity>(work.among(appointment::Column::PersonId, chunk)).await? {
                appointments.entry((row.establishment_id, row.person_id)).or_default().push(row);
            }
            for row in work.find::<mandate::Entity>(work.among(mandate::Column::PersonId, chunk)).await? {
                mandates.entry((row.establishment_id, row.person_id)).or_default().push(row);
            }
        }
        let parents = if above.is_empty() { Vec::new() } else { work.find::<establishment::Entity>(work.among(establishment::Column::Id, &above)).await? };
        Ok(Self { establishments, parents: parents.into_iter().map(|row| (row.id, row)).collect(), persons, appointments, mandates })
    }
}

impl MandateRow {
    fn planned(&self, work: &Work<'_>, named: &mut Named) -> Result<Plan<ReferentMandate>, Refusal> {
        let establishment = named.establishments.get(self.establishment.as_str()).ok_or(Refusal::NotFound { argument: "establishment" })?;
        let person = named.persons.the(&self.person, Some(establishment.academy_id))?;
        let there = named.mandates.entry((establishment.id, person.id)).or_default();
        let known = self.known(there);
        let decision = self.decision.or(known.as_ref().map(|known| known.decision)).unwrap_or(MandateDecision::Proposed);
        let (starts, ends) = rules::days(
            self.school_year,
            self.starts_on.map(|day| day.0).or(known.as_ref().map(|known| known.starts_on)),
            self.ends_on.map(|day| day.0).or(known.as_ref().map(|known| known.ends_on)),
        )?;
        let share = self.share.or(known.as_ref().map(|known| known.share)).unwrap_or(MandateShare::Both);
        if let Some(known) = known.as_ref().filter(|_| !work.viewer.actor.is_system()) {
            as_agreed(known, share, starts, ends)?;
        }
        let others: Vec<mandate::Model> = there.iter().filter(|other| known.as_ref().is_none_or(|known| known.id != other.id)).cloned().collect();
        let lives = matches!(decision, MandateDecision::Proposed | MandateDecision::Accepted);
        let is_same = known.as_ref().is_some_and(|known| (known.decision, known.starts_on, known.ends_on) == (decision, starts, ends));
        if lives && !is_same {
            rules::can_hold(establishment, establishment.parent_id.and_then(|id| named.parents.get(&id)), ends)?;
            let appointments = named.appointments.get(&(establishment.id, person.id)).map_or(&[][..], Vec::as_slice);
            rules::works_there(appointments, starts)?;
            rules::no_other_mandate(&others, starts, ends)?;
        }
        let before = rules::continued(&others, starts);
        let row = self.row(work, known.as_ref(), (establishment, person), (starts, ends), (decision, share), before);
        let id = known.as_ref().map(|known| known.id).or(self.id.map(|id| id.0)).unwrap_or_else(|| work.new_id());
        // What follows in this command meets this mandate as it will be.
        there.retain(|row| row.id != id);
        there.push(mandate::Model {
            id,
            school_year: self.school_year.to_string(),
            starts_on: starts,
            ends_on: ends,
            decision,
            ..known.clone().unwrap_or_default()
        });
        Ok(match known {
            Some(_) => Plan::Known(mandate::ActiveModel { id: Unchanged(id), ..row }),
            None => Plan::New(mandate::ActiveModel { id: Set(id), ..row }),
        })
    }

    /// The mandate that the row is about: by id; else the one of that first day, a live one before others; else, where no
    /// first day is told, the live one of the school year.
    fn known(&self, there: &[mandate::Model]) -> Option<mandate::Model> {
        if let Some(id) = self.id {
            return there.iter().find(|row| row.id == id.0).cloned();
        }
        let lives = |row: &&&mandate::Model| matches!(row.decision, MandateDecision::Proposed | MandateDecision::Accepted);
        let of_year: Vec<&mandate::Model> = there.iter().filter(|row| row.school_year == self.school_year.to_string()).collect();
        let known = match self.starts_on {
            Some(starts) => {
                let of_day = || of_year.iter().filter(move |row| row.starts_on == starts.0);
                of_day().find(|row| self.decision.is_some_and(|decision| decision == row.decision)).or_else(|| of_day().find(lives))
            }
            None => of_year.iter().find(lives),
        };
        known.copied().cloned()
    }

    fn row(
        &self,
        work: &Work<'_>,
        known: Option<&mandate::Model>,
        (establishment, person): (&establishment::Model, &person::Model),
        (starts, ends): (chrono::NaiveDate, chrono::NaiveDate),
        (decision, share): (MandateDecision, MandateShare),
        before: Option<&mandate::Model>,
    ) -> mandate::ActiveModel {
        let is_answer = matches!(decision, MandateDecision::Accepted | MandateDecision::Declined);
        let is_new = known.is_none_or(|known| known.decision != decision);
        mandate::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            person_id: Set(person.id),
            school_year: Set(self.school_year.to_string()),
            starts_on: Set(starts),
            ends_on: Set(ends),
            decision: Set(decision),
            share: Set(share),
            first_mandate_on: match (self.first_mandate_on, known) {
                (Some(day), _) => Set(day.0.min(starts)),
                (None, Some(_)) => NotSet,
                (None, None) => Set(rules::first_day(before, starts)),
            },
            predecessor_id: known.map_or_else(|| Set(before.map(|mandate| mandate.id)), |_| NotSet),
            answered_at: match &self.answered_at {
                MaybeUndefined::Undefined if is_new && is_answer => Set(Some(work.viewer.actor.at)),
                answered => told(answered, |instant| instant.0),
            },
            decline_reason: told(&self.decline_reason, Clone::clone),
            end_reason: told(&self.end_reason, |reason| *reason),
            ..Default::default()
        }
    }
}

/// What a person accepted is not widened without them, and what is over stays.
fn as_agreed(known: &mandate::Model, share: MandateShare, starts: chrono::NaiveDate, ends: chrono::NaiveDate) -> Result<(), Refusal> {
    let is_same = (known.share, known.starts_on, known.ends_on) == (share, starts, ends);
    let refused = match known.decision {
        MandateDecision::Proposed => false,
        MandateDecision::Accepted => !is_same && (share != known.share || starts < known.starts_on || ends > known.ends_on),
        MandateDecision::Declined | MandateDecision::Withdrawn => !is_same,
    };
    if !refused {
        return Ok(());
    }
    let message = text("The person has answered for other days or another share.", "La personne s'est engagée pour d'autres jours ou une autre part.");
    let hint = text("Shorten the mandate, or propose another one.", "Raccourcissez le mandat, ou proposez-en un autre.");
    Err(Fault::invalid("rows", message).coded("MANDATE_ANSWERED").hint(hint).into())
}
