//! `decideFollowUp`.

use async_graphql::InputObject;
use entity::finding::follow_up::{self, FollowUpKind};
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{came, step};
use crate::domain::{
    finding::{
        Finding, FollowUp,
        events::{FINDING_DECIDED, FOLLOW_UP_DECIDED},
        sheet::DECIDE,
        states,
    },
    letter::{TemplateClause, rules::markdown},
    training::TrainingAction,
};

/// What is done about a finding.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DecideFollowUpInput")]
pub struct DecideFollowUp {
    /// The finding.
    pub finding: Id<Finding>,
    /// The finding's version as it was read.
    pub version: i64,
    /// What is decided.
    pub kind: FollowUpKind,
    /// In words, in Markdown, 65,536 bytes at most; HTML in it is text. Of a LETTER_CLAUSE the text that the clause shall have.
    pub body: String,
    /// Day by which it is to be done.
    pub due_on: Option<Date>,
    /// The clause of a template, where there is one already: of a LETTER_CLAUSE.
    pub template_clause: Option<Id<TemplateClause>>,
    /// The action of a training plan, where there is one already: of a TRAINING_ACTION.
    pub training_action: Option<Id<TrainingAction>>,
}

impl Command for DecideFollowUp {
    const NAME: &'static str = "decideFollowUp";
    type Outcome = Id<FollowUp>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let finding = work.take(DECIDE, self.finding, self.version).await?;
        states::FINDING.after(finding.stage, DECIDE)?;
        let body = markdown("body", &self.body)?;
        let came = came(work, (finding.academy_id, self.kind), self.template_clause, self.training_action).await?;

        let row = follow_up::ActiveModel {
            academy_id: Set(finding.academy_id),
            campaign_id: Set(finding.campaign_id),
            finding_id: Set(finding.id),
            kind: Set(self.kind),
            body: Set(body),
            template_clause_id: Set(came.clause),
            training_action_id: Set(came.action),
            due_on: Set(self.due_on.map(|day| day.0)),
            done_on: Set(None),
            ..Default::default()
        };
        let follow_up = work.create::<FollowUp>(DECIDE, row).await?;
        work.announce(FOLLOW_UP_DECIDED.of::<FollowUp>(&follow_up));
        step(work, DECIDE, &finding, Default::default(), &FINDING_DECIDED).await?;
        Ok(follow_up.id.into())
    }
}
