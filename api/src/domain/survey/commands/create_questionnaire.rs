//! `createQuestionnaire`.

use async_graphql::InputObject;
use entity::{
    survey::questionnaire::{self, QuestionnaireStage, SurveyAudience},
    territory::academy,
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{checked, editions};
use crate::domain::{
    letter::rules::clause_code,
    people::rules::short_text,
    survey::{
        Questionnaire,
        events::QUESTIONNAIRE_CREATED,
        kept,
        sheet::CREATE,
        structure::{Section, Structure},
    },
    territory::lookups::academy_of,
};

/// An edition to begin. With `basedOn` all the rest may be left out; without it, code, audience, title and sections are needed.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateQuestionnaireInput")]
pub struct CreateQuestionnaire {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// The questionnaire that it begins with: one of the academy, or any that is frozen.
    pub based_on: Option<Id<Questionnaire>>,
    /// Code, the same from one edition to the next: capital letters, digits and `_`, 40 at most.
    pub code: Option<String>,
    /// Whom it is for.
    pub audience: Option<SurveyAudience>,
    /// Title in French, 200 characters at most.
    pub title_fr: Option<String>,
    /// Title in English, 200 characters at most.
    pub title_en: Option<String>,
    /// Sections with their questions, in their order, 20 at most: the whole of what it asks.
    pub sections: Option<Vec<Section>>,
}

impl Command for CreateQuestionnaire {
    const NAME: &'static str = "createQuestionnaire";
    type Outcome = Id<Questionnaire>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let row = questionnaire::ActiveModel { academy_id: Set(Some(academy.id)), stage: Set(QuestionnaireStage::Draft), ..Default::default() };
        work.may_create::<Questionnaire>(CREATE, &row).await?;
        let base = match self.based_on {
            Some(id) => Some(work.seen::<Questionnaire>(id, "basedOn").await?),
            None => None,
        };
        let heading = self.heading(base.as_ref())?;
        let structure = match (self.sections, &base) {
            (Some(sections), _) => Structure { sections },
            (None, Some(base)) => kept::structure_of(work, base.id).await?,
            (None, None) => Structure::default(),
        };
        // Two editions that are begun at once do not get one number.
        work.find_locked::<academy::Entity>(Condition::all().add(academy::Column::Id.eq(academy.id))).await?;
        let others = editions(work, academy.id, &heading.code).await?;
        let mut before: Vec<Uuid> = others.iter().map(|row| row.id).collect();
        before.extend(base.as_ref().map(|base| base.id));
        let structure = checked(work, structure, heading.audience, &before).await?;

        let row = questionnaire::ActiveModel {
            edition: Set(others.iter().map(|row| row.edition).max().unwrap_or(0) + 1),
            code: Set(heading.code),
            audience: Set(heading.audience),
            title_fr: Set(heading.title_fr),
            title_en: Set(heading.title_en),
            based_on_id: Set(base.map(|base| base.id)),
            content_hash: Set(structure.hash()),
            frozen_at: Set(None),
            ..row
        };
        let row = work.create::<Questionnaire>(CREATE, row).await?;
        kept::write(work, &row, &structure).await?;
        work.announce(QUESTIONNAIRE_CREATED.of::<Questionnaire>(&row));
        Ok(row.id.into())
    }
}

/// What an edition is called, and whom it is for.
struct Heading {
    code: String,
    audience: SurveyAudience,
    title_fr: String,
    title_en: Option<String>,
}

impl CreateQuestionnaire {
    /// What is sent, else what it begins with; every fault at once.
    fn heading(&self, base: Option<&questionnaire::Model>) -> Result<Heading, Refusal> {
        let mut faults = Vec::new();
        let code = self.code.as_ref().map(|code| clause_code("code", code)).transpose().unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let titles = [("titleFr", &self.title_fr), ("titleEn", &self.title_en)].map(|(argument, title)| {
            title.as_ref().map(|title| short_text(argument, title, 200)).transpose().unwrap_or_else(|fault| {
                faults.push(fault);
                None
            })
        });
        let [title_fr, title_en] = titles;
        let needed = |argument: &str| {
            Fault::invalid(argument, text("Needed when the questionnaire is based on no other.", "Nécessaire quand le questionnaire ne part d'aucun autre."))
        };
        if base.is_none() {
            let given = [
                ("code", self.code.is_some()),
                ("audience", self.audience.is_some()),
                ("titleFr", self.title_fr.is_some()),
                ("sections", self.sections.is_some()),
            ];
            faults.extend(given.into_iter().filter(|(_, is_given)| !is_given).map(|(argument, _)| needed(argument)));
        }
        if !faults.is_empty() {
            return Err(Refusal::Invalid(faults));
        }
        Ok(Heading {
            code: code.or_else(|| base.map(|base| base.code.clone())).unwrap_or_default(),
            audience: self.audience.or_else(|| base.map(|base| base.audience)).unwrap_or_default(),
            title_fr: title_fr.or_else(|| base.map(|base| base.title_fr.clone())).unwrap_or_default(),
            title_en: title_en.or_else(|| base.and_then(|base| base.title_en.clone())),
        })
    }
}
