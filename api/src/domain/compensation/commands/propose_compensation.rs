//! `proposeCompensation`.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::{
    compensation::{
        compensation::{self, CompensationForm},
        council_opinion,
    },
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{held, opinions_of};
use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_PROPOSED, law, rules, sheet::PROPOSE, states},
    mandate::ReferentMandate,
    territory::lookups::establishment_of,
};

/// What the referents of an establishment have for a school year: all of the shares are proposed, or none.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ProposeCompensationInput")]
pub struct ProposeCompensation {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// School year.
    pub school_year: SchoolYear,
    /// The shares, 1 to 20; those that were proposed before and are left out stay.
    pub shares: Vec<Share>,
    /// That the sum over the referents may be no reference total of the mission (1,250, 2,500 or 3,750 €); without it, such a sum is refused.
    #[graphql(default)]
    pub acknowledge: bool,
}

/// What a referent has.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CompensationShareInput")]
pub struct Share {
    /// The referent's mandate, in this establishment and year.
    pub mandate: Id<ReferentMandate>,
    /// In which form; `NONE` says that there is nothing.
    pub form: CompensationForm,
    /// Amount of the year, in cents of a euro: one of the rates of the rule, such as 125000. For `ALLOWANCE`, and only then.
    pub amount_cents: Option<i32>,
    /// Hours of teaching a week that are taken off, 0.25 to 10 in quarters of an hour. For `LOAD_REDUCTION`, and only then.
    pub hours_per_week: Option<f64>,
    /// Version of the compensation that was proposed for this mandate before, as it was read; left out when there is none.
    pub version: Option<i64>,
}

/// A share that holds.
struct Checked {
    mandate: mandate::Model,
    form: CompensationForm,
    rule: Option<&'static law::CompensationRule>,
    cents: Option<i32>,
    quarters: Option<i32>,
    before: Option<compensation::Model>,
}

impl Command for ProposeCompensation {
    const NAME: &'static str = "proposeCompensation";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let place = compensation::ActiveModel { academy_id: Set(establishment.academy_id), establishment_id: Set(establishment.id), ..Default::default() };
        work.may_create::<Compensation>(PROPOSE, &place).await?;
        held(work, establishment.id).await?;
        if !(1..=20).contains(&self.shares.len()) {
            return Err(Fault::invalid("shares", text("1 to 20 shares are meant here.", "De 1 à 20 parts sont attendues ici.")).into());
        }
        let there = Condition::all()
            .add(compensation::Column::EstablishmentId.eq(establishment.id))
            .add(compensation::Column::SchoolYear.eq(self.school_year.to_string()));
        let there = work.find_locked::<compensation::Entity>(there).await?;
        let mandates =
            Condition::all().add(mandate::Column::EstablishmentId.eq(establishment.id)).add(mandate::Column::SchoolYear.eq(self.school_year.to_string()));
        let mandates: HashMap<Uuid, mandate::Model> = work.find::<mandate::Entity>(mandates).await?.into_iter().map(|row| (row.id, row)).collect();
        let opinions = opinions_of(work, establishment.id, self.school_year).await?;
        let mut shares = Vec::with_capacity(self.shares.len());
        for (at, share) in self.shares.iter().enumerate() {
            shares.push(checked(share, at, &establishment, self.school_year, &mandates, &there, &opinions)?);
        }
        let acknowledged = check_sum(&shares, &there, self.acknowledge)?;

        let today = work.viewer.actor.today;
        let mut upsert = Upsert::<Compensation>::default();
        for share in shares {
            let values = compensation::ActiveModel {
                id: NotSet,
                academy_id: Set(establishment.academy_id),
                establishment_id: Set(establishment.id),
                person_id: Set(share.mandate.person_id),
                mandate_id: Set(share.mandate.id),
                school_year: Set(self.school_year.to_string()),
                form: Set(share.form),
                rule: Set(share.rule.map(|rule| rule.code.to_owned())),
                amount_cents: Set(share.cents),
                quarter_hours: Set(share.quarters),
                stage: Set(compensation::CompensationStage::Proposed),
                acknowledged: Set(acknowledged && share.cents.is_some()),
                proposed_on: Set(today),
                decided_on: Set(None),
                reason: Set(None),
                overpaid_cents: Set(0),
                ..Default::default()
            };
            let plan = match share.before {
                Some(before) => Plan::Known(compensation::ActiveModel { id: Unchanged(before.id), ..values }),
                None => Plan::New(values),
            };
            upsert.row(Id::<ReferentMandate>::from(share.mandate.id).to_string(), Ok(plan));
        }
        Ok(upsert.write(work, PROPOSE, PROPOSE).await?.tell(work, |_, _| &COMPENSATION_PROPOSED))
    }
}

/// Refuses a share that no text allows, or that is not to be proposed now.
fn checked(
    share: &Share,
    at: usize,
    establishment: &establishment::Model,
    year: SchoolYear,
    mandates: &HashMap<Uuid, mandate::Model>,
    there: &[compensation::Model],
    opinions: &[council_opinion::Model],
) -> Result<Checked, Refusal> {
    let argument = |name: &str| format!("shares.{at}.{name}");
    let mandate = mandates.get(&share.mandate.0).ok_or(Refusal::NotFound { argument: "shares" })?;
    if !matches!(mandate.decision, MandateDecision::Proposed | MandateDecision::Accepted) {
        let message = text("This mandate was declined or withdrawn.", "Ce mandat a été décliné ou retiré.");
        return Err(Fault::invalid(argument("mandate"), message).coded("NO_MANDATE").into());
    }
    let before = there.iter().find(|row| row.mandate_id == mandate.id);
    if let Some(before) = before {
        if share.version != Some(before.version) {
            return Err(Refusal::Conflict { current: before.version });
        }
        states::COMPENSATION.after(before.stage, PROPOSE)?;
        let one_of_both = |form| matches!(form, CompensationForm::Allowance | CompensationForm::LoadReduction);
        if before.stage == compensation::CompensationStage::Proposed && before.form != share.form && one_of_both(before.form) && one_of_both(share.form) {
            let message = text("An allowance and fewer hours exclude each other.", "L'indemnité et l'allègement de service s'excluent.");
            let hint = text("Withdraw the other proposal first: withdrawCompensation.", "Retirez d'abord l'autre proposition : withdrawCompensation.");
            return Err(Fault::invalid(argument("form"), message).coded("COMPENSATION_EXCLUSIVE").hint(hint).into());
        }
    }
    let (cents, hours) = (share.amount_cents, share.hours_per_week);
    let (wants_cents, wants_hours) = (share.form == CompensationForm::Allowance, share.form == CompensationForm::LoadReduction);
    if cents.is_some() && hours.is_some() {
        let message = text("An allowance and fewer hours exclude each other.", "L'indemnité et l'allègement de service s'excluent.");
        return Err(Fault::invalid(argument("hoursPerWeek"), message).coded("COMPENSATION_EXCLUSIVE").into());
    }
    let rule = match share.form {
        CompensationForm::None => None,
        form => Some(law::rule(form, establishment.sector, year).map_err(|fault| Fault { argument: argument("form"), ..fault })?),
    };
    if cents.is_some() != wants_cents {
        return Err(Fault::invalid(
            argument("amountCents"),
            text("An allowance has an amount, and nothing else has.", "Une indemnité a un montant, et rien d'autre n'en a."),
        )
        .into());
    }
    if hours.is_some() != wants_hours {
        let message = text("Fewer hours are a number of hours, and nothing else is.", "Un allègement est un nombre d'heures, et rien d'autre ne l'est.");
        return Err(Fault::invalid(argument("hoursPerWeek"), message).into());
    }
    if let (Some(rule), Some(cents)) = (rule, cents) {
        rule.check_amount(argument("amountCents"), cents)?;
    }
    let quarters = hours.map(|hours| rules::quarters(argument("hoursPerWeek"), hours)).transpose()?;
    if let Some(rule) = rule {
        rules::all_heard(argument("form"), rule, opinions)?;
    }
    Ok(Checked { mandate: mandate.clone(), form: share.form, rule, cents, quarters, before: before.cloned() })
}

/// Refuses a sum over the referents of the establishment that the principal does not know to be no reference total. Says whether it is none.
fn check_sum(shares: &[Checked], there: &[compensation::Model], acknowledged: bool) -> Result<bool, Fault> {
    let Some(rule) = shares.iter().filter(|share| share.cents.is_some()).find_map(|share| share.rule) else { return Ok(false) };
    let others = there.iter().filter(|row| states::COUNTS.contains(&row.stage) && !shares.iter().any(|share| share.mandate.id == row.mandate_id));
    let sum = shares.iter().filter_map(|share| share.cents).chain(others.filter_map(|row| row.amount_cents)).sum();
    rule.check_sum(sum, acknowledged)
}
