//! Who is told: everybody who is asked, and those who have not answered when they are reminded.

use entity::campaign::survey_invitation;
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::{INVITATION_REMINDED, INVITED};
use crate::delivery::notices::Rule;

/// Whom each event concerns.
pub const INVITATIONS: Rule = Rule { kinds: &[INVITED.0, INVITATION_REMINDED.0], told: |work, events| Box::pin(told(work, events)) };

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let mut told = Vec::new();
    for chunk in ids.chunks(kernel::bulk::CHUNK) {
        for row in work.find::<survey_invitation::Entity>(work.among(survey_invitation::Column::Id, chunk)).await? {
            told.extend(events.iter().filter(|event| event.object_id == row.id).map(|event| (row.person_id, event.seq)));
        }
    }
    Ok(told)
}
