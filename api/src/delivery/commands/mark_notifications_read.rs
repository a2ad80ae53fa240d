//! `markNotificationsRead`.

use async_graphql::InputObject;
use entity::delivery::notification;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::delivery::{Notification, sheet::MARK};

/// Notices that were read.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "MarkNotificationsReadInput")]
pub struct MarkNotificationsRead {
    /// The notices, 1 to 1,000 of them; when left out, all that are not read yet, the oldest 1,000 first.
    pub ids: Option<Vec<Id<Notification>>>,
}

impl Command for MarkNotificationsRead {
    const NAME: &'static str = "markNotificationsRead";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use notification::Column::{Id, PersonId, ReadAt};
        let named = self.ids.map(|ids| ids.into_iter().map(|id| id.0).collect::<Vec<_>>());
        if named.as_ref().is_some_and(|ids| ids.is_empty() || ids.len() > kernel::bulk::CHUNK) {
            return Err(Fault::invalid("ids", text("1 to 1,000 ids are meant here.", "De 1 à 1 000 identifiants sont attendus ici.")).into());
        }
        let among = match &named {
            Some(ids) => work.among(Id, ids),
            None => Condition::all().add(PersonId.eq(work.viewer.actor.person())).add(ReadAt.is_null()),
        };
        let mut rows = work.seen_all::<Notification>(among).await?;
        rows.sort_by_key(|row| row.id);
        let wanted = named.unwrap_or_else(|| rows.iter().take(kernel::bulk::CHUNK).map(|row| row.id).collect());
        let mut upsert = Upsert::<Notification>::default();
        for id in wanted {
            let known = rows.iter().find(|row| row.id == id).ok_or(Refusal::NotFound { argument: "ids" });
            let plan = known.map(|row| {
                let read_at = Set(row.read_at.or(Some(work.viewer.actor.at)));
                Plan::Known(notification::ActiveModel { id: Unchanged(id), read_at, ..Default::default() })
            });
            upsert.row(kernel::resource::Id::<Notification>::from(id).to_string(), plan);
        }
        Ok(upsert.write(work, MARK, MARK).await?.into_results())
    }
}
