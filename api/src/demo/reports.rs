//! Activity reports of the demo: last year's of the personas' referent, acknowledged by the principal, and a draft of this year.

use std::sync::Arc;

use entity::{
    action::support_action::SupportChannel,
    mandate::mandate::{self, MandateDecision},
    report::activity_report,
};
use kernel::{Uuid, refusal::Refusal, scalars::SchoolYear, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    past::{Past, id},
    personas::Persona,
};
use crate::{
    domain::{
        action::commands::log_support_action::LogSupportAction,
        report::{
            commands::{
                acknowledge_report::AcknowledgeReport,
                change_activity_report::{ChangeActivityReport, ReportSectionInput},
                draft_activity_report::DraftActivityReport,
                submit_activity_report::SubmitActivityReport,
            },
            seasons::TurnReports,
        },
    },
    import::Stop,
};

/// The draft that one act makes.
const fn draft(year: SchoolYear) -> DraftActivityReport {
    DraftActivityReport { school_year: Some(year), establishment: None, mandate: None, campaign: None, receipt: None, version: None }
}

/// Loads the reports.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
    let (referent, principal) = (persona("referent")?, persona("principal")?);
    let last: SchoolYear = "2025-2026".parse().expect("a school year");
    let held = Condition::all()
        .add(mandate::Column::PersonId.eq(referent))
        .add(mandate::Column::SchoolYear.eq(last.to_string()))
        .add(mandate::Column::Decision.eq(MandateDecision::Accepted));
    if store.rows::<mandate::Entity>(held).await?.is_empty() {
        return Err(Refusal::internal("the personas' referent was one last year").into());
    }
    let done = [
        ("WORKSHOP", "2025-11-18", 9, Some(90), SupportChannel::Coffee),
        ("HELP_CLASS", "2026-01-20", 2, Some(110), SupportChannel::Class),
        ("INFO_RELAY", "2026-03-10", 34, None, SupportChannel::Mail),
        ("HELP_PERSON", "2026-05-19", 1, Some(20), SupportChannel::Talk),
    ];
    for (kind, date, beneficiaries, minutes, channel) in done {
        let line = LogSupportAction {
            kind: kind.to_owned(),
            date: kernel::scalars::Date(date.parse().expect("a day")),
            beneficiaries,
            minutes,
            channel: Some(channel),
            note: None,
            establishment: None,
        };
        Past::on(store, date).does(referent, line).await?;
    }
    let report = Past::on(store, "2026-06-22").does(referent, draft(last)).await?.0;
    let project = ReportSectionInput {
        code: "PROJECTS".to_owned(),
        title: Some("Projets de l'année".to_owned()),
        body: Some("- Un club de robotique, avec le professeur de technologie.\n- La charte d'usage, revue avec les délégués.".to_owned()),
        position: None,
    };
    let change = ChangeActivityReport {
        id: id(report),
        version: version(store, report).await?,
        sections: vec![project],
        include: vec!["LOG".to_owned()],
        leave_out: Vec::new(),
        remove: Vec::new(),
    };
    Past::on(store, "2026-06-23").does(referent, change).await?;
    let submit = SubmitActivityReport { id: id(report), version: version(store, report).await? };
    Past::on(store, "2026-06-24").does(referent, submit).await?;
    let acknowledge = AcknowledgeReport { id: id(report), version: version(store, report).await? };
    Past::on(store, "2026-06-29").does(principal, acknowledge).await?;
    Past::on(store, "2026-09-01").job(TurnReports).await?;
    Past { store, at: store.clock.now() }.does(referent, draft(super::school_year())).await?;
    Ok(())
}

async fn version(store: &Arc<Store>, report: Uuid) -> Result<i64, Refusal> {
    let row = store.rows::<activity_report::Entity>(Condition::all().add(activity_report::Column::Id.eq(report))).await?.pop();
    Ok(row.map_or(0, |row| row.version))
}
