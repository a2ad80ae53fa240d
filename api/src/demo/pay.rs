//! Pay of the demo: of three half-days that the referent led in October one was paid, one waits for the desk PAY, and one is
//! unpaid, said as such.

use std::sync::Arc;

use entity::{
    pay::remuneration::{self, RemunerationKind, RemunerationLevel},
    training::{trainer_engagement, training_action},
};
use kernel::{Uuid, refusal::Refusal, resource::Id, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    POITIERS,
    past::{Past, id},
    personas::Persona,
    training::{Cast, at, led, session},
};
use crate::{
    domain::{
        pay::{
            Remuneration,
            commands::{
                approve_pay::{ApprovePay, PayLine},
                certify_service::CertifyService,
                export_pay::ExportPay,
                record_payments::{Payment, PaymentOutcome, RecordPayments},
                set_remuneration::SetRemuneration,
            },
        },
        training::{
            TrainerEngagement, TrainingSession,
            commands::{confirm_session::ConfirmSession, hold_session::HoldSession},
        },
    },
    import::Stop,
};

/// Days of the half-days, each the first on which it may be said that it was held.
const DAYS: [&str; 3] = ["2026-11-04", "2026-11-05", "2026-11-06"];

/// Loads the sessions and what they bring.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let cast = Cast::of(personas)?;
    let title = Condition::all().add(training_action::Column::Title.eq("Évaluer avec le numérique"));
    let action = store.rows::<training_action::Entity>(title).await?.pop().ok_or_else(|| Refusal::internal("the action of the collège"))?;
    let mut lines = Vec::new();
    for (number, day) in DAYS.iter().enumerate() {
        let half_day = session(id(action.id), &format!("{day}T07:30:00Z"), &format!("{day}T09:30:00Z"), 12);
        let session = led(store, &cast, "2026-10-12", half_day).await?;
        Past::on(store, "2026-10-26").does(cast.principal, ConfirmSession { id: session, version: 2, acknowledge: true }).await?;
        let engagement = engagement(store, session).await?;
        let set = if number < 2 { by_hour(engagement, 2.0) } else { for_nothing(engagement) };
        let line = Past::on(store, "2026-10-13").does(cast.officer, set).await?;
        lines.push((session, line));
    }
    // What comes after a half-day, once the demo's clock is past the last of them.
    let after = Past::on(store, "2026-11-09");
    if after.at < at(&format!("{}T09:30:00Z", DAYS[2])) {
        return Ok(());
    }
    for (session, _) in &lines {
        after.does(cast.referent, HoldSession { id: *session, version: 3 }).await?;
    }
    for (_, line) in &lines[..2] {
        after.does(cast.principal, CertifyService { id: *line, version: 1, hours: None }).await?;
    }
    paid(store, &cast, lines[0].1, ["2026-11-12", "2026-11-13", "2026-11-24"]).await
}

/// So many hours at the demo's rate.
pub fn by_hour(engagement: Uuid, hours: f64) -> SetRemuneration {
    SetRemuneration {
        kind: RemunerationKind::Hourly,
        level: Some(RemunerationLevel::Deepening),
        rate_cents: Some(4_200),
        hours: Some(hours),
        ..for_nothing(engagement)
    }
}

fn for_nothing(engagement: Uuid) -> SetRemuneration {
    SetRemuneration {
        engagement: id::<TrainerEngagement>(engagement),
        version: None,
        kind: RemunerationKind::None,
        level: None,
        rate_cents: None,
        hours: None,
        amount_cents: None,
    }
}

async fn engagement(store: &Arc<Store>, session: Id<TrainingSession>) -> Result<Uuid, Stop> {
    let of = Condition::all().add(trainer_engagement::Column::SessionId.eq(session.0));
    let row = store.rows::<trainer_engagement::Entity>(of).await?.pop().ok_or_else(|| Refusal::internal("an engagement"))?;
    Ok(row.id)
}

/// A certified line goes the rest of the way: the days of its approval, its file and the answer to it.
pub async fn paid(store: &Arc<Store>, cast: &Cast, line: Id<Remuneration>, [approved, exported, answered]: [&str; 3]) -> Result<(), Stop> {
    let certified = store.rows::<remuneration::Entity>(Condition::all().add(remuneration::Column::Id.eq(line.0))).await?.pop();
    let version = certified.ok_or_else(|| Refusal::internal("a line"))?.version;
    Past::on(store, approved).does(cast.officer, ApprovePay { lines: vec![PayLine { id: line, version }] }).await?;
    let export = ExportPay { academy: POITIERS.to_owned(), school_year: Some(super::school_year()), plan: None };
    let export = Past::on(store, exported).does(cast.officer, export).await?;
    let answer = Payment { id: line, outcome: PaymentOutcome::Paid, reason: None };
    Past::on(store, answered).does(cast.officer, RecordPayments { export, lines: vec![answer] }).await?;
    Ok(())
}
