use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::NaiveDate;
use entity::pay::{
    plan_pay,
    remuneration::RemunerationStage::{self, Approved, Certified, Draft, Exported, Paid, Rejected, Unpaid},
};
use kernel::{
    actor::Hat,
    read::Ask,
    resource::{Confidence, Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
    text::Locale,
};
use sea_orm::Condition;

use crate::domain::{
    labels::label,
    pay::{
        filters::{PayTotalsFilter, RemunerationOrder},
        place, sheet,
        states::COMMITTED,
    },
};

/// What the sums by state are read from.
const STATES: &[plan_pay::Column] = {
    use plan_pay::Column::*;
    &[
        UnpaidLines,
        DraftLines,
        DraftCents,
        CertifiedLines,
        CertifiedCents,
        ApprovedLines,
        ApprovedCents,
        ExportedLines,
        ExportedCents,
        PaidLines,
        PaidCents,
        RejectedLines,
        RejectedCents,
    ]
};
/// What is taken from the budget.
const TAKEN: &[plan_pay::Column] = {
    use plan_pay::Column::*;
    &[BudgetCents, ApprovedCents, ExportedCents, PaidCents]
};

/// Sums of a training plan.
pub struct PayTotals(Loaded<plan_pay::Entity>);

impl Resource for PayTotals {
    type Row = plan_pay::Entity;
    type State = ();
    type Filter = PayTotalsFilter;
    type Order = RemunerationOrder;

    const PREFIX: &'static str = "paytotals";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<()> = sheet::TOTALS;
    const READS: &'static [(&'static str, &'static [plan_pay::Column])] =
        &[("states", STATES), ("unpaidCount", &[plan_pay::Column::UnpaidLines]), ("committedCents", TAKEN), ("leftCents", TAKEN)];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_totals(reach, hat)
    }

    fn state(_: &plan_pay::Model, _: NaiveDate) {}

    fn natural_key(row: &plan_pay::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(plan_pay::Entity);
}

/// Number and sum of a plan's remunerations in one state.
#[derive(Clone, Debug, SimpleObject)]
pub struct PayTotal {
    /// The state.
    stage: RemunerationStage,
    /// The state in words, in the language of the request.
    stage_label: String,
    /// Number of lines.
    count: i64,
    /// Sum of their amounts, in cents of a euro.
    cents: i64,
}

/// Number and cents in a state.
const fn of(row: &plan_pay::Model, stage: RemunerationStage) -> (i64, i64) {
    match stage {
        Unpaid => (row.unpaid_lines, 0),
        Draft => (row.draft_lines, row.draft_cents),
        Certified => (row.certified_lines, row.certified_cents),
        Approved => (row.approved_lines, row.approved_cents),
        Exported => (row.exported_lines, row.exported_cents),
        Paid => (row.paid_lines, row.paid_cents),
        Rejected => (row.rejected_lines, row.rejected_cents),
    }
}

fn committed(row: &plan_pay::Model) -> i64 {
    COMMITTED.iter().map(|stage| of(row, *stage).1).sum()
}

fn states(row: &plan_pay::Model, locale: Locale) -> Vec<PayTotal> {
    let total = |stage| {
        let (count, cents) = of(row, stage);
        PayTotal { stage, stage_label: label("RemunerationStage", stage, locale), count, cents }
    };
    [Unpaid, Draft, Certified, Approved, Exported, Paid, Rejected].map(total).into()
}

/// What the trainers of a plan bring, by state, beside its budget: summed up anew whenever it is read. A sum over one trainer is that trainer's pay, so it is
/// read only by those who read every line of the plan: the desks TRAINING and PAY, and of an establishment's own plan its principal and deputies.
#[Object]
impl PayTotals {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Number and sum by state, every state once.
    async fn states(&self, ctx: &Context<'_>) -> Vec<PayTotal> {
        states(&self.0.row, ctx.viewer().locale)
    }

    /// Number of the engagements that are said to be unpaid.
    async fn unpaid_count(&self) -> i64 {
        self.0.row.unpaid_lines
    }

    /// Budget of the plan, in cents of a euro; null when nothing is set.
    async fn budget_cents(&self) -> Option<i32> {
        self.0.row.budget_cents
    }

    /// What is taken from the budget, in cents: the lines that are approved, exported or paid.
    async fn committed_cents(&self) -> i64 {
        committed(&self.0.row)
    }

    /// What is left of the budget, in cents; null where the plan has none.
    async fn left_cents(&self) -> Option<i64> {
        self.0.row.budget_cents.map(|budget| i64::from(budget) - committed(&self.0.row))
    }
}
