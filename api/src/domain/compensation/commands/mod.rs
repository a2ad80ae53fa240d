//! The room's mutations: the table of contents, and what they share.

pub mod close_compensation;
pub mod correct_opinion;
pub mod grant_compensation;
pub mod propose_compensation;
pub mod record_opinion;
pub mod refuse_compensation;
pub mod resume_compensation;
pub mod revise_compensation;
pub mod suspend_compensation;
pub mod withdraw_compensation;

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{
    compensation::{
        compensation,
        compensation_change::{self, CompensationChangeKind},
        council_opinion,
    },
    territory::establishment,
};
use kernel::{
    Uuid,
    command::{BulkPayload, CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::SchoolYear,
    text::Text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use self::{
    close_compensation::CloseCompensation, correct_opinion::CorrectOpinion, grant_compensation::GrantCompensation, propose_compensation::ProposeCompensation,
    record_opinion::RecordOpinion, refuse_compensation::RefuseCompensation, resume_compensation::ResumeCompensation, revise_compensation::ReviseCompensation,
    suspend_compensation::SuspendCompensation, withdraw_compensation::WithdrawCompensation,
};
use super::{Compensation, CouncilOpinion, schedule::month_of, seasons::reschedule};

/// Mutations of compensations.
#[derive(Default)]
pub struct CompensationMutations;

/// Mutations of compensations.
#[Object]
impl CompensationMutations {
    /// Writes down what a council said about the share-out of a school year. Refuses `NO_SUCH_BODY` for one that the establishment has not,
    /// `COUNCIL_NOT_HEARD` and `BOARD_BEFORE_COUNCIL` for a board that comes before the pedagogical council. Principal.
    async fn record_opinion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecordOpinion,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CouncilOpinion>> {
        ctx.perform(input, options).await
    }

    /// Corrects what was written down wrongly of an opinion. Refuses `BOARD_BEFORE_COUNCIL`. Principal.
    async fn correct_opinion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CorrectOpinion,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CouncilOpinion>> {
        ctx.perform(input, options).await
    }

    /// Proposes what the referents of an establishment have for a school year: all of it, or nothing when something is refused. Refuses `COUNCIL_NOT_HEARD`,
    /// `AMOUNT_NOT_LEGAL` for what is no rate, `PACT_SHARE_REFUSED`, `COMPENSATION_EXCLUSIVE` for an allowance with fewer hours, `NO_COMPENSATION_RULE`,
    /// `NO_MANDATE`, and `SUM_OUTSIDE_REFERENCE` unless it is acknowledged. Principal.
    async fn propose_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ProposeCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Takes a proposal back before it is decided. Principal.
    async fn withdraw_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Grants a proposal; it begins with the mandate, at once when that is active. Refuses `COUNCIL_NOT_HEARD`. Rectorate, desk PAY.
    async fn grant_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: GrantCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Refuses a proposal, with the reason. Rectorate, desk PAY.
    async fn refuse_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RefuseCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Decides another amount, or other hours, from a month on; the months left are computed anew. Refuses `AMOUNT_NOT_LEGAL`. Rectorate, desk PAY.
    async fn revise_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReviseCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Stops a compensation for a time: months that begin meanwhile are not due. Rectorate, desk PAY.
    async fn suspend_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SuspendCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Lets a compensation go on that was suspended. Rectorate, desk PAY.
    async fn resume_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ResumeCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }

    /// Ends a compensation before its year does. A mandate that ends early does it by itself. Rectorate, desk PAY.
    async fn close_compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CloseCompensation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Compensation>> {
        ctx.perform(input, options).await
    }
}

/// Holds an establishment, so that what its referents have together is decided one after another.
async fn held(work: &Work<'_>, id: Uuid) -> Result<(), Refusal> {
    work.find_locked::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(id))).await.map(drop)
}

/// What councils said about a year.
async fn opinions_of(work: &Work<'_>, establishment: Uuid, year: SchoolYear) -> Result<Vec<council_opinion::Model>, Refusal> {
    use council_opinion::Column::{EstablishmentId, SchoolYear as Year};
    work.find::<council_opinion::Entity>(Condition::all().add(EstablishmentId.eq(establishment)).add(Year.eq(year.to_string()))).await
}

/// The first day of the month of a day, which lies in the year of the compensation.
fn month_from(row: &compensation::Model, day: NaiveDate) -> Result<NaiveDate, Fault> {
    let year: Option<SchoolYear> = row.school_year.parse().ok();
    match year {
        Some(year) if year.contains(day) => Ok(month_of(day)),
        _ => {
            let message = Text::of(
                format!("A day of the school year {} is meant here.", row.school_year),
                format!("Un jour de l'année scolaire {} est attendu ici.", row.school_year),
            );
            Err(Fault::invalid("from", message))
        }
    }
}

/// What is decided after the granting.
enum Decided {
    Revised { cents: Option<i32>, quarters: Option<i32> },
    Suspended,
    Resumed,
    Closed,
}

/// Saves a decision, computes the months left anew, and tells it.
async fn decide(
    work: &mut Work<'_>,
    change: compensation::ActiveModel,
    decided: Decided,
    from: NaiveDate,
    reason: Option<String>,
    fact: &Fact,
) -> Result<Id<Compensation>, Refusal> {
    let row = work.save::<Compensation>(change).await?;
    let (kind, cents, quarters) = match decided {
        Decided::Revised { cents, quarters } => (CompensationChangeKind::Revised, cents, quarters),
        Decided::Suspended => (CompensationChangeKind::Suspended, None, None),
        Decided::Resumed => (CompensationChangeKind::Resumed, None, None),
        Decided::Closed => (CompensationChangeKind::Closed, None, None),
    };
    let decision = compensation_change::ActiveModel {
        id: NotSet,
        academy_id: Set(row.academy_id),
        establishment_id: Set(row.establishment_id),
        person_id: Set(row.person_id),
        compensation_id: Set(row.id),
        kind: Set(kind),
        from_month: Set(from),
        amount_cents: Set(cents),
        quarter_hours: Set(quarters),
        reason: Set(reason),
        decided_on: Set(work.viewer.actor.today),
    };
    work.follow::<compensation_change::Entity>(vec![decision]).await?;
    reschedule(work, vec![row.clone()]).await?;
    work.announce(fact.of::<Compensation>(&row));
    Ok(row.id.into())
}
