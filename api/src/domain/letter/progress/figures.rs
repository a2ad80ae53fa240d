//! Figures of letters and referents, by basin, department or kind.

use std::collections::BTreeMap;

use entity::{
    letter::mission_letter::LetterStage,
    mandate::mandate::MandateDecision,
    territory::{
        department, establishment,
        zone::{self, ZoneKind},
        zone_membership,
    },
};
use kernel::{Uuid, machine::state_name, refusal::Refusal, scalars::SchoolYear, sheet::reached, text::text, viewer::Viewer};
use sea_orm::ColumnTrait;

use super::{
    filters::of_academy,
    rules::{is_signed, runs},
    situation::Situation,
    types::{Gap, LetterProgress, LetterProgressRow, ProgressBy},
};
use crate::domain::{
    labels::label,
    letter::{rules::counts, sheet::READ_PROGRESS},
};

/// How far the letters of a year have come where the viewer may know it.
pub async fn progress(viewer: &Viewer, year: SchoolYear, academy: Option<&str>, by: ProgressBy) -> Result<LetterProgress, Refusal> {
    let these = reached::<Gap>(&viewer.actor, READ_PROGRESS)?;
    let academy = of_academy(viewer, READ_PROGRESS, academy, "academy").await?;
    let these = these.add_option(academy.map(|academy| establishment::Column::AcademyId.eq(academy)));
    let situation = Situation::of(viewer, year, these).await?;
    let groups = Groups::of(viewer, by).await?;
    let mut total = LetterProgressRow { label: text("All", "Ensemble").in_(viewer.locale).to_owned(), ..LetterProgressRow::default() };
    let mut rows: BTreeMap<(bool, Option<String>, String), LetterProgressRow> = BTreeMap::new();
    for place in &situation.places {
        let figures = figures(&situation, place);
        total.add(&figures);
        for (key, label) in groups.of_place(viewer, place) {
            // Those without a key come last.
            let named = || LetterProgressRow { key: key.clone(), label: label.clone(), ..LetterProgressRow::default() };
            rows.entry((key.is_none(), key.clone(), label.clone())).or_insert_with(named).add(&figures);
        }
    }
    Ok(LetterProgress { rows: rows.into_values().map(LetterProgressRow::rated).collect(), total: total.rated() })
}

/// The figures of one establishment.
fn figures(situation: &Situation, place: &establishment::Model) -> LetterProgressRow {
    let mandates = situation.mandates.get(&place.id).map_or(&[][..], Vec::as_slice);
    let referents: Vec<Uuid> =
        mandates.iter().filter(|row| row.decision == MandateDecision::Accepted && row.ends_on >= situation.day).map(|row| row.id).collect();
    let without_referent = i64::from(!mandates.iter().any(|mandate| runs(mandate, situation.day)));
    let none = LetterProgressRow { establishments: 1, without_referent, referents: referents.len() as i64, ..LetterProgressRow::default() };
    let Some(letter) = situation.letter(place.id) else { return none };
    let come = steps(letter.stage);
    let reached = |step: i64| i64::from(come >= step);
    let parties = situation.parties.get(&letter.id).map_or(&[][..], Vec::as_slice);
    let signed = parties.iter().filter(|party| is_signed(letter) && counts(party.stage) && referents.contains(&party.mandate_id)).count();
    LetterProgressRow {
        sent: 1,
        opened: i64::from(letter.opened_at.is_some()),
        adapted: reached(1),
        proposed: reached(2),
        agreed: reached(3),
        signed: reached(4),
        referents_signed: signed as i64,
        ..none
    }
}

/// How far a stage is on the way from a letter that was received to one that is signed.
const fn steps(stage: LetterStage) -> i64 {
    match stage {
        LetterStage::Received | LetterStage::Void => 0,
        LetterStage::InAdaptation => 1,
        LetterStage::Proposed | LetterStage::AmendmentAsked => 2,
        LetterStage::Agreed => 3,
        LetterStage::Signed | LetterStage::InForce | LetterStage::Closed => 4,
    }
}

impl LetterProgressRow {
    fn add(&mut self, other: &Self) {
        self.establishments += other.establishments;
        self.sent += other.sent;
        self.opened += other.opened;
        self.adapted += other.adapted;
        self.proposed += other.proposed;
        self.agreed += other.agreed;
        self.signed += other.signed;
        self.without_referent += other.without_referent;
        self.referents += other.referents;
        self.referents_signed += other.referents_signed;
    }

    fn rated(self) -> Self {
        let share = |part: i64, of: i64| (of > 0).then(|| part as f64 / of as f64);
        Self { signed_rate: share(self.signed, self.sent), referents_signed_rate: share(self.referents_signed, self.referents), ..self }
    }
}

/// What establishments are put together by, out of memory.
enum Groups {
    Basins(BTreeMap<Uuid, Vec<(String, String)>>),
    Departments(BTreeMap<Uuid, (String, String)>),
    Kinds,
}

impl Groups {
    async fn of(viewer: &Viewer, by: ProgressBy) -> Result<Self, Refusal> {
        Ok(match by {
            ProgressBy::Kind => Self::Kinds,
            ProgressBy::Department => {
                let departments = viewer.store.reference::<department::Entity>().await?;
                Self::Departments(departments.rows().iter().map(|row| (row.id, (row.code.clone(), row.name.clone()))).collect())
            }
            ProgressBy::Basin => {
                let (zones, links) = (viewer.store.reference::<zone::Entity>().await?, viewer.store.reference::<zone_membership::Entity>().await?);
                let today = viewer.actor.today;
                let current = links.rows().iter().filter(|link| link.starts_on <= today && link.ends_on.is_none_or(|end| end >= today));
                let mut basins: BTreeMap<Uuid, Vec<(String, String)>> = BTreeMap::new();
                for link in current {
                    if let Some(basin) = zones.get(link.zone_id).filter(|zone| zone.kind == ZoneKind::Basin) {
                        basins.entry(link.establishment_id).or_default().push((basin.code.clone(), basin.name.clone()));
                    }
                }
                Self::Basins(basins)
            }
        })
    }

    /// Key and label of the groups of an establishment.
    fn of_place(&self, viewer: &Viewer, place: &establishment::Model) -> Vec<(Option<String>, String)> {
        let keyed = |(code, name): &(String, String)| (Some(code.clone()), name.clone());
        match self {
            Self::Kinds => vec![(Some(state_name(place.kind)), label("EstablishmentKind", place.kind, viewer.locale))],
            Self::Departments(departments) => departments.get(&place.department_id).map(keyed).into_iter().collect(),
            Self::Basins(basins) => match basins.get(&place.id) {
                Some(basins) => basins.iter().map(keyed).collect(),
                None => vec![(None, text("Without basin", "Sans bassin").in_(viewer.locale).to_owned())],
            },
        }
    }
}
