//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    scalars::{SchoolYear, Uai},
};

use super::{
    SupportAction, SupportActionKind,
    filters::{SupportActionFilter, SupportActionKindFilter, SupportActionKindOrder, SupportActionOrder},
    types::summary::{self, SupportActionSummary},
};

/// Root fields of support actions.
#[derive(Default)]
pub struct ActionQueries;

/// Root fields of support actions.
#[Object]
impl ActionQueries {
    /// Kinds of support actions, public: what a referent can log, each with the activity of the catalogue that it belongs to.
    async fn support_action_kinds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SupportActionKindFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SupportActionKindOrder>,
    ) -> Page<SupportActionKind> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The viewer's own log of support actions (*journal des actions d'accompagnement*). Nobody reads another's.
    async fn support_actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SupportActionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SupportActionOrder>,
    ) -> Page<SupportAction> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// What the viewer's own log of a school year sums up to: it pre-fills the survey and the activity report. Refuses `NOT_ALLOWED` to those who have no log: without a token, and to service accounts.
    async fn my_support_action_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school year; this one when left out.")] school_year: Option<SchoolYear>,
        #[graphql(desc = "Unit code of an establishment, for those who are referents of several; all of them when left out.")] establishment: Option<Uai>,
    ) -> Maybe<SupportActionSummary> {
        Some(summary::of(ctx.viewer(), school_year, establishment.as_ref()).await)
    }
}
