//! `rotateServiceSecret`.

use async_graphql::InputObject;
use chrono::TimeDelta;
use entity::access::service_secret;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::{Text, text},
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{Issued, create_service_account::issue};
use crate::domain::access::{ServiceAccount, ServiceSecret, events::SERVICE_SECRET_ENDED, rules::LONGEST_OVERLAP, sheet::ROTATE};

/// A new secret for an account.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RotateServiceSecretInput")]
pub struct RotateServiceSecret {
    /// The account.
    pub id: Id<ServiceAccount>,
    /// Its version as it was read.
    pub version: i64,
    /// Hours for which the secrets before stay good, 0 to 720: time to change the program's settings. 0 when one leaked.
    #[graphql(default = 24)]
    pub overlap_hours: i32,
}

impl Command for RotateServiceSecret {
    const NAME: &'static str = "rotateServiceSecret";
    type Outcome = Issued;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(ROTATE, self.id, self.version).await?;
        if !(0..=LONGEST_OVERLAP).contains(&self.overlap_hours) {
            let message = Text::of(format!("0 to {LONGEST_OVERLAP} hours."), format!("De 0 à {LONGEST_OVERLAP} heures."));
            return Err(Refusal::invalid("overlapHours", message));
        }
        let now = work.viewer.actor.at;
        if row.revoked_at.is_some() || row.expires_on < work.viewer.actor.today {
            let hint = text("Make a new account.", "Créez un nouveau compte.");
            return Err(Fault::invalid("id", text("The account is revoked or over.", "Le compte est révoqué ou échu."))
                .coded("ACCOUNT_OVER")
                .hint(hint)
                .into());
        }

        let until = now + TimeDelta::hours(self.overlap_hours.into());
        let open = Condition::any().add(service_secret::Column::ExpiresAt.is_null()).add(service_secret::Column::ExpiresAt.gt(until));
        let before = Condition::all().add(service_secret::Column::AccountId.eq(row.id)).add(open);
        for secret in work.find::<service_secret::Entity>(before).await? {
            let change = service_secret::ActiveModel { id: Unchanged(secret.id), expires_at: Set(Some(until)), ..Default::default() };
            let secret = work.save::<ServiceSecret>(change).await?;
            work.announce(SERVICE_SECRET_ENDED.of::<ServiceSecret>(&secret));
        }
        issue(work, row.academy_id, row.id).await
    }
}
