//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::read::{Ask, Page};

use super::{
    Questionnaire,
    filters::{QuestionnaireFilter, QuestionnaireOrder},
};

/// Root fields of surveys.
#[derive(Default)]
pub struct SurveyQueries;

/// Root fields of surveys.
#[Object]
impl SurveyQueries {
    /// Questionnaires (*questionnaires d'enquête*): those that were asked or come with the product are public, an academy reads its own drafts.
    async fn questionnaires(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<QuestionnaireFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<QuestionnaireOrder>,
    ) -> Page<Questionnaire> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
