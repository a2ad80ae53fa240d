//! `setRemuneration`.

use async_graphql::InputObject;
use entity::{
    pay::remuneration::{self, RemunerationKind, RemunerationLevel, RemunerationStage},
    training::{
        trainer_engagement::{self, EngagementStage},
        training_plan,
        training_session::{self, SessionStage},
    },
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{answerable, day_of, session_of};
use crate::domain::{
    pay::{Remuneration, events::REMUNERATION_SET, law, rules, sheet::SET, states},
    training::TrainerEngagement,
};

/// What an engagement brings.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SetRemunerationInput")]
pub struct SetRemuneration {
    /// The engagement, which was not declined, of a session that is not cancelled.
    pub engagement: Id<TrainerEngagement>,
    /// Version of its remuneration, as it was read; left out when there is none yet.
    pub version: Option<i64>,
    /// How it is paid; `NONE` says that it is not.
    pub kind: RemunerationKind,
    /// Level of the training. For `HOURLY`, and only then.
    pub level: Option<RemunerationLevel>,
    /// Rate of an hour, in cents of a euro, within the range of the level (`trainerPayRules`). For `HOURLY`, and only then.
    pub rate_cents: Option<i32>,
    /// Hours, in quarters of an hour, no more than the session lasts. For `HOURLY`, and only then.
    pub hours: Option<f64>,
    /// Amount in cents of a euro, 1 to 1,000,000. For `FLAT_RATE`, and only then.
    pub amount_cents: Option<i32>,
}

impl Command for SetRemuneration {
    const NAME: &'static str = "setRemuneration";
    type Outcome = Id<Remuneration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let engagement = work.seen(self.engagement, "engagement").await?;
        let session = session_of(work, engagement.session_id).await?;
        let place = placed(work, &engagement, &session).await?;
        work.may_create::<Remuneration>(SET, &place).await?;
        // Two who set the same one come one after another.
        work.find_locked::<trainer_engagement::Entity>(Condition::all().add(trainer_engagement::Column::Id.eq(engagement.id))).await?;
        let before = work.find::<remuneration::Entity>(Condition::all().add(remuneration::Column::EngagementId.eq(engagement.id))).await?.pop();
        if let Some(before) = &before {
            let version = self.version.ok_or(Refusal::Conflict { current: before.version })?;
            let held = work.take::<Remuneration>(SET, before.id.into(), version).await?;
            states::REMUNERATION.after(held.stage, SET)?;
        }
        stands(&engagement, &session)?;
        let values = self.checked(work, &session).await?;
        let line = remuneration::Model { person_id: engagement.person_id, ..Default::default() };
        rules::not_own("engagement".to_owned(), &line, answerable(work))?;

        let change = remuneration::ActiveModel {
            reason: Set(None),
            certified_by_id: Set(None),
            certified_at: Set(None),
            approved_by_id: Set(None),
            approved_at: Set(None),
            answered_at: Set(None),
            ..values
        };
        let row = match before {
            Some(before) => work.save::<Remuneration>(remuneration::ActiveModel { id: Unchanged(before.id), ..change }).await?,
            None => {
                let new = remuneration::ActiveModel {
                    academy_id: place.academy_id,
                    establishment_id: place.establishment_id,
                    plan_id: place.plan_id,
                    session_id: place.session_id,
                    engagement_id: place.engagement_id,
                    person_id: place.person_id,
                    school_year: place.school_year,
                    export_id: Set(None),
                    ..change
                };
                work.create::<Remuneration>(SET, new).await?
            }
        };
        work.announce(REMUNERATION_SET.of::<Remuneration>(&row));
        Ok(row.id.into())
    }
}

/// Where the line of an engagement lies.
async fn placed(work: &Work<'_>, engagement: &trainer_engagement::Model, session: &training_session::Model) -> Result<remuneration::ActiveModel, Refusal> {
    let plan = work.find::<training_plan::Entity>(Condition::all().add(training_plan::Column::Id.eq(session.plan_id))).await?.pop();
    let plan = plan.ok_or_else(|| Refusal::internal("the plan of a session"))?;
    Ok(remuneration::ActiveModel {
        academy_id: Set(session.academy_id),
        establishment_id: Set(plan.establishment_id),
        plan_id: Set(plan.id),
        session_id: Set(session.id),
        engagement_id: Set(engagement.id),
        person_id: Set(engagement.person_id),
        school_year: Set(plan.school_year),
        ..Default::default()
    })
}

/// Refuses to pay for what nobody does.
fn stands(engagement: &trainer_engagement::Model, session: &training_session::Model) -> Result<(), Fault> {
    if engagement.stage == EngagementStage::Declined {
        return Err(Fault::invalid("engagement", text("The person declined.", "La personne a décliné."))
            .hint(text("Ask again, or somebody else: proposeTrainer.", "Proposez-le à nouveau, ou à quelqu'un d'autre : proposeTrainer.")));
    }
    if session.stage == SessionStage::Cancelled {
        return Err(Fault::invalid("engagement", text("The session is cancelled.", "La session est annulée.")));
    }
    Ok(())
}

impl SetRemuneration {
    /// What is stored of the amounts, once no text forbids them.
    async fn checked(&self, work: &Work<'_>, session: &training_session::Model) -> Result<remuneration::ActiveModel, Refusal> {
        use RemunerationKind::{FlatRate, Hourly};
        for (argument, given, of) in [
            ("level", self.level.is_some(), Hourly),
            ("rateCents", self.rate_cents.is_some(), Hourly),
            ("hours", self.hours.is_some(), Hourly),
            ("amountCents", self.amount_cents.is_some(), FlatRate),
        ] {
            rules::belongs(argument, given, self.kind, of)?;
        }
        let (mut rate_source, mut quarters, mut cents) = (None, None, 0);
        if let (Some(level), Some(rate), Some(hours)) = (self.level, self.rate_cents, self.hours) {
            rate_source = Some(law::rule("rateCents", level, rate, day_of(work, session).await?)?.code.to_owned());
            let done = rules::quarters(hours, session)?;
            (quarters, cents) = (Some(done), rules::amount(rate, done));
        }
        if let Some(flat) = self.amount_cents {
            cents = rules::flat(flat)?;
        }
        let stage = if self.kind == RemunerationKind::None { RemunerationStage::Unpaid } else { RemunerationStage::Draft };
        Ok(remuneration::ActiveModel {
            kind: Set(self.kind),
            level: Set(self.level),
            rate_cents: Set(self.rate_cents),
            quarter_hours: Set(quarters),
            amount_cents: Set(cents),
            rate_source: Set(rate_source),
            stage: Set(stage),
            ..Default::default()
        })
    }
}
