//! Who is told what happens to a mandate.

use std::collections::HashMap;

use entity::{mandate::mandate, people::appointment};
use kernel::{Uuid, tables::event, work::Work};

use super::events::{MANDATE_ACCEPTED, MANDATE_DECLINED, MANDATE_ENDED, MANDATE_PROPOSED, MANDATE_WITHDRAWN};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};

/// A proposal is told to the person, the answer to the principal, an end to both.
pub const MANDATES: Rule = Rule {
    kinds: &[MANDATE_PROPOSED.0, MANDATE_ACCEPTED.0, MANDATE_DECLINED.0, MANDATE_WITHDRAWN.0, MANDATE_ENDED.0],
    told: |work, events| Box::pin(told(work, events)),
};

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, kernel::refusal::Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let mandates = work.find::<mandate::Entity>(work.among(mandate::Column::Id, &ids)).await?;
    let mandates: HashMap<Uuid, mandate::Model> = mandates.into_iter().map(|row| (row.id, row)).collect();
    let places: Vec<Uuid> = mandates.values().map(|row| row.establishment_id).collect();
    let principals: Vec<appointment::Model> = principals(work, &places).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(mandate) = mandates.get(&event.object_id) else { continue };
        if event.kind != MANDATE_ACCEPTED.0 && event.kind != MANDATE_DECLINED.0 {
            told.push((mandate.person_id, event.seq));
        }
        if event.kind != MANDATE_PROPOSED.0 {
            let there = principals.iter().filter(|principal| principal.establishment_id == mandate.establishment_id);
            told.extend(there.map(|principal| (principal.person_id, event.seq)));
        }
    }
    Ok(told)
}
