//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    people::{
        appointment::{self, AppointmentFunction},
        discipline, office, person, person_contact, person_identifier,
    },
    territory::establishment,
};
use kernel::{
    filter::{chosen, containing, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{Date, Uai},
    store::covering,
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use crate::domain::territory::filters::{academy_coded, order};

/// Which persons to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PersonFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Unit code of an establishment where the person works on the day `asOf`.
    pub establishment: Option<Uai>,
    /// Functions that the person has on the day `asOf`. Refuses an empty list.
    pub functions: Option<Vec<AppointmentFunction>>,
    /// Words of the name, whatever the accents and case.
    pub text: Option<String>,
    /// Whether the person is still in the directory.
    pub active: Option<bool>,
    /// Day on which the other conditions are looked at; today when left out.
    pub as_of: Option<Date>,
}

/// Which appointments to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AppointmentFilter {
    /// Functions. Refuses an empty list.
    pub functions: Option<Vec<AppointmentFunction>>,
    /// Day on which they hold; today when left out.
    pub as_of: Option<Date>,
    /// All of them, past and to come; `asOf` is then refused.
    #[graphql(default)]
    pub all_dates: bool,
}

/// Which offices to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OfficeFilter {
    /// Day on which they hold; today when left out.
    pub as_of: Option<Date>,
    /// All of them, past and to come; `asOf` is then refused.
    #[graphql(default)]
    pub all_dates: bool,
}

/// Which disciplines to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DisciplineFilter {
    /// Codes of the nomenclature, such as `L0202`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which identifiers to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PersonIdentifierFilter {
    /// Systems, such as `AAF`. Refuses an empty list.
    pub systems: Option<Vec<String>>,
}

/// A contact is one a person: nothing to filter but the address.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PersonContactFilter {
    /// Mail addresses. Refuses an empty list.
    pub mails: Option<Vec<String>>,
}

/// Order of persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PersonOrder {
    /// By family name, then given name, whatever the accents and case.
    #[default]
    Name,
    /// By name, from the last.
    NameDesc,
}

/// Order of appointments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum AppointmentOrder {
    /// By first day.
    #[default]
    StartsOn,
    /// By first day, from the latest.
    StartsOnDesc,
    /// By last day; open ones last.
    EndsOn,
}

/// Order of offices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OfficeOrder {
    /// By first day.
    #[default]
    StartsOn,
}

/// Order of identifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PersonIdentifierOrder {
    /// By system.
    #[default]
    System,
}

/// Order of disciplines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DisciplineOrder {
    /// By code.
    #[default]
    Code,
}

order!(PersonOrder, person, Self::Name => Sort::by(person::Column::Folded), Self::NameDesc => Sort::by(person::Column::Folded).descending());
order!(AppointmentOrder, appointment,
    Self::StartsOn => Sort::by(appointment::Column::StartsOn),
    Self::StartsOnDesc => Sort::by(appointment::Column::StartsOn).descending(),
    Self::EndsOn => Sort::by(appointment::Column::EndsOn));
order!(OfficeOrder, office, Self::StartsOn => Sort::by(office::Column::StartsOn));
order!(PersonIdentifierOrder, person_identifier, Self::System => Sort::by(person_identifier::Column::System));
order!(PersonIdentifierOrder, person_contact, Self::System => Sort::by_creation());
order!(DisciplineOrder, discipline, Self::Code => Sort::by(discipline::Column::Code));

/// The establishment with a UAI.
pub fn establishment_coded(uai: &Uai) -> SelectStatement {
    values_of::<establishment::Entity>(establishment::Column::Id, Condition::all().add(establishment::Column::Uai.eq(uai.as_str())))
}

impl Filter for PersonFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let functions = values("functions", self.functions.as_ref())?;
        let text = self.text.as_ref().map(|text| containing(person::Column::Folded, text)).transpose()?;
        let all = Condition::all().add_option(self.academy.as_ref().map(|code| chosen(person::Column::AcademyId, academy_coded(code)))).add_option(text);
        let all = match self.active {
            Some(true) => all.add(person::Column::DeactivatedOn.is_null()),
            Some(false) => all.add(person::Column::DeactivatedOn.is_not_null()),
            None => all,
        };
        if self.establishment.is_none() && functions.is_none() {
            return Ok(all);
        }
        let day = self.as_of.map_or(viewer.actor.today, |date| date.0);
        let working = Condition::all()
            .add(covering(appointment::Column::StartsOn, appointment::Column::EndsOn, day))
            .add_option(self.establishment.as_ref().map(|uai| chosen(appointment::Column::EstablishmentId, establishment_coded(uai))))
            .add_option(functions.map(|functions| appointment::Column::Function.is_in(functions)));
        let working = readable_appointments(viewer, working);
        Ok(all.add(chosen(person::Column::Id, working)))
    }
}

/// The persons of some appointments that the viewer may read: a filter must not tell what a list would not.
fn readable_appointments(viewer: &Viewer, these: Condition) -> SelectStatement {
    let readable = kernel::sheet::scope::<super::Appointment>(&viewer.actor).unwrap_or_else(Condition::all);
    values_of::<appointment::Entity>(appointment::Column::PersonId, these.add(readable))
}

impl Filter for AppointmentFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let functions = values("functions", self.functions.as_ref())?.map(|functions| appointment::Column::Function.is_in(functions));
        Ok(dated(self.all_dates, self.as_of, viewer, appointment::Column::StartsOn, appointment::Column::EndsOn)?.add_option(functions))
    }
}

impl Filter for OfficeFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        dated(self.all_dates, self.as_of, viewer, office::Column::StartsOn, office::Column::EndsOn)
    }
}

/// The rows of a dated list: those of a day, today when none is named, or of all days.
pub fn dated<C: ColumnTrait>(all_dates: bool, as_of: Option<Date>, viewer: &Viewer, starts: C, ends: C) -> Result<Condition, Refusal> {
    match (all_dates, as_of) {
        (true, Some(_)) => Err(Refusal::invalid("filter.asOf", text("asOf and allDates exclude each other.", "asOf et allDates s'excluent."))),
        (true, None) => Ok(Condition::all()),
        (false, day) => Ok(covering(starts, ends, day.map_or(viewer.actor.today, |date| date.0))),
    }
}

impl Filter for DisciplineFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?;
        Ok(Condition::all().add_option(codes.map(|codes| discipline::Column::Code.is_in(codes))))
    }
}

impl Filter for PersonIdentifierFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let systems = values("systems", self.systems.as_ref())?;
        Ok(Condition::all().add_option(systems.map(|systems| person_identifier::Column::System.is_in(systems))))
    }
}

impl Filter for PersonContactFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let mails = values("mails", self.mails.as_ref())?;
        Ok(Condition::all().add_option(mails.map(|mails| person_contact::Column::Mail.is_in(mails))))
    }
}

/// The persons who work in an establishment on a day.
pub fn working_in(uai: &Uai, day: chrono::NaiveDate) -> SelectStatement {
    use appointment::Column::{EndsOn, EstablishmentId, PersonId, StartsOn};
    values_of::<appointment::Entity>(PersonId, covering(StartsOn, EndsOn, day).add(chosen(EstablishmentId, establishment_coded(uai))))
}
