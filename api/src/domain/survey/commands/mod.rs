//! The room's mutations: the table of contents, and what they share.

pub mod change_questionnaire;
pub mod create_questionnaire;
pub mod load_questionnaires;

use async_graphql::{Context, Object};
use entity::survey::questionnaire::{self, SurveyAudience};
use kernel::{
    Uuid,
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
    refusal::Refusal,
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};

use self::{change_questionnaire::ChangeQuestionnaire, create_questionnaire::CreateQuestionnaire};
use super::{Questionnaire, kept, rules, structure::Structure};

/// Mutations of surveys.
#[derive(Default)]
pub struct SurveyMutations;

/// Mutations of surveys.
#[Object]
impl SurveyMutations {
    /// Begins an edition of a questionnaire, as a draft: what another one asks, or the sections that are sent, as a whole. All faults are told at once, each with its path, such as `sections.1.questions.3.options`. Rectorate, desk SURVEY.
    async fn create_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateQuestionnaire,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Questionnaire>> {
        ctx.perform(input, options).await
    }

    /// Changes a draft: its title, and what it asks as a whole. Parts whose codes stay keep their ids. Refuses `INVALID_TRANSITION` for one that is frozen. Rectorate, desk SURVEY.
    async fn change_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ChangeQuestionnaire,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Questionnaire>> {
        ctx.perform(input, options).await
    }
}

/// The other editions of a code that an academy knows: its own and those that come with the product.
async fn editions(work: &Work<'_>, academy: Uuid, code: &str) -> Result<Vec<questionnaire::Model>, Refusal> {
    use questionnaire::Column::{AcademyId, Code};
    let known = Condition::any().add(AcademyId.eq(academy)).add(AcademyId.is_null());
    work.find::<questionnaire::Entity>(Condition::all().add(Code.eq(code)).add(known)).await
}

/// What is to be asked, as it is kept; every fault at once. `others` are the editions whose codes keep their kinds.
async fn checked(work: &Work<'_>, structure: Structure, audience: SurveyAudience, others: &[Uuid]) -> Result<Structure, Refusal> {
    let structure = rules::tidied(structure);
    let mut faults = rules::faults(&structure, audience);
    faults.extend(rules::unstable(&structure, &kept::kinds_of(work, others).await?));
    if faults.is_empty() { Ok(structure) } else { Err(Refusal::Invalid(faults)) }
}
