//! `mergeNeeds`.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::InputObject;
use entity::need::{need_competence, training_need};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{links, step, taken};
use crate::domain::need::{
    TrainingNeed,
    events::{NEED_JOINED, NEED_MERGED},
    people::{wanting, write},
    rules,
    sheet::MERGE,
    states,
};

/// Most needs that are merged at once.
const MOST: usize = 20;

/// Needs that are alike, and the one that they go on in.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "MergeNeedsInput")]
pub struct MergeNeeds {
    /// The needs that go on in another, 1 to 20.
    pub from: Vec<Id<TrainingNeed>>,
    /// The need that they go on in.
    pub into: Id<TrainingNeed>,
    /// Its version as it was read.
    pub version: i64,
    /// Number of persons it concerns then, 1 to 500; the largest of them when left out.
    pub headcount: Option<i32>,
}

impl Command for MergeNeeds {
    const NAME: &'static str = "mergeNeeds";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        if !(1..=MOST).contains(&self.from.len()) {
            return Err(Fault::invalid("from", text("1 to 20 needs are meant here.", "De 1 à 20 besoins sont attendus ici.")).into());
        }
        let into = work.take(MERGE, self.into, self.version).await.map_err(|refusal| match refusal {
            Refusal::NotFound { .. } => Refusal::NotFound { argument: "into" },
            other => other,
        })?;
        let ids = self.from.iter().map(|id| id.named("from")).collect::<Result<BTreeSet<Uuid>, _>>()?;
        let mut from = Vec::with_capacity(ids.len());
        for id in &ids {
            from.push(taken(work, MERGE, (*id).into(), "from").await?);
        }
        self.fits(work, &from, &into).await?;
        let headcount = match self.headcount {
            Some(count) => rules::headcount(count)?,
            None => from.iter().chain([&into]).map(|need| need.headcount).max().unwrap_or(1),
        };

        let mut all: Vec<Uuid> = ids.into_iter().collect();
        all.push(into.id);
        let people = wanting(work, &all).await?;
        let mut wanted = people.get(&into.id).cloned().unwrap_or_default();
        from.iter().filter_map(|need| people.get(&need.id)).for_each(|others| wanted.join(others));
        let competences: BTreeSet<Uuid> =
            work.find::<need_competence::Entity>(work.among(need_competence::Column::NeedId, &all)).await?.into_iter().map(|row| row.competence_id).collect();
        for need in &from {
            let change = training_need::ActiveModel { merged_into_id: Set(Some(into.id)), cluster_id: Set(None), ..Default::default() };
            step(work, MERGE, need, change, &NEED_MERGED).await?;
        }
        write(work, &into, &wanted).await?;
        let change = training_need::ActiveModel { id: Unchanged(into.id), supporters: Set(wanted.count()), headcount: Set(headcount), ..Default::default() };
        work.save::<TrainingNeed>(change).await?;
        let parts = vec![(into.id, links(into.id, competences))];
        work.replace_all::<TrainingNeed, need_competence::Entity>("competences", need_competence::Column::NeedId, parts).await?;
        let into = work.find::<training_need::Entity>(Condition::all().add(training_need::Column::Id.eq(into.id))).await?.pop();
        let into = into.ok_or(Refusal::NotFound { argument: "into" })?;
        work.announce(NEED_JOINED.of::<TrainingNeed>(&into));
        Ok(into.id.into())
    }
}

impl MergeNeeds {
    /// No need goes on in itself, nor in another place or year, nor in one that is over.
    async fn fits(&self, work: &Work<'_>, from: &[training_need::Model], into: &training_need::Model) -> Result<(), Refusal> {
        let merged =
            Condition::all().add(training_need::Column::EstablishmentId.eq(into.establishment_id)).add(training_need::Column::MergedIntoId.is_not_null());
        let goes_on: BTreeMap<Uuid, Uuid> =
            work.find::<training_need::Entity>(merged).await?.into_iter().filter_map(|row| Some((row.id, row.merged_into_id?))).collect();
        let ids: Vec<Uuid> = from.iter().map(|need| need.id).collect();
        if rules::is_circle(&ids, into.id, &goes_on) {
            let message = text("A need would go on in itself.", "Un besoin se poursuivrait en lui-même.");
            let hint = text("Name another need in `into`.", "Désignez un autre besoin dans `into`.");
            return Err(Fault::invalid("from", message).coded("MERGE_CIRCLE").hint(hint).into());
        }
        if from.iter().any(|need| (need.establishment_id, &need.school_year) != (into.establishment_id, &into.school_year)) {
            let message = text(
                "The needs are not of one establishment and school year.",
                "Les besoins ne sont pas d'un même établissement et d'une même année scolaire.",
            );
            let hint =
                text("Needs of several establishments form a cluster by themselves.", "Les besoins de plusieurs établissements forment d'eux-mêmes un groupe.");
            return Err(Fault::invalid("from", message).coded("NEEDS_APART").hint(hint).into());
        }
        for need in from {
            states::NEED.after(need.stage, MERGE)?;
        }
        match states::TAKES_OTHERS.contains(&into.stage) {
            true => Ok(()),
            false => Err(Refusal::InvalidTransition {
                from: kernel::machine::state_name(into.stage),
                attempted: MERGE.0,
                allowed: states::NEED.possible(into.stage).map(|step| step.action.0).collect(),
            }),
        }
    }
}
