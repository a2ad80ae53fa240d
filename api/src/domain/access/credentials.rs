//! What a program shows at the door to get a token: the id of its account, and a secret.

use entity::access::service_secret::{Column, Entity};
use kernel::{
    Uuid,
    refusal::Refusal,
    resource::{Resource, parse_id},
    store::Store,
};
use sea_orm::{ColumnTrait, Condition};

use super::{ServiceAccount, secret::Secret};

/// The hash of what was shown, and the account when it is good now. What is wrong is looked up like what is right.
pub async fn shown(store: &Store, client: &str, secret: &str) -> Result<(String, Option<Uuid>), Refusal> {
    let hash = Secret::sent(secret).map(|secret| secret.hash()).unwrap_or_default();
    let account = parse_id(client).filter(|(prefix, _)| *prefix == ServiceAccount::PREFIX).map(|(_, id)| id).unwrap_or_default();
    let found = store.rows::<Entity>(Condition::all().add(Column::Hash.eq(hash.as_str())).add(Column::AccountId.eq(account))).await?.pop();
    let good = found.filter(|secret| secret.expires_at.is_none_or(|over| store.clock.now() < over));
    Ok((hash, good.map(|secret| secret.account_id)))
}
