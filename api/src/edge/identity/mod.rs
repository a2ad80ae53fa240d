//! Who is asking: a token names a person, the database says what they are today.
//!
//! Our own issuer (`own`) signs tokens for persons and service accounts by id. Other issuers (`issuers`) name a person by an identifier that
//! the directory holds, in a token that their keys check (`keys`) or that they are asked about (`introspection`).
//! Nothing of a token is believed but who it names.

mod introspection;
mod issuers;
mod keys;
mod own;
mod server;

use std::{net::IpAddr, sync::Arc};

use kernel::{actor::Actor, refusal::Refusal, store::Store};

pub use self::{
    issuers::Issuers,
    own::{Issuer, Named, written},
};
use crate::domain::access::{hats, identified};

/// Seconds by which clocks may differ.
const LEEWAY: i64 = 60;
/// Longest token that is looked at.
const LONGEST: usize = 8192;

/// The actor behind an `Authorization` header from an address: anonymous without one, `UNAUTHENTICATED` for one that is not good,
/// `NOT_IN_DIRECTORY` for a person whom another issuer vouches for and the directory does not hold.
pub async fn actor(store: &Arc<Store>, own: &Issuer, others: &Issuers, authorization: Option<&str>, from: IpAddr) -> Result<Actor, Refusal> {
    let Some(authorization) = authorization else { return Ok(hats::anonymous(store)) };
    let (scheme, token) = authorization.split_once(' ').ok_or(Refusal::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::Unauthenticated);
    }
    let (token, now) = (token.trim(), store.clock.now().timestamp());
    match own.named(token, now) {
        Ok(Named::Person(person)) => hats::person(store, person).await,
        Ok(Named::Service(account, scopes)) => hats::service(store, account, scopes, Some(from)).await,
        Err(_) => {
            let vouched = others.vouched(token, now).await.ok_or(Refusal::Unauthenticated)?;
            let actor = identified::person(store, vouched.system, &vouched.value, vouched.academy).await?;
            Ok(Actor { client: vouched.client, ..actor })
        }
    }
}
