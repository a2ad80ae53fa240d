//! The room's mutations: the table of contents, and what they share.

pub mod acknowledge_report;
pub mod archive_activity_report;
pub mod change_activity_report;
pub mod draft_activity_report;
pub mod return_report;
pub mod share_activity_report;
pub mod submit_activity_report;

use async_graphql::{Context, Object};
use entity::report::activity_report;
use kernel::{
    command::{Command, CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::Refusal,
    resource::Id,
    sheet::Action,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};

use self::{
    acknowledge_report::AcknowledgeReport, archive_activity_report::ArchiveActivityReport, change_activity_report::ChangeActivityReport,
    draft_activity_report::DraftActivityReport, return_report::ReturnReport, share_activity_report::ShareActivityReport,
    submit_activity_report::SubmitActivityReport,
};
use super::{ActivityReport, states};

/// Operations of which only the person who does them is told in the audit: nobody else knows of a draft, by what was refused of it neither.
pub const CONFIDED: [&str; 5] =
    [DraftActivityReport::NAME, ChangeActivityReport::NAME, SubmitActivityReport::NAME, ShareActivityReport::NAME, ArchiveActivityReport::NAME];

/// Mutations of activity reports.
#[derive(Default)]
pub struct ReportMutations;

/// Mutations of activity reports.
#[Object]
impl ReportMutations {
    /// Makes a draft of one's own activity report in one act: of the mandate, of the own log of the year, and of the own answers to reportable questions. It is a copy of this moment, and nobody else knows of it. Refuses `NO_MANDATE`, `ALREADY_EXISTS` where there is one and its version is not sent, `NOT_INVITED`, `RECEIPT_UNKNOWN`. The referent.
    async fn draft_activity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DraftActivityReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Changes a draft, or a report that was returned: words, order, and which sections go into it. Every fault is told at once. The referent.
    async fn change_activity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ChangeActivityReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Submits a report: from then on the principal reads the sections that were put in, and nothing else. Refuses `NOTHING_INCLUDED`. The referent.
    async fn submit_activity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SubmitActivityReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Takes note of a report. The principal.
    async fn acknowledge_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AcknowledgeReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Asks for more: the referent changes the report and submits it again; until then the principal reads what was submitted. The principal.
    async fn return_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReturnReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Lets the rectorate read what was submitted, or does so no more. The referent.
    async fn share_activity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ShareActivityReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }

    /// Puts a report away that was submitted; by itself once the school year is over. The referent.
    async fn archive_activity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ArchiveActivityReport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ActivityReport>> {
        ctx.perform(input, options).await
    }
}

/// Takes the step of a report, and tells it.
async fn step(
    work: &mut Work<'_>,
    action: Action,
    row: &activity_report::Model,
    change: activity_report::ActiveModel,
    fact: &Fact,
) -> Result<Id<ActivityReport>, Refusal> {
    let stage = states::REPORT.after(row.stage, action)?;
    let row = work.save::<ActivityReport>(activity_report::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..change }).await?;
    work.announce(fact.of::<ActivityReport>(&row));
    Ok(row.id.into())
}
