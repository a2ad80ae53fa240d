//! `changeActivityReport`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use crate::domain::report::{
    ActivityReport,
    events::REPORT_CHANGED,
    rules::{Change, changed},
    sections,
    sheet::CHANGE,
    states,
};

/// What is to be changed of a report; what is not named stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ChangeActivityReportInput")]
pub struct ChangeActivityReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read.
    pub version: i64,
    /// Sections that are worded anew or moved, by their codes; a code that is not there adds a section of one's own, which is put in.
    #[graphql(default)]
    pub sections: Vec<ReportSectionInput>,
    /// Codes of sections that go into the report.
    #[graphql(default)]
    pub include: Vec<String>,
    /// Codes of sections that do not.
    #[graphql(default)]
    pub leave_out: Vec<String>,
    /// Codes of sections that are taken away from the draft too.
    #[graphql(default)]
    pub remove: Vec<String>,
}

/// A section by its code.
#[derive(Clone, Debug, Default, Serialize, InputObject)]
pub struct ReportSectionInput {
    /// Code, such as `LOG` or that of a question; of a new section capital letters, digits and `_`, 40 at most.
    pub code: String,
    /// Title, 500 characters at most; as it is when left out.
    pub title: Option<String>,
    /// Text in Markdown, 65,536 bytes at most, HTML in it is text; as it is when left out.
    pub body: Option<String>,
    /// Place in the report, from 1; where it is when left out, or after the others.
    pub position: Option<i32>,
}

impl Command for ChangeActivityReport {
    const NAME: &'static str = "changeActivityReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(CHANGE, self.id, self.version).await?;
        states::REPORT.after(report.stage, CHANGE)?;
        let known = sections::of(work, report.id).await?;
        let worded = self.sections.iter().map(|section| (section.code.as_str(), section.title.as_deref(), section.body.as_deref(), section.position));
        let change = Change { worded: worded.collect(), include: &self.include, leave_out: &self.leave_out, remove: &self.remove };
        let after = changed(known.clone(), &change).map_err(Refusal::Invalid)?;
        if after == known {
            return Ok(report.id.into());
        }

        let report = work.touched::<ActivityReport>(&report).await?;
        sections::write(work, &report, &after).await?;
        work.announce(REPORT_CHANGED.of::<ActivityReport>(&report));
        Ok(report.id.into())
    }
}
