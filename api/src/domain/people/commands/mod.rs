//! The room's mutations: the table of contents.

pub mod appoint;
pub mod create_person;
pub mod end_appointment;
pub mod end_office;
pub mod grant_office;
pub mod load;
pub mod upsert_appointments;
pub mod upsert_people;

use async_graphql::{Context, Object};
use kernel::{
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{appoint::Appoint, create_person::CreatePerson, end_appointment::EndAppointment, end_office::EndOffice, grant_office::GrantOffice};
use super::{Appointment, Office, Person};

/// Mutations of the people.
#[derive(Default)]
pub struct PeopleMutations;

/// Mutations of the people.
#[Object]
impl PeopleMutations {
    /// Makes a person of the directory. Refuses `ALREADY_EXISTS` for a mailbox or an identifier that is taken. Rectorate, desk DIRECTORY.
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreatePerson,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Person>> {
        ctx.perform(input, options).await
    }

    /// Appoints a person to an establishment. Refuses `SECOND_PRINCIPAL` where one acts at that time. Rectorate, desk DIRECTORY.
    async fn appoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: Appoint,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Appointment>> {
        ctx.perform(input, options).await
    }

    /// Says which day is the last of an appointment. Rectorate, desk DIRECTORY.
    async fn end_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: EndAppointment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Appointment>> {
        ctx.perform(input, options).await
    }

    /// Makes a person an officer of the rectorate. Refuses `OWN_OFFICE`: nobody gives an office to themself. Rectorate, desk DIRECTORY.
    async fn grant_office(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: GrantOffice,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Office>> {
        ctx.perform(input, options).await
    }

    /// Says which day is the last of an office; the service accounts of the officer end with it. Rectorate, desk DIRECTORY.
    async fn end_office(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: EndOffice,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Office>> {
        ctx.perform(input, options).await
    }
}
