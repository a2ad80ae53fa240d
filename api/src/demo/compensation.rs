//! Councils and compensations of the demo: what the personas' collège proposed in spring, granted before the year began.

use std::sync::Arc;

use entity::{
    compensation::{
        compensation::{self, CompensationForm},
        council_opinion::{CouncilBody, OpinionKind},
    },
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{
    refusal::Refusal,
    scalars::{Date, SchoolYear, Uai},
    store::Store,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    past::{Past, id},
    personas::{COLLEGE, Persona},
};
use crate::{
    domain::compensation::commands::{
        grant_compensation::GrantCompensation,
        propose_compensation::{ProposeCompensation, Share},
        record_opinion::RecordOpinion,
    },
    import::Stop,
};

/// Loads what was said and decided.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
    let (principal, officer) = (persona("principal")?, persona("rectorate")?);
    let (establishment, school_year): (Uai, SchoolYear) = (COLLEGE.parse().expect("a unit code"), super::school_year());
    for (body, day) in [(CouncilBody::PedagogicalCouncil, "2026-03-17"), (CouncilBody::Board, "2026-04-28")] {
        let heard_on = Date(day.parse().expect("a day"));
        let record = RecordOpinion { establishment: establishment.clone(), school_year, body, heard_on, opinion: OpinionKind::Favourable, note: None };
        Past::on(store, day).does(principal, record).await?;
    }
    let college = Condition::all().add(establishment::Column::Uai.eq(COLLEGE));
    let college = store.rows::<establishment::Entity>(college).await?.pop().ok_or_else(|| Refusal::internal("the personas' collège"))?;
    let accepted = Condition::all()
        .add(mandate::Column::EstablishmentId.eq(college.id))
        .add(mandate::Column::SchoolYear.eq(school_year.to_string()))
        .add(mandate::Column::Decision.eq(MandateDecision::Accepted));
    let mut mandates = store.rows::<mandate::Entity>(accepted).await?;
    mandates.sort_by_key(|row| row.id);
    // A reference total of 1,250 €, half each; a third has none, said as such.
    let share = |(at, row): (usize, &mandate::Model)| {
        let (form, amount_cents) = if at < 2 { (CompensationForm::Allowance, Some(62_500)) } else { (CompensationForm::None, None) };
        Share { mandate: id(row.id), form, amount_cents, hours_per_week: None, version: None }
    };
    let shares: Vec<Share> = mandates.iter().enumerate().map(share).collect();
    let acknowledge = shares.len() < 2;
    Past::on(store, "2026-05-12").does(principal, ProposeCompensation { establishment, school_year, shares, acknowledge }).await?;
    let proposed = Condition::all().add(compensation::Column::EstablishmentId.eq(college.id));
    let mut proposed = store.rows::<compensation::Entity>(proposed).await?;
    proposed.sort_by_key(|row| row.mandate_id);
    // The first is granted and runs; the others wait for the desk PAY.
    if let Some(first) = proposed.first() {
        Past::on(store, "2026-10-05").does(officer, GrantCompensation { id: id(first.id), version: first.version }).await?;
    }
    Ok(())
}
