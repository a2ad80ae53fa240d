//! Where findings and follow-ups lie: in the academy of their campaign, and open to anybody once that is published.

use entity::campaign::survey_campaign::{self, CampaignStage};
use kernel::{
    actor::{Extent, Hat},
    filter::borne_by,
    sheet::Reach,
};
use sea_orm::{ColumnTrait, Condition};

/// Rows of a campaign, by their columns for the academy and the campaign.
pub fn of_campaign<C: ColumnTrait>(reach: Reach, hat: &Hat, academy: C, campaign: C) -> Option<Condition> {
    let published = || Condition::all().add(survey_campaign::Column::Stage.eq(CampaignStage::Published));
    match (reach, &hat.extent) {
        (Reach::Everywhere, _) => Some(borne_by::<survey_campaign::Entity, _>(campaign, survey_campaign::Column::Id, published())),
        (Reach::Academy, Extent::Academy) => Some(Condition::all().add(academy.eq(hat.academy?))),
        _ => None,
    }
}
