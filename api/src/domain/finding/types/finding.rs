use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    campaign::survey_campaign,
    finding::{
        finding::{self, FindingStage},
        follow_up,
    },
    territory::academy,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::FollowUp;
use crate::domain::{
    campaign::SurveyCampaign,
    finding::{
        filters::{FindingFilter, FindingOrder, FollowUpFilter, FollowUpOrder},
        place::of_campaign,
        sheet, states,
    },
    labels::label,
    territory::Academy,
};

/// Finding of a survey.
pub struct Finding(Loaded<finding::Entity>);

impl Resource for Finding {
    type Row = finding::Entity;
    type State = FindingStage;
    type Filter = FindingFilter;
    type Order = FindingOrder;

    const PREFIX: &'static str = "finding";
    const SHEET: Sheet<FindingStage> = sheet::FINDING;
    const MACHINE: Option<&'static Machine<FindingStage>> = Some(&states::FINDING);
    const READS: &'static [(&'static str, &'static [finding::Column])] = &[("stageLabel", &[finding::Column::Stage])];
    const RELATIONS: &'static [&'static dyn Relation<finding::Entity>] = &[
        &One::<finding::Entity, Academy> { name: "academy", from: finding::Column::AcademyId, to: academy::Column::Id },
        &One::<finding::Entity, SurveyCampaign> { name: "campaign", from: finding::Column::CampaignId, to: survey_campaign::Column::Id },
        &Many::<finding::Entity, FollowUp> { name: "followUps", from: finding::Column::Id, to: follow_up::Column::FindingId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_campaign(reach, hat, finding::Column::AcademyId, finding::Column::CampaignId)
    }

    fn state(row: &finding::Model, _: NaiveDate) -> FindingStage {
        row.stage
    }

    fn in_states(states: &[FindingStage], _: NaiveDate) -> Condition {
        Condition::all().add(finding::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &finding::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(finding::Entity);
}

/// Finding of a survey (*constat*): what the figures of a campaign show, with what was decided of it.
#[Object]
impl Finding {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year that the campaign is about.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// Text in Markdown; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// Code of the question that it rests on, such as `DIF_FELT`; null when it rests on none alone.
    async fn question(&self) -> Option<&str> {
        self.0.row.question.as_deref()
    }

    /// The figure that it rests on, in words; null when none was said.
    async fn figure(&self) -> Option<&str> {
        self.0.row.figure.as_deref()
    }

    /// Where it stands.
    async fn stage(&self) -> FindingStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("FindingStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why it was dropped; null unless it was.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// The academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The campaign.
    async fn campaign(&self, ctx: &Context<'_>) -> Related<SurveyCampaign> {
        ctx.one(self).await
    }

    /// What was decided of it.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FollowUpFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FollowUpOrder>,
    ) -> Page<FollowUp> {
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
