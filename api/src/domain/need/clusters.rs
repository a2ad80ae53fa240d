//! Clusters are computed: what the needs of an academy and school year have in common, zone by zone. What somebody decided of a
//! cluster stays, whatever is computed later; only what differs is written. The product looks each night.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{
    need::{
        cluster_competence,
        need_cluster::{self, ClusterStage},
        need_competence,
        training_need::{self, NeedStage},
    },
    territory::{academy, academy_settings, zone, zone_membership},
    training::training_action::TrainingDomain,
};
use kernel::{
    Uuid,
    job::{Job, Progress},
    refusal::Refusal,
    scalars::SchoolYear,
    store::covering,
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    NeedCluster, TrainingNeed,
    events::{CLUSTER_COMPUTED, CLUSTER_SUGGESTED, NEED_CLUSTERED, NEED_GROUPED},
    people::wanting,
    rules::{Counted, Group, Key, groups},
    sheet::{CLUSTER, COMPUTE},
    states,
};

/// Computes the clusters of an academy and a school year; says what became of each.
pub async fn recompute(work: &mut Work<'_>, academy: Uuid, year: SchoolYear) -> Result<Vec<RowResult>, Refusal> {
    let year = year.to_string();
    let mine = Condition::all().add(need_cluster::Column::AcademyId.eq(academy)).add(need_cluster::Column::SchoolYear.eq(&year));
    let known: BTreeMap<Uuid, need_cluster::Model> = work.find_locked::<need_cluster::Entity>(mine).await?.into_iter().map(|row| (row.id, row)).collect();
    let counting = Condition::all()
        .add(training_need::Column::AcademyId.eq(academy))
        .add(training_need::Column::SchoolYear.eq(&year))
        .add(training_need::Column::Stage.is_in(states::COUNTS))
        // What an establishment plans for itself alone is no common need.
        .add(Condition::any().add(training_need::Column::Stage.ne(NeedStage::Planned)).add(training_need::Column::ClusterId.is_not_null()));
    let needs = work.find_locked::<training_need::Entity>(counting).await?;
    let groups = groups(&counted(work, &needs, &known).await?);

    let settings = Condition::all().add(academy_settings::Column::AcademyId.eq(academy));
    let least = work.find::<academy_settings::Entity>(settings).await?.pop().map_or(2, |row| usize::try_from(row.min_establishments).unwrap_or(2));
    let computed: BTreeMap<Uuid, (Key, Group)> = groups.into_iter().map(|(key, group)| (key.id(&year), (key, group))).collect();
    let kept: BTreeMap<Uuid, (Key, Group)> = computed.into_iter().filter(|(id, (_, group))| known.contains_key(id) || group.is_common(least)).collect();
    let results = write(work, academy, &year, least, &known, &kept).await?;
    belong(work, &needs, &known, &kept).await?;
    Ok(results)
}

/// The needs as clusters see them. A need of a cluster that was decided on stays with it, wherever its establishment belongs since.
async fn counted(work: &Work<'_>, needs: &[training_need::Model], known: &BTreeMap<Uuid, need_cluster::Model>) -> Result<Vec<Counted>, Refusal> {
    let ids: Vec<Uuid> = needs.iter().map(|need| need.id).collect();
    let zones = basins(work, needs).await?;
    let mut people = wanting(work, &ids).await?;
    let mut competences: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for chunk in ids.chunks(kernel::bulk::CHUNK) {
        for row in work.find::<need_competence::Entity>(work.among(need_competence::Column::NeedId, chunk)).await? {
            competences.entry(row.need_id).or_default().insert(row.competence_id);
        }
    }
    let of_need = |need: &training_need::Model| {
        let stays = need.cluster_id.and_then(|id| known.get(&id)).filter(|_| need.stage != NeedStage::Validated).map(|cluster| cluster.zone_id);
        let zone = stays.or_else(|| zones.get(&need.establishment_id).copied())?;
        Some(Counted {
            id: need.id,
            establishment: need.establishment_id,
            key: Key { zone, theme: need.theme_id, discipline: need.discipline_id },
            persons: people.remove(&need.id).unwrap_or_default().persons().collect(),
            competences: competences.remove(&need.id).unwrap_or_default(),
            urgency: need.urgency,
        })
    };
    Ok(needs.iter().filter_map(of_need).collect())
}

/// The basin of each establishment today.
async fn basins(work: &Work<'_>, needs: &[training_need::Model]) -> Result<HashMap<Uuid, Uuid>, Refusal> {
    use zone_membership::Column::{EndsOn, EstablishmentId, StartsOn};
    let places: BTreeSet<Uuid> = needs.iter().map(|need| need.establishment_id).collect();
    let kinds: BTreeSet<Uuid> =
        work.find::<zone::Entity>(Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin))).await?.into_iter().map(|row| row.id).collect();
    let mut found = HashMap::new();
    for chunk in places.into_iter().collect::<Vec<_>>().chunks(kernel::bulk::CHUNK) {
        let today = work.among(EstablishmentId, chunk).add(covering(StartsOn, EndsOn, work.viewer.actor.today));
        let rows = work.find::<zone_membership::Entity>(today).await?;
        found.extend(rows.into_iter().filter(|row| kinds.contains(&row.zone_id)).map(|row| (row.establishment_id, row.zone_id)));
    }
    Ok(found)
}

/// Writes what clusters are now; one without needs stays with what was decided of it.
async fn write(
    work: &mut Work<'_>,
    academy: Uuid,
    year: &str,
    least: usize,
    known: &BTreeMap<Uuid, need_cluster::Model>,
    kept: &BTreeMap<Uuid, (Key, Group)>,
) -> Result<Vec<RowResult>, Refusal> {
    let empty = Group::default();
    let mut upsert = Upsert::<NeedCluster>::default();
    for id in known.keys().chain(kept.keys().filter(|id| !known.contains_key(id))) {
        let (key, group) = kept.get(id).map_or((None, &empty), |(key, group)| (Some(key), group));
        let count = |many: usize| i32::try_from(many).unwrap_or(i32::MAX);
        let figures = need_cluster::ActiveModel {
            id: Unchanged(*id),
            is_common: Set(group.is_common(least)),
            establishments: Set(count(group.establishments.len())),
            headcount: Set(count(group.persons.len())),
            urgency: group.urgency.map_or(NotSet, Set),
            ..Default::default()
        };
        let plan = match key.filter(|_| !known.contains_key(id)) {
            None => Plan::Known(figures),
            Some(key) => Plan::New(need_cluster::ActiveModel {
                id: Set(*id),
                academy_id: Set(academy),
                school_year: Set(year.to_owned()),
                zone_id: Set(key.zone),
                theme_id: Set(key.theme),
                domain: Set(if key.discipline.is_some() { TrainingDomain::Discipline } else { TrainingDomain::Transversal }),
                discipline_id: Set(key.discipline),
                stage: Set(ClusterStage::Suggested),
                ..figures
            }),
        };
        upsert.row(kernel::resource::Id::<NeedCluster>::from(*id).to_string(), Ok(plan));
    }
    let mut written = upsert.write(work, COMPUTE, COMPUTE).await?;
    let parts = |id: Uuid| {
        let competences = kept.get(&id).into_iter().flat_map(|(_, group)| &group.competences);
        competences.map(|competence| cluster_competence::ActiveModel { id: NotSet, cluster_id: Set(id), competence_id: Set(*competence) }).collect()
    };
    let wanted = written.rows().map(|(_, row)| (row.id, parts(row.id))).collect();
    let changed = work.replace_all::<NeedCluster, cluster_competence::Entity>("competences", cluster_competence::Column::ClusterId, wanted).await?;
    written.changed(changed);
    Ok(written.tell(work, |status, _| if status == RowStatus::Created { &CLUSTER_SUGGESTED } else { &CLUSTER_COMPUTED }))
}

/// Writes which cluster each need belongs to; one that joins a confirmed cluster is clustered.
async fn belong(
    work: &mut Work<'_>,
    needs: &[training_need::Model],
    known: &BTreeMap<Uuid, need_cluster::Model>,
    kept: &BTreeMap<Uuid, (Key, Group)>,
) -> Result<(), Refusal> {
    let of_need: HashMap<Uuid, Uuid> = kept.iter().flat_map(|(id, (_, group))| group.needs.iter().map(move |need| (*need, *id))).collect();
    let mut changes = Vec::new();
    for need in needs {
        let cluster = of_need.get(&need.id).copied();
        let is_decided = cluster.and_then(|id| known.get(&id)).is_some_and(|row| !matches!(row.stage, ClusterStage::Suggested | ClusterStage::Dismissed));
        let stage = if is_decided && need.stage == NeedStage::Validated { states::NEED.after(need.stage, CLUSTER)? } else { need.stage };
        if (need.cluster_id, need.stage) != (cluster, stage) {
            let change = training_need::ActiveModel { id: Unchanged(need.id), cluster_id: Set(cluster), stage: Set(stage), ..Default::default() };
            changes.push((need.id.to_string(), change));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    for (_, row) in work.save_all::<TrainingNeed>(CLUSTER, changes).await? {
        if let Some(row) = row {
            let joined = row.stage == NeedStage::Clustered;
            work.announce(if joined { &NEED_CLUSTERED } else { &NEED_GROUPED }.of::<TrainingNeed>(&row));
        }
    }
    Ok(())
}

/// Computes the clusters of all academies, of this school year and the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnClusters;

impl Job for TurnClusters {
    const NAME: &'static str = "turnNeedClusters";
    /// The academies that are left, once it is known which have needs; and how many clusters were made or changed.
    type State = (Option<Vec<Uuid>>, i64);

    async fn step(&self, work: &mut Work<'_>, (left, done): &mut Self::State) -> Result<Progress, Refusal> {
        if left.is_none() {
            let mut with_needs = Vec::new();
            for academy in work.find::<academy::Entity>(Condition::all()).await? {
                if work.count::<training_need::Entity>(Condition::all().add(training_need::Column::AcademyId.eq(academy.id))).await? > 0 {
                    with_needs.push(academy.id);
                }
            }
            *left = Some(with_needs);
        }
        let academies = left.get_or_insert_default();
        if let Some(academy) = academies.pop() {
            let year = SchoolYear::of(work.viewer.actor.today);
            for year in [year, year.next()] {
                let results = recompute(work, academy, year).await?;
                *done += results.iter().filter(|row| matches!(row.status, RowStatus::Created | RowStatus::Updated)).count() as i64;
            }
        }
        Ok(Progress { done: *done, total: None, rejects: Vec::new(), is_over: academies.is_empty() })
    }
}
