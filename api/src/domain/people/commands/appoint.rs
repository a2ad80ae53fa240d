//! `appoint`.

use async_graphql::InputObject;
use chrono::NaiveDate;
use entity::{
    people::appointment::{self, AppointmentFunction},
    territory::establishment,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{Date, Uai},
    text::Text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    people::{
        Appointment, Person,
        events::APPOINTED,
        rules::{no_second_principal, period},
        sheet::APPOINT,
    },
    territory::lookups::establishment_of,
};

/// A person's function in an establishment.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AppointInput")]
pub struct Appoint {
    /// The person.
    pub person: Id<Person>,
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// Function.
    pub function: AppointmentFunction,
    /// First day.
    pub starts_on: Date,
    /// Last day, included; open when left out.
    pub ends_on: Option<Date>,
}

impl Command for Appoint {
    const NAME: &'static str = "appoint";
    type Outcome = Id<Appointment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (starts, ends) = (self.starts_on.0, self.ends_on.map(|date| date.0));
        period(starts, ends)?;
        let person = work.seen(self.person, "person").await?;
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let row = appointment::ActiveModel {
            academy_id: Set(establishment.academy_id),
            person_id: Set(person.id),
            establishment_id: Set(establishment.id),
            function: Set(self.function),
            starts_on: Set(starts),
            ends_on: Set(ends),
            ..Default::default()
        };
        // The right comes first: what the rules say tells of who works there.
        work.may_create::<Appointment>(APPOINT, &row).await?;
        // The establishment is held, so that two principals cannot be appointed at once.
        work.find_locked::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(establishment.id))).await?;
        open_on(&establishment, starts)?;
        if self.function == AppointmentFunction::Principal {
            let principals =
                Condition::all().add(appointment::Column::EstablishmentId.eq(establishment.id)).add(appointment::Column::Function.eq(self.function));
            no_second_principal("startsOn", &work.find::<appointment::Entity>(principals).await?, starts, ends)?;
        }

        let row = work.create::<Appointment>(APPOINT, row).await?;
        work.announce(APPOINTED.of::<Appointment>(&row));
        Ok(row.id.into())
    }
}

/// The establishment must not have closed by the first day.
pub fn open_on(establishment: &establishment::Model, starts: NaiveDate) -> Result<(), Refusal> {
    match establishment.closed_on.filter(|closed| *closed < starts) {
        None => Ok(()),
        Some(closed) => {
            let message = Text::of(format!("The establishment closes on {closed}."), format!("L'établissement ferme le {closed}."));
            Err(Fault::invalid("establishment", message).coded("ESTABLISHMENT_CLOSED").into())
        }
    }
}
