//! The person whom another system names by an identifier.

use std::sync::Arc;

use entity::{people::person_identifier, territory::academy};
use kernel::{Uuid, actor::Actor, refusal::Refusal, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::hats;

/// The person with an identifier of a system as an actor, now. `NOT_IN_DIRECTORY` when nobody in the academy has it,
/// when somebody in more than one academy has it and none is said, or when the person left.
pub async fn person(store: &Arc<Store>, system: &str, value: &str, academy: Option<&str>) -> Result<Actor, Refusal> {
    let unknown = || Refusal::NotInDirectory { system: system.to_owned(), value: value.to_owned() };
    let key = format!("identified {system}:{value} {}", academy.unwrap_or_default());
    let id = *store.remembered(key, || holder(store, system, value, academy)).await?;
    let actor = hats::person(store, id.ok_or_else(unknown)?).await;
    actor.map_err(|refusal| if matches!(refusal, Refusal::Unauthenticated) { unknown() } else { refusal })
}

async fn holder(store: &Store, system: &str, value: &str, academy: Option<&str>) -> Result<Option<Uuid>, Refusal> {
    let named = Condition::all().add(person_identifier::Column::System.eq(system)).add(person_identifier::Column::Value.eq(value));
    let mut holders = store.rows::<person_identifier::Entity>(named).await?;
    if let Some(code) = academy {
        let academies = store.reference::<academy::Entity>().await?;
        holders.retain(|holder| academies.get(holder.academy_id).is_some_and(|academy| academy.code == code));
    }
    Ok(if let [holder] = holders.as_slice() { Some(holder.person_id) } else { None })
}
