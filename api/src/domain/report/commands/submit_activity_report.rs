//! `submitActivityReport`.

use async_graphql::InputObject;
use entity::report::activity_report;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::step;
use crate::domain::report::{ActivityReport, events::REPORT_SUBMITTED, sections, sheet::SUBMIT, states};

/// A report that goes to the principal.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SubmitActivityReportInput")]
pub struct SubmitActivityReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read: what it says is what was read then.
    pub version: i64,
}

impl Command for SubmitActivityReport {
    const NAME: &'static str = "submitActivityReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(SUBMIT, self.id, self.version).await?;
        states::REPORT.after(report.stage, SUBMIT)?;
        let sections = sections::of(work, report.id).await?;
        if !sections.iter().any(|section| section.included) {
            let message = text("No section goes into the report.", "Aucune rubrique n'entre dans le compte-rendu.");
            let hint = text(
                "Put some in by `changeActivityReport(input: { include: [\"LOG\"] … })`.",
                "Mettez-en par `changeActivityReport(input: { include: [\"LOG\"] … })`.",
            );
            return Err(Fault::invalid("id", message).coded("NOTHING_INCLUDED").hint(hint).into());
        }

        sections::submit(work, &report, sections).await?;
        let change = activity_report::ActiveModel { submitted_at: Set(Some(work.viewer.actor.at)), reason: Set(None), ..Default::default() };
        step(work, SUBMIT, &report, change, &REPORT_SUBMITTED).await
    }
}
