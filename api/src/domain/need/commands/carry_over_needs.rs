//! `carryOverNeeds`.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{InputObject, OneofObject};
use entity::need::{
    need_author, need_competence, need_support,
    training_need::{self, NeedStage},
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    sheet::reached,
    text::text,
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait,
};
use serde::Serialize;

use super::links;
use crate::domain::{
    need::{
        TrainingNeed,
        events::{NEED_CARRIED_OVER, NEED_CONTINUED},
        people::{Wanting, wanting},
        sheet::CARRY_OVER,
        states,
    },
    territory::lookups::{academy_of, establishment_of},
};

/// What is unmet of a school year, to want in the next.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CarryOverNeedsInput")]
pub struct CarryOverNeeds {
    /// The school year that ends, this one or an earlier one; needs are made of the year after.
    pub from: SchoolYear,
    /// Whose needs: exactly one of the choices.
    pub scope: CarryOverScope,
}

/// Whose needs.
#[derive(Clone, Debug, Serialize, OneofObject)]
pub enum CarryOverScope {
    /// Those of the academy with this code, as far as one may.
    Academy(String),
    /// Those of the establishment with this unit code.
    Establishment(Uai),
}

impl Command for CarryOverNeeds {
    const NAME: &'static str = "carryOverNeeds";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mine = reached::<TrainingNeed>(&work.viewer.actor, CARRY_OVER)?;
        let scope = match &self.scope {
            CarryOverScope::Academy(code) => training_need::Column::AcademyId.eq(academy_of(work, code).await?.id),
            CarryOverScope::Establishment(uai) => training_need::Column::EstablishmentId.eq(establishment_of(work, uai, "scope.establishment").await?.id),
        };
        if self.from > SchoolYear::of(work.viewer.actor.today) {
            let message = text("A school year that has begun is meant here.", "Une année scolaire commencée est attendue ici.");
            return Err(Fault::invalid("from", message).into());
        }
        let mut stages = states::UNMET.to_vec();
        stages.push(NeedStage::CarriedOver);
        let these = mine.add(scope).add(training_need::Column::SchoolYear.eq(self.from.to_string())).add(training_need::Column::Stage.is_in(stages));
        let needs = work.find_locked::<training_need::Entity>(these).await?;
        let (gone, unmet): (Vec<_>, Vec<_>) = needs.into_iter().partition(|need| need.stage == NeedStage::CarriedOver);
        let mut results = already(work, &gone).await?;
        results.extend(self.carried(work, unmet).await?);
        results.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(results)
    }
}

/// What names a need in a result.
fn key(need: Uuid) -> String {
    Id::<TrainingNeed>::from(need).to_string()
}

/// Those that go on in the next year already.
async fn already(work: &Work<'_>, gone: &[training_need::Model]) -> Result<Vec<RowResult>, Refusal> {
    let ids: Vec<Uuid> = gone.iter().map(|need| need.id).collect();
    let mut results = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(kernel::bulk::CHUNK) {
        let next = work.find::<training_need::Entity>(work.among(training_need::Column::CarriedFromId, chunk)).await?;
        results.extend(next.into_iter().filter_map(|row| Some(RowResult::done(key(row.carried_from_id?), RowStatus::Unchanged, row.id))));
    }
    Ok(results)
}

impl CarryOverNeeds {
    async fn carried(&self, work: &mut Work<'_>, unmet: Vec<training_need::Model>) -> Result<Vec<RowResult>, Refusal> {
        if unmet.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = unmet.iter().map(|need| need.id).collect();
        let people = wanting(work, &ids).await?;
        let mut competences: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for chunk in ids.chunks(kernel::bulk::CHUNK) {
            for row in work.find::<need_competence::Entity>(work.among(need_competence::Column::NeedId, chunk)).await? {
                competences.entry(row.need_id).or_default().insert(row.competence_id);
            }
        }
        let next = self.from.next().to_string();
        let rows = unmet.iter().map(|need| (key(need.id), continuation(need, &next, people.get(&need.id).map_or(0, Wanting::count)))).collect();
        let (mut results, mut changes, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for (need, (result, row)) in unmet.iter().zip(work.create_all::<TrainingNeed>(CARRY_OVER, rows).await?) {
            if let Some(row) = row {
                work.announce(NEED_CONTINUED.of::<TrainingNeed>(&row));
                let stage = states::NEED.after(need.stage, CARRY_OVER)?;
                changes.push((result.key.clone(), training_need::ActiveModel { id: Unchanged(need.id), stage: Set(stage), ..Default::default() }));
                made.push((need.id, row));
            }
            results.push(result);
        }
        for (_, row) in work.save_all::<TrainingNeed>(CARRY_OVER, changes).await? {
            if let Some(row) = row {
                work.announce(NEED_CARRIED_OVER.of::<TrainingNeed>(&row));
            }
        }
        let of = |before: &Uuid| people.get(before).cloned().unwrap_or_default();
        work.follow::<need_author::Entity>(made.iter().flat_map(|(before, need)| authors(need, &of(before))).collect()).await?;
        work.follow::<need_support::Entity>(made.iter().flat_map(|(before, need)| supports(need, &of(before))).collect()).await?;
        let links = made.iter().flat_map(|(before, need)| links(need.id, competences.get(before).into_iter().flatten().copied()));
        work.follow::<need_competence::Entity>(links.collect()).await?;
        Ok(results)
    }
}

/// The need of the next year: it is the establishment's anew to qualify and to validate.
fn continuation(need: &training_need::Model, year: &str, supporters: i32) -> training_need::ActiveModel {
    training_need::ActiveModel {
        id: NotSet,
        school_year: Set(year.to_owned()),
        stage: Set(NeedStage::Submitted),
        academy_id: Set(need.academy_id),
        establishment_id: Set(need.establishment_id),
        title: Set(need.title.clone()),
        description: Set(need.description.clone()),
        theme_id: Set(need.theme_id),
        domain: Set(need.domain),
        discipline_id: Set(need.discipline_id),
        current_level: Set(need.current_level),
        target_level: Set(need.target_level),
        headcount: Set(need.headcount),
        urgency: Set(need.urgency),
        preferred_period: Set(need.preferred_period),
        on_the_ent: Set(need.on_the_ent),
        supporters: Set(supporters),
        carried_from_id: Set(Some(need.id)),
        ..Default::default()
    }
}

fn authors(need: &training_need::Model, people: &Wanting) -> Vec<need_author::ActiveModel> {
    let row = |(person, shows): (&Uuid, &bool)| need_author::ActiveModel {
        id: NotSet,
        academy_id: Set(need.academy_id),
        establishment_id: Set(need.establishment_id),
        need_id: Set(need.id),
        person_id: Set(*person),
        shows_name: Set(*shows),
    };
    people.authors.iter().map(row).collect()
}

fn supports(need: &training_need::Model, people: &Wanting) -> Vec<need_support::ActiveModel> {
    let row = |person: &Uuid| need_support::ActiveModel {
        id: NotSet,
        academy_id: Set(need.academy_id),
        establishment_id: Set(need.establishment_id),
        need_id: Set(need.id),
        person_id: Set(*person),
        withdrawn: Set(false),
    };
    people.supporters.iter().map(row).collect()
}
