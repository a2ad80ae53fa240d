//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::stage::{
    stage_candidate::{self, PolicySays},
    stage_offer::{self, OfferStage},
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, order},
};

/// Which candidates to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StageCandidateFilter {
    /// What their establishments say of letting referents go, under the assumptions. Refuses an empty list.
    pub releases: Option<Vec<PolicySays>>,
    /// Those who have an offer for this cluster, or those who have none.
    pub is_offered: Option<bool>,
}

/// Order of candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum StageCandidateOrder {
    /// From the one that fits best.
    #[default]
    Rank,
    /// From the one who leads the fewest sessions.
    Sessions,
}

order!(StageCandidateOrder, stage_candidate,
    Self::Rank => Sort::by(stage_candidate::Column::Rank),
    Self::Sessions => Sort::by(stage_candidate::Column::Sessions));

impl Filter for StageCandidateFilter {
    // No table has the rows: they are chosen when they are worked out.
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        values("releases", self.releases.as_ref())?;
        Ok(Condition::all())
    }
}

impl StageCandidateFilter {
    /// Whether a candidate is asked for.
    pub fn keeps(&self, row: &stage_candidate::Model) -> bool {
        self.releases.as_ref().is_none_or(|releases| releases.contains(&row.releases))
            && self.is_offered.is_none_or(|is_offered| row.offer_id.is_some() == is_offered)
    }
}

/// Which offers to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StageOfferFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<OfferStage>>,
    /// Unit code of the establishment of the referents.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Those made to the viewer, or those made to others.
    pub is_mine: Option<bool>,
}

/// Order of offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum StageOfferOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// In the order they were made.
    Created,
}

order!(StageOfferOrder, stage_offer, Self::CreatedDesc => Sort::by_creation().descending(), Self::Created => Sort::by_creation());

impl Filter for StageOfferFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use stage_offer::Column::{AcademyId, EstablishmentId, PersonId, SchoolYear, Stage};
        let mine = viewer.actor.person().map_or_else(|| Condition::all().add(kernel::sheet::nothing()), |person| Condition::all().add(PersonId.eq(person)));
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.is_mine.map(|is_mine| if is_mine { mine } else { mine.not() })))
    }
}
