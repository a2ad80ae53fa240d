use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    finding::{
        finding,
        follow_up::{self, FollowUpKind},
    },
    letter::template_clause,
    training::training_action,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::Finding;
use crate::domain::{
    finding::{
        filters::{FollowUpFilter, FollowUpOrder},
        place::of_campaign,
        sheet,
    },
    labels::label,
    letter::TemplateClause,
    training::TrainingAction,
};

/// Follow-up of a finding.
pub struct FollowUp(Loaded<follow_up::Entity>);

impl Resource for FollowUp {
    type Row = follow_up::Entity;
    type State = ();
    type Filter = FollowUpFilter;
    type Order = FollowUpOrder;

    const PREFIX: &'static str = "followup";
    const SHEET: Sheet<()> = sheet::FOLLOW_UP;
    const READS: &'static [(&'static str, &'static [follow_up::Column])] =
        &[("kindLabel", &[follow_up::Column::Kind]), ("isDone", &[follow_up::Column::DoneOn])];
    const RELATIONS: &'static [&'static dyn Relation<follow_up::Entity>] = &[
        &One::<follow_up::Entity, Finding> { name: "finding", from: follow_up::Column::FindingId, to: finding::Column::Id },
        &One::<follow_up::Entity, TemplateClause> { name: "templateClause", from: follow_up::Column::TemplateClauseId, to: template_clause::Column::Id },
        &One::<follow_up::Entity, TrainingAction> { name: "trainingAction", from: follow_up::Column::TrainingActionId, to: training_action::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_campaign(reach, hat, follow_up::Column::AcademyId, follow_up::Column::CampaignId)
    }

    fn state(_: &follow_up::Model, _: NaiveDate) {}

    fn natural_key(row: &follow_up::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(follow_up::Entity);
}

/// Follow-up of a finding (*suite*): what was decided, by when, and what came of it.
#[Object]
impl FollowUp {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What was decided.
    async fn kind(&self) -> FollowUpKind {
        self.0.row.kind
    }

    /// The same in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label("FollowUpKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// What was decided, in Markdown; HTML in it is text. Of a LETTER_CLAUSE the text of the clause.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// Day by which it is to be done; null when none was said.
    async fn due_on(&self) -> Option<Date> {
        self.0.row.due_on.map(Date)
    }

    /// Day on which it was done; null before.
    async fn done_on(&self) -> Option<Date> {
        self.0.row.done_on.map(Date)
    }

    /// Whether it is done.
    async fn is_done(&self) -> bool {
        self.0.row.done_on.is_some()
    }

    /// The finding.
    async fn finding(&self, ctx: &Context<'_>) -> Related<Finding> {
        ctx.one(self).await
    }

    /// The clause of a template that came of it; null when none did, and to others than the academy until its template is published.
    async fn template_clause(&self, ctx: &Context<'_>) -> Related<TemplateClause> {
        ctx.one(self).await
    }

    /// The action of a training plan that came of it; null when none did, and to those who may not read it.
    async fn training_action(&self, ctx: &Context<'_>) -> Related<TrainingAction> {
        ctx.one(self).await
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
