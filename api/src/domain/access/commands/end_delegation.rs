//! `endDelegation`.

use async_graphql::InputObject;
use entity::access::delegation;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::{Text, text},
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::access::{Delegation, events::DELEGATION_ENDED, sheet::END};

/// A delegation to end early.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EndDelegationInput")]
pub struct EndDelegation {
    /// The delegation.
    pub id: Id<Delegation>,
    /// Its version as it was read.
    pub version: i64,
    /// Its new last day, included: between its first and its present last day; at once when left out.
    pub ends_on: Option<Date>,
}

impl Command for EndDelegation {
    const NAME: &'static str = "endDelegation";
    type Outcome = Id<Delegation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(END, self.id, self.version).await?;
        let mut change = delegation::ActiveModel { id: Unchanged(row.id), ..Default::default() };
        match self.ends_on {
            None if row.revoked_at.is_some() => return Ok(row.id.into()),
            None => change.revoked_at = Set(Some(work.viewer.actor.at)),
            Some(day) if (row.starts_on..=row.ends_on).contains(&day.0) => change.ends_on = Set(day.0),
            Some(_) => {
                let hint = Text::of(format!("From {} to {}.", row.starts_on, row.ends_on), format!("Du {} au {}.", row.starts_on, row.ends_on));
                let message = text("This day is not within the delegation.", "Ce jour n'est pas dans la délégation.");
                return Err(Fault::invalid("endsOn", message).hint(hint).into());
            }
        }
        let row = work.save::<Delegation>(change).await?;
        work.announce(DELEGATION_ENDED.of::<Delegation>(&row));
        Ok(row.id.into())
    }
}
