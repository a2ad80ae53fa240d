//! `updateLetterTemplate`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::letter::letter_template::{self, SignatureRule, TemplateStatus};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    letter::{MissionLetterTemplate, events::TEMPLATE_UPDATED, rules, sheet::UPDATE},
    people::rules::short_text,
};

/// What changes in the heading of a template; what is left out stays.
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
        let row = work.save::<MissionLetterTemplate>(change).await?;
        work.announce(TEMPLATE_UPDATED.of::<MissionLetterTemplate>(&row));
        Ok(row.id.into())
    }
}
