//! `endAppointment`.

use async_graphql::InputObject;
use entity::{
    people::appointment::{self, AppointmentFunction},
    territory::establishment,
};
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::people::{
    Appointment,
    events::APPOINTMENT_ENDED,
    rules::{no_second_principal, period},
    sheet::END,
};

/// The last day of an appointment.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EndAppointmentInput")]
pub struct EndAppointment {
    /// The appointment.
    pub id: Id<Appointment>,
    /// Its version as it was read.
    pub version: i64,
    /// Its last day, included; not before its first.
    pub ends_on: Date,
}

impl Command for EndAppointment {
    const NAME: &'static str = "endAppointment";
    type Outcome = Id<Appointment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(END, self.id, self.version).await?;
        period(row.starts_on, Some(self.ends_on.0))?;
        if row.function == AppointmentFunction::Principal {
            // The establishment is held, as when a principal is appointed.
            work.find_locked::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(row.establishment_id))).await?;
            let others = Condition::all()
                .add(appointment::Column::EstablishmentId.eq(row.establishment_id))
                .add(appointment::Column::Function.eq(row.function))
                .add(appointment::Column::Id.ne(row.id));
            no_second_principal("endsOn", &work.find::<appointment::Entity>(others).await?, row.starts_on, Some(self.ends_on.0))?;
        }

        let change = appointment::ActiveModel { id: Unchanged(row.id), ends_on: Set(Some(self.ends_on.0)), ..Default::default() };
        let row = work.save::<Appointment>(change).await?;
        work.announce(APPOINTMENT_ENDED.of::<Appointment>(&row));
        Ok(row.id.into())
    }
}
