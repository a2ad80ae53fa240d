//! `reviseCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation::{self, CompensationForm};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{Decided, decide, month_from};
use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_REVISED, law, rules, sheet::REVISE, states},
    people::rules::short_text,
};

/// Another amount, or other hours, from a month on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReviseCompensationInput")]
pub struct ReviseCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// Amount of the year in cents, one of the rates of its rule: each month from then on counts a ninth of it. For an allowance.
    pub amount_cents: Option<i32>,
    /// Hours a week, 0.25 to 10 in quarters of an hour. For fewer hours.
    pub hours_per_week: Option<f64>,
    /// A day of the first month that it holds for, of the school year. Months that were paid stay as they were paid; what they lack or have too much is spread over the months left.
    pub from: Date,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for ReviseCompensation {
    const NAME: &'static str = "reviseCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(REVISE, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, REVISE)?;
        let reason = short_text("reason", &self.reason, 500)?;
        let from = month_from(&row, self.from.0)?;
        let (cents, quarters) = match (row.form, self.amount_cents, self.hours_per_week) {
            (CompensationForm::Allowance, Some(cents), None) => {
                law::coded(row.rule.as_deref().unwrap_or_default())?.check_amount("amountCents".into(), cents)?;
                (Some(cents), None)
            }
            (CompensationForm::LoadReduction, None, Some(hours)) => (None, Some(rules::quarters("hoursPerWeek".into(), hours)?)),
            (CompensationForm::Allowance, ..) => {
                return Err(
                    Fault::invalid("amountCents", text("An amount is meant here, and no hours.", "Un montant est attendu ici, et pas d'heures.")).into()
                );
            }
            (CompensationForm::LoadReduction, ..) => {
                return Err(
                    Fault::invalid("hoursPerWeek", text("Hours are meant here, and no amount.", "Des heures sont attendues ici, et pas de montant.")).into()
                );
            }
            (CompensationForm::None | CompensationForm::PactShare, ..) => {
                return Err(Fault::invalid("id", text("There is nothing to revise.", "Il n'y a rien à réviser.")).into());
            }
        };

        let change = compensation::ActiveModel {
            id: Unchanged(row.id),
            stage: Set(stage),
            amount_cents: Set(cents),
            quarter_hours: Set(quarters),
            ..Default::default()
        };
        decide(work, change, Decided::Revised { cents, quarters }, from, Some(reason), &COMPENSATION_REVISED).await
    }
}
