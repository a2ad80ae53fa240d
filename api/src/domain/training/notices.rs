//! Who is told: of a plan those who write it, of a session those who attend and lead it and its host, of an engagement the
//! person and whoever asks, of an enrolment the person.

use std::collections::HashMap;

use entity::training::{
    enrolment::{self, EnrolmentStage},
    trainer_engagement::{self, EngagementStage},
    training_plan, training_session,
};
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};
use sea_orm::ColumnTrait;

use super::events::{
    ENGAGEMENT_ACCEPTED, ENGAGEMENT_DECLINED, ENROLLED, ENROLMENT_APPROVED, ENROLMENT_REFUSED, PLACE_FREED, PLAN_APPROVED, PLAN_RETURNED, SESSION_CANCELLED,
    SESSION_CONFIRMED, SESSION_MOVED, SESSION_OPENED, SESSION_POSTPONED, TRAINER_PROPOSED,
};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};

/// Whom each event concerns.
pub const PLANS: Rule = Rule { kinds: &[PLAN_APPROVED.0, PLAN_RETURNED.0], told: |work, events| Box::pin(of_plans(work, events)) };
/// The same for sessions.
pub const SESSIONS: Rule = Rule {
    kinds: &[SESSION_OPENED.0, SESSION_CONFIRMED.0, SESSION_MOVED.0, SESSION_CANCELLED.0, SESSION_POSTPONED.0],
    told: |work, events| Box::pin(of_sessions(work, events)),
};
/// The same for engagements.
pub const ENGAGEMENTS: Rule =
    Rule { kinds: &[TRAINER_PROPOSED.0, ENGAGEMENT_ACCEPTED.0, ENGAGEMENT_DECLINED.0], told: |work, events| Box::pin(of_engagements(work, events)) };
/// The same for enrolments.
pub const ENROLMENTS: Rule =
    Rule { kinds: &[ENROLLED.0, ENROLMENT_APPROVED.0, ENROLMENT_REFUSED.0, PLACE_FREED.0], told: |work, events| Box::pin(of_enrolments(work, events)) };

fn ids(events: &[&event::Model]) -> Vec<Uuid> {
    events.iter().map(|event| event.object_id).collect()
}

/// Today's principals of some establishments, by establishment.
async fn heads(work: &Work<'_>, places: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<Uuid>>, Refusal> {
    let mut heads: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for principal in principals(work, &places).await? {
        heads.entry(principal.establishment_id).or_default().push(principal.person_id);
    }
    Ok(heads)
}

async fn of_plans(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let plans = work.find::<training_plan::Entity>(work.among(training_plan::Column::Id, &ids(events))).await?;
    let places: HashMap<Uuid, Uuid> = plans.into_iter().filter_map(|plan| Some((plan.id, plan.establishment_id?))).collect();
    let heads = heads(work, places.values().copied().collect()).await?;
    let of = |event: &&event::Model| places.get(&event.object_id).and_then(|place| heads.get(place)).cloned().unwrap_or_default();
    Ok(events.iter().flat_map(|event| of(event).into_iter().map(|person| (person, event.seq))).collect())
}

async fn of_sessions(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids = ids(events);
    let sessions = work.find::<training_session::Entity>(work.among(training_session::Column::Id, &ids)).await?;
    let hosts: HashMap<Uuid, Uuid> = sessions.into_iter().filter_map(|session| Some((session.id, session.establishment_id?))).collect();
    let heads = heads(work, hosts.values().copied().collect()).await?;
    let comes = [EnrolmentStage::Requested, EnrolmentStage::Confirmed, EnrolmentStage::Waiting];
    let enrolled = work.among(enrolment::Column::SessionId, &ids).add(enrolment::Column::Stage.is_in(comes));
    let leads = [EngagementStage::Proposed, EngagementStage::Accepted];
    let leading = work.among(trainer_engagement::Column::SessionId, &ids).add(trainer_engagement::Column::Stage.is_in(leads));
    let mut concerned: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in work.find::<enrolment::Entity>(enrolled).await? {
        concerned.entry(row.session_id).or_default().push(row.person_id);
    }
    for row in work.find::<trainer_engagement::Entity>(leading).await? {
        concerned.entry(row.session_id).or_default().push(row.person_id);
    }
    for (session, host) in &hosts {
        concerned.entry(*session).or_default().extend(heads.get(host).into_iter().flatten());
    }
    let of = |event: &&event::Model| concerned.get(&event.object_id).cloned().unwrap_or_default();
    Ok(events.iter().flat_map(|event| of(event).into_iter().map(|person| (person, event.seq))).collect())
}

/// The person is told of the proposal; whoever asked and the principals of the session's plan and host, of the answer.
async fn of_engagements(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let rows = work.find::<trainer_engagement::Entity>(work.among(trainer_engagement::Column::Id, &ids(events))).await?;
    let sessions: Vec<Uuid> = rows.iter().map(|row| row.session_id).collect();
    let sessions = work.find::<training_session::Entity>(work.among(training_session::Column::Id, &sessions)).await?;
    let sessions: HashMap<Uuid, training_session::Model> = sessions.into_iter().map(|row| (row.id, row)).collect();
    let places = sessions.values().flat_map(|row| [row.establishment_id, row.audience_id]).flatten().collect();
    let heads = heads(work, places).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(row) = rows.iter().find(|row| row.id == event.object_id) else { continue };
        match sessions.get(&row.session_id) {
            _ if event.kind == TRAINER_PROPOSED.0 => told.push((row.person_id, event.seq)),
            Some(session) => {
                told.extend(row.proposer_id.map(|person| (person, event.seq)));
                let places = [session.establishment_id, session.audience_id].into_iter().flatten();
                told.extend(places.filter_map(|place| heads.get(&place)).flatten().map(|person| (*person, event.seq)));
            }
            None => {}
        }
    }
    Ok(told)
}

/// The person; the principal too when somebody asks for approval.
async fn of_enrolments(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let rows = work.find::<enrolment::Entity>(work.among(enrolment::Column::Id, &ids(events))).await?;
    let rows: HashMap<Uuid, enrolment::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let asking = |row: &&enrolment::Model| row.stage == EnrolmentStage::Requested;
    let heads = heads(work, rows.values().filter(asking).map(|row| row.establishment_id).collect()).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(row) = rows.get(&event.object_id) else { continue };
        told.push((row.person_id, event.seq));
        if event.kind == ENROLLED.0 {
            told.extend(heads.get(&row.establishment_id).into_iter().flatten().map(|person| (*person, event.seq)));
        }
    }
    Ok(told)
}
