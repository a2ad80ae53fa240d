//! What gaps and figures are worked out of: the establishments that receive letters, their mandates of the year and their
//! letters. A statement a table, of the few columns that matter.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    framing::activity,
    letter::{
        letter_amendment::{self, AmendmentStatus},
        letter_party, letter_signature, letter_template, mission_assignment,
        mission_letter::{self, LetterStage},
        template_priority,
    },
    mandate::mandate::{self, MandateDecision},
    territory::{
        academy,
        establishment::{self, EstablishmentKind, Ministry},
    },
};
use kernel::{
    Uuid,
    filter::{chosen, values_of},
    refusal::Refusal,
    scalars::SchoolYear,
    store::Reference,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::rules::{self, Almanac};
use crate::domain::{letter::states::SIGNED, territory::calendar::Holidays};

/// Kinds of establishments that receive no letter: a section has that of its establishment, the others are not of the second degree.
const LEFT_OUT: [EstablishmentKind; 3] = [EstablishmentKind::Section, EstablishmentKind::Primary, EstablishmentKind::Other];

/// The establishments that receive letters on a day: those that a dispatch does not leave out.
pub fn receivers(day: NaiveDate) -> Condition {
    use establishment::Column::{ClosedOn, Kind, Ministry as Of, OpenedOn};
    let open = Condition::any().add(ClosedOn.is_null()).add(ClosedOn.gt(day));
    let opened = Condition::any().add(OpenedOn.is_null()).add(OpenedOn.lte(day));
    Condition::all().add(Of.eq(Ministry::Education)).add(Kind.is_not_in(LEFT_OUT)).add(open).add(opened)
}

/// Today, or the day of a school year that is nearest to it.
pub fn nearest(year: SchoolYear, today: NaiveDate) -> NaiveDate {
    today.clamp(year.first_day(), year.last_day())
}

/// Holidays and time of an academy.
pub fn almanac(academy: Option<&academy::Model>) -> Almanac {
    let zone = academy.and_then(|academy| academy.time_zone.parse::<Tz>().ok());
    Almanac { holidays: Holidays::of(academy.and_then(|academy| academy.holiday_zone.as_deref())), zone: zone.unwrap_or(kernel::clock::DEFAULT_ZONE) }
}

/// The establishments of a request, with their mandates and letters of a year.
pub struct Situation {
    /// The school year.
    pub year: SchoolYear,
    /// Today, or the nearest day of that year.
    pub day: NaiveDate,
    /// The establishments.
    pub places: Vec<establishment::Model>,
    /// Their mandates that are proposed or accepted.
    pub mandates: HashMap<Uuid, Vec<mandate::Model>>,
    /// Their letters, given up or not, the first sent first.
    pub letters: HashMap<Uuid, Vec<mission_letter::Model>>,
    /// Parties to these letters that are not signed, and to signed ones.
    pub parties: HashMap<Uuid, Vec<letter_party::Model>>,
    /// What chooses the rows of these letters.
    of_letters: Condition,
}

impl Situation {
    /// Looks at the establishments that meet a condition, which says whose they may be.
    pub async fn of(viewer: &Viewer, year: SchoolYear, these: Condition) -> Result<Self, Refusal> {
        use establishment::Column as E;
        use mandate::Column as M;
        use mission_letter::Column as L;
        let day = nearest(year, viewer.actor.today);
        let these = receivers(day).add(these);
        let columns = [E::Id, E::AcademyId, E::DepartmentId, E::Uai, E::Kind, E::OpenedOn, E::CreatedAt];
        let places = viewer.narrow::<establishment::Entity>(&columns, these.clone()).await?;
        let there = || values_of::<establishment::Entity>(E::Id, these.clone());
        let live = Condition::all()
            .add(M::SchoolYear.eq(year.to_string()))
            .add(M::Decision.is_in([MandateDecision::Proposed, MandateDecision::Accepted]))
            .add(chosen(M::EstablishmentId, there()));
        let mandates = viewer.narrow::<mandate::Entity>(&[M::Id, M::EstablishmentId, M::StartsOn, M::EndsOn, M::Decision], live).await?;
        let of_letters = Condition::all().add(L::SchoolYear.eq(year.to_string())).add(chosen(L::EstablishmentId, there()));
        let columns = [L::Id, L::EstablishmentId, L::TemplateId, L::Stage, L::SignatureRule, L::SentAt, L::OpenedAt, L::ProposedAt];
        let mut letters = viewer.narrow::<mission_letter::Entity>(&columns, of_letters.clone()).await?;
        letters.sort_by_key(|letter| (letter.sent_at, letter.id));
        use letter_party::Column as P;
        let of_letter = Condition::all().add(chosen(P::LetterId, values_of::<mission_letter::Entity>(L::Id, of_letters.clone())));
        let parties = viewer.narrow::<letter_party::Entity>(&[P::Id, P::LetterId, P::MandateId, P::Stage], of_letter).await?;
        Ok(Self {
            year,
            day,
            places,
            mandates: grouped(mandates, |row| row.establishment_id),
            letters: grouped(letters, |row| row.establishment_id),
            parties: grouped(parties, |row| row.letter_id),
            of_letters,
        })
    }

    /// The letter of an establishment: the last that was not given up.
    pub fn letter(&self, place: Uuid) -> Option<&mission_letter::Model> {
        self.letters.get(&place)?.iter().rev().find(|letter| letter.stage != LetterStage::Void)
    }

    /// What is missing at each establishment.
    pub async fn gaps(&self, viewer: &Viewer) -> Result<Vec<entity::letter::gap::Model>, Refusal> {
        let academies = viewer.store.reference::<academy::Entity>().await?;
        let dispatched = self.dispatched(viewer).await?;
        let said = Said::of(self, viewer).await?;
        let mut gaps = Vec::new();
        for establishment in &self.places {
            let letter = self.letter(establishment.id).map(|row| rules::Letter {
                row,
                parties: self.parties.get(&row.id).map_or(&[], Vec::as_slice),
                has_open_amendment: said.open_amendments.contains(&row.id),
                signatures: said.signatures.get(&row.id).map_or(&[], Vec::as_slice),
                unassigned: said.unassigned(row),
            });
            let place = rules::Place {
                establishment,
                almanac: almanac(academies.get(establishment.academy_id)),
                first_day: self.year.first_day(),
                day: self.day,
                mandates: self.mandates.get(&establishment.id).map_or(&[], Vec::as_slice),
                dispatched_at: dispatched.get(&establishment.academy_id).copied(),
                had_letter: self.letters.contains_key(&establishment.id),
                letter,
            };
            gaps.extend(place.gaps());
        }
        Ok(gaps)
    }

    /// When each academy sent its letters.
    async fn dispatched(&self, viewer: &Viewer) -> Result<HashMap<Uuid, DateTime<Utc>>, Refusal> {
        use letter_template::{Column as T, TemplateStatus};
        let academies: HashSet<Uuid> = self.places.iter().map(|place| place.academy_id).collect();
        let sent =
            Condition::all().add(T::SchoolYear.eq(self.year.to_string())).add(T::Status.eq(TemplateStatus::Dispatched)).add(T::AcademyId.is_in(academies));
        let templates = viewer.narrow::<letter_template::Entity>(&[T::AcademyId, T::DispatchedAt], sent).await?;
        Ok(templates.into_iter().filter_map(|row| Some((row.academy_id, row.dispatched_at?))).collect())
    }
}

fn grouped<M>(rows: Vec<M>, by: impl Fn(&M) -> Uuid) -> HashMap<Uuid, Vec<M>> {
    let mut groups: HashMap<Uuid, Vec<M>> = HashMap::new();
    for row in rows {
        groups.entry(by(&row)).or_default().push(row);
    }
    groups
}

/// What was done with the letters that are not signed. None of their texts.
struct Said {
    open_amendments: HashSet<Uuid>,
    signatures: HashMap<Uuid, Vec<letter_signature::Model>>,
    /// The priorities of each template, in its order.
    priorities: HashMap<Uuid, Vec<template_priority::Model>>,
    /// The activities that somebody of a letter has.
    assigned: HashSet<(Uuid, Uuid)>,
    activities: std::sync::Arc<Reference<activity::Entity>>,
}

impl Said {
    async fn of(situation: &Situation, viewer: &Viewer) -> Result<Self, Refusal> {
        use letter_amendment::Column as A;
        use letter_signature::Column as S;
        use mission_assignment::Column as G;
        use mission_letter::Column as L;
        use template_priority::Column as P;
        let unsigned = situation.of_letters.clone().add(L::Stage.is_not_in(SIGNED)).add(L::Stage.ne(LetterStage::Void));
        let letters = |column| values_of::<mission_letter::Entity>(column, unsigned.clone());
        let open = Condition::all().add(A::Status.eq(AmendmentStatus::Open)).add(chosen(A::LetterId, letters(L::Id)));
        let amendments = viewer.narrow::<letter_amendment::Entity>(&[A::LetterId], open).await?;
        let given = Condition::all().add(chosen(S::LetterId, letters(L::Id)));
        let signatures = viewer.narrow::<letter_signature::Entity>(&[S::LetterId, S::PartyId, S::SignedAt], given).await?;
        let suggested = || Condition::all().add(chosen(P::TemplateId, letters(L::TemplateId)));
        let mut priorities = viewer.narrow::<template_priority::Entity>(&[P::TemplateId, P::ActivityId, P::Position], suggested()).await?;
        priorities.sort_by_key(|row| row.position);
        let taken = Condition::all()
            .add(G::PartyId.is_not_null())
            .add(chosen(G::ActivityId, values_of::<template_priority::Entity>(P::ActivityId, suggested())))
            .add(chosen(G::LetterId, letters(L::Id)));
        let assigned = viewer.narrow::<mission_assignment::Entity>(&[G::LetterId, G::ActivityId, G::PartyId], taken).await?;
        let counting: HashSet<Uuid> =
            situation.parties.values().flatten().filter(|party| crate::domain::letter::rules::counts(party.stage)).map(|party| party.id).collect();
        let assigned = assigned.into_iter().filter(|row| row.party_id.is_some_and(|party| counting.contains(&party)));
        Ok(Self {
            open_amendments: amendments.into_iter().map(|row| row.letter_id).collect(),
            signatures: grouped(signatures, |row| row.letter_id),
            priorities: grouped(priorities, |row| row.template_id),
            assigned: assigned.map(|row| (row.letter_id, row.activity_id)).collect(),
            activities: viewer.store.reference::<activity::Entity>().await?,
        })
    }

    /// Codes of the priorities of a letter's template that nobody has.
    fn unassigned(&self, letter: &mission_letter::Model) -> Vec<String> {
        let suggested = self.priorities.get(&letter.template_id).into_iter().flatten();
        let left = suggested.filter(|priority| !self.assigned.contains(&(letter.id, priority.activity_id)));
        left.filter_map(|priority| self.activities.get(priority.activity_id)).map(|activity| activity.code.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;
    use crate::domain::letter::dispatch::receives;

    #[test]
    fn who_is_looked_at_is_who_a_dispatch_reaches() {
        for kind in EstablishmentKind::iter() {
            let row = establishment::Model { kind, ministry: Ministry::Education, ..establishment::Model::default() };
            assert_eq!(receives(&row).is_ok(), !LEFT_OUT.contains(&kind), "{kind:?}");
        }
        for ministry in Ministry::iter() {
            let row = establishment::Model { kind: EstablishmentKind::College, ministry, ..establishment::Model::default() };
            assert_eq!(receives(&row).is_ok(), ministry == Ministry::Education, "{ministry:?}");
        }
    }
}
