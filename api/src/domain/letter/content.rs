//! The canonical content of a letter: what its parties sign. `docs/letters.md` defines it, so that anybody can make it again
//! and compare hashes.

use std::collections::{BTreeMap, HashMap, HashSet};

use aws_lc_rs::digest;
use entity::{
    framing::{activity, framing_text},
    letter::{
        letter_blank,
        letter_clause::{self, ClauseOrigin},
        letter_party, letter_template,
        mission_assignment::{self, AssignmentPriority},
        mission_letter, template_framing,
    },
    people::person,
    territory::establishment,
};
use kernel::{Uuid, machine::state_name, refusal::Refusal, resource::Id, resource::Table};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;

use super::{
    rules,
    states::SIGNED,
    types::{LetterParty, MissionLetter},
};

/// What is read to make it: inside the transaction that signs, or from what is committed to check it.
pub trait Rows {
    /// All rows that meet a condition.
    fn rows<E: Table>(&self, condition: Condition) -> impl Future<Output = Result<Vec<E::Model>, Refusal>> + Send;
}

impl Rows for kernel::work::Work<'_> {
    async fn rows<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        self.find::<E>(condition).await
    }
}

impl Rows for kernel::store::Store {
    async fn rows<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        Self::rows::<E>(self, condition).await
    }
}

/// The content, its members in the order of their names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    assignments: Vec<AssignmentContent>,
    clauses: Vec<ClauseContent>,
    ends_on: String,
    establishment: String,
    format: &'static str,
    framing: Vec<String>,
    letter: String,
    parties: Vec<PartyContent>,
    school_year: String,
    signature_rule: String,
    starts_on: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AssignmentContent {
    activity: String,
    hours: Option<i32>,
    indicator: Option<String>,
    label: String,
    party: Option<String>,
    priority: String,
}

#[derive(Serialize)]
struct ClauseContent {
    body: String,
    code: String,
    title: String,
}

#[derive(Serialize)]
struct PartyContent {
    id: String,
    name: String,
}

fn only(column: sea_orm::sea_query::Expr) -> Condition {
    Condition::all().add(column)
}

/// The canonical content of a letter: JSON in UTF-8 without blanks between its parts, members by name, `null` for what is
/// not said; clauses by place, parties and assignments by id. Of a signed letter it is that of the parties who are bound by it.
pub async fn of(rows: &impl Rows, letter: &mission_letter::Model) -> Result<String, Refusal> {
    with(rows, letter, &[]).await
}

/// The same with parties who join a signed letter.
pub async fn with(rows: &impl Rows, letter: &mission_letter::Model, joining: &[Uuid]) -> Result<String, Refusal> {
    let missing = || Refusal::internal("a letter has its establishment and template");
    let place = rows.rows::<establishment::Entity>(only(establishment::Column::Id.eq(letter.establishment_id))).await?.pop().ok_or_else(missing)?;
    let template = rows.rows::<letter_template::Entity>(only(letter_template::Column::Id.eq(letter.template_id))).await?.pop().ok_or_else(missing)?;
    let activities = rows.rows::<activity::Entity>(only(activity::Column::CatalogueId.eq(template.catalogue_id))).await?;
    let activities: HashMap<Uuid, activity::Model> = activities.into_iter().map(|row| (row.id, row)).collect();
    let mut cited = rows.rows::<template_framing::Entity>(only(template_framing::Column::TemplateId.eq(template.id))).await?;
    cited.sort_by_key(|row| row.position);
    let texts = rows.rows::<framing_text::Entity>(only(framing_text::Column::Id.is_in(cited.iter().map(|row| row.text_id)))).await?;
    let texts: HashMap<Uuid, framing_text::Model> = texts.into_iter().map(|row| (row.id, row)).collect();
    let mut parties = rows.rows::<letter_party::Entity>(only(letter_party::Column::LetterId.eq(letter.id))).await?;
    let is_signed = SIGNED.contains(&letter.stage);
    parties.retain(|party| if is_signed { party.bound || joining.contains(&party.id) } else { rules::counts(party.stage) });
    parties.sort_by_key(|party| party.id);
    let persons = rows.rows::<person::Entity>(only(person::Column::Id.is_in(parties.iter().map(|party| party.person_id)))).await?;
    let names: HashMap<Uuid, String> = persons.into_iter().map(|row| (row.id, row.display_name)).collect();
    let name = |party: &letter_party::Model| names.get(&party.person_id).cloned().unwrap_or_default();
    let blanks = rows.rows::<letter_blank::Entity>(only(letter_blank::Column::LetterId.eq(letter.id))).await?;
    let mut values: BTreeMap<String, String> = blanks.into_iter().map(|blank| (blank.name, blank.value)).collect();
    let list = |items: Vec<String>| items.join(", ");
    values.extend([
        ("school_year".to_owned(), letter.school_year.clone()),
        ("establishment".to_owned(), format!("{} ({})", place.name, place.uai)),
        ("framing".to_owned(), list(cited.iter().filter_map(|row| texts.get(&row.text_id)).map(|text| text.title_fr.clone()).collect())),
        ("parties".to_owned(), list(parties.iter().map(name).collect())),
        ("starts_on".to_owned(), letter.starts_on.to_string()),
        ("ends_on".to_owned(), letter.ends_on.to_string()),
    ]);
    let mut clauses = rows.rows::<letter_clause::Entity>(only(letter_clause::Column::LetterId.eq(letter.id))).await?;
    clauses.retain(|clause| clause.origin != ClauseOrigin::Removed);
    clauses.sort_by(|one, other| (one.position, &one.code).cmp(&(other.position, &other.code)));
    let mut assignments = rows.rows::<mission_assignment::Entity>(only(mission_assignment::Column::LetterId.eq(letter.id))).await?;
    let (included, done): (HashSet<Uuid>, HashSet<Uuid>) = {
        let included: HashSet<Uuid> = parties.iter().map(|party| party.id).collect();
        let own = assignments.iter().filter(|row| row.party_id.is_some_and(|party| included.contains(&party)));
        (included.clone(), own.map(|row| row.activity_id).collect())
    };
    // Who is no party to it does nothing in it, and what a party does is not left for another year.
    assignments.retain(|row| row.party_id.map_or(!done.contains(&row.activity_id), |party| included.contains(&party)));
    assignments.sort_by_key(|row| (activities.get(&row.activity_id).map(|activity| activity.position), row.party_id));
    let content = Content {
        assignments: assignments.into_iter().filter_map(|row| assignment(row, &activities)).collect(),
        clauses: clauses.into_iter().map(|clause| ClauseContent { body: filled(&clause.body, &values), code: clause.code, title: clause.title }).collect(),
        ends_on: letter.ends_on.to_string(),
        establishment: place.uai.clone(),
        format: "rupn-mission-letter-1",
        framing: cited.iter().filter_map(|row| texts.get(&row.text_id)).map(|text| text.code.clone()).collect(),
        letter: Id::<MissionLetter>::from(letter.id).to_string(),
        parties: parties.iter().map(|party| PartyContent { id: Id::<LetterParty>::from(party.id).to_string(), name: name(party) }).collect(),
        school_year: letter.school_year.clone(),
        signature_rule: state_name(letter.signature_rule),
        starts_on: letter.starts_on.to_string(),
    };
    serde_json::to_string(&content).map_err(Refusal::internal)
}

fn assignment(row: mission_assignment::Model, activities: &HashMap<Uuid, activity::Model>) -> Option<AssignmentContent> {
    let activity = activities.get(&row.activity_id)?;
    let priority = match row.priority {
        AssignmentPriority::NotThisYear => "NOT_THIS_YEAR".to_owned(),
        priority => state_name(priority),
    };
    Some(AssignmentContent {
        activity: activity.code.clone(),
        hours: row.hours,
        indicator: row.indicator,
        label: activity.label_fr.clone(),
        party: row.party_id.map(|party| Id::<LetterParty>::from(party).to_string()),
        priority,
    })
}

/// A text with its blanks filled in; those without a value stay as they are written.
fn filled(body: &str, values: &BTreeMap<String, String>) -> String {
    let mut parts = body.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once("}}").and_then(|(name, rest)| Some((values.get(name.trim())?, rest))) {
            Some((value, rest)) => {
                text.push_str(value);
                text.push_str(rest);
            }
            None => {
                text.push_str("{{");
                text.push_str(part);
            }
        }
    }
    text
}

/// SHA-256 of a content, in hex.
pub fn hash(content: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, content.as_bytes()))
}

/// What the server seals of a signature: which content, whose, how and when.
pub fn sealed_words(hash: &str, letter: Uuid, person: Uuid, method: &str, signed_at: chrono::DateTime<chrono::Utc>, signed_on: chrono::NaiveDate) -> String {
    let letter = Id::<MissionLetter>::from(letter);
    let person = Id::<crate::domain::people::Person>::from(person);
    let at = signed_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    format!("rupn-signature-1\n{letter}\n{hash}\n{person}\n{method}\n{at}\n{signed_on}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_and_open_ones_stay() {
        let values = BTreeMap::from([("means".to_owned(), "un bureau".to_owned()), ("a".to_owned(), "{{means}}".to_owned())]);
        for (body, expected) in [
            ("Moyens : {{means}}.", "Moyens : un bureau."),
            ("{{ means }}{{means}}", "un bureauun bureau"),
            ("{{unknown}} {{means", "{{unknown}} {{means"),
            ("{{a}}", "{{means}}"),
            ("sans champ", "sans champ"),
        ] {
            assert_eq!(filled(body, &values), expected, "{body}");
        }
    }
}
