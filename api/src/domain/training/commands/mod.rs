//! The room's mutations: the table of contents, and what they share.

pub mod add_training_action;
pub mod answer_engagement;
pub mod approve_enrolment;
pub mod approve_plan;
pub mod archive_plan;
mod audience;
pub mod cancel_session;
pub mod close_plan;
pub mod confirm_session;
pub mod create_calendar_address;
pub mod create_training_plan;
mod discipline;
pub mod enrol;
pub mod give_feedback;
pub mod hold_session;
pub mod open_plan;
pub mod open_session;
pub mod postpone_session;
pub mod propose_trainer;
pub mod record_attendance;
pub mod refuse_enrolment;
pub mod remove_training_action;
pub mod report_session;
pub mod return_plan;
pub mod revoke_calendar_address;
pub mod schedule_session;
pub mod submit_plan;
pub mod update_session;
pub mod update_training_action;
pub mod update_training_plan;
pub mod withdraw_enrolment;

use std::collections::HashSet;

use async_graphql::{Context, Object};
use entity::{
    people::person,
    territory::zone_membership,
    training::{
        enrolment,
        trainer_engagement::{self, EngagementStage},
        training_action, training_plan,
        training_session::{self, SessionStage},
    },
};
use kernel::{
    Uuid,
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    store::covering,
    text::{Text, text},
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};

use self::{
    add_training_action::AddTrainingAction,
    answer_engagement::AnswerEngagement,
    approve_enrolment::ApproveEnrolment,
    approve_plan::ApprovePlan,
    archive_plan::ArchivePlan,
    cancel_session::CancelSession,
    close_plan::ClosePlan,
    confirm_session::ConfirmSession,
    create_calendar_address::{CalendarAddressMadePayload, CreateCalendarAddress},
    create_training_plan::CreateTrainingPlan,
    enrol::Enrol,
    give_feedback::GiveFeedback,
    hold_session::HoldSession,
    open_plan::OpenPlan,
    open_session::OpenSession,
    postpone_session::PostponeSession,
    propose_trainer::ProposeTrainer,
    record_attendance::RecordAttendance,
    refuse_enrolment::RefuseEnrolment,
    remove_training_action::RemoveTrainingAction,
    report_session::ReportSession,
    return_plan::ReturnPlan,
    revoke_calendar_address::RevokeCalendarAddress,
    schedule_session::ScheduleSession,
    submit_plan::SubmitPlan,
    update_session::UpdateSession,
    update_training_action::UpdateTrainingAction,
    update_training_plan::UpdateTrainingPlan,
    withdraw_enrolment::WithdrawEnrolment,
};
use super::{
    CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingSession,
    events::{PLACE_FREED, PLAN_UPDATED},
    rules,
    sheet::{DRAFT, PROMOTE},
    states,
};
use crate::domain::territory::lookups::establishment_of;

/// Mutations of training.
#[derive(Default)]
pub struct TrainingMutations;

/// Mutations of training.
#[Object]
impl TrainingMutations {
    /// Begins the training plan of a place and a school year; `ALREADY_EXISTS` when there is one. An establishment's: its referents and principal; a basin's: its coordinator or the rectorate; the academy's: the rectorate.
    async fn create_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateTrainingPlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Changes a draft; one that was given back is a draft again. Refuses `OVER_BUDGET` for a budget under what its actions cost. Who writes the plan.
    async fn update_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateTrainingPlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Hands a draft to the rectorate: the establishment's request. The principal; the rectorate for a plan of a basin or of the academy.
    async fn submit_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SubmitPlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Approves a plan. Refuses `TRAINER_NOT_OF_DISCIPLINE` unless it is acknowledged, when somebody who accepted to lead a session does not teach its discipline. Rectorate, desk TRAINING.
    async fn approve_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ApprovePlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Gives a plan back, with the reason. Rectorate, desk TRAINING.
    async fn return_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReturnPlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Begins an approved plan. The principal; rectorate, desk TRAINING.
    async fn open_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: OpenPlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Ends a plan: no session of it is scheduled any more. The principal; rectorate, desk TRAINING.
    async fn close_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ClosePlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Puts a closed plan away. The principal; rectorate, desk TRAINING.
    async fn archive_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ArchivePlan,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Adds an action to a draft, which may answer a cluster or needs: they are planned with it. Refuses `OVER_BUDGET` for a cost that the plan's budget does not bear. Who writes the plan.
    async fn add_training_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AddTrainingAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingAction>> {
        ctx.perform(input, options).await
    }

    /// Changes an action of a draft. Refuses `OVER_BUDGET`. Who writes the plan.
    async fn update_training_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateTrainingAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingAction>> {
        ctx.perform(input, options).await
    }

    /// Takes an action out of a draft. Refuses `HAS_SESSIONS` for one that has sessions. Who writes the plan.
    async fn remove_training_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RemoveTrainingAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingPlan>> {
        ctx.perform(input, options).await
    }

    /// Gives an action a session. Refuses `PLAN_CLOSED`. An establishment's: its referents and principal; others: the rectorate.
    async fn schedule_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ScheduleSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Changes a session; when or where it changes, all whom it concerns are told. Refuses `CAPACITY_UNDER_CONFIRMED`, and `TRAINER_BUSY` when one of its trainers leads another at that time. Who schedules it.
    async fn update_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Opens enrolment. Refuses `PLAN_NOT_APPROVED`. Who schedules it.
    async fn open_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: OpenSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Says that a session takes place. Refuses `NO_TRAINER`; `NOT_LED_LOCALLY` for a course that answers a common need when no referent retained for it leads it; `BELOW_LEAST`, `SECOND_TRAINER_MISSING` and `TRAINER_NOT_OF_DISCIPLINE` unless it is acknowledged. The principal; the rectorate for a session of a basin or of the academy.
    async fn confirm_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ConfirmSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Says that a session took place; the needs that its action answers are met. Refuses `SESSION_NOT_BEGUN`. Its trainers; the principal; the rectorate.
    async fn hold_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: HoldSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Writes down what is to be remembered of a session that was held. Its trainers; the principal; the rectorate.
    async fn report_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReportSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Cancels a session, with the reason; all whom it concerns are told. The principal; the rectorate.
    async fn cancel_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CancelSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Puts a session off, with the reason; all whom it concerns are told. `updateSession` gives it another date. The principal; the rectorate.
    async fn postpone_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PostponeSession,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Asks somebody to lead a session. Refuses `ALREADY_EXISTS` while the person has not declined. The principal; rectorate, desk TRAINING.
    async fn propose_trainer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ProposeTrainer,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainerEngagement>> {
        ctx.perform(input, options).await
    }

    /// Answers whether one leads a session. Refuses `TRAINER_BUSY` when one leads another at that time. The person alone.
    async fn answer_engagement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AnswerEngagement,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainerEngagement>> {
        ctx.perform(input, options).await
    }

    /// Asks for a place: one has it, waits for it, or for the principal. Refuses `SESSION_NOT_OPEN`, `ALREADY_ENROLLED`, and `OUTSIDE_SCOPE` for a session that is for others. Oneself; the rectorate for others.
    async fn enrol(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: Enrol,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Enrolment>> {
        ctx.perform(input, options).await
    }

    /// Approves an enrolment where that is asked for. Refuses `SESSION_NOT_OPEN` for a session that has begun or is cancelled. The principal of the person; the rectorate.
    async fn approve_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ApproveEnrolment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Enrolment>> {
        ctx.perform(input, options).await
    }

    /// Refuses an enrolment where that is asked for, with the reason. The principal of the person; the rectorate.
    async fn refuse_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RefuseEnrolment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Enrolment>> {
        ctx.perform(input, options).await
    }

    /// Gives a place back, or a place in the line; whoever waits first gets it at once and is told. Refuses `SESSION_NOT_OPEN` once the session has begun. Oneself; the rectorate.
    async fn withdraw_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawEnrolment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Enrolment>> {
        ctx.perform(input, options).await
    }

    /// Says whether somebody was there. Refuses `SESSION_NOT_BEGUN`. The trainers of the session; the principal of its host; the rectorate.
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecordAttendance,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Enrolment>> {
        ctx.perform(input, options).await
    }

    /// Says what one thought of a session that one attended, once, without the name. Refuses `SESSION_NOT_OVER`, `NOT_ATTENDED`, `FEEDBACK_GIVEN`. Oneself.
    async fn give_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: GiveFeedback,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingSession>> {
        ctx.perform(input, options).await
    }

    /// Makes a secret address at which programs read the own calendar, and shows it, once. Oneself.
    async fn create_calendar_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateCalendarAddress,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<CalendarAddressMadePayload> {
        ctx.perform(input, options).await
    }

    /// Ends an address of the own calendar at once. Oneself.
    async fn revoke_calendar_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevokeCalendarAddress,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CalendarAddress>> {
        ctx.perform(input, options).await
    }
}

/// A plan, held until the end of the command.
async fn plan_of(work: &Work<'_>, id: Uuid) -> Result<training_plan::Model, Refusal> {
    let plans = work.find_locked::<training_plan::Entity>(Condition::all().add(training_plan::Column::Id.eq(id))).await?;
    plans.into_iter().next().ok_or_else(|| Refusal::internal("a plan of what is below it"))
}

/// A plan whose actions are to change: a draft, or one that was given back, which is a draft again.
async fn drafting(work: &mut Work<'_>, plan: training_plan::Model) -> Result<training_plan::Model, Refusal> {
    let stage = states::PLAN.after(plan.stage, DRAFT)?;
    if stage == plan.stage {
        return Ok(plan);
    }
    let plan = work.save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(plan.id), stage: Set(stage), ..Default::default() }).await?;
    work.announce(PLAN_UPDATED.of::<TrainingPlan>(&plan));
    Ok(plan)
}

/// The actions of a plan, but those that were taken out.
async fn actions_of(work: &Work<'_>, plan: Uuid) -> Result<Vec<training_action::Model>, Refusal> {
    use training_action::Column::{PlanId, RemovedAt};
    work.find::<training_action::Entity>(Condition::all().add(PlanId.eq(plan)).add(RemovedAt.is_null())).await
}

/// The establishments of a basin today.
async fn members_today(work: &Work<'_>, basin: Uuid) -> Result<HashSet<Uuid>, Refusal> {
    use zone_membership::Column::{EndsOn, StartsOn, ZoneId};
    let members = covering(StartsOn, EndsOn, work.viewer.actor.today).add(ZoneId.eq(basin));
    Ok(work.find::<zone_membership::Entity>(members).await?.into_iter().map(|row| row.establishment_id).collect())
}

/// The establishment that hosts a session, of its academy.
async fn host_in(work: &Work<'_>, uai: &Uai, academy: Uuid) -> Result<Uuid, Refusal> {
    let host = establishment_of(work, uai, "host").await?;
    match host.academy_id == academy {
        true => Ok(host.id),
        false => Err(Fault::invalid("host", text("The establishment lies in another academy.", "L'établissement est dans une autre académie.")).into()),
    }
}

/// The action of a session.
async fn action_of(work: &Work<'_>, session: &training_session::Model) -> Result<training_action::Model, Refusal> {
    let named = Condition::all().add(training_action::Column::Id.eq(session.action_id));
    work.find::<training_action::Entity>(named).await?.pop().ok_or_else(|| Refusal::internal("an action of a session"))
}

/// A session, held until the end of the command: its places are given one after another.
async fn held_session(work: &Work<'_>, id: Uuid) -> Result<training_session::Model, Refusal> {
    let sessions = work.find_locked::<training_session::Entity>(Condition::all().add(training_session::Column::Id.eq(id))).await?;
    sessions.into_iter().next().ok_or_else(|| Refusal::internal("a session that was seen"))
}

/// The session of an enrolment, held before the enrolment itself: whoever gives a place to others does it in the same order.
async fn session_held_of(work: &Work<'_>, id: Id<Enrolment>) -> Result<training_session::Model, Refusal> {
    let found = work.find::<enrolment::Entity>(Condition::all().add(enrolment::Column::Id.eq(id.named("id")?))).await?.pop();
    held_session(work, found.ok_or(Refusal::NotFound { argument: "id" })?.session_id).await
}

/// Every enrolment of a session.
async fn enrolled(work: &Work<'_>, session: Uuid) -> Result<Vec<enrolment::Model>, Refusal> {
    work.find::<enrolment::Entity>(Condition::all().add(enrolment::Column::SessionId.eq(session))).await
}

/// Gives the free places of a session that is held to those who wait, in the order of asking.
async fn promote(work: &mut Work<'_>, session: &training_session::Model, enrolments: Vec<enrolment::Model>) -> Result<(), Refusal> {
    for row in rules::next_in_line(session.capacity, &enrolments) {
        let stage = states::ENROLMENT.after(row.stage, PROMOTE)?;
        let row = work.save::<Enrolment>(enrolment::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(PLACE_FREED.of::<Enrolment>(&row));
    }
    Ok(())
}

/// Those who accepted to lead a session.
async fn accepted(work: &Work<'_>, session: Uuid) -> Result<Vec<trainer_engagement::Model>, Refusal> {
    use trainer_engagement::Column::{SessionId, Stage};
    work.find::<trainer_engagement::Entity>(Condition::all().add(SessionId.eq(session)).add(Stage.eq(EngagementStage::Accepted))).await
}

/// Refuses trainers who lead another session at the same time. They are held, so that two yeses come one after another.
async fn not_busy(work: &Work<'_>, trainers: &[Uuid], session: &training_session::Model, argument: &'static str) -> Result<(), Refusal> {
    use training_session::Column::{EndsAt, Id as SessionId, Stage, StartsAt};
    let mut trainers = trainers.to_vec();
    trainers.sort_unstable();
    for trainer in &trainers {
        work.find_locked::<person::Entity>(Condition::all().add(person::Column::Id.eq(*trainer))).await?;
    }
    let leading = work.among(trainer_engagement::Column::PersonId, &trainers).add(trainer_engagement::Column::Stage.eq(EngagementStage::Accepted));
    let others: Vec<Uuid> = work.find::<trainer_engagement::Entity>(leading).await?.into_iter().map(|row| row.session_id).collect();
    let over = [SessionStage::Cancelled, SessionStage::Postponed];
    let meets = Condition::all().add(SessionId.ne(session.id)).add(StartsAt.lt(session.ends_at)).add(EndsAt.gt(session.starts_at)).add(Stage.is_not_in(over));
    let Some(other) = work.find::<training_session::Entity>(work.among(SessionId, &others).add(meets)).await?.pop() else { return Ok(()) };
    let message = Text::of(
        format!("A trainer leads another session from {} to {}.", other.starts_at, other.ends_at),
        format!("Un formateur anime une autre session de {} à {}.", other.starts_at, other.ends_at),
    );
    let hint = text("Choose other dates, or another trainer.", "Choisissez d'autres dates, ou un autre formateur.");
    Err(Fault::invalid(argument, message).coded("TRAINER_BUSY").hint(hint).into())
}
