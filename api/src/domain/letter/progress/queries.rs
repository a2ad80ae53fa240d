//! The root fields of progress.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    refusal::Refusal,
    scalars::SchoolYear,
    viewer::Viewer,
};

use super::{
    figures,
    filters::{GapFilter, GapOrder},
    situation::Situation,
    types::{Gap, LetterProgress, ProgressBy},
};

/// Root fields of the progress of letters.
#[derive(Default)]
pub struct ProgressQueries;

/// Root fields of the progress of letters.
#[Object]
impl ProgressQueries {
    /// What is missing of the mission letters of a school year, each with the act that mends it: of one's own establishments for referents, deputies and principals, of the academy, or the departments or basins of the office, for the rectorate. For the days of another year: as it was on its last day, or will be on its first.
    /// Refuses `NOT_ALLOWED` to others, and for an academy that is not the viewer's; `NOT_FOUND` for an academy or basin that is not known.
    async fn gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school year.")] school_year: SchoolYear,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<GapFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<GapOrder>,
    ) -> Page<Gap> {
        let _ = (first, after, order_by);
        ctx.read().list_of(&school_year.to_string(), gaps(ctx.viewer(), school_year, filter.unwrap_or_default())).await
    }

    /// How far the mission letters of a school year have come, by basin, department or kind of establishment: for the rectorate, over the academy, or the departments or basins of the office. Every value is worked out anew.
    /// Refuses `NOT_ALLOWED` to others, and for an academy that is not the viewer's; `NOT_FOUND` for one that is not known.
    async fn letter_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school year.")] school_year: SchoolYear,
        #[graphql(desc = "Code of the academy, such as `13`; all that is the viewer's when left out.")] academy: Option<String>,
        #[graphql(desc = "What figures are given for.")] by: ProgressBy,
    ) -> Maybe<LetterProgress> {
        Some(figures::progress(ctx.viewer(), school_year, academy.as_deref(), by).await)
    }
}

async fn gaps(viewer: &Viewer, year: SchoolYear, filter: GapFilter) -> Result<Vec<entity::letter::gap::Model>, Refusal> {
    let situation = Situation::of(viewer, year, filter.places(viewer).await?).await?;
    let mut gaps = situation.gaps(viewer).await?;
    gaps.retain(|gap| filter.kinds.as_ref().is_none_or(|kinds| kinds.contains(&gap.kind)));
    Ok(gaps)
}
