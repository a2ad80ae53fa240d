//! `grantCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation::{self, CompensationForm};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::opinions_of;
use crate::domain::compensation::{Compensation, events::COMPENSATION_GRANTED, law, rules, seasons, sheet::GRANT, states};

/// A proposal to grant.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "GrantCompensationInput")]
pub struct GrantCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for GrantCompensation {
    const NAME: &'static str = "grantCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(GRANT, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, GRANT)?;
        if row.form != CompensationForm::None {
            // Opinions may have been corrected since the proposal.
            let year = row.school_year.parse().map_err(Refusal::internal)?;
            let rule = law::coded(row.rule.as_deref().unwrap_or_default())?;
            rules::all_heard("id".to_owned(), rule, &opinions_of(work, row.establishment_id, year).await?)?;
        }

        let decided_on = Set(Some(work.viewer.actor.today));
        let row = work.save::<Compensation>(compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), decided_on, ..Default::default() }).await?;
        work.announce(COMPENSATION_GRANTED.of::<Compensation>(&row));
        seasons::begin(work, vec![row]).await?;
        Ok(self.id)
    }
}
