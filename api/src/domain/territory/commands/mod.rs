//! The room's mutations: the table of contents.

pub mod close_establishment;
pub mod create_establishment;
pub mod load_territory;
pub mod update_academy_settings;
pub mod update_establishment;
pub mod update_establishment_contact;
pub mod upsert_establishments;
pub mod upsert_zones;

use async_graphql::{Context, Object};
use kernel::{
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{
    close_establishment::CloseEstablishment, create_establishment::CreateEstablishment, update_academy_settings::UpdateAcademySettings,
    update_establishment::UpdateEstablishment, update_establishment_contact::UpdateEstablishmentContact,
};
use super::{AcademySettings, Establishment};

/// Mutations of the territory.
#[derive(Default)]
pub struct TerritoryMutations;

/// Mutations of the territory.
#[Object]
impl TerritoryMutations {
    /// Makes an establishment. Refuses `ALREADY_EXISTS` for a known UAI, `NOT_FOUND` for an unknown academy, department, basin or parent. Rectorate.
    async fn create_establishment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateEstablishment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Establishment>> {
        ctx.perform(input, options).await
    }

    /// Changes facts of an establishment; what is left out stays. Refuses `CONFLICT` when somebody changed it since. Rectorate.
    async fn update_establishment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateEstablishment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Establishment>> {
        ctx.perform(input, options).await
    }

    /// Changes telephone, generic mailbox or web site; what is left out stays. Principal of the establishment, rectorate.
    async fn update_establishment_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateEstablishmentContact,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Establishment>> {
        ctx.perform(input, options).await
    }

    /// Says which day is the last of an establishment. Refuses `MANDATES_LAST_LONGER` while mandates reach beyond it. Rectorate.
    async fn close_establishment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CloseEstablishment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Establishment>> {
        ctx.perform(input, options).await
    }

    /// Changes what an academy decides for itself; what is left out stays. Rectorate, desk DIRECTORY.
    async fn update_academy_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateAcademySettings,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<AcademySettings>> {
        ctx.perform(input, options).await
    }
}
