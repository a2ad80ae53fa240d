//! Courses of the demo: one that answers what the personas' collège and a neighbour have in common, led by the personas' referent,
//! held in November and paid; and one that waits for the referent's answer.

use std::sync::Arc;

use entity::{
    competence::training_theme,
    mandate::mandate::{self, MandateDecision},
    need::need_cluster,
    training::{
        training_action::{TrainingDomain, TrainingOrigin},
        training_plan::TrainingLevel,
    },
};
use kernel::{Uuid, filter::values_of, refusal::Refusal, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    past::{Past, id},
    pay,
    personas::{COLLEGE, Persona},
    training::{self, Cast, at},
};
use crate::{
    domain::{
        need::commands::confirm_cluster::ConfirmCluster,
        pay::commands::certify_service::CertifyService,
        stage::commands::{answer_offer::AnswerOffer, offer_stage::OfferCourse, release_referent::ReleaseReferent, retain_referent::RetainReferent},
        training::commands::{
            add_training_action::AddTrainingAction,
            answer_engagement::AnswerEngagement,
            approve_plan::ApprovePlan,
            confirm_session::ConfirmSession,
            hold_session::HoldSession,
            open_session::OpenSession,
            propose_trainer::ProposeTrainer,
            record_attendance::{Attendance, RecordAttendance},
            report_session::ReportSession,
            schedule_session::ScheduleSession,
            submit_plan::SubmitPlan,
        },
    },
    import::Stop,
};

/// Loads the courses.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let cast = Cast::of(personas)?;
    let (referent, officer) = (cast.referent, cast.officer);
    let own = Condition::all()
        .add(mandate::Column::PersonId.eq(referent))
        .add(mandate::Column::SchoolYear.eq(super::school_year().to_string()))
        .add(mandate::Column::Decision.eq(MandateDecision::Accepted));
    let mandate = store.rows::<mandate::Entity>(own).await?.pop().ok_or_else(|| Refusal::internal("the mandate of the personas' referent"))?.id;
    let offer = |cluster: Uuid, days: i32, message: &str| OfferCourse { cluster: id(cluster), mandate: id(mandate), days, message: Some(message.to_owned()) };
    if let Some(cluster) = confirmed(store, officer, "AI").await? {
        let message = "Deux après-midi en mars, dans votre collège si vous le souhaitez.";
        Past::on(store, "2026-11-20").does(officer, offer(cluster, 2, message)).await?;
    }
    let Some(cluster) = confirmed(store, officer, "ENT").await? else { return Ok(()) };
    let offered = Past::on(store, "2026-10-22").does(officer, offer(cluster, 1, "Une matinée de novembre, dans votre collège.")).await?;
    Past::on(store, "2026-10-23").does(referent, AnswerOffer { id: offered, version: 1, accept: true, reason: None }).await?;
    let release = ReleaseReferent { id: offered, version: 2, release: true, reason: None, acknowledge: false };
    Past::on(store, "2026-10-26").does(cast.principal, release).await?;
    let retain = RetainReferent { id: offered, version: 3, retain: true, reason: None, end_others: true };
    Past::on(store, "2026-10-28").does(officer, retain).await?;
    course(store, cluster, &cast).await
}

/// The cluster of a theme, confirmed; none where the demo's neighbour has no principal.
async fn confirmed(store: &Arc<Store>, officer: Uuid, theme: &str) -> Result<Option<Uuid>, Stop> {
    let themes = values_of::<training_theme::Entity>(training_theme::Column::Id, Condition::all().add(training_theme::Column::Code.eq(theme)));
    let Some(cluster) = store.rows::<need_cluster::Entity>(Condition::all().add(need_cluster::Column::ThemeId.in_subquery(themes))).await?.pop() else {
        return Ok(None);
    };
    Past::on(store, "2026-10-21").does(officer, ConfirmCluster { id: id(cluster.id), version: cluster.version }).await?;
    Ok(Some(cluster.id))
}

/// The course itself, in the academy's plan: planned, attended, held, paid.
async fn course(store: &Arc<Store>, cluster: Uuid, cast: &Cast) -> Result<(), Stop> {
    let (referent, officer) = (cast.referent, cast.officer);
    let on = |day: &str| Past::on(store, day);
    let plan = on("2026-10-28").does(officer, training::plan(TrainingLevel::Academy, "Plan académique de formation")).await?;
    let text = "À l'issue, chacun sait tenir le **cahier de textes** et la messagerie de l'ENT.";
    let action = AddTrainingAction {
        basin: Some(training::BASIN.to_owned()),
        cluster: Some(id(cluster)),
        origin: TrainingOrigin::Local,
        domain: TrainingDomain::Transversal,
        gaia: Some("26A0130099".to_owned()),
        ..training::action(plan, TrainingLevel::Basin, "L'ENT au quotidien", text, "ENT")
    };
    let action = on("2026-10-28").does(officer, action).await?;
    on("2026-10-29").does(officer, SubmitPlan { id: plan, version: 1 }).await?;
    on("2026-11-02").does(officer, ApprovePlan { id: plan, version: 2, acknowledge: false }).await?;
    let (starts, ends) = ("2026-11-18T08:00:00Z", "2026-11-18T11:00:00Z");
    let session = ScheduleSession { host: COLLEGE.parse().ok(), ..training::session(action, starts, ends, 12) };
    let session = on("2026-11-02").does(officer, session).await?;
    let engagement = on("2026-11-02").does(officer, ProposeTrainer { session, person: id(referent) }).await?;
    on("2026-11-03").does(referent, AnswerEngagement { id: engagement, version: 1, accept: true, reason: None }).await?;
    let line = on("2026-11-03").does(officer, pay::by_hour(engagement.0, 3.0)).await?;
    on("2026-11-03").does(officer, OpenSession { id: session, version: 1 }).await?;
    let mut enrolments = Vec::new();
    for person in [cast.teacher, cast.candidate] {
        enrolments.push(training::enrols(store, "2026-11-05", person, session).await?);
    }
    on("2026-11-12").does(officer, ConfirmSession { id: session, version: 2, acknowledge: false }).await?;
    let after = on("2026-11-19");
    if after.at < at(ends) {
        return Ok(());
    }
    for enrolment in enrolments {
        after.does(referent, RecordAttendance { id: enrolment, version: 1, attendance: Attendance::Attended }).await?;
    }
    after.does(referent, HoldSession { id: session, version: 3 }).await?;
    let report = "Deux établissements réunis ; prévoir une suite sur la messagerie.".to_owned();
    after.does(referent, ReportSession { id: session, version: 4, report }).await?;
    after.does(cast.principal, CertifyService { id: line, version: 1, hours: None }).await?;
    pay::paid(store, cast, line, ["2026-11-20", "2026-11-23", "2026-11-24"]).await
}
