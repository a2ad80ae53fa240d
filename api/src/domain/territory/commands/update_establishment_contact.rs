//! `updateEstablishmentContact`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::territory::establishment;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Url, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::update_establishment::changed;
use crate::domain::{
    people::rules,
    territory::{Establishment, events::ESTABLISHMENT_UPDATED, sheet::UPDATE_CONTACT},
};

/// How to reach an establishment; what is left out stays, null empties it.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateEstablishmentContactInput")]
pub struct UpdateEstablishmentContact {
    /// The establishment.
    pub id: Id<Establishment>,
    /// Its version as it was read.
    pub version: i64,
    /// Telephone, 30 characters at most.
    pub phone: MaybeUndefined<String>,
    /// Generic mailbox.
    pub mail: MaybeUndefined<String>,
    /// Web site.
    pub website: MaybeUndefined<Url>,
}

impl Command for UpdateEstablishmentContact {
    const NAME: &'static str = "updateEstablishmentContact";
    type Outcome = Id<Establishment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(UPDATE_CONTACT, self.id, self.version).await?;
        let mail = match &self.mail {
            MaybeUndefined::Value(written) => Some(rules::mail("mail", written)?),
            left => changed("mail", left, row.mail.as_ref(), 254)?,
        };

        let change = establishment::ActiveModel {
            id: Unchanged(row.id),
            phone: Set(changed("phone", &self.phone, row.phone.as_ref(), 30)?),
            mail: Set(mail),
            website: Set(changed("website", &self.website.map_value(|url| url.0), row.website.as_ref(), 500)?),
            ..Default::default()
        };
        let row = work.save::<Establishment>(change).await?;
        work.announce(ESTABLISHMENT_UPDATED.of::<Establishment>(&row));
        Ok(row.id.into())
    }
}
