//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Page},
    scalars::Date,
};

use super::{
    Compensation, CouncilOpinion,
    filters::{CompensationFilter, CompensationOrder, CouncilOpinionFilter, CouncilOpinionOrder},
    law::{CompensationRule, RULES},
};

/// Root fields of compensations.
#[derive(Default)]
pub struct CompensationQueries;

/// Root fields of compensations.
#[Object]
impl CompensationQueries {
    /// The rules of the mission's compensation: forms, rates, and the steps that come before a decision, with their sources (decree and order of 27 April 2015, decree 2014-940, circular 2015-093).
    async fn compensation_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that hold on this day; today when left out.")] as_of: Option<Date>,
    ) -> Vec<CompensationRule> {
        let day = as_of.map_or(ctx.viewer().actor.today, |date| date.0);
        RULES.iter().filter(|rule| rule.holds_on(day)).cloned().collect()
    }

    /// Compensations that the viewer may read: the own, those of the establishments that one leads, those of the academy for the desk PAY.
    async fn compensations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompensationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompensationOrder>,
    ) -> Page<Compensation> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// What councils said about share-outs, as far as the viewer may read it.
    async fn council_opinions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CouncilOpinionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CouncilOpinionOrder>,
    ) -> Page<CouncilOpinion> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
