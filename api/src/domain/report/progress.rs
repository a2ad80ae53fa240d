//! How many reports were submitted: a figure of the academy, without names.

use std::collections::HashSet;

use async_graphql::SimpleObject;
use entity::{
    mandate::mandate::{self, MandateDecision},
    report::activity_report::{self, ReportStage},
};
use kernel::{
    filter::chosen,
    refusal::Refusal,
    scalars::SchoolYear,
    sheet::{holds, reached},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    ActivityReport,
    sheet::{READ_PROGRESS, REPORT},
    states::HANDED_IN,
};
use crate::domain::territory::{filters::academy_coded, place::in_office};

/// How far the reports of a school year have come.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct ActivityReportProgress {
    /// The school year.
    school_year: SchoolYear,
    /// Referents of the year, one for each person and establishment; those too whose mandate ended early.
    referents: usize,
    /// Those whose report was submitted.
    submitted: usize,
    /// Those whose report the principal acknowledged.
    acknowledged: usize,
}

/// The figures of the places where the viewer may know them.
pub async fn of(viewer: &Viewer, year: SchoolYear, academy: Option<&str>) -> Result<ActivityReportProgress, Refusal> {
    use mandate::Column::{AcademyId, Decision, EstablishmentId, PersonId, SchoolYear as Year};
    reached::<ActivityReport>(&viewer.actor, READ_PROGRESS)?;
    // A report lies in an office only where it is shared, so these are counted by their columns.
    let offices = || viewer.actor.hats.iter().filter(|hat| holds(&REPORT, std::slice::from_ref(hat), READ_PROGRESS).is_some());
    let there = offices().filter_map(|hat| in_office(hat, AcademyId, EstablishmentId)).fold(Condition::any(), Condition::add);
    let held = Condition::all()
        .add(Year.eq(year.to_string()))
        .add(Decision.eq(MandateDecision::Accepted))
        .add_option(academy.map(|code| chosen(AcademyId, academy_coded(code))))
        .add(there);
    let mandates = viewer.narrow::<mandate::Entity>(&[PersonId, EstablishmentId], held).await?;
    let referents: HashSet<_> = mandates.iter().map(|row| (row.person_id, row.establishment_id)).collect();

    use activity_report::Column as Report;
    let there = offices().filter_map(|hat| in_office(hat, Report::AcademyId, Report::EstablishmentId)).fold(Condition::any(), Condition::add);
    let handed_in = Condition::all()
        .add(Report::SchoolYear.eq(year.to_string()))
        .add(Report::Stage.is_in(HANDED_IN))
        .add_option(academy.map(|code| chosen(Report::AcademyId, academy_coded(code))))
        .add(there);
    let reports = viewer.narrow::<activity_report::Entity>(&[Report::Stage, Report::AcknowledgedAt], handed_in).await?;
    let acknowledged = reports.iter().filter(|row| row.stage != ReportStage::Returned && row.acknowledged_at.is_some()).count();
    Ok(ActivityReportProgress { school_year: year, referents: referents.len(), submitted: reports.len(), acknowledged })
}
