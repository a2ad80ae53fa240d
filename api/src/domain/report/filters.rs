//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::report::{
    activity_report::{self, ReportStage},
    report_section::{self, ReportOrigin},
    submitted_section,
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{people::filters::establishment_coded, territory::filters::order};

/// Which reports to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ActivityReportFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<ReportStage>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// The viewer's own, or those of others.
    pub is_mine: Option<bool>,
}

/// Which sections of a draft to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ReportSectionFilter {
    /// Those that go into the report, or those that do not.
    pub is_included: Option<bool>,
    /// Where they come from. Refuses an empty list.
    pub origins: Option<Vec<ReportOrigin>>,
}

/// Which sections of a submitted report to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SubmittedSectionFilter {
    /// Where they come from. Refuses an empty list.
    pub origins: Option<Vec<ReportOrigin>>,
}

/// Order of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ActivityReportOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were begun.
    Created,
}

/// Order of sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ReportSectionOrder {
    /// As they stand in the report.
    #[default]
    Position,
}

/// Order of sections of a submitted report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SubmittedSectionOrder {
    /// As they stand in the report.
    #[default]
    Position,
}

order!(ActivityReportOrder, activity_report,
    Self::SchoolYearDesc => Sort::by(activity_report::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(ReportSectionOrder, report_section, Self::Position => Sort::by(report_section::Column::Position));
order!(SubmittedSectionOrder, submitted_section, Self::Position => Sort::by(submitted_section::Column::Position));

impl Filter for ActivityReportFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use activity_report::Column::{EstablishmentId, PersonId, SchoolYear, Stage};
        let mine = viewer.actor.person().map_or_else(|| Condition::all().add(kernel::sheet::nothing()), |person| Condition::all().add(PersonId.eq(person)));
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.is_mine.map(|is_mine| if is_mine { mine } else { mine.not() })))
    }
}

impl Filter for ReportSectionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use report_section::Column::{Included, Origin};
        Ok(Condition::all()
            .add_option(self.is_included.map(|included| Included.eq(included)))
            .add_option(values("origins", self.origins.as_ref())?.map(|origins| Origin.is_in(origins))))
    }
}

impl Filter for SubmittedSectionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(values("origins", self.origins.as_ref())?.map(|origins| submitted_section::Column::Origin.is_in(origins))))
    }
}
