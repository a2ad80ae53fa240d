//! Texts that an input names.

use entity::framing::{framing_derivation, framing_text};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::FramingText;

/// Most texts that one derives from.
const MAX_SOURCES: usize = 20;

/// The texts that a text derives from, each once; kept from changing, so that two texts do not come to derive from each
/// other at once.
pub async fn sources_of(work: &Work<'_>, named: &[Id<FramingText>]) -> Result<Vec<Uuid>, Refusal> {
    if named.len() > MAX_SOURCES {
        return Err(Fault::invalid("derivesFrom", text("20 texts at most.", "20 textes au plus.")).into());
    }
    let mut sources = Vec::with_capacity(named.len());
    for id in named {
        sources.push(work.seen(*id, "derivesFrom").await?.id);
    }
    sources.sort_unstable();
    sources.dedup();
    work.find_locked::<framing_text::Entity>(Condition::all().add(framing_text::Column::Id.is_in(sources.iter().copied()))).await?;
    Ok(sources)
}

/// The links from a text to those it derives from.
pub fn links(text: Uuid, sources: impl IntoIterator<Item = Uuid>) -> Vec<framing_derivation::ActiveModel> {
    sources.into_iter().map(|from| framing_derivation::ActiveModel { text_id: Set(text), from_id: Set(from), ..Default::default() }).collect()
}
