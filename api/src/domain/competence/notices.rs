//! Who is told that a declaration was validated: the person.

use entity::competence::competence_declaration;
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::COMPETENCE_VALIDATED;
use crate::delivery::notices::Rule;

/// Whom each event concerns.
pub const COMPETENCES: Rule = Rule { kinds: &[COMPETENCE_VALIDATED.0], told: |work, events| Box::pin(told(work, events)) };

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let rows = work.find::<competence_declaration::Entity>(work.among(competence_declaration::Column::Id, &ids)).await?;
    let person = |event: &&event::Model| rows.iter().find(|row| row.id == event.object_id).map(|row| (row.person_id, event.seq));
    Ok(events.iter().filter_map(person).collect())
}
