//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    scalars::SchoolYear,
};

use super::{
    ActivityReport,
    filters::{ActivityReportFilter, ActivityReportOrder},
    progress::{self, ActivityReportProgress},
};

/// Root fields of activity reports.
#[derive(Default)]
pub struct ReportQueries;

/// Root fields of activity reports.
#[Object]
impl ReportQueries {
    /// Activity reports (*comptes-rendus d'activités*) that the viewer may read: the own; for a principal those of the establishment from their submission; for the rectorate those that the referent shares with it.
    async fn activity_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ActivityReportFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ActivityReportOrder>,
    ) -> Page<ActivityReport> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// How many reports of a school year were submitted, of how many referents: for the rectorate, over the academy or the part of it that the office covers. It names nobody. Refuses `NOT_ALLOWED` to others.
    async fn activity_report_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school year.")] school_year: SchoolYear,
        #[graphql(desc = "Code of the academy, such as `13`; all that is the viewer's when left out.")] academy: Option<String>,
    ) -> Maybe<ActivityReportProgress> {
        Some(progress::of(ctx.viewer(), school_year, academy.as_deref()).await)
    }
}
