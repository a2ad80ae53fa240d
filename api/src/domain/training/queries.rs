//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    resource::Id,
};

use super::{
    CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingSession,
    certificate::{self, AttendanceCertificate},
    feedback::{self, SessionFeedback},
    file,
    filters::{
        CalendarAddressFilter, CalendarAddressOrder, EnrolmentFilter, EnrolmentOrder, TrainerEngagementFilter, TrainerEngagementOrder, TrainingActionFilter,
        TrainingActionOrder, TrainingPlanFilter, TrainingPlanOrder, TrainingSessionFilter, TrainingSessionOrder,
    },
};

/// Root fields of training.
#[derive(Default)]
pub struct TrainingQueries;

/// Root fields of training.
#[Object]
impl TrainingQueries {
    /// Training plans that the viewer may read, from the latest school year: those of the academy once they are approved, those of the own basin and establishment.
    async fn training_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingPlanFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingPlanOrder>,
    ) -> Page<TrainingPlan> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Actions of training plans that the viewer may read; with `under`, those of a plan and of the plans below it.
    async fn training_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingActionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingActionOrder>,
    ) -> Page<TrainingAction> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Training sessions that the viewer may read, from the next to come.
    async fn training_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingSessionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingSessionOrder>,
    ) -> Page<TrainingSession> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Engagements of trainers that the viewer may read: the own, those of the own people and sessions, those of the academy for the desk TRAINING.
    async fn trainer_engagements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainerEngagementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainerEngagementOrder>,
    ) -> Page<TrainerEngagement> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Enrolments that the viewer may read: the own, those of the people of the own establishment, of a session that one leads or hosts, of the academy.
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EnrolmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EnrolmentOrder>,
    ) -> Page<Enrolment> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Secret addresses of the own calendar.
    async fn calendar_addresses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CalendarAddressFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CalendarAddressOrder>,
    ) -> Page<CalendarAddress> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// A training plan as CSV: a line for each session, and for each action without one, as far as the viewer may read them. With commas and a header, UTF-8, dates in the academy's time as `2027-01-12`, decimals with a point; what a spreadsheet would take for a formula has an apostrophe before it.
    /// Who reads the plan; `NOT_FOUND` for others. How many are enrolled and were there is told to the principal and the deputies of an establishment's plan and to the rectorate, and empty for others.
    async fn training_plan_csv(&self, ctx: &Context<'_>, #[graphql(desc = "The plan.")] plan: Id<TrainingPlan>) -> Maybe<String> {
        let written = async { file::of(ctx.viewer(), plan.named("plan")?).await };
        Some(written.await)
    }

    /// What participants thought of a session: figures once five have answered, `Suppressed` before. Its trainers, the principal of its
    /// host, the rectorate; `NOT_ALLOWED` for others.
    async fn session_feedback(&self, ctx: &Context<'_>, #[graphql(desc = "The session.")] session: Id<TrainingSession>) -> Maybe<SessionFeedback> {
        let told = async { feedback::of(ctx.viewer(), session.named("session")?).await };
        Some(told.await)
    }

    /// Certificate of having attended a session, for the person alone. Refuses `NOT_ATTENDED` while no presence is recorded.
    async fn attendance_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The own enrolment.")] enrolment: Id<Enrolment>,
    ) -> Maybe<AttendanceCertificate> {
        let told = async { certificate::of(ctx.viewer(), enrolment.named("enrolment")?).await };
        Some(told.await)
    }
}
