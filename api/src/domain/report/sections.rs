//! The sections of a report in the tables: sealed while they are the referent's own, copied in clear when they are submitted.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::report::{
    activity_report,
    report_section::{self, ReportOrigin},
    submitted_section,
};
use kernel::{Uuid, refusal::Refusal, vault::Vault, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::{Deserialize, Serialize};

use super::rules::Section;

/// What is sealed of a section: its code too, since there is one for each question that was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
}

fn about(report: Uuid, section: Uuid) -> Vec<u8> {
    [*report.as_bytes(), *section.as_bytes()].concat()
}

fn seal(vault: &Vault, report: Uuid, section: Uuid, words: &Words) -> Result<String, Refusal> {
    let bytes = serde_json::to_vec(words).map_err(Refusal::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(vault.key("activity report", report.as_bytes()).seal(&about(report, section), &bytes)?))
}

/// The words of a section.
pub fn open(vault: &Vault, row: &report_section::Model) -> Result<Words, Refusal> {
    let sealed = URL_SAFE_NO_PAD.decode(&row.sealed).map_err(Refusal::internal)?;
    let key = vault.key("activity report", row.report_id.as_bytes());
    let bytes = key.open(&about(row.report_id, row.id), &sealed).ok_or_else(|| Refusal::internal("a section that this server sealed"))?;
    serde_json::from_slice(&bytes).map_err(Refusal::internal)
}

fn of_report(report: Uuid) -> Condition {
    Condition::all().add(report_section::Column::ReportId.eq(report))
}

/// The sections of a report, in their order.
pub async fn of(work: &Work<'_>, report: Uuid) -> Result<Vec<Section>, Refusal> {
    let mut rows = work.find_locked::<report_section::Entity>(of_report(report)).await?;
    rows.sort_by_key(|row| row.position);
    let section = |row: &report_section::Model| {
        let Words { code, title, body } = open(&work.viewer.store.vault, row)?;
        Ok(Section { id: row.id, code, title, body, origin: row.origin, included: row.included })
    };
    rows.iter().map(section).collect()
}

/// Writes the sections of a report in the place of those that were there. Nothing of them goes into the audit.
pub async fn write(work: &mut Work<'_>, report: &activity_report::Model, sections: &[Section]) -> Result<(), Refusal> {
    let mut rows = Vec::with_capacity(sections.len());
    for (position, section) in (1..).zip(sections) {
        let id = if section.id.is_nil() { work.new_id() } else { section.id };
        let words = Words { code: section.code.clone(), title: section.title.clone(), body: section.body.clone() };
        rows.push(report_section::ActiveModel {
            id: Set(id),
            person_id: Set(report.person_id),
            report_id: Set(report.id),
            position: Set(position),
            origin: Set(section.origin),
            included: Set(section.included),
            sealed: Set(seal(&work.viewer.store.vault, report.id, id, &words)?),
        });
    }
    work.rewrite::<report_section::Entity>(of_report(report.id), rows).await
}

/// Copies what the referent put in, in the place of what was submitted before.
pub async fn submit(work: &mut Work<'_>, report: &activity_report::Model, sections: Vec<Section>) -> Result<(), Refusal> {
    let rows = (1..).zip(sections.into_iter().filter(|section| section.included)).map(|(position, section)| submitted_section::ActiveModel {
        id: Set(work.new_id()),
        academy_id: Set(report.academy_id),
        establishment_id: Set(report.establishment_id),
        person_id: Set(report.person_id),
        report_id: Set(report.id),
        campaign_id: Set(report.campaign_id.filter(|_| section.origin == ReportOrigin::Answer)),
        shared: Set(report.shared_with_academy),
        position: Set(position),
        origin: Set(section.origin),
        code: Set(section.code),
        title: Set(section.title),
        body: Set(section.body),
    });
    let rows = rows.collect();
    work.rewrite::<submitted_section::Entity>(submitted(report.id), rows).await
}

/// What was submitted goes to the rectorate too, or does so no more.
pub async fn share(work: &mut Work<'_>, report: &activity_report::Model) -> Result<(), Refusal> {
    use super::SubmittedSection;
    let rows = work.find_locked::<submitted_section::Entity>(submitted(report.id)).await?;
    let shared = |row: submitted_section::Model| submitted_section::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(row.id),
        shared: Set(report.shared_with_academy),
        ..Default::default()
    };
    work.follow_changes::<SubmittedSection>(rows.into_iter().map(shared).collect()).await
}

fn submitted(report: Uuid) -> Condition {
    Condition::all().add(submitted_section::Column::ReportId.eq(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_opened_in_its_place_by_the_server_alone() {
        let (vault, report, id) = (Vault::of(b"a secret"), Uuid::from_u128(1), Uuid::from_u128(2));
        let words = Words { code: "DIF_FREE".into(), title: "Difficultés ?".into(), body: "Le réseau.".into() };
        let sealed = seal(&vault, report, id, &words).expect("sealed");
        assert!(!sealed.contains("DIF"));
        let row = report_section::Model { id, report_id: report, sealed, ..report_section::Model::default() };
        assert_eq!(open(&vault, &row).ok(), Some(words));
        assert!(open(&Vault::of(b"another"), &row).is_err());
        assert!(open(&vault, &report_section::Model { id: Uuid::from_u128(3), ..row }).is_err());
    }
}
