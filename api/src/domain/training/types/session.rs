use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    territory::{establishment, zone},
    training::{
        enrolment, trainer_engagement, training_action,
        training_plan::{self, TrainingLevel},
        training_session::{self, SessionMode, SessionStage},
    },
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    refusal::Refusal,
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    labels::label,
    territory::{Basin, Establishment},
    training::{
        Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, calendar,
        filters::{EnrolmentFilter, EnrolmentOrder, TrainerEngagementFilter, TrainerEngagementOrder, TrainingSessionFilter, TrainingSessionOrder},
        place, sheet, states,
    },
};

/// What a calendar is written from.
const CALENDAR: &[training_session::Column] = {
    use training_session::Column::{AcademyId, CreatedAt, EndsAt, Id, Place, Reason, Stage, StartsAt, Title, UpdatedAt, Version};
    &[Id, AcademyId, Title, StartsAt, EndsAt, Place, Reason, Stage, Version, CreatedAt, UpdatedAt]
};

/// Session of an action.
pub struct TrainingSession(Loaded<training_session::Entity>);

impl Resource for TrainingSession {
    type Row = training_session::Entity;
    type State = SessionStage;
    type Filter = TrainingSessionFilter;
    type Order = TrainingSessionOrder;

    const PREFIX: &'static str = "session";
    const SHEET: Sheet<SessionStage> = sheet::SESSION;
    const MACHINE: Option<&'static Machine<SessionStage>> = Some(&states::SESSION);
    const READS: &'static [(&'static str, &'static [training_session::Column])] = &[
        ("scopeLabel", &[training_session::Column::Scope]),
        ("modeLabel", &[training_session::Column::Mode]),
        ("stageLabel", &[training_session::Column::Stage]),
        ("isAcknowledged", &[training_session::Column::Acknowledged]),
        ("iCalendar", CALENDAR),
    ];
    const RELATIONS: &'static [&'static dyn Relation<training_session::Entity>] = &[
        &One::<training_session::Entity, TrainingPlan> { name: "plan", from: training_session::Column::PlanId, to: training_plan::Column::Id },
        &One::<training_session::Entity, TrainingAction> { name: "action", from: training_session::Column::ActionId, to: training_action::Column::Id },
        &One::<training_session::Entity, Establishment> { name: "host", from: training_session::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<training_session::Entity, Establishment> { name: "establishment", from: training_session::Column::AudienceId, to: establishment::Column::Id },
        &One::<training_session::Entity, Basin> { name: "basin", from: training_session::Column::BasinId, to: zone::Column::Id },
        &Many::<training_session::Entity, TrainerEngagement> {
            name: "trainers",
            from: training_session::Column::Id,
            to: trainer_engagement::Column::SessionId,
        },
        &Many::<training_session::Entity, Enrolment> { name: "enrolments", from: training_session::Column::Id, to: enrolment::Column::SessionId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_session(reach, hat)
    }

    fn state(row: &training_session::Model, _: NaiveDate) -> SessionStage {
        row.stage
    }

    fn in_states(states: &[SessionStage], _: NaiveDate) -> Condition {
        Condition::all().add(training_session::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &training_session::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(training_session::Entity);
}

/// Session of an action: when, where, for how many.
#[Object]
impl TrainingSession {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Title of the action.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// Whom it is for.
    async fn scope(&self) -> TrainingLevel {
        self.0.row.scope
    }

    /// Whom it is for in words, in the language of the request.
    async fn scope_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingLevel", self.0.row.scope, ctx.viewer().locale)
    }

    /// Instant it begins, UTC; the academy's time zone is `Academy.timeZone`.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.row.starts_at
    }

    /// Instant it ends, UTC.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.row.ends_at
    }

    /// How it is attended.
    async fn mode(&self) -> SessionMode {
        self.0.row.mode
    }

    /// How it is attended in words, in the language of the request.
    async fn mode_label(&self, ctx: &Context<'_>) -> String {
        label("SessionMode", self.0.row.mode, ctx.viewer().locale)
    }

    /// Room, or link; null while it is not known.
    async fn place(&self) -> Option<&str> {
        self.0.row.place.as_deref()
    }

    /// Instant from which one may enrol, UTC; null: from when it opens.
    async fn enrolment_opens_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.enrolment_opens_at
    }

    /// Instant from which one may not enrol any more, UTC; null: until it begins.
    async fn enrolment_closes_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.enrolment_closes_at
    }

    /// Fewest participants; null where the academy's rule holds.
    async fn least_participants(&self) -> Option<i32> {
        self.0.row.least_participants
    }

    /// Most participants; who comes after them waits.
    async fn capacity(&self) -> i32 {
        self.0.row.capacity
    }

    /// Whether the principal of each participant approves the enrolment.
    async fn needs_approval(&self) -> bool {
        self.0.row.needs_approval
    }

    /// Where it stands.
    async fn stage(&self) -> SessionStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("SessionStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why it was cancelled or postponed; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// What is to be remembered of it, in Markdown; null before.
    async fn report(&self) -> Option<&str> {
        self.0.row.report.as_deref()
    }

    /// Whether whoever confirmed it knew that a rule of the academy is not met.
    async fn is_acknowledged(&self) -> bool {
        self.0.row.acknowledged
    }

    /// The session as a calendar (`text/calendar`, RFC 5545), in the academy's time zone: to be saved as a file `.ics`. Times change with `SEQUENCE`.
    async fn i_calendar(&self, ctx: &Context<'_>) -> Result<String, Refusal> {
        let zone = calendar::zone_of(&ctx.viewer().store, self.0.row.academy_id).await?;
        Ok(calendar::written_as_calendar(std::slice::from_ref(&self.0.row), zone))
    }

    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Related<TrainingPlan> {
        ctx.one(self).await
    }

    /// The action.
    async fn action(&self, ctx: &Context<'_>) -> Related<TrainingAction> {
        ctx.one(self).await
    }

    /// The establishment that hosts it; null for one from afar.
    async fn host(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The establishment that it is for; null unless the scope is one.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The basin that it is for; null unless the scope is one.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }

    /// Who was asked to lead it, as far as the viewer may read it.
    async fn trainers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainerEngagementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainerEngagementOrder>,
    ) -> Page<TrainerEngagement> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Who attends it, as far as the viewer may read it.
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EnrolmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EnrolmentOrder>,
    ) -> Page<Enrolment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The steps that its state makes possible, each with whether the viewer may take it.
    async fn available_transitions(&self, ctx: &Context<'_>) -> Maybe<Vec<Transition>> {
        ctx.transitions(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
