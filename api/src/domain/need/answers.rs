//! How needs are answered: a course is proposed for a cluster, an action of a plan answers a cluster or single needs, a session of
//! it is held. The rooms of courses and of training say so; needs and clusters are changed here.

use entity::{
    need::{
        need_cluster::{self, ClusterStage},
        training_need::{self, NeedStage},
    },
    stage::stage_offer,
    training::training_action,
};
use kernel::{
    Uuid,
    machine::state_name,
    refusal::{Fault, Refusal},
    resource::Id,
    text::{Text, text},
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};

use super::{
    NeedCluster, TrainingNeed,
    events::{CLUSTER_PLANNED, CLUSTER_PROPOSED, CLUSTER_UNPLANNED, NEED_MET, NEED_PLANNED, NEED_UNPLANNED},
    sheet::{MEET, PLAN, PROPOSE, UNPLAN},
    states,
};

/// Most needs that an action names beside a cluster.
const MOST: usize = 100;

/// What an action is to answer.
#[derive(Debug, Default)]
pub struct Asked {
    /// A cluster.
    pub cluster: Option<need_cluster::Model>,
    /// Single needs.
    pub needs: Vec<training_need::Model>,
}

impl Asked {
    /// Looks at what an input names. Refuses a cluster that nobody confirmed, and what is of another academy or school year.
    pub async fn of(work: &Work<'_>, (academy, year): (Uuid, &str), cluster: Option<&Id<NeedCluster>>, needs: &[Id<TrainingNeed>]) -> Result<Self, Refusal> {
        let cluster = match cluster {
            Some(id) => Some(work.seen(Id::<NeedCluster>::from(id.named("cluster")?), "cluster").await?),
            None => None,
        };
        if cluster.as_ref().is_some_and(|row| (row.academy_id, row.school_year.as_str()) != (academy, year)) {
            return Err(elsewhere("cluster").into());
        }
        if let Some(cluster) = &cluster {
            states::CLUSTERS.after(cluster.stage, PLAN).map_err(|_| {
                let hint = text("The desk TRAINING confirms it first: confirmCluster.", "Le bureau TRAINING le retient d'abord : confirmCluster.");
                not_yet("cluster", state_name(cluster.stage)).hint(hint)
            })?;
        }
        if needs.len() > MOST {
            return Err(Fault::invalid("needs", text("100 needs at most.", "100 besoins au plus.")).into());
        }
        let mut named = Vec::with_capacity(needs.len());
        for (at, id) in needs.iter().enumerate() {
            let need = work.seen(Id::<TrainingNeed>::from(id.named("needs")?), "needs").await?;
            if (need.academy_id, need.school_year.as_str()) != (academy, year) {
                return Err(elsewhere(&format!("needs.{at}")).into());
            }
            states::NEED.after(need.stage, PLAN).map_err(|_| {
                let hint = text(
                    "A need is planned once it is validated: qualifyNeed, validateNeed.",
                    "Un besoin est prévu une fois validé : qualifyNeed, validateNeed.",
                );
                not_yet(&format!("needs.{at}"), state_name(need.stage)).hint(hint)
            })?;
            named.push(need);
        }
        Ok(Self { cluster, needs: named })
    }
}

fn not_yet(argument: &str, state: String) -> Fault {
    Fault::invalid(argument, Text::of(format!("It is {state}: nothing can be planned for it."), format!("Il est {state} : rien ne peut être prévu pour lui.")))
        .coded("INVALID_TRANSITION")
}

fn elsewhere(argument: &str) -> Fault {
    Fault::invalid(argument, text("It is of another academy or school year than the plan.", "Il est d'une autre académie ou année scolaire que le plan."))
}

/// A referent is asked to lead a course for a cluster: it is held until the end of the command.
pub async fn propose(work: &mut Work<'_>, cluster: Uuid) -> Result<(), Refusal> {
    let cluster = held(work, cluster).await?;
    turn(work, &cluster, states::CLUSTERS.after(cluster.stage, PROPOSE)?, &CLUSTER_PROPOSED).await
}

/// An action answers a cluster, with those of its needs that wait, and single needs.
pub async fn plan(work: &mut Work<'_>, action: &training_action::Model, asked: Asked) -> Result<(), Refusal> {
    let mut needs = asked.needs;
    if let Some(cluster) = asked.cluster {
        let cluster = held(work, cluster.id).await?;
        turn(work, &cluster, states::CLUSTERS.after(cluster.stage, PLAN)?, &CLUSTER_PLANNED).await?;
        needs.extend(waiting(work, cluster.id).await?);
    }
    needs.sort_by_key(|need| need.id);
    needs.dedup_by_key(|need| need.id);
    for need in &needs {
        let stage = states::NEED.after(need.stage, PLAN)?;
        set(work, need, stage, Some(action.id), &NEED_PLANNED).await?;
    }
    Ok(())
}

/// An action is taken out of its plan: what it answered waits again.
pub async fn unplan(work: &mut Work<'_>, action: &training_action::Model) -> Result<(), Refusal> {
    use training_action::Column::{ClusterId, Id as ActionId, RemovedAt};
    for need in answered(work, action.id).await? {
        states::NEED.after(need.stage, UNPLAN)?;
        let in_cluster = need.cluster_id.is_some() && need.cluster_id == action.cluster_id;
        let stage = if in_cluster { NeedStage::Clustered } else { NeedStage::Validated };
        set(work, &need, stage, None, &NEED_UNPLANNED).await?;
    }
    let Some(cluster) = action.cluster_id else { return Ok(()) };
    let others = Condition::all().add(ClusterId.eq(cluster)).add(ActionId.ne(action.id)).add(RemovedAt.is_null());
    if work.count::<training_action::Entity>(others).await? > 0 {
        return Ok(());
    }
    let offers = work.count::<stage_offer::Entity>(Condition::all().add(stage_offer::Column::ClusterId.eq(cluster))).await?;
    let cluster = held(work, cluster).await?;
    let stage = if offers > 0 { ClusterStage::StageProposed } else { ClusterStage::Confirmed };
    turn(work, &cluster, stage, &CLUSTER_UNPLANNED).await
}

/// A session of an action was held: what the action answers is met, those too who joined its cluster since.
pub async fn meet(work: &mut Work<'_>, action: &training_action::Model) -> Result<(), Refusal> {
    let mut needs = answered(work, action.id).await?;
    if let Some(cluster) = action.cluster_id {
        needs.extend(waiting(work, cluster).await?);
    }
    for need in needs {
        let stage = states::NEED.after(need.stage, MEET)?;
        set(work, &need, stage, Some(action.id), &NEED_MET).await?;
    }
    Ok(())
}

async fn held(work: &Work<'_>, cluster: Uuid) -> Result<need_cluster::Model, Refusal> {
    let named = Condition::all().add(need_cluster::Column::Id.eq(cluster));
    work.find_locked::<need_cluster::Entity>(named).await?.pop().ok_or_else(|| Refusal::internal("a cluster that was seen"))
}

/// The needs of a cluster that nothing answers yet.
async fn waiting(work: &Work<'_>, cluster: Uuid) -> Result<Vec<training_need::Model>, Refusal> {
    use training_need::Column::{ClusterId, Stage};
    let waiting = Condition::all().add(ClusterId.eq(cluster)).add(Stage.is_in([NeedStage::Validated, NeedStage::Clustered]));
    work.find_locked::<training_need::Entity>(waiting).await
}

/// The needs that an action answers, not met yet.
async fn answered(work: &Work<'_>, action: Uuid) -> Result<Vec<training_need::Model>, Refusal> {
    use training_need::Column::{ActionId, Stage};
    work.find_locked::<training_need::Entity>(Condition::all().add(ActionId.eq(action)).add(Stage.eq(NeedStage::Planned))).await
}

async fn turn(work: &mut Work<'_>, cluster: &need_cluster::Model, stage: ClusterStage, fact: &kernel::event::Fact) -> Result<(), Refusal> {
    if cluster.stage == stage {
        return Ok(());
    }
    let row = work.save::<NeedCluster>(need_cluster::ActiveModel { id: Unchanged(cluster.id), stage: Set(stage), ..Default::default() }).await?;
    work.announce(fact.of::<NeedCluster>(&row));
    Ok(())
}

async fn set(work: &mut Work<'_>, need: &training_need::Model, stage: NeedStage, action: Option<Uuid>, fact: &kernel::event::Fact) -> Result<(), Refusal> {
    let change = training_need::ActiveModel { id: Unchanged(need.id), stage: Set(stage), action_id: Set(action), ..Default::default() };
    let row = work.save::<TrainingNeed>(change).await?;
    work.announce(fact.of::<TrainingNeed>(&row));
    Ok(())
}
