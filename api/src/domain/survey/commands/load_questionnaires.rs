//! Loads the questionnaires that come with the product: an edition that is missing is made, frozen and public from the start; one
//! that is there stays as it is, for it may have been asked. Other words are another edition. A command of the system, performed
//! when a server starts.

use entity::survey::questionnaire::{self, QuestionnaireStage};
use kernel::{
    command::Command,
    refusal::Refusal,
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::survey::{Questionnaire, events::QUESTIONNAIRE_LOADED, kept, sheet::PUBLISH, starting::Starting};

/// Questionnaires by code and edition.
#[derive(Clone, Debug, Serialize)]
pub struct LoadQuestionnaires(pub Vec<Starting>);

impl Command for LoadQuestionnaires {
    const NAME: &'static str = "loadQuestionnaires";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let national = Condition::all().add(questionnaire::Column::AcademyId.is_null());
        let known = work.find::<questionnaire::Entity>(national).await?;
        let mut results = Vec::with_capacity(self.0.len());
        for starting in &self.0 {
            let key = format!("{} {}", starting.code, starting.edition);
            if let Some(row) = known.iter().find(|row| row.code == starting.code && row.edition == starting.edition) {
                results.push(RowResult::done(key, RowStatus::Unchanged, row.id));
                continue;
            }
            let row = questionnaire::ActiveModel {
                academy_id: Set(None),
                code: Set(starting.code.clone()),
                edition: Set(starting.edition),
                audience: Set(starting.audience),
                title_fr: Set(starting.title_fr.clone()),
                title_en: Set(Some(starting.title_en.clone())),
                stage: Set(QuestionnaireStage::Frozen),
                based_on_id: Set(None),
                content_hash: Set(starting.structure.hash()),
                frozen_at: Set(Some(work.viewer.actor.at)),
                ..Default::default()
            };
            let row = work.create::<Questionnaire>(PUBLISH, row).await?;
            kept::write(work, &row, &starting.structure).await?;
            work.announce(QUESTIONNAIRE_LOADED.of::<Questionnaire>(&row));
            results.push(RowResult::done(key, RowStatus::Created, row.id));
        }
        Ok(results)
    }
}
