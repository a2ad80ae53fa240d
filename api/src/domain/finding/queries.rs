//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::read::{Ask, Page};

use super::{
    Finding, FollowUp,
    filters::{FindingFilter, FindingOrder, FollowUpFilter, FollowUpOrder},
};

/// Root fields of findings.
#[derive(Default)]
pub struct FindingQueries;

/// Root fields of findings.
#[Object]
impl FindingQueries {
    /// Findings of surveys (*constats*): public once their campaign is published, before that read by the academy's rectorate.
    async fn findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FindingFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FindingOrder>,
    ) -> Page<Finding> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// What was decided of findings (*suites*), read as the findings are.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FollowUpFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FollowUpOrder>,
    ) -> Page<FollowUp> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
