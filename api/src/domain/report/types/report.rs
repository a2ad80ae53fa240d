use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    campaign::survey_campaign,
    mandate::mandate,
    people::person,
    report::{
        activity_report::{self, ReportStage},
        report_section, submitted_section,
    },
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{ReportSection, SubmittedSection};
use crate::domain::{
    campaign::SurveyCampaign,
    labels::label,
    mandate::ReferentMandate,
    people::Person,
    report::{
        filters::{ActivityReportFilter, ActivityReportOrder, ReportSectionFilter, ReportSectionOrder, SubmittedSectionFilter, SubmittedSectionOrder},
        place::of_report,
        sheet, states,
    },
    territory::Establishment,
};

/// Activity report.
pub struct ActivityReport(Loaded<activity_report::Entity>);

impl Resource for ActivityReport {
    type Row = activity_report::Entity;
    type State = ReportStage;
    type Filter = ActivityReportFilter;
    type Order = ActivityReportOrder;

    const PREFIX: &'static str = "report";
    const CONFIDENCE: Confidence = Confidence::Person;
    const SHEET: Sheet<ReportStage> = sheet::REPORT;
    const MACHINE: Option<&'static Machine<ReportStage>> = Some(&states::REPORT);
    const READS: &'static [(&'static str, &'static [activity_report::Column])] =
        &[("stageLabel", &[activity_report::Column::Stage]), ("isSharedWithAcademy", &[activity_report::Column::SharedWithAcademy])];
    const RELATIONS: &'static [&'static dyn Relation<activity_report::Entity>] = &[
        &One::<activity_report::Entity, Person> { name: "person", from: activity_report::Column::PersonId, to: person::Column::Id },
        &One::<activity_report::Entity, Establishment> { name: "establishment", from: activity_report::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<activity_report::Entity, ReferentMandate> { name: "mandate", from: activity_report::Column::MandateId, to: mandate::Column::Id },
        &One::<activity_report::Entity, SurveyCampaign> { name: "campaign", from: activity_report::Column::CampaignId, to: survey_campaign::Column::Id },
        &Many::<activity_report::Entity, ReportSection> { name: "sections", from: activity_report::Column::Id, to: report_section::Column::ReportId },
        &Many::<activity_report::Entity, SubmittedSection> {
            name: "submittedSections",
            from: activity_report::Column::Id,
            to: submitted_section::Column::ReportId,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_report(reach, hat)
    }

    fn state(row: &activity_report::Model, _: NaiveDate) -> ReportStage {
        row.stage
    }

    fn in_states(states: &[ReportStage], _: NaiveDate) -> Condition {
        Condition::all().add(activity_report::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &activity_report::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(activity_report::Entity);
}

/// Activity report of a referent (*compte-rendu d'activités*), one an establishment and school year. Nobody else knows of a draft; from its submission the principal reads the
/// sections that the referent put in, and the rectorate if the referent shares it.
#[Object]
impl ActivityReport {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Where it stands.
    async fn stage(&self) -> ReportStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("ReportStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Whether the rectorate reads what was submitted.
    async fn is_shared_with_academy(&self) -> bool {
        self.0.row.shared_with_academy
    }

    /// What the principal asks for; null unless it was returned.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// When it was submitted last, UTC; null before.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.submitted_at
    }

    /// When the principal took note of it, UTC; null before.
    async fn acknowledged_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.acknowledged_at
    }

    /// The referent.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The survey whose own answers it began with; null when there were none.
    async fn campaign(&self, ctx: &Context<'_>) -> Related<SurveyCampaign> {
        ctx.one(self).await
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The mandate that it is about.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// Its sections as the referent writes them, those too that are left out: the referent alone.
    async fn sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ReportSectionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ReportSectionOrder>,
    ) -> Page<ReportSection> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its sections as they were submitted last: a copy, which later changes of the draft or of answers do not touch.
    async fn submitted_sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SubmittedSectionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SubmittedSectionOrder>,
    ) -> Page<SubmittedSection> {
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
