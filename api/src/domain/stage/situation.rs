//! What candidates are worked out of: the needs of the cluster, its establishments and their policies, their referents with what
//! these master and lead. A statement a table, of the few columns that matter.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{
    competence::{competence, competence_declaration, competence_framework},
    mandate::mandate,
    need::{establishment_policy, need_cluster, need_competence, training_need},
    stage::{
        stage_candidate::{self, PolicySays},
        stage_offer,
    },
    territory::establishment,
    training::{
        trainer_engagement::{self, EngagementStage},
        training_session::{self, SessionStage},
    },
};
use kernel::{
    Uuid,
    clock::local_date,
    filter::{chosen, values_of},
    refusal::Refusal,
    scalars::SchoolYear,
    sheet::{READ, reached},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::{
    StageCandidate,
    rules::{Facts, Place, Referent, StageAssumption, Wanted, assumed, ranked},
};
use crate::domain::{
    mandate::states::active,
    need::{NeedCluster, states::COUNTS},
    training::calendar::zone_of,
};

/// The candidates for a cluster that the viewer may compare, under some assumptions.
pub async fn candidates(viewer: &Viewer, cluster: Uuid, assumptions: &[StageAssumption]) -> Result<Vec<stage_candidate::Model>, Refusal> {
    let these = reached::<StageCandidate>(&viewer.actor, READ)?;
    let readable = viewer.explain::<NeedCluster>(cluster, READ.0).await?.is_some_and(|readable| readable.hat.is_some());
    let named = Condition::all().add(need_cluster::Column::Id.eq(cluster));
    let cluster = viewer.store.rows::<need_cluster::Entity>(named).await?.pop().filter(|_| readable).ok_or(Refusal::NotFound { argument: "cluster" })?;
    let facts = facts(viewer, &cluster).await?;
    let referents = referents(viewer, &cluster, these).await?;
    let assumed = assumed(&facts.places, assumptions)?;
    Ok(ranked(&facts, &assumed, &referents))
}

/// The needs of a cluster that count.
fn counting(cluster: &need_cluster::Model) -> Condition {
    use training_need::Column::{ClusterId, Stage};
    Condition::all().add(ClusterId.eq(cluster.id)).add(Stage.is_in(COUNTS))
}

/// The establishments of a cluster, by a column that names them.
pub fn members<C: ColumnTrait>(establishment: C, cluster: &need_cluster::Model) -> Condition {
    Condition::all().add(chosen(establishment, values_of::<training_need::Entity>(training_need::Column::EstablishmentId, counting(cluster))))
}

async fn facts(viewer: &Viewer, cluster: &need_cluster::Model) -> Result<Facts, Refusal> {
    use establishment::Column as E;
    use establishment_policy::Column as P;
    use training_need::Column as N;
    let needs = viewer.narrow::<training_need::Entity>(&[N::Id, N::EstablishmentId, N::Title, N::TargetLevel], counting(cluster)).await?;
    let of_needs = Condition::all().add(chosen(need_competence::Column::NeedId, values_of::<training_need::Entity>(N::Id, counting(cluster))));
    let mut wants: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for row in viewer.narrow::<need_competence::Entity>(&[need_competence::Column::NeedId, need_competence::Column::CompetenceId], of_needs).await? {
        wants.entry(row.need_id).or_default().insert(row.competence_id);
    }
    let of_year = members(P::EstablishmentId, cluster).add(P::SchoolYear.eq(&cluster.school_year));
    let columns = [P::EstablishmentId, P::ReleasesReferent, P::AcceptsExternalTrainer, P::MostDays];
    let policies = viewer.narrow::<establishment_policy::Entity>(&columns, of_year).await?;
    let policies: HashMap<Uuid, establishment_policy::Model> = policies.into_iter().map(|row| (row.establishment_id, row)).collect();
    let places = viewer.narrow::<establishment::Entity>(&[E::Id, E::Uai, E::Latitude, E::Longitude], members(E::Id, cluster)).await?;
    let mut needs: Vec<Wanted> = needs
        .into_iter()
        .map(|row| Wanted {
            id: row.id,
            establishment: row.establishment_id,
            title: row.title,
            competences: wants.remove(&row.id).unwrap_or_default(),
            target: row.target_level.map(|level| level as i32 + 1),
        })
        .collect();
    needs.sort_by_key(|need| need.id);
    let places = places.into_iter().map(|row| (row.id, place(&row, policies.get(&row.id)))).collect();
    Ok(Facts { places, needs, names: names(viewer).await? })
}

fn place(row: &establishment::Model, policy: Option<&establishment_policy::Model>) -> Place {
    let said = |yes: bool| if yes { PolicySays::Yes } else { PolicySays::No };
    Place {
        uai: row.uai.clone(),
        at: row.latitude.zip(row.longitude),
        releases: policy.map_or(PolicySays::Nothing, |policy| said(policy.releases_referent)),
        accepts: policy.map_or(PolicySays::Nothing, |policy| said(policy.accepts_external_trainer)),
        most_days: policy.and_then(|policy| policy.most_days),
    }
}

/// Names of competences, out of memory.
async fn names(viewer: &Viewer) -> Result<HashMap<Uuid, String>, Refusal> {
    let (frameworks, competences) = (viewer.store.reference::<competence_framework::Entity>().await?, viewer.store.reference::<competence::Entity>().await?);
    let named = |row: &competence::Model| Some((row.id, format!("{}:{}", frameworks.get(row.framework_id)?.code, row.code)));
    Ok(competences.rows().iter().filter_map(named).collect())
}

/// The referents with an active mandate in the cluster, of those that the viewer may see.
async fn referents(viewer: &Viewer, cluster: &need_cluster::Model, these: Condition) -> Result<Vec<Referent>, Refusal> {
    use mandate::Column as M;
    let candidates = members(M::EstablishmentId, cluster).add(active(viewer.actor.today)).add(these);
    let mandates = viewer.narrow::<mandate::Entity>(&[M::Id, M::AcademyId, M::EstablishmentId, M::PersonId], candidates.clone()).await?;
    let persons = || values_of::<mandate::Entity>(M::PersonId, candidates.clone());
    let levels = levels(viewer, persons()).await?;
    let led = led(viewer, cluster, persons()).await?;
    use stage_offer::Column as O;
    let made = viewer.narrow::<stage_offer::Entity>(&[O::Id, O::MandateId], Condition::all().add(O::ClusterId.eq(cluster.id))).await?;
    let offers: HashMap<Uuid, Uuid> = made.into_iter().map(|row| (row.mandate_id, row.id)).collect();
    let referent = |row: mandate::Model| {
        let (sessions, days) = led.get(&row.person_id).copied().unwrap_or_default();
        Referent {
            mandate: row.id,
            academy: row.academy_id,
            establishment: row.establishment_id,
            person: row.person_id,
            levels: levels.get(&row.person_id).cloned().unwrap_or_default(),
            sessions,
            days,
            offer: offers.get(&row.id).copied(),
        }
    };
    Ok(mandates.into_iter().map(referent).collect())
}

/// The level of each competence that some persons declare, and whether it was validated.
type Levels = HashMap<Uuid, (i32, bool)>;

async fn levels(viewer: &Viewer, persons: SelectStatement) -> Result<HashMap<Uuid, Levels>, Refusal> {
    use competence_declaration::Column as D;
    let declared = Condition::all().add(D::Withdrawn.eq(false)).add(chosen(D::PersonId, persons));
    let columns = [D::PersonId, D::CompetenceId, D::Level, D::ValidatedOn];
    let mut levels: HashMap<Uuid, Levels> = HashMap::new();
    for row in viewer.narrow::<competence_declaration::Entity>(&columns, declared).await? {
        levels.entry(row.person_id).or_default().insert(row.competence_id, (row.level as i32 + 1, row.validated_on.is_some()));
    }
    Ok(levels)
}

/// Number of sessions that some persons lead in the school year of a cluster, and of days of these.
async fn led(viewer: &Viewer, cluster: &need_cluster::Model, persons: SelectStatement) -> Result<HashMap<Uuid, (i32, i32)>, Refusal> {
    use trainer_engagement::Column as T;
    use training_session::Column as S;
    let zone = zone_of(&viewer.store, cluster.academy_id).await?;
    let year: SchoolYear = cluster.school_year.parse().map_err(Refusal::internal)?;
    let accepted = Condition::all().add(T::Stage.eq(EngagementStage::Accepted)).add(chosen(T::PersonId, persons));
    let engagements = viewer.narrow::<trainer_engagement::Entity>(&[T::PersonId, T::SessionId], accepted.clone()).await?;
    let leading = Condition::all()
        .add(chosen(S::Id, values_of::<trainer_engagement::Entity>(T::SessionId, accepted)))
        .add(S::Stage.is_not_in([SessionStage::Cancelled, SessionStage::Postponed]));
    let sessions = viewer.narrow::<training_session::Entity>(&[S::Id, S::StartsAt, S::EndsAt], leading).await?;
    let days: HashMap<Uuid, Vec<NaiveDate>> = sessions
        .into_iter()
        .map(|row| (row.id, local_date(row.starts_at, zone).iter_days().take_while(|day| *day <= local_date(row.ends_at, zone)).collect()))
        .filter(|(_, days): &(Uuid, Vec<NaiveDate>)| days.first().is_some_and(|day| (year.first_day()..=year.last_day()).contains(day)))
        .collect();
    let mut led: HashMap<Uuid, (i32, BTreeSet<NaiveDate>)> = HashMap::new();
    for row in engagements {
        let Some(days) = days.get(&row.session_id) else { continue };
        let (sessions, of_person) = led.entry(row.person_id).or_default();
        *sessions += 1;
        of_person.extend(days);
    }
    Ok(led.into_iter().map(|(person, (sessions, days))| (person, (sessions, i32::try_from(days.len()).unwrap_or(i32::MAX)))).collect())
}
