//! `changeQuestionnaire`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::survey::questionnaire;
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    resource::Id,
    work::{Work, told},
};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use super::{checked, editions};
use crate::domain::{
    people::rules::short_text,
    survey::{
        Questionnaire,
        events::QUESTIONNAIRE_CHANGED,
        kept,
        sheet::CHANGE,
        states,
        structure::{Section, Structure},
    },
};

/// What changes of a draft; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ChangeQuestionnaireInput")]
pub struct ChangeQuestionnaire {
    /// The questionnaire; a draft.
    pub id: Id<Questionnaire>,
    /// Its version as it was read.
    pub version: i64,
    /// Title in French, 200 characters at most.
    pub title_fr: Option<String>,
    /// Title in English, 200 characters at most; null: none.
    pub title_en: MaybeUndefined<String>,
    /// Sections with their questions, in their order, 20 at most: the whole of what it asks.
    pub sections: Option<Vec<Section>>,
}

impl Command for ChangeQuestionnaire {
    const NAME: &'static str = "changeQuestionnaire";
    type Outcome = Id<Questionnaire>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CHANGE, self.id, self.version).await?;
        let stage = states::QUESTIONNAIRE.after(row.stage, CHANGE)?;
        let title_fr = self.title_fr.as_ref().map(|title| short_text("titleFr", title, 200)).transpose()?;
        let title_en = match &self.title_en {
            MaybeUndefined::Value(title) => MaybeUndefined::Value(short_text("titleEn", title, 200)?),
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        };
        let structure = match self.sections {
            Some(sections) => {
                let others = editions(work, row.academy_id.unwrap_or_default(), &row.code).await?;
                let mut others: Vec<Uuid> =
                    others.into_iter().filter(|other| other.id != row.id && other.edition < row.edition).map(|other| other.id).collect();
                others.extend(row.based_on_id);
                Some(checked(work, Structure { sections }, row.audience, &others).await?)
            }
            None => None,
        };

        let hash = structure.as_ref().map(Structure::hash);
        let asks_anew = hash.as_ref().is_some_and(|hash| *hash != row.content_hash);
        let change = questionnaire::ActiveModel {
            id: Unchanged(row.id),
            stage: Set(stage),
            title_fr: title_fr.map_or(NotSet, Set),
            title_en: told(&title_en, String::clone),
            content_hash: hash.map_or(NotSet, Set),
            ..Default::default()
        };
        let row = work.save::<Questionnaire>(change).await?;
        if let Some(structure) = structure.filter(|_| asks_anew) {
            kept::write(work, &row, &structure).await?;
        }
        work.announce(QUESTIONNAIRE_CHANGED.of::<Questionnaire>(&row));
        Ok(row.id.into())
    }
}
