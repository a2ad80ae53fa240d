//! Texts that an input names.

use std::collections::BTreeSet;

use entity::framing::{framing_derivation, framing_text};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;

use super::FramingText;

/// Most texts that one derives from.
const MAX_SOURCES: usize = 20;

/// The texts that a text derives from, each once; kept from changing, so that two texts do not come to derive from each
/// other at once.
pub async fn sources_of(work: &Work<'_>, named: &[Id<FramingText>]) -> Result<Vec<Uuid>, Refusal> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    if named.len() > MAX_SOURCES {
        return Err(Fault::invalid("derivesFrom", text("20 texts at most.", "20 textes au plus.")).into());
    }
    let sources = named.iter().map(|id| id.named("derivesFrom")).collect::<Result<BTreeSet<Uuid>, _>>()?;
    let sources: Vec<Uuid> = sources.into_iter().collect();
    if work.seen_all::<FramingText>(work.among(framing_text::Column::Id, &sources)).await?.len() < sources.len() {
        return Err(Refusal::NotFound { argument: "derivesFrom" });
    }
    work.find_locked::<framing_text::Entity>(work.among(framing_text::Column::Id, &sources)).await?;
    Ok(sources)
}

/// The links from a text to those it derives from.
pub fn links(text: Uuid, sources: impl IntoIterator<Item = Uuid>) -> Vec<framing_derivation::ActiveModel> {
    sources.into_iter().map(|from| framing_derivation::ActiveModel { text_id: Set(text), from_id: Set(from), ..Default::default() }).collect()
}
