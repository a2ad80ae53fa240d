//! `recordPayments`.

use async_graphql::{Enum, InputObject};
use entity::pay::remuneration::{self, RemunerationStage};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::reached,
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::{Deserialize, Serialize};

use super::{Lines, Named, as_it_is, some_lines};
use crate::domain::{
    pay::{
        PayExport, Remuneration,
        events::{PAY_PAID, PAY_REJECTED},
        sheet::RECORD,
        states,
    },
    people::rules::short_text,
};

/// What the payroll tool answered to a file.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RecordPaymentsInput")]
pub struct RecordPayments {
    /// The file.
    pub export: Id<PayExport>,
    /// What it answered to some of its lines, 1 to 1,000.
    pub lines: Vec<Payment>,
}

/// What the payroll tool answered to a line.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "PaymentInput")]
pub struct Payment {
    /// The remuneration: the column `line` of the file.
    pub id: Id<Remuneration>,
    /// What it answered.
    pub outcome: PaymentOutcome,
    /// Why it was refused, 500 characters at most. For `REJECTED`, and only then.
    pub reason: Option<String>,
}

/// What the payroll tool answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize)]
pub enum PaymentOutcome {
    /// It was paid.
    Paid,
    /// It was refused.
    Rejected,
}

impl PaymentOutcome {
    const fn stage(self) -> RemunerationStage {
        match self {
            Self::Paid => RemunerationStage::Paid,
            Self::Rejected => RemunerationStage::Rejected,
        }
    }
}

impl Command for RecordPayments {
    const NAME: &'static str = "recordPayments";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        reached::<Remuneration>(&work.viewer.actor, RECORD)?;
        let export = work.seen(self.export, "export").await?;
        some_lines(self.lines.len())?;
        let mut lines = Lines::seen(work, self.lines.iter().map(|line| line.id)).await?;
        lines.hold(work, RECORD).await?;
        let mut upsert = Upsert::<Remuneration>::default();
        for (at, line) in self.lines.iter().enumerate() {
            let plan = lines.named(line.id).and_then(|named| match named {
                Named::Held(row) => line.recorded(work, &row, export.id, at),
                Named::Seen(id) => Ok(as_it_is(id)),
            });
            upsert.row(line.id.to_string(), plan);
        }
        let written = upsert.write(work, RECORD, RECORD).await?;
        Ok(written.tell(work, |_, row| if row.stage == RemunerationStage::Paid { &PAY_PAID } else { &PAY_REJECTED }))
    }
}

impl Payment {
    /// The line with its answer; refuses one that the file does not have.
    fn recorded(&self, work: &Work<'_>, row: &remuneration::Model, export: Uuid, at: usize) -> Result<Plan<Remuneration>, Refusal> {
        if row.export_id != Some(export) {
            let message = text(
                "This line did not go out in this file, or went out in another one since.",
                "Cette ligne n'est pas partie dans ce fichier, ou est repartie dans un autre depuis.",
            );
            let hint = text("Its field export names its file.", "Son champ export nomme son fichier.");
            return Err(Fault::invalid(format!("lines.{at}.id"), message).coded("NOT_IN_EXPORT").hint(hint).into());
        }
        let stage = self.outcome.stage();
        if row.stage == stage {
            return Ok(as_it_is(row.id));
        }
        states::REMUNERATION.after(row.stage, RECORD)?;
        let argument = format!("lines.{at}.reason");
        let reason = match (self.outcome, &self.reason) {
            (PaymentOutcome::Rejected, reason) => Some(short_text(&argument, reason.as_deref().unwrap_or_default(), 500)?),
            (PaymentOutcome::Paid, None) => None,
            (PaymentOutcome::Paid, Some(_)) => {
                let message = text("A line that was paid has no reason.", "Une ligne payée n'a pas de motif.");
                return Err(Fault::invalid(argument, message).hint(text("Leave it out.", "Omettez-le.")).into());
            }
        };
        Ok(Plan::Known(remuneration::ActiveModel {
            id: Unchanged(row.id),
            stage: Set(stage),
            reason: Set(reason),
            answered_at: Set(Some(work.viewer.actor.at)),
            ..Default::default()
        }))
    }
}
