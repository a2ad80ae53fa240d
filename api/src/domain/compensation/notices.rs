//! Who is told what is decided about a compensation: the person and the principal.

use std::collections::HashMap;

use entity::compensation::compensation;
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::{
    COMPENSATION_CLOSED, COMPENSATION_GRANTED, COMPENSATION_PROPOSED, COMPENSATION_REFUSED, COMPENSATION_RESUMED, COMPENSATION_REVISED, COMPENSATION_SUSPENDED,
    COMPENSATION_WITHDRAWN,
};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};

/// Whom each event concerns.
pub const COMPENSATIONS: Rule = Rule {
    kinds: &[
        COMPENSATION_PROPOSED.0,
        COMPENSATION_WITHDRAWN.0,
        COMPENSATION_GRANTED.0,
        COMPENSATION_REFUSED.0,
        COMPENSATION_REVISED.0,
        COMPENSATION_SUSPENDED.0,
        COMPENSATION_RESUMED.0,
        COMPENSATION_CLOSED.0,
    ],
    told: |work, events| Box::pin(told(work, events)),
};

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let rows = work.find::<compensation::Entity>(work.among(compensation::Column::Id, &ids)).await?;
    let rows: HashMap<Uuid, compensation::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let places: Vec<Uuid> = rows.values().map(|row| row.establishment_id).collect();
    let principals = principals(work, &places).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(row) = rows.get(&event.object_id) else { continue };
        told.push((row.person_id, event.seq));
        let there = principals.iter().filter(|principal| principal.establishment_id == row.establishment_id);
        told.extend(there.map(|principal| (principal.person_id, event.seq)));
    }
    Ok(told)
}
