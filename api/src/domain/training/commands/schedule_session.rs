//! `scheduleSession`.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use entity::training::{
    training_plan::PlanStage,
    training_session::{self, SessionMode, SessionStage},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{host_in, plan_of};
use crate::domain::{
    people::rules::short_text,
    training::{TrainingAction, TrainingSession, events::SESSION_SCHEDULED, rules, sheet::SCHEDULE},
};

/// A session of an action: when, where, for how many.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ScheduleSessionInput")]
pub struct ScheduleSession {
    /// The action.
    pub action: Id<TrainingAction>,
    /// Instant it begins, with its offset or in UTC; kept in whole seconds.
    pub starts_at: DateTime<Utc>,
    /// Instant it ends, after it begins and within 31 days.
    pub ends_at: DateTime<Utc>,
    /// How it is attended.
    pub mode: SessionMode,
    /// Unit code of the establishment that hosts it, in the same academy; the one that it is for when left out.
    pub host: Option<Uai>,
    /// Room, or link: 1 to 500 characters.
    pub place: Option<String>,
    /// Instant from which one may enrol; from when it opens when left out.
    pub enrolment_opens_at: Option<DateTime<Utc>>,
    /// Instant from which one may not enrol any more; when it begins when left out.
    pub enrolment_closes_at: Option<DateTime<Utc>>,
    /// Fewest participants; those of the action when left out, else the academy's rule.
    pub least_participants: Option<i32>,
    /// Most participants; those of the action when left out.
    pub capacity: Option<i32>,
    /// Whether the principal of each participant approves the enrolment.
    #[graphql(default)]
    pub needs_approval: bool,
}

impl Command for ScheduleSession {
    const NAME: &'static str = "scheduleSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let action = work.seen(self.action, "action").await?;
        let (starts, ends) = (rules::whole(self.starts_at), rules::whole(self.ends_at));
        let (opens, closes) = (self.enrolment_opens_at.map(rules::whole), self.enrolment_closes_at.map(rules::whole));
        let least = self.least_participants.or(action.least_participants);
        let capacity = self.capacity.unwrap_or(action.capacity);
        let row = training_session::ActiveModel {
            academy_id: Set(action.academy_id),
            audience_id: Set(action.establishment_id),
            basin_id: Set(action.basin_id),
            plan_id: Set(action.plan_id),
            action_id: Set(action.id),
            scope: Set(action.scope),
            title: Set(action.title.clone()),
            starts_at: Set(starts),
            ends_at: Set(ends),
            mode: Set(self.mode),
            enrolment_opens_at: Set(opens),
            enrolment_closes_at: Set(closes),
            least_participants: Set(least),
            capacity: Set(capacity),
            needs_approval: Set(self.needs_approval),
            stage: Set(SessionStage::Scheduled),
            acknowledged: Set(false),
            ..Default::default()
        };
        work.may_create::<TrainingSession>(SCHEDULE, &row).await?;
        let plan = plan_of(work, action.plan_id).await?;
        if matches!(plan.stage, PlanStage::Closed | PlanStage::Archived) {
            return Err(Fault::invalid("action", text("The plan is closed.", "Le plan est clos.")).coded("PLAN_CLOSED").into());
        }
        rules::times(starts, ends, opens, closes)?;
        rules::participants(least, capacity)?;
        let host = match &self.host {
            Some(uai) => Some(host_in(work, uai, action.academy_id).await?),
            None => action.establishment_id,
        };
        let place = self.place.as_ref().map(|place| short_text("place", place, 500)).transpose()?;

        let row = training_session::ActiveModel { establishment_id: Set(host), place: Set(place), ..row };
        let session = work.create::<TrainingSession>(SCHEDULE, row).await?;
        work.announce(SESSION_SCHEDULED.of::<TrainingSession>(&session));
        Ok(session.id.into())
    }
}
