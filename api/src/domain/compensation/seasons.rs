//! What dates bring to compensations: one that was granted begins with its mandate, and is closed with it. The product looks
//! each night.

use std::collections::{BTreeMap, HashMap};

use entity::{
    compensation::{
        compensation::{self, CompensationForm, CompensationStage},
        compensation_change::{self, CompensationChangeKind},
        compensation_month,
    },
    mandate::mandate::{self, MandateDecision},
    territory::academy_settings,
};
use kernel::{
    Uuid,
    job::{Job, Progress},
    refusal::Refusal,
    scalars::SchoolYear,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    Compensation,
    events::{COMPENSATION_BEGUN, COMPENSATION_CLOSED},
    law,
    schedule::{Decision, Payments, month_after, month_of, months, schedule},
    sheet::{BEGIN, CLOSE},
    states,
};

/// Compensations of a step.
const STEP: u64 = 500;
/// The quarter rate, which is paid at once.
const QUARTER: i32 = 31_250;

/// Brings compensations to where their mandates are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnCompensations;

impl Job for TurnCompensations {
    const NAME: &'static str = "turnCompensations";
    /// The last compensation that was looked at, and how many began and were closed.
    type State = (Option<Uuid>, i64, i64);

    async fn step(&self, work: &mut Work<'_>, (after, begun, closed): &mut Self::State) -> Result<Progress, Refusal> {
        use compensation::Column::{Id, Stage};
        let running = [CompensationStage::Granted, CompensationStage::Payable, CompensationStage::Suspended];
        let next = Condition::all().add(Stage.is_in(running)).add_option(after.map(|after| Id.gt(after)));
        let rows = work.first::<compensation::Entity>(next, STEP).await?;
        let is_over = (rows.len() as u64) < STEP;
        *after = rows.last().map(|row| row.id).filter(|_| !is_over);
        *begun += begin(work, rows.iter().filter(|row| row.stage == CompensationStage::Granted).cloned().collect()).await?;
        *closed += close(work, rows).await?;
        Ok(Progress { done: *begun + *closed, total: None, rejects: Vec::new(), is_over })
    }
}

async fn mandates_of(work: &Work<'_>, rows: &[compensation::Model]) -> Result<HashMap<Uuid, mandate::Model>, Refusal> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.mandate_id).collect();
    Ok(work.find::<mandate::Entity>(work.among(mandate::Column::Id, &ids)).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// Begins what was granted and whose mandate is active: an allowance has its schedule from this month on. Gives how many began.
pub async fn begin(work: &mut Work<'_>, granted: Vec<compensation::Model>) -> Result<i64, Refusal> {
    let (today, mandates) = (work.viewer.actor.today, mandates_of(work, &granted).await?);
    let is_active = |row: &compensation::Model| {
        mandates
            .get(&row.mandate_id)
            .is_some_and(|mandate| mandate.decision == MandateDecision::Accepted && mandate.starts_on <= today && today <= mandate.ends_on)
    };
    let mut due: Vec<compensation::Model> = granted.into_iter().filter(is_active).collect();
    if due.is_empty() {
        return Ok(0);
    }
    let (mut changes, mut decisions) = (Vec::new(), Vec::new());
    for row in &mut due {
        row.stage = states::COMPENSATION.after(row.stage, BEGIN)?;
        let year: SchoolYear = row.school_year.parse().map_err(Refusal::internal)?;
        let from = mandates.get(&row.mandate_id).map_or(year.first_day(), |mandate| month_of(mandate.starts_on));
        changes.push(compensation::ActiveModel { id: Unchanged(row.id), stage: Set(row.stage), ..Default::default() });
        decisions.push(compensation_change::ActiveModel {
            id: NotSet,
            academy_id: Set(row.academy_id),
            establishment_id: Set(row.establishment_id),
            person_id: Set(row.person_id),
            compensation_id: Set(row.id),
            kind: Set(CompensationChangeKind::Granted),
            from_month: Set(from),
            amount_cents: Set(row.amount_cents),
            quarter_hours: Set(row.quarter_hours),
            reason: Set(None),
            decided_on: Set(row.decided_on.unwrap_or(today)),
        });
    }
    work.follow::<compensation_change::Entity>(decisions).await?;
    let mut begun = Vec::with_capacity(changes.len());
    for change in changes {
        let row = work.save::<Compensation>(change).await?;
        work.announce(COMPENSATION_BEGUN.of::<Compensation>(&row));
        begun.push(row);
    }
    let count = begun.len() as i64;
    reschedule(work, begun).await?;
    Ok(count)
}

/// Closes what belongs to a mandate that is over: the month in which it ended is due, the next is not. Gives how many.
async fn close(work: &mut Work<'_>, running: Vec<compensation::Model>) -> Result<i64, Refusal> {
    let (today, mandates) = (work.viewer.actor.today, mandates_of(work, &running).await?);
    let mut closed = Vec::new();
    let mut decisions = Vec::new();
    for row in running {
        let Some(mandate) = mandates.get(&row.mandate_id).filter(|mandate| mandate.ends_on < today || mandate.decision == MandateDecision::Withdrawn) else {
            continue;
        };
        let stage = states::COMPENSATION.after(row.stage, CLOSE)?;
        let row = work.save::<Compensation>(compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(COMPENSATION_CLOSED.of::<Compensation>(&row));
        decisions.push(compensation_change::ActiveModel {
            id: NotSet,
            academy_id: Set(row.academy_id),
            establishment_id: Set(row.establishment_id),
            person_id: Set(row.person_id),
            compensation_id: Set(row.id),
            kind: Set(CompensationChangeKind::Closed),
            from_month: Set(month_after(mandate.ends_on)),
            amount_cents: Set(None),
            quarter_hours: Set(None),
            reason: Set(None),
            decided_on: Set(today),
        });
        closed.push(row);
    }
    let count = closed.len() as i64;
    work.follow::<compensation_change::Entity>(decisions).await?;
    reschedule(work, closed).await?;
    Ok(count)
}

/// Computes the schedules of allowances anew: months that are over stay as they were paid, the running month is among those left. What never
/// began has none.
pub async fn reschedule(work: &mut Work<'_>, rows: Vec<compensation::Model>) -> Result<(), Refusal> {
    let now = month_of(work.viewer.actor.today);
    let rows: Vec<compensation::Model> = rows.into_iter().filter(|row| row.form == CompensationForm::Allowance).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut decisions: BTreeMap<Uuid, Vec<compensation_change::Model>> = BTreeMap::new();
    for row in work.find::<compensation_change::Entity>(work.among(compensation_change::Column::CompensationId, &ids)).await? {
        decisions.entry(row.compensation_id).or_default().push(row);
    }
    let mut paid: BTreeMap<Uuid, Payments> = BTreeMap::new();
    for row in work.find::<compensation_month::Entity>(work.among(compensation_month::Column::CompensationId, &ids)).await? {
        paid.entry(row.compensation_id).or_default().push((row.month, row.amount_cents));
    }
    let academies: Vec<Uuid> = rows.iter().map(|row| row.academy_id).collect();
    let settings = work.find::<academy_settings::Entity>(work.among(academy_settings::Column::AcademyId, &academies)).await?;
    let first_months: HashMap<Uuid, i32> = settings.into_iter().map(|row| (row.academy_id, row.allowance_first_month)).collect();
    let (mut wanted, mut overpaid) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some(mut taken) = decisions.remove(&row.id) else { continue };
        // Ids tell the order in which they were made.
        taken.sort_by_key(|decision| decision.id);
        let taken: Vec<Decision> =
            taken.into_iter().map(|decision| Decision { kind: decision.kind, from: decision.from_month, cents: decision.amount_cents }).collect();
        let year: SchoolYear = row.school_year.parse().map_err(Refusal::internal)?;
        let plan = law::coded(row.rule.as_deref().unwrap_or_default())?.payment.ok_or_else(|| Refusal::internal("an allowance is paid by a plan"))?;
        let mut before = paid.remove(&row.id).unwrap_or_default();
        before.sort_unstable();
        let months = months(year, first_months.get(&row.academy_id).copied().unwrap_or(10));
        let made = schedule(&months, &taken, plan, QUARTER, now, &before);
        let lines = made.payments.into_iter().map(|(month, cents)| compensation_month::ActiveModel {
            id: NotSet,
            academy_id: Set(row.academy_id),
            establishment_id: Set(row.establishment_id),
            person_id: Set(row.person_id),
            compensation_id: Set(row.id),
            month: Set(month),
            amount_cents: Set(cents),
        });
        wanted.push((row.id, lines.collect()));
        if row.overpaid_cents != made.overpaid {
            overpaid.push(compensation::ActiveModel { id: Unchanged(row.id), overpaid_cents: Set(made.overpaid), ..Default::default() });
        }
    }
    work.replace_all::<Compensation, compensation_month::Entity>("schedule", compensation_month::Column::CompensationId, wanted).await?;
    for change in overpaid {
        work.save::<Compensation>(change).await?;
    }
    Ok(())
}
