//! Who is told what becomes of a need: those who want it; the referents of a new one, the principal of one that waits.

use std::collections::{BTreeMap, HashMap};

use entity::{mandate::mandate, need::training_need};
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::{
    events::{
        NEED_CARRIED_OVER, NEED_CLUSTERED, NEED_DECLINED, NEED_MERGED, NEED_MET, NEED_PLANNED, NEED_QUALIFIED, NEED_RAISED, NEED_SUPPORTED, NEED_UNPLANNED,
        NEED_VALIDATED,
    },
    people::wanting,
};
use crate::{
    delivery::notices::Rule,
    domain::{mandate::states, people::lookups::principals},
};

/// Whom each event concerns.
pub const NEEDS: Rule = Rule {
    kinds: &[
        NEED_RAISED.0,
        NEED_SUPPORTED.0,
        NEED_QUALIFIED.0,
        NEED_VALIDATED.0,
        NEED_DECLINED.0,
        NEED_MERGED.0,
        NEED_CARRIED_OVER.0,
        NEED_CLUSTERED.0,
        NEED_PLANNED.0,
        NEED_UNPLANNED.0,
        NEED_MET.0,
    ],
    told: |work, events| Box::pin(told(work, events)),
};

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let mut ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = work.find::<training_need::Entity>(work.among(training_need::Column::Id, &ids)).await?;
    let places: HashMap<Uuid, Uuid> = rows.into_iter().map(|row| (row.id, row.establishment_id)).collect();
    let people = wanting(work, &ids).await?;
    let here: Vec<Uuid> = places.values().copied().collect();
    let principals = principals(work, &here).await?;
    let active = work.among(mandate::Column::EstablishmentId, &here).add(states::active(work.viewer.actor.today));
    let mut referents: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in work.find::<mandate::Entity>(active).await? {
        referents.entry(row.establishment_id).or_default().push(row.person_id);
    }
    let mut told = Vec::new();
    for event in events {
        let (Some(place), wanting) = (places.get(&event.object_id), people.get(&event.object_id)) else { continue };
        match event.kind.as_str() {
            kind if kind == NEED_RAISED.0 => told.extend(referents.get(place).into_iter().flatten().map(|person| (*person, event.seq))),
            kind if kind == NEED_SUPPORTED.0 => told.extend(wanting.into_iter().flat_map(|people| people.authors.keys()).map(|person| (*person, event.seq))),
            kind => {
                told.extend(wanting.into_iter().flat_map(|people| people.persons()).map(|person| (person, event.seq)));
                if kind == NEED_QUALIFIED.0 {
                    told.extend(principals.iter().filter(|row| row.establishment_id == *place).map(|row| (row.person_id, event.seq)));
                }
            }
        }
    }
    Ok(told)
}
