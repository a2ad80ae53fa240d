//! The room's mutations: the table of contents.

pub mod accept_mandate;
pub mod decline_mandate;
pub mod end_mandate;
pub mod load_referents;
pub mod propose_mandate;
pub mod roll_over_mandates;
pub mod upsert_mandates;
pub mod withdraw_mandate;

use async_graphql::{Context, Object};
use kernel::{
    command::{BulkPayload, CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{
    accept_mandate::AcceptMandate, decline_mandate::DeclineMandate, end_mandate::EndMandate, propose_mandate::ProposeMandate,
    roll_over_mandates::RollOverMandates, upsert_mandates::UpsertMandates, withdraw_mandate::WithdrawMandate,
};
use super::ReferentMandate;

/// Mutations of the mandates.
#[derive(Default)]
pub struct MandateMutations;

/// Mutations of the mandates.
#[Object]
impl MandateMutations {
    /// Proposes a mandate to a member of staff. Refuses `NOT_SECOND_DEGREE`, `SECTION_HOLDS_NO_MANDATE`, `NOT_APPOINTED_THERE`, `MANDATE_EXISTS`. Principal, rectorate.
    async fn propose_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ProposeMandate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Accepts one's own mandate. Refuses `INVALID_TRANSITION` unless proposed, `MANDATE_OVER` after its last day. The person.
    async fn accept_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AcceptMandate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Declines one's own mandate. Refuses `INVALID_TRANSITION` unless proposed. The person.
    async fn decline_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclineMandate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Takes a mandate back before it begins. Refuses `INVALID_TRANSITION` once it is active. Principal, rectorate.
    async fn withdraw_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawMandate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Ends an active mandate before its last day. The person, principal, rectorate.
    async fn end_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: EndMandate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Proposes the mandates that reach the end of a school year again for the next, each naming the one it continues; a
    /// second call changes nothing. One result a mandate, keyed by UAI and person. Rectorate.
    async fn roll_over_mandates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RollOverMandates,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<ReferentMandate>> {
        ctx.perform(input, options).await
    }

    /// Proposes mandates and changes the days and share of those that are known, by establishment, person and first day; a
    /// second call changes nothing. One result a row. A row is refused with `NOT_FOUND`, `NAMED_TWICE`, `NOT_APPOINTED_THERE`,
    /// `MANDATE_EXISTS`, `NOT_SECOND_DEGREE`, `SECTION_HOLDS_NO_MANDATE`, `MANDATE_ANSWERED` (what a person accepted can only
    /// be shortened), and the others are done. Principal, rectorate.
    async fn upsert_mandates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpsertMandates,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<ReferentMandate>> {
        ctx.perform(input, options).await
    }
}
