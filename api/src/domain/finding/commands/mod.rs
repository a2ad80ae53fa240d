//! The room's mutations: the table of contents, and what they share.

pub mod complete_follow_up;
pub mod decide_follow_up;
pub mod draft_clauses_from_findings;
pub mod drop_finding;
pub mod record_finding;

use async_graphql::{Context, Object};
use entity::{
    finding::{finding, follow_up::FollowUpKind},
    letter::template_clause,
    training::training_action,
};
use kernel::{
    Uuid,
    command::{CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::Action,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};

use self::{
    complete_follow_up::CompleteFollowUp, decide_follow_up::DecideFollowUp, draft_clauses_from_findings::DraftClausesFromFindings, drop_finding::DropFinding,
    record_finding::RecordFinding,
};
use super::{Finding, FollowUp, states};
use crate::domain::{
    letter::{MissionLetterTemplate, TemplateClause},
    training::TrainingAction,
};

/// Mutations of findings.
#[derive(Default)]
pub struct FindingMutations;

/// Mutations of findings.
#[Object]
impl FindingMutations {
    /// Records what the figures of a campaign that is over show. Refuses `CAMPAIGN_NOT_OVER`. Rectorate, desk SURVEY.
    async fn record_finding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecordFinding,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Finding>> {
        ctx.perform(input, options).await
    }

    /// Says what is done about a finding: a clause of the next letter, a training action, a rule of assistance, or something else. Rectorate, desk SURVEY.
    async fn decide_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DecideFollowUp,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<FollowUp>> {
        ctx.perform(input, options).await
    }

    /// Says that what was decided is done, with what came of it; with the last one the finding is done. Refuses `ALREADY_DONE`. Rectorate, desk SURVEY.
    async fn complete_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CompleteFollowUp,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<FollowUp>> {
        ctx.perform(input, options).await
    }

    /// Drops a finding, with a reason. Rectorate, desk SURVEY.
    async fn drop_finding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DropFinding,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Finding>> {
        ctx.perform(input, options).await
    }

    /// Writes a clause into the draft of a template for each decided LETTER_CLAUSE that has none yet, of campaigns of earlier school years, and links both. Refuses `NOTHING_DECIDED`, and what `writeTemplateClause` refuses. Rectorate, desk SURVEY.
    async fn draft_clauses_from_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DraftClausesFromFindings,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }
}

/// Takes the step of a finding, and tells it.
async fn step(work: &mut Work<'_>, action: Action, row: &finding::Model, change: finding::ActiveModel, fact: &Fact) -> Result<finding::Model, Refusal> {
    let stage = states::FINDING.after(row.stage, action)?;
    let row = work.save::<Finding>(finding::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..change }).await?;
    work.announce(fact.of::<Finding>(&row));
    Ok(row)
}

/// What came of a follow-up.
#[derive(Default)]
struct Came {
    clause: Option<Uuid>,
    action: Option<Uuid>,
}

/// The clause or training action that is named, of the academy and as the kind wants it.
async fn came(
    work: &Work<'_>,
    (academy, kind): (Uuid, FollowUpKind),
    clause: Option<Id<TemplateClause>>,
    action: Option<Id<TrainingAction>>,
) -> Result<Came, Refusal> {
    let elsewhere = |argument: &str| Fault::invalid(argument, text("It is of another academy.", "Il est d'une autre académie."));
    let unfit = |argument: &str, wanted: FollowUpKind| {
        let message = text("A follow-up of this kind does not lead to it.", "Une suite de cette nature n'y mène pas.");
        let hint = kernel::machine::state_name(wanted);
        Fault::invalid(argument, message).hint(kernel::text::Text::of(format!("Name it for the kind {hint}."), format!("Nommez-le pour la nature {hint}.")))
    };
    let mut came = Came::default();
    if let Some(id) = clause {
        let clause: template_clause::Model = work.seen(id, "templateClause").await?;
        if kind != FollowUpKind::LetterClause {
            return Err(unfit("templateClause", FollowUpKind::LetterClause).into());
        }
        if clause.academy_id != academy {
            return Err(elsewhere("templateClause").into());
        }
        came.clause = Some(clause.id);
    }
    if let Some(id) = action {
        let action: training_action::Model = work.seen(id, "trainingAction").await?;
        if kind != FollowUpKind::TrainingAction {
            return Err(unfit("trainingAction", FollowUpKind::TrainingAction).into());
        }
        if action.academy_id != academy {
            return Err(elsewhere("trainingAction").into());
        }
        came.action = Some(action.id);
    }
    Ok(came)
}
