//! `endOffice`.

use async_graphql::InputObject;
use entity::people::office;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::people::{Office, events::OFFICE_ENDED, rules::period, sheet::END};

/// The last day of an office.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EndOfficeInput")]
pub struct EndOffice {
    /// The office.
    pub id: Id<Office>,
    /// Its version as it was read.
    pub version: i64,
    /// Its last day, included; not before its first.
    pub ends_on: Date,
}

impl Command for EndOffice {
    const NAME: &'static str = "endOffice";
    type Outcome = Id<Office>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(END, self.id, self.version).await?;
        period(row.starts_on, Some(self.ends_on.0))?;
        let change = office::ActiveModel { id: Unchanged(row.id), ends_on: Set(Some(self.ends_on.0)), ..Default::default() };
        let row = work.save::<Office>(change).await?;
        work.announce(OFFICE_ENDED.of::<Office>(&row));
        Ok(row.id.into())
    }
}
