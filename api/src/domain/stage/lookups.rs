//! Who leads the course for a cluster.

use entity::stage::stage_offer::{self, OfferStage};
use kernel::{Uuid, refusal::Refusal, work::Work};
use sea_orm::{ColumnTrait, Condition};

/// The referents who were retained for a cluster.
pub async fn retained(work: &Work<'_>, cluster: Uuid) -> Result<Vec<Uuid>, Refusal> {
    use stage_offer::Column::{ClusterId, Stage};
    let chosen = Condition::all().add(ClusterId.eq(cluster)).add(Stage.eq(OfferStage::Retained));
    Ok(work.find::<stage_offer::Entity>(chosen).await?.into_iter().map(|row| row.person_id).collect())
}
