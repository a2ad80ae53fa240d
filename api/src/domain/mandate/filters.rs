//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::mandate::mandate;
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{Date, SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::states::{MandateState, in_states};
use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, members_of_basin, order},
};

/// Which mandates to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MandateFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// States on the day `asOf`. Refuses an empty list.
    pub states: Option<Vec<MandateState>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin that the establishment belongs to on the day `asOf`.
    pub basin: Option<String>,
    /// Day on which `states` and `basin` are looked at; today when left out. Given alone, it keeps the mandates that are active on that day.
    pub as_of: Option<Date>,
}

/// Which referents to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ReferentFilter {
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin that the establishment belongs to on the day `asOf`.
    pub basin: Option<String>,
    /// Day on which the mandate is active; today when left out.
    pub as_of: Option<Date>,
}

/// Order of mandates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MandateOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// By school year.
    SchoolYear,
    /// By first day.
    StartsOn,
    /// In the order they were made.
    Created,
}

/// Order of referents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ReferentOrder {
    /// In the order their mandates were made.
    #[default]
    Created,
    /// By first day of the mandate.
    Since,
}

order!(MandateOrder, mandate,
    Self::SchoolYearDesc => Sort::by(mandate::Column::SchoolYear).descending(),
    Self::SchoolYear => Sort::by(mandate::Column::SchoolYear),
    Self::StartsOn => Sort::by(mandate::Column::StartsOn),
    Self::Created => Sort::by_creation());
order!(ReferentOrder, mandate, Self::Created => Sort::by_creation(), Self::Since => Sort::by(mandate::Column::StartsOn));

fn placed(establishment: Option<&Uai>, academy: Option<&str>, basin: Option<&str>, day: chrono::NaiveDate) -> Condition {
    Condition::all()
        .add_option(establishment.map(|uai| chosen(mandate::Column::EstablishmentId, establishment_coded(uai))))
        .add_option(academy.map(|code| chosen(mandate::Column::AcademyId, academy_coded(code))))
        .add_option(basin.map(|code| chosen(mandate::Column::EstablishmentId, members_of_basin(code, day))))
}

impl Filter for MandateFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let day = self.as_of.map_or(viewer.actor.today, |date| date.0);
        let states = match values("states", self.states.as_ref())? {
            None if self.as_of.is_some() => Some(vec![MandateState::Active]),
            states => states,
        };
        Ok(placed(self.establishment.as_ref(), self.academy.as_deref(), self.basin.as_deref(), day)
            .add_option(self.school_year.map(|year| mandate::Column::SchoolYear.eq(year.to_string())))
            .add_option(states.map(|states| in_states(&states, day))))
    }
}

impl Filter for ReferentFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let day = self.as_of.map_or(viewer.actor.today, |date| date.0);
        Ok(placed(self.establishment.as_ref(), self.academy.as_deref(), self.basin.as_deref(), day).add(in_states(&[MandateState::Active], day)))
    }

    fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.as_of.map(|date| date.0)
    }
}
