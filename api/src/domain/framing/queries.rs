//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    scalars::Date,
};

use super::{
    FramingText, MissionCatalogue,
    filters::{FramingTextFilter, FramingTextOrder, MissionCatalogueFilter, MissionCatalogueOrder, valid_on},
    types::Framing,
};

/// Root fields of framing.
#[derive(Default)]
pub struct FramingQueries;

/// Root fields of framing.
#[Object]
impl FramingQueries {
    /// The framing texts of a day: those in force, those announced by then, and those of which it cannot be said (S2, S26).
    async fn framing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day to look at; today when left out.")] as_of: Option<Date>,
        #[graphql(
            desc = "Code of an academy, such as `13`: its texts and those of its establishments beside the national ones; those of all academies when left out."
        )]
        academy: Option<String>,
    ) -> Framing {
        Framing { as_of: as_of.map_or(ctx.viewer().actor.today, |date| date.0), academy }
    }

    /// Framing texts of all days, the newest first (S1).
    async fn framing_texts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The mission catalogue of a day (S5); null where none held yet: the first one begins on 25 November 2010.
    async fn mission_catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day to look at; today when left out.")] as_of: Option<Date>,
    ) -> Maybe<MissionCatalogue> {
        ctx.read().one(valid_on(as_of.map_or(ctx.viewer().actor.today, |date| date.0))).await
    }

    /// Mission catalogues, the newest first.
    async fn mission_catalogues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionCatalogueFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionCatalogueOrder>,
    ) -> Page<MissionCatalogue> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
