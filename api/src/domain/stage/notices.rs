//! Who is told: the referent of an offer and of what was decided, the principal of a yes and of a choice, whoever asked of the answers.

use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::{REFERENT_NOT_RELEASED, REFERENT_NOT_RETAINED, REFERENT_RELEASED, REFERENT_RETAINED, STAGE_ACCEPTED, STAGE_DECLINED, STAGE_OFFERED};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};
use entity::stage::stage_offer;

/// Whom each event concerns.
pub const OFFERS: Rule = Rule {
    kinds: &[STAGE_OFFERED.0, STAGE_ACCEPTED.0, STAGE_DECLINED.0, REFERENT_RELEASED.0, REFERENT_NOT_RELEASED.0, REFERENT_RETAINED.0, REFERENT_NOT_RETAINED.0],
    told: |work, events| Box::pin(told(work, events)),
};

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let offers = work.find::<stage_offer::Entity>(work.among(stage_offer::Column::Id, &ids)).await?;
    let places: Vec<Uuid> = offers.iter().map(|offer| offer.establishment_id).collect();
    let principals = principals(work, &places).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(offer) = offers.iter().find(|offer| offer.id == event.object_id) else { continue };
        let is = |fact: kernel::event::Fact| event.kind == fact.0;
        let mut tell = |person: Uuid| told.push((person, event.seq));
        if !is(STAGE_ACCEPTED) && !is(STAGE_DECLINED) {
            tell(offer.person_id);
        }
        if is(STAGE_ACCEPTED) || is(STAGE_DECLINED) || is(REFERENT_RELEASED) || is(REFERENT_NOT_RELEASED) {
            offer.offered_by.into_iter().for_each(&mut tell);
        }
        if is(STAGE_ACCEPTED) || is(REFERENT_RETAINED) || is(REFERENT_NOT_RETAINED) {
            principals.iter().filter(|row| row.establishment_id == offer.establishment_id).for_each(|row| tell(row.person_id));
        }
    }
    Ok(told)
}
