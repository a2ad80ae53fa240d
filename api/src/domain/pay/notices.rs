//! Who is told what becomes of a remuneration: the person whom it pays.

use std::collections::HashMap;

use entity::pay::remuneration;
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::{PAY_APPROVED, PAY_PAID, PAY_REJECTED, REMUNERATION_SET, SERVICE_CERTIFIED};
use crate::delivery::notices::Rule;

/// Whom each event concerns.
pub const REMUNERATIONS: Rule =
    Rule { kinds: &[REMUNERATION_SET.0, SERVICE_CERTIFIED.0, PAY_APPROVED.0, PAY_PAID.0, PAY_REJECTED.0], told: |work, events| Box::pin(told(work, events)) };

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let rows = work.find::<remuneration::Entity>(work.among(remuneration::Column::Id, &ids)).await?;
    let people: HashMap<Uuid, Uuid> = rows.into_iter().map(|row| (row.id, row.person_id)).collect();
    Ok(events.iter().filter_map(|event| Some((*people.get(&event.object_id)?, event.seq))).collect())
}
