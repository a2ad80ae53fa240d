//! `dropFinding`.

use async_graphql::InputObject;
use entity::finding::finding;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::step;
use crate::domain::{
    finding::{Finding, events::FINDING_DROPPED, sheet::DROP, states},
    people::rules::short_text,
};

/// A finding that is not followed up, and why.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DropFindingInput")]
pub struct DropFinding {
    /// The finding.
    pub id: Id<Finding>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters: whoever reads the finding reads it.
    pub reason: String,
}

impl Command for DropFinding {
    const NAME: &'static str = "dropFinding";
    type Outcome = Id<Finding>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let finding = work.take(DROP, self.id, self.version).await?;
        states::FINDING.after(finding.stage, DROP)?;
        let reason = short_text("reason", &self.reason, 500)?;
        let change = finding::ActiveModel { reason: Set(Some(reason)), ..Default::default() };
        Ok(step(work, DROP, &finding, change, &FINDING_DROPPED).await?.id.into())
    }
}
