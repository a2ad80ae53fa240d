//! Training of the demo: the plan of the personas' collège with a session that was held and one to come, whose places are
//! taken; the plan of its basin, which asks the referent to lead a session.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
    training::{
        training_action::{TrainingDomain, TrainingOrigin},
        training_plan::TrainingLevel,
        training_session::SessionMode,
    },
};
use kernel::{Uuid, refusal::Refusal, resource::Id, scalars::SchoolYear, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    POITIERS,
    past::{Past, id},
    personas::{COLLEGE, Persona},
};
use crate::{
    domain::training::{
        Enrolment, TrainingAction, TrainingPlan, TrainingSession,
        commands::{
            add_training_action::AddTrainingAction,
            answer_engagement::AnswerEngagement,
            approve_plan::ApprovePlan,
            confirm_session::ConfirmSession,
            create_training_plan::CreateTrainingPlan,
            enrol::Enrol,
            hold_session::HoldSession,
            open_plan::OpenPlan,
            open_session::OpenSession,
            propose_trainer::ProposeTrainer,
            record_attendance::{Attendance, RecordAttendance},
            schedule_session::ScheduleSession,
            submit_plan::SubmitPlan,
        },
    },
    import::Stop,
};

/// Basin of the personas' collège.
pub const BASIN: &str = "863";

/// Who does it.
pub struct Cast {
    /// A teacher.
    pub teacher: Uuid,
    /// The referent.
    pub referent: Uuid,
    /// Somebody with a mandate to answer.
    pub candidate: Uuid,
    /// The principal.
    pub principal: Uuid,
    /// An officer of every desk.
    pub officer: Uuid,
}

impl Cast {
    /// From the personas.
    pub fn of(personas: &[Persona]) -> Result<Self, Refusal> {
        let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
        Ok(Self {
            teacher: persona("teacher")?,
            referent: persona("referent")?,
            candidate: persona("candidate")?,
            principal: persona("principal")?,
            officer: persona("rectorate")?,
        })
    }
}

/// Loads the plans and their sessions.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let cast = Cast::of(personas)?;
    let action = of_college(store, &cast).await?;
    past_session(store, &cast, action).await?;
    coming_session(store, &cast, action).await?;
    of_basin(store, &cast).await?;
    Ok(())
}

/// A plan of a level.
pub fn plan(level: TrainingLevel, title: &str) -> CreateTrainingPlan {
    let school_year: SchoolYear = super::school_year();
    let (establishment, academy, basin) = match level {
        TrainingLevel::Establishment => (COLLEGE.parse().ok(), None, None),
        TrainingLevel::Basin => (None, Some(POITIERS.to_owned()), Some(BASIN.to_owned())),
        TrainingLevel::Academy => (None, Some(POITIERS.to_owned()), None),
    };
    CreateTrainingPlan { level, school_year, title: title.into(), budget_cents: Some(120_000), establishment, academy, basin }
}

/// An action of a plan.
pub fn action(plan: Id<TrainingPlan>, scope: TrainingLevel, title: &str, objectives: &str, theme: &str) -> AddTrainingAction {
    AddTrainingAction {
        plan,
        version: 1,
        title: title.into(),
        objectives: objectives.into(),
        origin: TrainingOrigin::Local,
        scope,
        establishment: None,
        basin: None,
        domain: TrainingDomain::Transversal,
        discipline: None,
        theme: Some(theme.into()),
        hours: 3.0,
        least_participants: Some(2),
        capacity: 12,
        gaia: None,
        sofia_fmo: None,
        cost_cents: 30_000,
        cluster: None,
        needs: None,
    }
}

/// An instant as the demo writes it.
pub fn at(written: &str) -> DateTime<Utc> {
    written.parse().expect("the demo's instants are well formed")
}

/// A session of an action, in the personas' collège.
pub fn session(action: Id<TrainingAction>, starts: &str, ends: &str, capacity: i32) -> ScheduleSession {
    ScheduleSession {
        action,
        starts_at: at(starts),
        ends_at: at(ends),
        mode: SessionMode::Onsite,
        host: COLLEGE.parse().ok(),
        place: Some("CDI".into()),
        enrolment_opens_at: None,
        enrolment_closes_at: None,
        least_participants: Some(capacity.min(2)),
        capacity: Some(capacity),
        needs_approval: false,
    }
}

/// The plan of the collège, which the rectorate approved.
async fn of_college(store: &Arc<Store>, cast: &Cast) -> Result<Id<TrainingAction>, Stop> {
    let plan = Past::on(store, "2026-09-18").does(cast.referent, plan(TrainingLevel::Establishment, "Plan de formation du collège")).await?;
    let text = "À l'issue, chacun sait **préparer**, mener et corriger une évaluation en ligne.";
    let action = action(plan, TrainingLevel::Establishment, "Évaluer avec le numérique", text, "ASSESSMENT");
    let action = Past::on(store, "2026-09-18").does(cast.referent, action).await?;
    Past::on(store, "2026-09-25").does(cast.principal, SubmitPlan { id: plan, version: 1 }).await?;
    Past::on(store, "2026-10-05").does(cast.officer, ApprovePlan { id: plan, version: 2, acknowledge: false }).await?;
    Past::on(store, "2026-10-06").does(cast.principal, OpenPlan { id: plan, version: 3 }).await?;
    Ok(action)
}

/// A session with a trainer, in which one may enrol.
pub async fn led(store: &Arc<Store>, cast: &Cast, day: &str, session: ScheduleSession) -> Result<Id<TrainingSession>, Stop> {
    let session = Past::on(store, day).does(cast.referent, session).await?;
    let engagement = Past::on(store, day).does(cast.principal, ProposeTrainer { session, person: id(cast.referent) }).await?;
    Past::on(store, day).does(cast.referent, AnswerEngagement { id: engagement, version: 1, accept: true, reason: None }).await?;
    Past::on(store, day).does(cast.referent, OpenSession { id: session, version: 1 }).await?;
    Ok(session)
}

/// Somebody enrols.
pub async fn enrols(store: &Arc<Store>, day: &str, person: Uuid, session: Id<TrainingSession>) -> Result<Id<Enrolment>, Stop> {
    Ok(Past::on(store, day).does(person, Enrol { session, person: None }).await?)
}

/// A session of November: held, once the demo's clock is past it.
async fn past_session(store: &Arc<Store>, cast: &Cast, action: Id<TrainingAction>) -> Result<(), Stop> {
    let session = led(store, cast, "2026-10-12", session(action, "2026-11-10T07:30:00Z", "2026-11-10T10:30:00Z", 12)).await?;
    let mut enrolments = Vec::new();
    for person in [cast.teacher, cast.candidate] {
        enrolments.push(enrols(store, "2026-10-14", person, session).await?);
    }
    Past::on(store, "2026-11-03").does(cast.principal, ConfirmSession { id: session, version: 2, acknowledge: false }).await?;
    let after = Past::on(store, "2026-11-12");
    if after.at < at("2026-11-10T10:30:00Z") {
        return Ok(());
    }
    for (enrolment, attendance) in enrolments.into_iter().zip([Attendance::Attended, Attendance::Excused]) {
        after.does(cast.referent, RecordAttendance { id: enrolment, version: 1, attendance }).await?;
    }
    after.does(cast.referent, HoldSession { id: session, version: 3 }).await?;
    Ok(())
}

/// A session of January whose only place is taken: others wait for it in the order of asking.
async fn coming_session(store: &Arc<Store>, cast: &Cast, action: Id<TrainingAction>) -> Result<(), Stop> {
    let session = led(store, cast, "2026-11-16", session(action, "2027-01-12T13:00:00Z", "2027-01-12T16:00:00Z", 1)).await?;
    let college = Condition::all().add(establishment::Column::Uai.eq(COLLEGE));
    let college = store.rows::<establishment::Entity>(college).await?.pop().ok_or_else(|| Refusal::internal("the personas' collège"))?;
    let accepted = Condition::all()
        .add(mandate::Column::EstablishmentId.eq(college.id))
        .add(mandate::Column::SchoolYear.eq(super::school_year().to_string()))
        .add(mandate::Column::Decision.eq(MandateDecision::Accepted));
    let mut people: Vec<Uuid> =
        store.rows::<mandate::Entity>(accepted).await?.into_iter().map(|row| row.person_id).filter(|person| *person != cast.referent).collect();
    people.sort_unstable();
    people.dedup();
    people.extend([cast.candidate, cast.teacher]);
    for person in people {
        enrols(store, "2026-11-18", person, session).await?;
    }
    Ok(())
}

/// The plan of the basin, with a session that the referent is asked to lead.
async fn of_basin(store: &Arc<Store>, cast: &Cast) -> Result<(), Stop> {
    let plan = Past::on(store, "2026-10-01").does(cast.officer, plan(TrainingLevel::Basin, "Plan de formation du bassin de Poitiers")).await?;
    let action = action(plan, TrainingLevel::Basin, "Scénariser un parcours hybride", "Concevoir une séquence en présence et à distance.", "HYBRID");
    let action = Past::on(store, "2026-10-01").does(cast.officer, action).await?;
    Past::on(store, "2026-10-08").does(cast.officer, SubmitPlan { id: plan, version: 1 }).await?;
    Past::on(store, "2026-10-15").does(cast.officer, ApprovePlan { id: plan, version: 2, acknowledge: false }).await?;
    let on_line = ScheduleSession { mode: SessionMode::Hybrid, needs_approval: true, ..session(action, "2027-02-02T08:00:00Z", "2027-02-02T11:00:00Z", 20) };
    let session = Past::on(store, "2026-11-02").does(cast.officer, on_line).await?;
    Past::on(store, "2026-11-02").does(cast.officer, ProposeTrainer { session, person: id(cast.referent) }).await?;
    Past::on(store, "2026-11-03").does(cast.officer, OpenSession { id: session, version: 1 }).await?;
    Ok(())
}
