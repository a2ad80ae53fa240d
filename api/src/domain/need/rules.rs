//! What needs must be, and what they have in common: no database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest;
use entity::{need::training_need::NeedUrgency, training::training_action::TrainingDomain};
use kernel::{Uuid, refusal::Fault, text::text};

/// Most persons that a need concerns.
const MOST: i32 = 500;

/// A number of persons that an establishment may have.
pub fn headcount(count: i32) -> Result<i32, Fault> {
    match (1..=MOST).contains(&count) {
        true => Ok(count),
        false => Err(Fault::invalid("headcount", text("1 to 500 persons are meant here.", "De 1 à 500 personnes sont attendues ici."))),
    }
}

/// A need for a discipline names it, one for all disciplines names none.
pub fn discipline_fits(domain: TrainingDomain, is_named: bool) -> Result<(), Fault> {
    match (domain, is_named) {
        (TrainingDomain::Discipline, false) => Err(Fault::invalid("discipline", text("Which discipline is it for?", "Pour quelle discipline ?"))
            .hint(text("Its code, as in `L0202`; or say TRANSVERSAL.", "Son code, tel que `L0202` ; ou dites TRANSVERSAL."))),
        (TrainingDomain::Transversal, true) => {
            let message = text("A transversal need names no discipline.", "Un besoin transversal ne nomme aucune discipline.");
            Err(Fault::invalid("discipline", message).hint(text("Leave it out, or say DISCIPLINE.", "Omettez-la, ou dites DISCIPLINE.")))
        }
        _ => Ok(()),
    }
}

/// Whether needs that go on in another would come back to themselves. `goes_on` says where each that was merged goes on.
pub fn is_circle(from: &[Uuid], into: Uuid, goes_on: &BTreeMap<Uuid, Uuid>) -> bool {
    let (mut at, mut seen) = (Some(into), BTreeSet::new());
    while let Some(need) = at.filter(|need| seen.insert(*need)) {
        if from.contains(&need) {
            return true;
        }
        at = goes_on.get(&need).copied();
    }
    false
}

/// What needs are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Zone of the establishment.
    pub zone: Uuid,
    /// Theme.
    pub theme: Uuid,
    /// The discipline; none for all of them.
    pub discipline: Option<Uuid>,
}

impl Key {
    /// The id of the cluster of a school year: the same on every day and every node.
    pub fn id(&self, year: &str) -> Uuid {
        let named = format!("need-cluster|{year}|{}|{}|{}", self.zone, self.theme, self.discipline.map(|id| id.to_string()).unwrap_or_default());
        let hash = digest::digest(&digest::SHA256, named.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_ref()[..16]);
        uuid::Builder::from_random_bytes(bytes).with_version(uuid::Version::Custom).into_uuid()
    }
}

/// A need as clusters see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The need.
    pub id: Uuid,
    /// Its establishment.
    pub establishment: Uuid,
    /// What it is grouped by.
    pub key: Key,
    /// Persons who want it.
    pub persons: BTreeSet<Uuid>,
    /// Its competences.
    pub competences: BTreeSet<Uuid>,
    /// How soon.
    pub urgency: NeedUrgency,
}

/// What needs of one key have together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The needs.
    pub needs: BTreeSet<Uuid>,
    /// Their establishments.
    pub establishments: BTreeSet<Uuid>,
    /// Who wants them, each once.
    pub persons: BTreeSet<Uuid>,
    /// Their competences.
    pub competences: BTreeSet<Uuid>,
    /// The highest urgency.
    pub urgency: Option<NeedUrgency>,
}

impl Group {
    /// Distinct establishments decide, not headcount: two teachers of one school are not a common need.
    pub fn is_common(&self, least: usize) -> bool {
        self.establishments.len() >= least
    }
}

const fn height(urgency: NeedUrgency) -> u8 {
    match urgency {
        NeedUrgency::Low => 0,
        NeedUrgency::Normal => 1,
        NeedUrgency::High => 2,
    }
}

/// Groups needs by what they are about and where.
pub fn groups(needs: &[Counted]) -> BTreeMap<Key, Group> {
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for need in needs {
        let group = groups.entry(need.key.clone()).or_default();
        group.needs.insert(need.id);
        group.establishments.insert(need.establishment);
        group.persons.extend(&need.persons);
        group.competences.extend(&need.competences);
        group.urgency = group.urgency.into_iter().chain([need.urgency]).max_by_key(|urgency| height(*urgency));
    }
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u8) -> Uuid {
        Uuid::from_u128(number.into())
    }

    fn need() -> impl Strategy<Value = Counted> {
        let sets = (proptest::collection::btree_set(0..9_u8, 0..4), proptest::collection::btree_set(0..4_u8, 0..3));
        ((any::<u128>(), 0..5_u8), (0..3_u8, 0..2_u8, proptest::option::of(0..2_u8)), sets, 0..3_u8).prop_map(
            |((need, school), (zone, theme, discipline), (persons, competences), urgency)| Counted {
                id: Uuid::from_u128(need),
                establishment: id(school),
                key: Key { zone: id(zone), theme: id(theme), discipline: discipline.map(id) },
                persons: persons.into_iter().map(id).collect(),
                competences: competences.into_iter().map(id).collect(),
                urgency: [NeedUrgency::Low, NeedUrgency::Normal, NeedUrgency::High][usize::from(urgency)],
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_needs_does_not_matter(needs in proptest::collection::vec(need(), 0..12), turn in 0..12_usize) {
            let mut turned = needs.clone();
            turned.rotate_left(turn.min(needs.len()));
            turned.reverse();
            prop_assert_eq!(groups(&needs), groups(&turned));
        }

        #[test]
        fn a_need_more_takes_no_establishment_and_no_person_from_a_cluster(needs in proptest::collection::vec(need(), 0..12), more in need()) {
            let before = groups(&needs);
            let after = groups(&[needs, vec![more]].concat());
            for (key, group) in before {
                let now = &after[&key];
                prop_assert!(now.establishments.is_superset(&group.establishments) && now.persons.is_superset(&group.persons));
                prop_assert!(now.competences.is_superset(&group.competences) && (!group.is_common(2) || now.is_common(2)));
                prop_assert!(now.urgency.map(height) >= group.urgency.map(height));
            }
        }
    }

    #[test]
    fn a_cluster_has_the_same_id_whenever_it_is_computed_and_another_for_each_key_and_year() {
        let key = |zone, theme, discipline: Option<u8>| Key { zone: id(zone), theme: id(theme), discipline: discipline.map(id) };
        assert_eq!(key(1, 2, None).id("2026-2027").to_string(), key(1, 2, None).id("2026-2027").to_string());
        let ids: BTreeSet<Uuid> = [
            key(1, 2, None).id("2026-2027"),
            key(1, 2, None).id("2027-2028"),
            key(2, 2, None).id("2026-2027"),
            key(1, 3, None).id("2026-2027"),
            key(1, 2, Some(3)).id("2026-2027"),
        ]
        .into();
        assert_eq!(ids.len(), 5);
    }

    #[test]
    fn needs_do_not_come_back_to_themselves() {
        let goes_on: BTreeMap<Uuid, Uuid> = [(id(2), id(3)), (id(3), id(1)), (id(8), id(9)), (id(9), id(8))].into();
        for (from, into, circle) in [(vec![id(1)], id(1), true), (vec![id(1)], id(2), true), (vec![id(4)], id(2), false), (vec![id(1)], id(8), false)] {
            assert_eq!(is_circle(&from, into, &goes_on), circle, "{from:?} into {into}");
        }
    }

    #[test]
    fn a_discipline_is_named_exactly_where_the_need_is_for_one() {
        for (domain, named, fits) in [
            (TrainingDomain::Transversal, false, true),
            (TrainingDomain::Transversal, true, false),
            (TrainingDomain::Discipline, true, true),
            (TrainingDomain::Discipline, false, false),
        ] {
            assert_eq!(discipline_fits(domain, named).is_ok(), fits, "{domain:?} {named}");
        }
        assert!(headcount(0).is_err() && headcount(501).is_err() && headcount(1).is_ok());
    }
}
