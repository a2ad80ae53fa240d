use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    people::{
        appointment::{self, AppointmentFunction},
        person,
    },
    territory::establishment,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::Person;
use crate::domain::{
    people::{
        filters::{AppointmentFilter, AppointmentOrder},
        place::about,
        sheet,
    },
    territory::{
        Establishment,
        place::{in_office, in_own_establishments},
    },
};

/// Appointment.
pub struct Appointment(Loaded<appointment::Entity>);

impl Resource for Appointment {
    type Row = appointment::Entity;
    type State = ();
    type Filter = AppointmentFilter;
    type Order = AppointmentOrder;

    const PREFIX: &'static str = "appointment";
    const SHEET: Sheet<()> = sheet::APPOINTMENT;
    const READS: &'static [(&'static str, &'static [appointment::Column])] = &[("functionLabel", &[appointment::Column::Function])];
    const RELATIONS: &'static [&'static dyn Relation<appointment::Entity>] = &[
        &One::<appointment::Entity, Person> { name: "person", from: appointment::Column::PersonId, to: person::Column::Id },
        &One::<appointment::Entity, Establishment> { name: "establishment", from: appointment::Column::EstablishmentId, to: establishment::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Establishment => Some(in_own_establishments(hat, appointment::Column::EstablishmentId)),
            Reach::Academy => in_office(hat, appointment::Column::AcademyId, appointment::Column::EstablishmentId),
            reach => about(reach, hat, appointment::Column::PersonId, appointment::Column::AcademyId),
        }
    }

    fn state(_: &appointment::Model, _: NaiveDate) {}

    fn natural_key(row: &appointment::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(appointment::Entity);
}

/// Appointment (*affectation*): a person works in an establishment, as what, from when to when.
#[Object]
impl Appointment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Function.
    async fn function(&self) -> AppointmentFunction {
        self.0.row.function
    }

    /// Function in words, in the language of the request.
    async fn function_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("AppointmentFunction", self.0.row.function, ctx.viewer().locale)
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day, included; null while it is open.
    async fn ends_on(&self) -> Option<Date> {
        self.0.row.ends_on.map(Date)
    }

    /// The person; null for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
