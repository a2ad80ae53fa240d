//! `approvePay`.

use std::collections::{BTreeSet, HashMap, HashSet};

use async_graphql::InputObject;
use entity::{pay::remuneration, training::training_plan};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    resource::Id,
    sheet::reached,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{Lines, Named, answerable, as_it_is, some_lines};
use crate::domain::pay::{
    Remuneration,
    events::PAY_APPROVED,
    rules,
    sheet::APPROVE,
    states::{self, COMMITTED},
};

/// Certified lines to approve.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ApprovePayInput")]
pub struct ApprovePay {
    /// The lines, 1 to 1,000. A budget is given to them in this order.
    pub lines: Vec<PayLine>,
}

/// A line as it was read.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "PayLineInput")]
pub struct PayLine {
    /// The remuneration.
    pub id: Id<Remuneration>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ApprovePay {
    const NAME: &'static str = "approvePay";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        reached::<Remuneration>(&work.viewer.actor, APPROVE)?;
        some_lines(self.lines.len())?;
        let mut lines = Lines::seen(work, self.lines.iter().map(|line| line.id)).await?;
        let mut budgets = Budgets::held(work, lines.seen.iter().map(|line| line.plan_id)).await?;
        lines.hold(work, APPROVE).await?;
        let mut upsert = Upsert::<Remuneration>::default();
        for (at, line) in self.lines.iter().enumerate() {
            let plan = lines.named(line.id).and_then(|named| match named {
                Named::Held(row) => approved(work, &row, line.version, &mut budgets, format!("lines.{at}")),
                Named::Seen(id) => Ok(as_it_is(id)),
            });
            upsert.row(line.id.to_string(), plan);
        }
        Ok(upsert.write(work, APPROVE, APPROVE).await?.tell(work, |_, _| &PAY_APPROVED))
    }
}

/// A line, approved; refuses what may not be.
fn approved(work: &Work<'_>, line: &remuneration::Model, version: i64, budgets: &mut Budgets, argument: String) -> Result<Plan<Remuneration>, Refusal> {
    if line.version != version {
        return Err(Refusal::Conflict { current: line.version });
    }
    let stage = states::REMUNERATION.after(line.stage, APPROVE)?;
    let who = answerable(work);
    rules::not_own(argument.clone(), line, who)?;
    rules::by_another(argument.clone(), line, who)?;
    budgets.take(argument, line)?;
    Ok(Plan::Known(remuneration::ActiveModel {
        id: Unchanged(line.id),
        stage: Set(stage),
        approved_by_id: Set(who),
        approved_at: Set(Some(work.viewer.actor.at)),
        ..Default::default()
    }))
}

/// What is taken from the budgets of some plans.
struct Budgets {
    budgets: HashMap<Uuid, Option<i32>>,
    taken: HashMap<Uuid, i64>,
    counted: HashSet<Uuid>,
}

impl Budgets {
    /// Holds the plans until the end of the command, in one order, so that their budgets are given once.
    async fn held(work: &Work<'_>, plans: impl Iterator<Item = Uuid>) -> Result<Self, Refusal> {
        use remuneration::Column::{PlanId, Stage};
        let plans: Vec<Uuid> = plans.collect::<BTreeSet<_>>().into_iter().collect();
        let mut budgets = HashMap::new();
        for plan in &plans {
            let rows = work.find_locked::<training_plan::Entity>(Condition::all().add(training_plan::Column::Id.eq(*plan))).await?;
            budgets.extend(rows.into_iter().map(|row| (row.id, row.budget_cents)));
        }
        let mut taken: HashMap<Uuid, i64> = HashMap::new();
        for line in work.find::<remuneration::Entity>(work.among(PlanId, &plans).add(Stage.is_in(COMMITTED))).await? {
            *taken.entry(line.plan_id).or_default() += i64::from(line.amount_cents);
        }
        Ok(Self { budgets, taken, counted: HashSet::new() })
    }

    /// Takes a line from the budget of its plan.
    fn take(&mut self, argument: String, line: &remuneration::Model) -> Result<(), Refusal> {
        if !self.counted.insert(line.id) {
            return Ok(());
        }
        let taken = self.taken.entry(line.plan_id).or_default();
        rules::within_budget(argument, line.amount_cents, *taken, self.budgets.get(&line.plan_id).copied().flatten())?;
        *taken += i64::from(line.amount_cents);
        Ok(())
    }
}
