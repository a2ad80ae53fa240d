use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::report::{
    activity_report,
    report_section::{self, ReportOrigin},
    submitted_section,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::ActivityReport;
use crate::domain::{
    labels::label,
    report::{
        filters::{ReportSectionFilter, ReportSectionOrder, SubmittedSectionFilter, SubmittedSectionOrder},
        place::{of_section, of_submitted},
        sections::open,
        sheet::{self, Told},
    },
};

/// The columns that the words of a section are opened with.
const SEALED: &[report_section::Column] = &[report_section::Column::Id, report_section::Column::ReportId, report_section::Column::Sealed];

/// Section of a report, as it is written.
pub struct ReportSection(Loaded<report_section::Entity>);

impl Resource for ReportSection {
    type Row = report_section::Entity;
    type State = ();
    type Filter = ReportSectionFilter;
    type Order = ReportSectionOrder;

    const PREFIX: &'static str = "written";
    const CONFIDENCE: Confidence = Confidence::Person;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const SHEET: Sheet<()> = sheet::SECTION;
    const READS: &'static [(&'static str, &'static [report_section::Column])] = &[
        ("code", SEALED),
        ("title", SEALED),
        ("body", SEALED),
        ("originLabel", &[report_section::Column::Origin]),
        ("isIncluded", &[report_section::Column::Included]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<report_section::Entity>] =
        &[&One::<report_section::Entity, ActivityReport> { name: "report", from: report_section::Column::ReportId, to: activity_report::Column::Id }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_section(reach, hat)
    }

    fn state(_: &report_section::Model, _: NaiveDate) {}

    fn natural_key(row: &report_section::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(report_section::Entity);
}

/// Section of an activity report as the referent writes it; read by the referent alone, put in or not.
#[Object]
impl ReportSection {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the report: `MANDATE`, `LOG`, the code of the question, or one's own.
    async fn code(&self, ctx: &Context<'_>) -> Maybe<String> {
        Some(open(&ctx.viewer().store.vault, &self.0.row).map(|words| words.code))
    }

    /// Place in the report, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Title: of an answer the question.
    async fn title(&self, ctx: &Context<'_>) -> Maybe<String> {
        Some(open(&ctx.viewer().store.vault, &self.0.row).map(|words| words.title))
    }

    /// Text in Markdown; HTML in it is text.
    async fn body(&self, ctx: &Context<'_>) -> Maybe<String> {
        Some(open(&ctx.viewer().store.vault, &self.0.row).map(|words| words.body))
    }

    /// Where it comes from.
    async fn origin(&self) -> ReportOrigin {
        self.0.row.origin
    }

    /// Where it comes from in words, in the language of the request.
    async fn origin_label(&self, ctx: &Context<'_>) -> String {
        label("ReportOrigin", self.0.row.origin, ctx.viewer().locale)
    }

    /// Whether it goes into the report when that is submitted.
    async fn is_included(&self) -> bool {
        self.0.row.included
    }

    /// The report.
    async fn report(&self, ctx: &Context<'_>) -> Related<ActivityReport> {
        ctx.one(self).await
    }
}

/// Section of a report, as it was submitted.
pub struct SubmittedSection(Loaded<submitted_section::Entity>);

impl Resource for SubmittedSection {
    type Row = submitted_section::Entity;
    type State = Told;
    type Filter = SubmittedSectionFilter;
    type Order = SubmittedSectionOrder;

    const PREFIX: &'static str = "submitted";
    const CONFIDENCE: Confidence = Confidence::Person;
    const SHEET: Sheet<Told> = sheet::SUBMITTED;
    const READS: &'static [(&'static str, &'static [submitted_section::Column])] = &[("originLabel", &[submitted_section::Column::Origin])];
    const RELATIONS: &'static [&'static dyn Relation<submitted_section::Entity>] =
        &[&One::<submitted_section::Entity, ActivityReport> { name: "report", from: submitted_section::Column::ReportId, to: activity_report::Column::Id }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_submitted(reach, hat)
    }

    fn state(row: &submitted_section::Model, _: NaiveDate) -> Told {
        if row.shared { Told::Academy } else { Told::Establishment }
    }

    fn in_states(states: &[Told], _: NaiveDate) -> Condition {
        Condition::all().add(submitted_section::Column::Shared.is_in(states.iter().map(|state| *state == Told::Academy)))
    }

    fn natural_key(row: &submitted_section::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(submitted_section::Entity);
}

/// Section of an activity report as it was submitted: what the principal reads, and the rectorate if the referent shares it.
#[Object]
impl SubmittedSection {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the report.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the report, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// Text in Markdown; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// Where it comes from.
    async fn origin(&self) -> ReportOrigin {
        self.0.row.origin
    }

    /// Where it comes from in words, in the language of the request.
    async fn origin_label(&self, ctx: &Context<'_>) -> String {
        label("ReportOrigin", self.0.row.origin, ctx.viewer().locale)
    }

    /// The report.
    async fn report(&self, ctx: &Context<'_>) -> Related<ActivityReport> {
        ctx.one(self).await
    }
}
