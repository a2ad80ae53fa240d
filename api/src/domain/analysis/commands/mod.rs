//! The room's mutations: the table of contents.

pub mod describe_analysis;
pub mod publish_analysis;

use async_graphql::{Context, Object};
use kernel::{
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{describe_analysis::DescribeAnalysis, publish_analysis::PublishAnalysis};
use super::SurveyAnalysis;

/// Mutations of analyses.
#[derive(Default)]
pub struct AnalysisMutations;

/// Mutations of analyses.
#[Object]
impl AnalysisMutations {
    /// Says what the figures of a survey mean, before or after they are published. Figures do not change. Rectorate, desk SURVEY.
    async fn describe_analysis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DescribeAnalysis,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyAnalysis>> {
        ctx.perform(input, options).await
    }

    /// Lets everybody read an analysis, for good. In an ANONYMOUS campaign the server forgets the answers with it; receipts open them still. Refuses `INVALID_TRANSITION` while the campaign was opened again. Rectorate, desk SURVEY.
    async fn publish_analysis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PublishAnalysis,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyAnalysis>> {
        ctx.perform(input, options).await
    }
}
