//! How referents fit a course, part by part: no database, no clock, nothing but competences, work done and policies.
//!
//! Score = cover × availability × policy − travel. Equal scores: whoever leads the fewest sessions comes first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_graphql::InputObject;
use entity::stage::stage_candidate::{self, Covered, Parts, PolicySays, Served};
use kernel::{
    Uuid,
    refusal::Fault,
    scalars::Uai,
    text::{Text, text},
};

use crate::domain::territory::filters::kilometres;

/// Level that the declaration of a competence needs when the need aims at none: alone, in usual situations.
pub const LEAST_LEVEL: i32 = 2;
/// The highest level.
const HIGHEST_LEVEL: f64 = 4.0;
/// Kilometres from which the way takes off no more.
const FAR: f64 = 100.0;
/// What that way takes off.
const MOST_TRAVEL: f64 = 0.25;
/// Most assumptions of a question.
const MOST_ASSUMPTIONS: usize = 50;

/// What an establishment is taken to say, whatever its policy: the question "what if".
#[derive(Clone, Debug, InputObject)]
pub struct StageAssumption {
    /// Unit code of the establishment, which has needs in the cluster.
    pub establishment: Uai,
    /// Whether it lets its referents go; as its policy says when left out.
    pub releases_referent: Option<bool>,
    /// Whether it takes a trainer from elsewhere; as its policy says when left out.
    pub accepts_external_trainer: Option<bool>,
    /// Most days of the year that its referents may be away, 0 to 200; as its policy says when left out.
    pub most_days: Option<i32>,
}

/// An establishment of a cluster, with what its policy says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Unit code.
    pub uai: String,
    /// Latitude and longitude, where known.
    pub at: Option<(f64, f64)>,
    /// Whether it lets its referents go.
    pub releases: PolicySays,
    /// Whether it takes a trainer from elsewhere.
    pub accepts: PolicySays,
    /// Most days that its referents may be away.
    pub most_days: Option<i32>,
}

/// A need of the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The need.
    pub id: Uuid,
    /// Its establishment.
    pub establishment: Uuid,
    /// Title.
    pub title: String,
    /// Competences that it names.
    pub competences: BTreeSet<Uuid>,
    /// Level that it aims at, 1 to 4.
    pub target: Option<i32>,
}

/// A referent with an active mandate in the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referent {
    /// The mandate.
    pub mandate: Uuid,
    /// The academy.
    pub academy: Uuid,
    /// Its establishment.
    pub establishment: Uuid,
    /// The person.
    pub person: Uuid,
    /// Levels that the person declares, and whether the academy validated them.
    pub levels: HashMap<Uuid, (i32, bool)>,
    /// Sessions that the person leads this year.
    pub sessions: i32,
    /// Days of these.
    pub days: i32,
    /// The offer that was made.
    pub offer: Option<Uuid>,
}

/// Everything about a cluster that candidates are compared by.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Its establishments.
    pub places: BTreeMap<Uuid, Place>,
    /// Its needs.
    pub needs: Vec<Wanted>,
    /// Names of competences, such as `CRCN-EDU:2.1`.
    pub names: HashMap<Uuid, String>,
}

fn said(policy: Option<bool>, before: PolicySays) -> PolicySays {
    match policy {
        Some(true) => PolicySays::Yes,
        Some(false) => PolicySays::No,
        None => before,
    }
}

/// The establishments as they are taken to be.
pub fn assumed(places: &BTreeMap<Uuid, Place>, assumptions: &[StageAssumption]) -> Result<BTreeMap<Uuid, Place>, Fault> {
    if assumptions.len() > MOST_ASSUMPTIONS {
        return Err(Fault::invalid("assuming", text("50 assumptions at most.", "50 hypothèses au plus.")));
    }
    let mut places = places.clone();
    for (at, assumption) in assumptions.iter().enumerate() {
        let Some(place) = places.values_mut().find(|place| place.uai == assumption.establishment.as_str()) else {
            let message = Text::of(
                format!("{} has no need in the cluster.", assumption.establishment),
                format!("{} n'a aucun besoin dans le regroupement.", assumption.establishment),
            );
            let hint = text(
                "`needs { nodes { establishment { uai } } }` of the cluster lists those that have.",
                "`needs { nodes { establishment { uai } } }` du regroupement donne ceux qui en ont.",
            );
            return Err(Fault::invalid(format!("assuming.{at}.establishment"), message).hint(hint));
        };
        if assumption.most_days.is_some_and(|days| !(0..=200).contains(&days)) {
            let message = text("0 to 200 days are meant here.", "De 0 à 200 jours sont attendus ici.");
            return Err(Fault::invalid(format!("assuming.{at}.mostDays"), message));
        }
        place.releases = said(assumption.releases_referent, place.releases);
        place.accepts = said(assumption.accepts_external_trainer, place.accepts);
        place.most_days = assumption.most_days.or(place.most_days);
    }
    Ok(places)
}

/// The candidates, the one that fits best first.
pub fn ranked(facts: &Facts, assumed: &BTreeMap<Uuid, Place>, referents: &[Referent]) -> Vec<stage_candidate::Model> {
    let mut candidates: Vec<stage_candidate::Model> = referents.iter().filter_map(|referent| candidate(facts, assumed, referent)).collect();
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.sessions.cmp(&other.sessions)).then(one.id.cmp(&other.id)));
    for (rank, candidate) in (1..).zip(&mut candidates) {
        candidate.rank = rank;
    }
    candidates
}

fn candidate(facts: &Facts, assumed: &BTreeMap<Uuid, Place>, referent: &Referent) -> Option<stage_candidate::Model> {
    let own = assumed.get(&referent.establishment)?;
    let others: Vec<&Place> = assumed.iter().filter(|(id, _)| **id != referent.establishment).map(|(_, place)| place).collect();
    let covered = covered(facts, referent);
    let kilometres = distance(own, &others);
    let (cover, availability, policy) = (cover(&covered), availability(own, referent.days), weight(own.releases) * hosting(&others));
    let travel = kilometres.map_or(0.0, |kilometres| kilometres.min(FAR) / FAR * MOST_TRAVEL);
    let count = |many: usize| i32::try_from(many).unwrap_or(i32::MAX);
    Some(stage_candidate::Model {
        id: referent.mandate,
        academy_id: referent.academy,
        establishment_id: referent.establishment,
        person_id: referent.person,
        offer_id: referent.offer,
        rank: 0,
        score: rounded(cover * availability * policy - travel),
        cover: rounded(cover),
        availability: rounded(availability),
        policy: rounded(policy),
        travel: rounded(travel),
        sessions: referent.sessions,
        days: referent.days,
        most_days: own.most_days,
        releases: own.releases,
        open: count(others.iter().filter(|place| place.accepts != PolicySays::No).count()),
        others: count(others.len()),
        kilometres: kilometres.map(|kilometres| (kilometres * 10.0).round() / 10.0),
        parts: Parts { served: facts.needs.iter().map(|need| served(facts, assumed, referent, need)).collect(), covered },
    })
}

fn rounded(part: f64) -> f64 {
    (part * 1000.0).round() / 1000.0
}

fn covered(facts: &Facts, referent: &Referent) -> Vec<Covered> {
    let mut wanted: BTreeMap<Uuid, i32> = BTreeMap::new();
    for competence in facts.needs.iter().flat_map(|need| &need.competences) {
        *wanted.entry(*competence).or_default() += 1;
    }
    let mut covered: Vec<Covered> = wanted
        .into_iter()
        .map(|(competence, wanted_by)| {
            let (level, is_validated) = referent.levels.get(&competence).copied().unwrap_or_default();
            Covered { competence: name(facts, competence), wanted_by, level, is_validated }
        })
        .collect();
    covered.sort_by(|one, other| one.competence.cmp(&other.competence));
    covered
}

fn name(facts: &Facts, competence: Uuid) -> String {
    facts.names.get(&competence).cloned().unwrap_or_default()
}

/// Share of what is wanted that is mastered, each competence as often as needs want it.
fn cover(covered: &[Covered]) -> f64 {
    let wanted: i32 = covered.iter().map(|part| part.wanted_by).sum();
    if wanted == 0 {
        return 1.0;
    }
    covered.iter().map(|part| f64::from(part.wanted_by) * f64::from(part.level) / HIGHEST_LEVEL).sum::<f64>() / f64::from(wanted)
}

/// Share of the days that the establishment allows which are left.
fn availability(own: &Place, days: i32) -> f64 {
    match own.most_days {
        None => 1.0,
        Some(most) if most <= days => 0.0,
        Some(most) => f64::from(most - days) / f64::from(most),
    }
}

/// What a policy weighs; one that says nothing leaves it open.
fn weight(says: PolicySays) -> f64 {
    match says {
        PolicySays::Yes => 1.0,
        PolicySays::Nothing => 0.5,
        PolicySays::No => 0.0,
    }
}

fn hosting(others: &[&Place]) -> f64 {
    if others.is_empty() { 1.0 } else { others.iter().map(|place| weight(place.accepts)).sum::<f64>() / count_of(others.len()) }
}

/// Mean distance to the others, of those whose position is known.
fn distance(own: &Place, others: &[&Place]) -> Option<f64> {
    let here = own.at?;
    let ways: Vec<f64> = others.iter().filter_map(|place| place.at).map(|there| kilometres(here, there)).collect();
    (!ways.is_empty()).then(|| ways.iter().sum::<f64>() / count_of(ways.len()))
}

fn count_of(many: usize) -> f64 {
    f64::from(u32::try_from(many).unwrap_or(u32::MAX))
}

fn served(facts: &Facts, assumed: &BTreeMap<Uuid, Place>, referent: &Referent, need: &Wanted) -> Served {
    let least = need.target.unwrap_or(LEAST_LEVEL).max(LEAST_LEVEL);
    let mut missing: Vec<String> = need
        .competences
        .iter()
        .filter(|competence| referent.levels.get(competence).is_none_or(|(level, _)| *level < least))
        .map(|competence| name(facts, *competence))
        .collect();
    missing.sort();
    let mastered = missing.is_empty();
    let comes = |places: &BTreeMap<Uuid, Place>| {
        let goes = places.get(&referent.establishment).is_some_and(|own| own.releases == PolicySays::Yes && availability(own, referent.days) > 0.0);
        goes && is_received(places, referent, need)
    };
    Served {
        need: need.id,
        uai: facts.places.get(&need.establishment).map(|place| place.uai.clone()).unwrap_or_default(),
        title: need.title.clone(),
        is_met: mastered && comes(assumed),
        is_met_now: mastered && comes(&facts.places),
        missing,
        is_closed: !is_received(assumed, referent, need),
    }
}

/// An establishment receives its own referent, and others unless it says no.
fn is_received(places: &BTreeMap<Uuid, Place>, referent: &Referent, need: &Wanted) -> bool {
    need.establishment == referent.establishment || places.get(&need.establishment).is_some_and(|place| place.accepts != PolicySays::No)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn place(uai: &str, releases: PolicySays, accepts: PolicySays) -> Place {
        Place { uai: uai.into(), releases, accepts, at: Some((46.6, 0.3)), most_days: None }
    }

    /// Two establishments that say yes, a need of each that wants a competence of two.
    fn facts() -> Facts {
        let yes = PolicySays::Yes;
        let places = BTreeMap::from([(id(1), place("0860001J", yes, yes)), (id(2), place("0860002K", yes, yes))]);
        let wanted = |number: u128, establishment: u128, competence: u128| Wanted {
            id: id(number),
            establishment: id(establishment),
            title: format!("Need {number}"),
            competences: BTreeSet::from([id(competence)]),
            target: None,
        };
        let names = HashMap::from([(id(91), "CRCN-EDU:2.1".into()), (id(92), "CRCN-EDU:2.2".into())]);
        Facts { places, needs: vec![wanted(11, 1, 91), wanted(12, 2, 92)], names }
    }

    fn referent(number: u128, establishment: u128, levels: &[(u128, i32)]) -> Referent {
        let levels = levels.iter().map(|(competence, level)| (id(*competence), (*level, false))).collect();
        Referent { mandate: id(number), person: id(number + 1000), establishment: id(establishment), levels, ..Referent::default() }
    }

    fn order(facts: &Facts, referents: &[Referent]) -> Vec<Uuid> {
        ranked(facts, &facts.places, referents).iter().map(|row| row.id).collect()
    }

    #[test]
    fn who_masters_more_comes_first_and_who_leads_less_among_equals() {
        let facts = facts();
        let (some, all, none) = (referent(1, 1, &[(91, 4)]), referent(2, 2, &[(91, 4), (92, 3)]), referent(3, 1, &[]));
        assert_eq!(order(&facts, &[none.clone(), some.clone(), all.clone()]), [id(2), id(1), id(3)]);

        let busy = Referent { sessions: 2, days: 2, ..all.clone() };
        let equal = Referent { mandate: id(9), ..all };
        assert_eq!(order(&facts, &[busy, equal]), [id(9), id(2)]);
    }

    #[test]
    fn the_parts_are_what_they_say() {
        let mut facts = facts();
        let place = facts.places.get_mut(&id(1)).expect("a place");
        place.most_days = Some(4);
        let one = Referent { sessions: 1, days: 1, ..referent(1, 1, &[(91, 4), (92, 2)]) };
        let row = ranked(&facts, &facts.places, std::slice::from_ref(&one)).remove(0);
        assert_eq!((row.cover, row.availability, row.policy, row.travel), (0.75, 0.75, 1.0, 0.0));
        assert_eq!((row.score, row.rank, row.kilometres), (0.563, 1, Some(0.0)));

        for (releases, accepts, policy) in [
            (PolicySays::No, PolicySays::Yes, 0.0),
            (PolicySays::Nothing, PolicySays::Yes, 0.5),
            (PolicySays::Yes, PolicySays::Nothing, 0.5),
            (PolicySays::Yes, PolicySays::No, 0.0),
        ] {
            facts.places.get_mut(&id(1)).expect("a place").releases = releases;
            facts.places.get_mut(&id(2)).expect("a place").accepts = accepts;
            assert_eq!(ranked(&facts, &facts.places, std::slice::from_ref(&one))[0].policy, policy, "{releases:?} {accepts:?}");
        }
        let full = Referent { days: 4, ..one };
        assert_eq!(ranked(&facts, &facts.places, &[full])[0].availability, 0.0);
    }

    #[test]
    fn far_from_the_others_takes_off_and_without_a_position_nothing() {
        let mut facts = facts();
        let one = [referent(1, 1, &[(91, 4), (92, 4)])];
        facts.places.get_mut(&id(2)).expect("a place").at = Some((47.6, 0.3));
        let row = ranked(&facts, &facts.places, &one).remove(0);
        assert_eq!((row.kilometres, row.travel, row.score), (Some(111.2), 0.25, 0.75));
        facts.places.get_mut(&id(2)).expect("a place").at = None;
        let row = ranked(&facts, &facts.places, &one).remove(0);
        assert_eq!((row.kilometres, row.travel, row.score), (None, 0.0, 1.0));
    }

    #[test]
    fn an_assumption_says_which_further_needs_would_be_met() {
        let mut facts = facts();
        facts.places.get_mut(&id(1)).expect("a place").releases = PolicySays::No;
        facts.places.get_mut(&id(2)).expect("a place").accepts = PolicySays::No;
        let one = [referent(1, 1, &[(91, 4), (92, 2)])];
        let met = |assumptions: &[StageAssumption]| {
            let assumed = assumed(&facts.places, assumptions).expect("assumptions");
            let row = ranked(&facts, &assumed, &one).remove(0);
            row.parts.served.iter().map(|need| (need.is_met, need.is_met_now)).collect::<Vec<_>>()
        };
        let uai = |written: &str| written.parse().expect("a UAI");
        let releases = StageAssumption { establishment: uai("0860001J"), releases_referent: Some(true), accepts_external_trainer: None, most_days: None };
        assert_eq!(met(&[]), [(false, false), (false, false)]);
        assert_eq!(met(std::slice::from_ref(&releases)), [(true, false), (false, false)], "the neighbour still takes nobody from elsewhere");
        let unknown = StageAssumption { establishment: uai("0352686E"), ..releases.clone() };
        assert_eq!(assumed(&facts.places, &[releases, unknown]).map_err(|fault| fault.argument), Err("assuming.1.establishment".into()));
    }

    #[test]
    fn a_need_that_aims_high_wants_that_level() {
        let mut facts = facts();
        facts.needs[0].target = Some(4);
        for (level, missing) in [(1, 1), (3, 1), (4, 0)] {
            let row = ranked(&facts, &facts.places, &[referent(1, 1, &[(91, level)])]).remove(0);
            assert_eq!(row.parts.served[0].missing.len(), missing, "level {level}");
        }
    }
}
