//! `updateLetterTemplate`.

use std::collections::{BTreeSet, HashMap};

use async_graphql::{InputObject, MaybeUndefined};
use entity::{
    framing::framing_text,
    letter::{
        letter_template::{self, SignatureRule, TemplateStatus},
        template_blank::{self, BlankKind},
        template_framing, template_priority,
    },
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::{Id, Table},
    text::{Text, text},
    work::Work,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{blanks_of, create_letter_template::activities_of, standing_clauses};
use crate::domain::{
    letter::{MissionLetterTemplate, events::TEMPLATE_UPDATED, rules, sheet::UPDATE},
    people::rules::short_text,
};

/// What changes in the heading of a template, and in the lists that go with it; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateLetterTemplateInput")]
pub struct UpdateLetterTemplate {
    /// The template; not yet dispatched.
    pub id: Id<MissionLetterTemplate>,
    /// Its version as it was read.
    pub version: i64,
    /// Title in French, 200 characters at most.
    pub title_fr: Option<String>,
    /// Title in English, 200 characters at most.
    pub title_en: MaybeUndefined<String>,
    /// What the academy tells the principals, in Markdown, 65,536 bytes at most.
    pub introduction: MaybeUndefined<String>,
    /// Who signs its letters.
    pub signature_rule: Option<SignatureRule>,
    /// Days from the dispatch to the day on which letters should be signed, 1 to 365.
    pub due_days: Option<i32>,
    /// Codes of the framing texts that it cites, in their order, 20 at most: the whole list.
    pub legal_basis: Option<Vec<String>>,
    /// Codes of the activities that come first this year, such as `M1.2`, in their order: the whole list.
    pub suggested_priorities: Option<Vec<String>>,
    /// The blanks that its clauses may name, in their order, 50 at most: the whole list.
    pub blanks: Option<Vec<Blank>>,
}

/// A blank that clauses name as `{{name}}` and that principals fill in.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "TemplateBlankInput")]
pub struct Blank {
    /// Name: small letters, digits and `_`, 40 at most.
    pub name: String,
    /// Label in French, 200 characters at most.
    pub label_fr: String,
    /// Label in English, 200 characters at most.
    pub label_en: Option<String>,
    /// What is filled in; `DATA` only for those that come with the product.
    pub kind: BlankKind,
}

impl Command for UpdateLetterTemplate {
    const NAME: &'static str = "updateLetterTemplate";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(UPDATE, self.id, self.version).await?;
        if matches!(template.status, TemplateStatus::Dispatched | TemplateStatus::Archived) {
            let message = text("Letters were made from this heading.", "Des lettres ont été faites avec cet en-tête.");
            return Err(Fault::invalid("id", message).coded("TEMPLATE_DISPATCHED").into());
        }
        if self.due_days.is_some_and(|days| !(1..=365).contains(&days)) {
            return Err(Fault::invalid("dueDays", text("1 to 365 days are meant here.", "De 1 à 365 jours sont attendus ici.")).into());
        }
        let change = letter_template::ActiveModel {
            id: Unchanged(template.id),
            title_fr: self.title_fr.map(|title| short_text("titleFr", &title, 200)).transpose()?.map_or(NotSet, Set),
            title_en: match self.title_en {
                MaybeUndefined::Undefined => NotSet,
                MaybeUndefined::Null => Set(None),
                MaybeUndefined::Value(title) => Set(Some(short_text("titleEn", &title, 200)?)),
            },
            introduction: match self.introduction {
                MaybeUndefined::Undefined => NotSet,
                MaybeUndefined::Null => Set(None),
                MaybeUndefined::Value(written) => Set(Some(rules::markdown("introduction", &written)?)),
            },
            signature_rule: self.signature_rule.map_or(NotSet, Set),
            due_days: self.due_days.map_or(NotSet, Set),
            ..Default::default()
        };
        let mut row = work.save::<MissionLetterTemplate>(change).await?;
        if let Some(codes) = &self.legal_basis {
            row = cited(work, row, codes).await?;
        }
        if let Some(codes) = &self.suggested_priorities {
            row = prioritised(work, row, codes).await?;
        }
        if let Some(blanks) = &self.blanks {
            row = blanked(work, row, blanks).await?;
        }
        work.announce(TEMPLATE_UPDATED.of::<MissionLetterTemplate>(&row));
        Ok(row.id.into())
    }
}

/// The codes of a list, each once.
fn distinct<'a>(argument: &'static str, codes: &'a [String], most: usize) -> Result<&'a [String], Fault> {
    let all: BTreeSet<&String> = codes.iter().collect();
    if codes.len() > most || all.len() < codes.len() {
        let message = Text::of(format!("{most} codes at most are meant here, each once."), format!("{most} codes au plus sont attendus ici, chacun une fois."));
        return Err(Fault::invalid(argument, message));
    }
    Ok(codes)
}

/// Replaces parts of a template.
async fn replaced<L: Table>(
    work: &mut Work<'_>,
    row: letter_template::Model,
    name: &'static str,
    owner: L::Column,
    parts: Vec<L::ActiveModel>,
) -> Result<letter_template::Model, Refusal>
where
    L::ActiveModel: ActiveModelTrait<Entity = L>,
{
    Ok(work.replace_all::<MissionLetterTemplate, L>(name, owner, vec![(row.id, parts)]).await?.pop().unwrap_or(row))
}

async fn cited(work: &mut Work<'_>, row: letter_template::Model, codes: &[String]) -> Result<letter_template::Model, Refusal> {
    use framing_text::Column::{AcademyId, Code, EstablishmentId};
    let codes = distinct("legalBasis", codes, 20)?;
    let own = Condition::any().add(AcademyId.is_null()).add(AcademyId.eq(row.academy_id));
    let known = Condition::all().add(Code.is_in(codes)).add(own).add(EstablishmentId.is_null());
    let known: HashMap<String, Uuid> = work.find::<framing_text::Entity>(known).await?.into_iter().map(|text| (text.code, text.id)).collect();
    let mut parts = Vec::with_capacity(codes.len());
    for (position, code) in (1..).zip(codes) {
        let text = *known.get(code).ok_or(Refusal::NotFound { argument: "legalBasis" })?;
        parts.push(template_framing::ActiveModel { id: NotSet, template_id: Set(row.id), text_id: Set(text), position: Set(position) });
    }
    replaced::<template_framing::Entity>(work, row, "legalBasis", template_framing::Column::TemplateId, parts).await
}

async fn prioritised(work: &mut Work<'_>, row: letter_template::Model, codes: &[String]) -> Result<letter_template::Model, Refusal> {
    let codes = distinct("suggestedPriorities", codes, 100)?;
    let activities = activities_of(work, row.catalogue_id).await?;
    let mut parts = Vec::with_capacity(codes.len());
    for (position, code) in (1..).zip(codes) {
        let activity = *activities.get(code).ok_or(Refusal::NotFound { argument: "suggestedPriorities" })?;
        parts.push(template_priority::ActiveModel { id: NotSet, template_id: Set(row.id), activity_id: Set(activity), position: Set(position) });
    }
    replaced::<template_priority::Entity>(work, row, "suggestedPriorities", template_priority::Column::TemplateId, parts).await
}

async fn blanked(work: &mut Work<'_>, row: letter_template::Model, blanks: &[Blank]) -> Result<letter_template::Model, Refusal> {
    let names: Vec<String> = blanks.iter().map(|blank| blank.name.clone()).collect();
    distinct("blanks", &names, 50)?;
    let before = blanks_of(work, row.id).await?;
    let mut parts = Vec::with_capacity(blanks.len());
    for ((position, at), blank) in (1..).zip(0..).zip(blanks) {
        let argument = |name: &str| format!("blanks.{at}.{name}");
        if !rules::is_blank_name(&blank.name) {
            let message = text("Small letters, digits and _ are meant here, 40 at most.", "Des minuscules, des chiffres et _ sont attendus ici, 40 au plus.");
            return Err(Fault::invalid(argument("name"), message).hint(text("For example meeting_day.", "Par exemple meeting_day.")).into());
        }
        let known = before.iter().any(|other| other.name == blank.name && other.kind == BlankKind::Data);
        if (blank.kind == BlankKind::Data) != known {
            let message = text(
                "The directory fills in the blanks of kind DATA that come with the product, and no others.",
                "L'annuaire remplit les champs de nature DATA fournis avec le produit, et aucun autre.",
            );
            return Err(Fault::invalid(argument("kind"), message).into());
        }
        parts.push(template_blank::ActiveModel {
            id: NotSet,
            academy_id: Set(row.academy_id),
            template_id: Set(row.id),
            name: Set(blank.name.clone()),
            position: Set(position),
            label_fr: Set(short_text(&argument("labelFr"), &blank.label_fr, 200)?),
            label_en: Set(blank.label_en.as_ref().map(|label| short_text(&argument("labelEn"), label, 200)).transpose()?),
            kind: Set(blank.kind),
        });
    }
    for clause in standing_clauses(work, row.id, row.revision).await? {
        if let Some(missing) = rules::blanks_of(&clause.body).into_iter().find(|name| !names.iter().any(|known| known == name)) {
            let message =
                Text::of(format!("The clause {} names the blank {missing}.", clause.code), format!("La clause {} nomme le champ {missing}.", clause.code));
            let hint = text("Write the clause without it first.", "Rédigez d'abord la clause sans lui.");
            return Err(Fault::invalid("blanks", message).coded("BLANK_IN_USE").hint(hint).into());
        }
    }
    replaced::<template_blank::Entity>(work, row, "blanks", template_blank::Column::TemplateId, parts).await
}
