//! The room's mutations: the table of contents, and what they share.

pub mod approve_pay;
pub mod certify_service;
pub mod export_pay;
pub mod record_payments;
pub mod return_service;
pub mod set_remuneration;

use std::collections::HashMap;

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{pay::remuneration, training::training_session};
use kernel::{
    Uuid,
    clock::local_date,
    command::{BulkPayload, CommandOptions, Payload, Perform},
    read::Maybe,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::{Action, permitted},
    text::{Text, text},
    upsert::Plan,
    work::Work,
};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait, Condition};

use self::{
    approve_pay::ApprovePay, certify_service::CertifyService, export_pay::ExportPay, record_payments::RecordPayments, return_service::ReturnService,
    set_remuneration::SetRemuneration,
};
use super::{PayExport, Remuneration};
use crate::domain::training::calendar::zone_of;

/// Most lines of a bulk mutation.
const MOST_LINES: usize = 1000;

/// Mutations of the pay of trainers.
#[derive(Default)]
pub struct PayMutations;

/// Mutations of the pay of trainers.
#[Object]
impl PayMutations {
    /// Says what an engagement brings: nothing, a rate by the hour, a flat rate. Refuses `RATE_NOT_LEGAL`, `HOURS_OVER_SESSION`, `OWN_PAY`. Rectorate, desk TRAINING.
    async fn set_remuneration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SetRemuneration,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Remuneration>> {
        ctx.perform(input, options).await
    }

    /// Certifies that the service was done (*service fait*), with the hours that were. Refuses `SESSION_NOT_HELD`, `SESSION_NOT_OVER`, `HOURS_OVER_SESSION`, `OWN_PAY`. The principal of the session's host; where it has none, that of the plan's establishment, or the rectorate, desk TRAINING.
    async fn certify_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CertifyService,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Remuneration>> {
        ctx.perform(input, options).await
    }

    /// Gives a certified line back, with the reason. Who certifies it; rectorate, desk PAY.
    async fn return_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReturnService,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Remuneration>> {
        ctx.perform(input, options).await
    }

    /// Approves certified lines; each is answered by itself. A line is refused with `OWN_CERTIFICATE` to whoever certified it, `OWN_PAY` to whoever it pays, `PAY_OVER_BUDGET` where the plan's budget does not bear it beside the lines that are approved, exported or paid. Rectorate, desk PAY.
    async fn approve_pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ApprovePay,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<Remuneration>> {
        ctx.perform(input, options).await
    }

    /// Writes the approved lines of an academy to a file for the payroll tool; each line goes out once. Refuses `NOTHING_TO_EXPORT`. Rectorate, desk PAY, of the whole academy.
    async fn export_pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ExportPay,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<PayExport>> {
        ctx.perform(input, options).await
    }

    /// Writes down what the payroll tool answered to the lines of a file; each is answered by itself, and the same again is `UNCHANGED`. A line of another file is refused with `NOT_IN_EXPORT`. Rectorate, desk PAY.
    async fn record_payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecordPayments,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<Remuneration>> {
        ctx.perform(input, options).await
    }
}

/// Who answers for what is done: the person; the officer whose hats a service account wears.
fn answerable(work: &Work<'_>) -> Option<Uuid> {
    let actor = &work.viewer.actor;
    let lent = || actor.hats.iter().find(|hat| hat.scopes.is_some()).and_then(|hat| hat.wearer);
    actor.person().or_else(lent)
}

/// The session of a line.
async fn session_of(work: &Work<'_>, id: Uuid) -> Result<training_session::Model, Refusal> {
    let session = work.find::<training_session::Entity>(Condition::all().add(training_session::Column::Id.eq(id))).await?.pop();
    session.ok_or_else(|| Refusal::internal("the session of an engagement"))
}

/// The day of a session, in the time of its academy: the rule of that day holds.
async fn day_of(work: &Work<'_>, session: &training_session::Model) -> Result<NaiveDate, Refusal> {
    Ok(local_date(session.starts_at, zone_of(&work.viewer.store, session.academy_id).await?))
}

/// Refuses a bulk mutation of no or too many lines.
fn some_lines(count: usize) -> Result<(), Fault> {
    if (1..=MOST_LINES).contains(&count) {
        return Ok(());
    }
    let message = Text::of(format!("1 to {MOST_LINES} lines are meant here."), format!("De 1 à {MOST_LINES} lignes sont attendues ici."));
    Err(Fault::invalid("lines", message).hint(text("Send them in several calls.", "Envoyez-les en plusieurs appels.")))
}

/// A line that a bulk mutation names.
enum Named {
    /// It may be changed, and is held.
    Held(Box<remuneration::Model>),
    /// It is read, but not to be changed by this viewer.
    Seen(Uuid),
}

/// The lines that a bulk mutation names, by id.
struct Lines {
    held: HashMap<Uuid, remuneration::Model>,
    seen: Vec<remuneration::Model>,
}

impl Lines {
    /// Those that the viewer reads. They are held by `hold`, once what decides about several of them is.
    async fn seen(work: &Work<'_>, ids: impl Iterator<Item = Id<Remuneration>>) -> Result<Self, Refusal> {
        let ids: Vec<Uuid> = ids.filter_map(|id| id.named("lines").ok()).collect();
        let seen = work.seen_all::<Remuneration>(work.among(remuneration::Column::Id, &ids)).await?;
        Ok(Self { held: HashMap::new(), seen })
    }

    /// Holds those for which an action is allowed.
    async fn hold(&mut self, work: &Work<'_>, action: Action) -> Result<(), Refusal> {
        let ids: Vec<Uuid> = self.seen.iter().map(|row| row.id).collect();
        let these = work.among(remuneration::Column::Id, &ids).add_option(permitted::<Remuneration>(&work.viewer.actor, action));
        self.held = work.find_locked::<remuneration::Entity>(these).await?.into_iter().map(|row| (row.id, row)).collect();
        Ok(())
    }

    fn named(&self, id: Id<Remuneration>) -> Result<Named, Refusal> {
        let id = id.named("lines")?;
        match self.held.get(&id) {
            Some(row) => Ok(Named::Held(Box::new(row.clone()))),
            None if self.seen.iter().any(|row| row.id == id) => Ok(Named::Seen(id)),
            None => Err(Refusal::NotFound { argument: "lines" }),
        }
    }
}

/// Nothing to change: whoever may not, is told so when it is written; everything else was so already.
fn as_it_is(id: Uuid) -> Plan<Remuneration> {
    Plan::Known(remuneration::ActiveModel { id: Unchanged(id), ..Default::default() })
}
