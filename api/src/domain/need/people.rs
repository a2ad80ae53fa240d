//! Who wants a need: authors and supporters, each counted once.

use std::collections::{BTreeMap, BTreeSet};

use entity::need::{need_author, need_support};
use kernel::{Uuid, refusal::Refusal, work::Work};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait,
};

use super::NeedSupport;
use entity::need::training_need;

/// The persons who want some needs.
#[derive(Clone, Debug, Default)]
pub struct Wanting {
    /// Authors, with whether each shows the name.
    pub authors: BTreeMap<Uuid, bool>,
    /// Supporters who are no authors.
    pub supporters: BTreeSet<Uuid>,
}

impl Wanting {
    /// How many persons.
    pub fn count(&self) -> i32 {
        i32::try_from(self.authors.len() + self.supporters.len()).unwrap_or(i32::MAX)
    }

    /// Every person.
    pub fn persons(&self) -> impl Iterator<Item = Uuid> {
        self.authors.keys().chain(&self.supporters).copied()
    }

    /// The same with those of another need: an author stays one, and shows the name when both times it was shown.
    pub fn join(&mut self, other: &Self) {
        for (person, shows) in &other.authors {
            self.authors.entry(*person).and_modify(|shown| *shown &= *shows).or_insert(*shows);
        }
        self.supporters.extend(&other.supporters);
        self.supporters.retain(|person| !self.authors.contains_key(person));
    }
}

/// Who wants each of some needs.
pub async fn wanting(work: &Work<'_>, needs: &[Uuid]) -> Result<BTreeMap<Uuid, Wanting>, Refusal> {
    let mut found: BTreeMap<Uuid, Wanting> = BTreeMap::new();
    for chunk in needs.chunks(kernel::bulk::CHUNK) {
        for row in work.find::<need_author::Entity>(work.among(need_author::Column::NeedId, chunk)).await? {
            found.entry(row.need_id).or_default().authors.insert(row.person_id, row.shows_name);
        }
        let active = work.among(need_support::Column::NeedId, chunk).add(need_support::Column::Withdrawn.eq(false));
        for row in work.find::<need_support::Entity>(active).await? {
            found.entry(row.need_id).or_default().supporters.insert(row.person_id);
        }
    }
    for people in found.values_mut() {
        people.supporters.retain(|person| !people.authors.contains_key(person));
    }
    Ok(found)
}

/// Writes who wants a need now, beside those who are there: nobody is written twice, and an author's support is over.
pub async fn write(work: &mut Work<'_>, need: &training_need::Model, people: &Wanting) -> Result<(), Refusal> {
    let there = wanting(work, &[need.id]).await?.remove(&need.id).unwrap_or_default();
    let authors = people.authors.iter().filter(|(person, _)| !there.authors.contains_key(person)).map(|(person, shows)| need_author::ActiveModel {
        id: NotSet,
        academy_id: Set(need.academy_id),
        establishment_id: Set(need.establishment_id),
        need_id: Set(need.id),
        person_id: Set(*person),
        shows_name: Set(*shows),
    });
    let authors: Vec<need_author::ActiveModel> = authors.collect();
    let known: Vec<need_support::Model> = work.find::<need_support::Entity>(work.among(need_support::Column::NeedId, &[need.id])).await?;
    let wants = |row: &need_support::Model| people.supporters.contains(&row.person_id);
    let changes = known.iter().filter(|row| row.withdrawn == wants(row)).map(|row| need_support::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(row.id),
        withdrawn: Set(!wants(row)),
        ..Default::default()
    });
    let changes: Vec<need_support::ActiveModel> = changes.collect();
    let missing = people.supporters.iter().filter(|person| known.iter().all(|row| row.person_id != **person)).map(|person| need_support::ActiveModel {
        id: NotSet,
        academy_id: Set(need.academy_id),
        establishment_id: Set(need.establishment_id),
        need_id: Set(need.id),
        person_id: Set(*person),
        withdrawn: Set(false),
    });
    let missing: Vec<need_support::ActiveModel> = missing.collect();
    if !authors.is_empty() {
        work.follow::<need_author::Entity>(authors).await?;
    }
    if !missing.is_empty() {
        work.follow::<need_support::Entity>(missing).await?;
    }
    if !changes.is_empty() {
        work.follow_changes::<NeedSupport>(changes).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(authors: &[(u128, bool)], supporters: &[u128]) -> Wanting {
        let id = Uuid::from_u128;
        Wanting {
            authors: authors.iter().map(|(person, shows)| (id(*person), *shows)).collect(),
            supporters: supporters.iter().map(|person| id(*person)).collect(),
        }
    }

    #[test]
    fn nobody_is_counted_twice_when_needs_join() {
        let mut into = of(&[(1, true)], &[2, 3]);
        into.join(&of(&[(2, false)], &[1, 3, 4]));
        assert_eq!((into.count(), into.authors.len()), (4, 2));
        into.join(&of(&[(1, false)], &[]));
        assert_eq!((into.count(), into.authors[&Uuid::from_u128(1)]), (4, false), "a name is shown only where it always was");
    }
}
