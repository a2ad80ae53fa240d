//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::compensation::{
    compensation::{self, CompensationForm, CompensationStage},
    compensation_change::{self, CompensationChangeKind},
    compensation_month,
    council_opinion::{self, CouncilBody},
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{Date, SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, members_of_basin, order},
};

/// Which opinions to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CouncilOpinionFilter {
    /// School year of the share-out.
    pub school_year: Option<SchoolYear>,
    /// Who was heard. Refuses an empty list.
    pub bodies: Option<Vec<CouncilBody>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
}

/// Which compensations to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompensationFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<CompensationStage>>,
    /// Forms. Refuses an empty list.
    pub forms: Option<Vec<CompensationForm>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin: those of its establishments of today.
    pub basin: Option<String>,
}

/// Which decisions to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompensationChangeFilter {
    /// What was decided. Refuses an empty list.
    pub kinds: Option<Vec<CompensationChangeKind>>,
}

/// Which months to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompensationMonthFilter {
    /// Months that begin on this day or later.
    pub from: Option<Date>,
    /// Months that begin on this day or earlier.
    pub to: Option<Date>,
}

/// Order of opinions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CouncilOpinionOrder {
    /// By day.
    #[default]
    HeardOn,
    /// By day, from the latest.
    HeardOnDesc,
}

/// Order of compensations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompensationOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were first proposed.
    Created,
}

/// Order of decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompensationChangeOrder {
    /// In the order they were made.
    #[default]
    Created,
}

/// Order of months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompensationMonthOrder {
    /// From the first.
    #[default]
    Month,
    /// From the last.
    MonthDesc,
}

order!(CouncilOpinionOrder, council_opinion,
    Self::HeardOn => Sort::by(council_opinion::Column::HeardOn),
    Self::HeardOnDesc => Sort::by(council_opinion::Column::HeardOn).descending());
order!(CompensationOrder, compensation,
    Self::SchoolYearDesc => Sort::by(compensation::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(CompensationChangeOrder, compensation_change, Self::Created => Sort::by_creation());
order!(CompensationMonthOrder, compensation_month,
    Self::Month => Sort::by(compensation_month::Column::Month),
    Self::MonthDesc => Sort::by(compensation_month::Column::Month).descending());

impl Filter for CouncilOpinionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use council_opinion::Column::{Body, EstablishmentId, SchoolYear};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("bodies", self.bodies.as_ref())?.map(|bodies| Body.is_in(bodies)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai)))))
    }
}

impl Filter for CompensationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use compensation::Column::{AcademyId, EstablishmentId, Form, SchoolYear, Stage};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(values("forms", self.forms.as_ref())?.map(|forms| Form.is_in(forms)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.basin.as_ref().map(|code| chosen(EstablishmentId, members_of_basin(code, viewer.actor.today)))))
    }
}

impl Filter for CompensationChangeFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let kinds = values("kinds", self.kinds.as_ref())?;
        Ok(Condition::all().add_option(kinds.map(|kinds| compensation_change::Column::Kind.is_in(kinds))))
    }
}

impl Filter for CompensationMonthFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use compensation_month::Column::Month;
        Ok(Condition::all().add_option(self.from.map(|day| Month.gte(day.0))).add_option(self.to.map(|day| Month.lte(day.0))))
    }
}
