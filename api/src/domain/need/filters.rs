//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    competence::training_theme,
    need::{
        establishment_policy, need_author,
        need_cluster::{self, ClusterStage},
        need_support,
        training_need::{self, NeedStage, NeedUrgency},
    },
    territory::zone,
    training::training_action::TrainingDomain,
};
use kernel::{
    filter::{chosen, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{SchoolYear, Uai},
    sheet::nothing,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::place::wanted_by;
use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, members_of_basin, order},
};

/// Which policies to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EstablishmentPolicyFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the basin: those of its establishments of today.
    pub basin: Option<String>,
    /// Those that accept a trainer from elsewhere, or those that do not.
    pub accepts_external_trainer: Option<bool>,
    /// Those that let their referents go, or those that do not.
    pub releases_referent: Option<bool>,
}

/// Which needs to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingNeedFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<NeedStage>>,
    /// Codes of themes, such as `ENT`. Refuses an empty list.
    pub themes: Option<Vec<String>>,
    /// What they are about.
    pub domain: Option<TrainingDomain>,
    /// How soon. Refuses an empty list.
    pub urgencies: Option<Vec<NeedUrgency>>,
    /// Those about the ENT, or those that are not.
    pub on_the_ent: Option<bool>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin: those of its establishments of today.
    pub basin: Option<String>,
    /// Those that the viewer raised or supports; false: the others.
    pub is_mine: Option<bool>,
}

/// Which authors to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NeedAuthorFilter {
    /// Those who show their name to colleagues and the academy, or those who do not.
    pub shows_name: Option<bool>,
}

/// Which supports to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NeedSupportFilter {
    /// Those that were taken back, or those that were not.
    pub is_withdrawn: Option<bool>,
}

/// Which clusters to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NeedClusterFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<ClusterStage>>,
    /// Codes of themes, such as `ENT`. Refuses an empty list.
    pub themes: Option<Vec<String>>,
    /// Those that enough establishments share, or those that they do not any more.
    pub is_common: Option<bool>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin.
    pub basin: Option<String>,
}

/// Order of policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum EstablishmentPolicyOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were made.
    Created,
}

/// Order of needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainingNeedOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// In the order they were raised.
    Created,
    /// From the one that most persons want.
    SupportersDesc,
    /// By school year, from the latest.
    SchoolYearDesc,
}

/// Order of authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NeedAuthorOrder {
    /// In the order they came to it.
    #[default]
    Created,
}

/// Order of supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NeedSupportOrder {
    /// In the order they came.
    #[default]
    Created,
}

/// Order of clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NeedClusterOrder {
    /// From the one that most establishments share.
    #[default]
    EstablishmentsDesc,
    /// From the one that most persons want.
    HeadcountDesc,
}

order!(EstablishmentPolicyOrder, establishment_policy,
    Self::SchoolYearDesc => Sort::by(establishment_policy::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(TrainingNeedOrder, training_need,
    Self::CreatedDesc => Sort::by_creation().descending(),
    Self::Created => Sort::by_creation(),
    Self::SupportersDesc => Sort::by(training_need::Column::Supporters).descending(),
    Self::SchoolYearDesc => Sort::by(training_need::Column::SchoolYear).descending());
order!(NeedAuthorOrder, need_author, Self::Created => Sort::by_creation());
order!(NeedSupportOrder, need_support, Self::Created => Sort::by_creation());
order!(NeedClusterOrder, need_cluster,
    Self::EstablishmentsDesc => Sort::by(need_cluster::Column::Establishments).descending(),
    Self::HeadcountDesc => Sort::by(need_cluster::Column::Headcount).descending());

/// The themes with some codes.
fn themes_coded(codes: Vec<String>) -> SelectStatement {
    values_of::<training_theme::Entity>(training_theme::Column::Id, Condition::all().add(training_theme::Column::Code.is_in(codes)))
}

impl Filter for EstablishmentPolicyFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use establishment_policy::Column::{AcceptsExternalTrainer, EstablishmentId, ReleasesReferent, SchoolYear};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.basin.as_ref().map(|code| chosen(EstablishmentId, members_of_basin(code, viewer.actor.today))))
            .add_option(self.accepts_external_trainer.map(|accepts| AcceptsExternalTrainer.eq(accepts)))
            .add_option(self.releases_referent.map(|releases| ReleasesReferent.eq(releases))))
    }
}

impl Filter for TrainingNeedFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use training_need::Column::{AcademyId, Domain, EstablishmentId, OnTheEnt, SchoolYear, Stage, ThemeId, Urgency};
        let mine = viewer.actor.person().map_or_else(|| Condition::all().add(nothing()), wanted_by);
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(values("themes", self.themes.as_ref())?.map(|codes| chosen(ThemeId, themes_coded(codes))))
            .add_option(self.domain.map(|domain| Domain.eq(domain)))
            .add_option(values("urgencies", self.urgencies.as_ref())?.map(|urgencies| Urgency.is_in(urgencies)))
            .add_option(self.on_the_ent.map(|on_it| OnTheEnt.eq(on_it)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.basin.as_ref().map(|code| chosen(EstablishmentId, members_of_basin(code, viewer.actor.today))))
            .add_option(self.is_mine.map(|is_mine| if is_mine { mine } else { mine.not() })))
    }
}

impl Filter for NeedAuthorFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.shows_name.map(|shows| need_author::Column::ShowsName.eq(shows))))
    }
}

impl Filter for NeedSupportFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.is_withdrawn.map(|withdrawn| need_support::Column::Withdrawn.eq(withdrawn))))
    }
}

impl Filter for NeedClusterFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use need_cluster::Column::{AcademyId, IsCommon, SchoolYear, Stage, ThemeId, ZoneId};
        let basin = |code: &String| {
            let coded = Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin)).add(zone::Column::Code.eq(code));
            chosen(ZoneId, values_of::<zone::Entity>(zone::Column::Id, coded))
        };
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(values("themes", self.themes.as_ref())?.map(|codes| chosen(ThemeId, themes_coded(codes))))
            .add_option(self.is_common.map(|common| IsCommon.eq(common)))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.basin.as_ref().map(basin)))
    }
}
