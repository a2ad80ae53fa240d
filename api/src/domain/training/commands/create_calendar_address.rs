//! `createCalendarAddress`.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use entity::training::calendar_address;
use kernel::{
    command::{Answer, Command, Done, Shown},
    read::Reader,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::{Deserialize, Serialize};

use crate::domain::{
    access::secret::Secret,
    training::{CalendarAddress, events::ADDRESS_MADE, rules::MOST_ADDRESSES, sheet::CREATE},
};

/// A secret address of the own calendar to make.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateCalendarAddressInput")]
pub struct CreateCalendarAddress {
    /// Code of the academy whose time zone it tells, such as `13`.
    pub academy: String,
}

/// What was made: the secret is for the answer alone, and never kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct AddressMade {
    id: Id<CalendarAddress>,
    #[serde(skip)]
    secret: Option<Secret>,
}

impl Command for CreateCalendarAddress {
    const NAME: &'static str = "createCalendarAddress";
    type Outcome = AddressMade;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use calendar_address::Column::{PersonId, RevokedAt};
        let academy = crate::domain::territory::lookups::academy_of(work, &self.academy).await?;
        let person =
            work.viewer.actor.person().ok_or_else(|| Refusal::NotAllowed { reason: text("A person has a calendar.", "Une personne a un calendrier.") })?;
        let there = work.count::<calendar_address::Entity>(Condition::all().add(PersonId.eq(person)).add(RevokedAt.is_null())).await?;
        if there >= MOST_ADDRESSES {
            let message = text("You have ten addresses; revoke one first.", "Vous avez dix adresses ; révoquez-en une d'abord.");
            return Err(Fault::invalid("academy", message).hint(text("revokeCalendarAddress", "revokeCalendarAddress")).into());
        }

        let secret = Secret::make();
        let row = calendar_address::ActiveModel {
            academy_id: Set(academy.id),
            person_id: Set(person),
            prefix: Set(secret.prefix().to_owned()),
            hash: Set(secret.hash()),
            ..Default::default()
        };
        let row = work.create::<CalendarAddress>(CREATE, row).await?;
        work.announce(ADDRESS_MADE.of::<CalendarAddress>(&row));
        Ok(AddressMade { id: row.id.into(), secret: Some(secret) })
    }
}

/// The answer of a mutation that made an address.
pub struct CalendarAddressMadePayload {
    object: Shown<CalendarAddress>,
    secret: Option<Secret>,
    done: Done,
}

/// The answer of a mutation that made an address.
#[Object]
impl CalendarAddressMadePayload {
    /// What is known of the address afterwards.
    async fn object(&self, ctx: &Context<'_>) -> Option<Arc<CalendarAddress>> {
        self.object.here(ctx)
    }

    /// Path of the calendar on this server, shown this once: whoever has it reads the calendar. Null in the answer of a replay, which cannot
    /// show it again, and of a dry run, which made none.
    async fn address(&self) -> Option<String> {
        self.secret.as_ref().map(|secret| format!("/calendar/{}.ics", secret.shown()))
    }

    /// True when everything was taken back after this answer: nothing was written.
    async fn dry_run(&self) -> bool {
        self.done.dry_run
    }

    /// True when an earlier call with the same idempotency key did it.
    async fn replayed(&self) -> bool {
        self.done.replayed
    }
}

impl Answer<AddressMade> for CalendarAddressMadePayload {
    async fn read(reader: &Reader<'_>, outcome: &AddressMade, done: Done) -> Result<Self, Refusal> {
        let object = Shown::read::<Self>(reader, outcome.id).await?;
        Ok(Self { object, secret: outcome.secret.clone().filter(|_| !done.dry_run), done })
    }
}
