//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Page},
    scalars::Date,
};

use super::{
    PayExport, Remuneration,
    filters::{PayExportFilter, PayExportOrder, RemunerationFilter, RemunerationOrder},
    law::{RULES, TrainerPayRule},
};

/// Root fields of the pay of trainers.
#[derive(Default)]
pub struct PayQueries;

/// Root fields of the pay of trainers.
#[Object]
impl PayQueries {
    /// The ranges of the hourly pay of trainers by level, with their sources (order of 7 May 2012 under decree 2010-235).
    async fn trainer_pay_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that hold on this day; today when left out.")] as_of: Option<Date>,
    ) -> Vec<TrainerPayRule> {
        let day = as_of.map_or(ctx.viewer().actor.today, |date| date.0);
        RULES.iter().filter(|rule| rule.holds_on(day)).cloned().collect()
    }

    /// Remunerations of trainers that the viewer may read: the own, those of the own people and of the sessions that one hosts or plans, those of the academy for the desks TRAINING and PAY.
    async fn remunerations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<RemunerationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RemunerationOrder>,
    ) -> Page<Remuneration> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Files that went to the payroll tool, from the latest. Rectorate, desk PAY; empty for others.
    async fn pay_exports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<PayExportFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PayExportOrder>,
    ) -> Page<PayExport> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
