//! Who is told: the principal of what was submitted, the referent of what the principal said to it.

use entity::report::activity_report;
use kernel::{Uuid, refusal::Refusal, tables::event, work::Work};

use super::events::{REPORT_ACKNOWLEDGED, REPORT_RETURNED, REPORT_SUBMITTED};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};

/// Whom each event concerns.
pub const REPORTS: Rule = Rule { kinds: &[REPORT_SUBMITTED.0, REPORT_ACKNOWLEDGED.0, REPORT_RETURNED.0], told: |work, events| Box::pin(told(work, events)) };

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let reports = work.find::<activity_report::Entity>(work.among(activity_report::Column::Id, &ids)).await?;
    let places: Vec<Uuid> = reports.iter().map(|row| row.establishment_id).collect();
    let principals = principals(work, &places).await?;
    let mut told = Vec::new();
    for event in events {
        let Some(report) = reports.iter().find(|row| row.id == event.object_id) else { continue };
        if event.kind == REPORT_SUBMITTED.0 {
            told.extend(principals.iter().filter(|row| row.establishment_id == report.establishment_id).map(|row| (row.person_id, event.seq)));
        } else {
            told.push((report.person_id, event.seq));
        }
    }
    Ok(told)
}
