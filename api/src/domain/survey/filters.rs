//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::survey::{
    questionnaire::{self, QuestionnaireStage, SurveyAudience},
    survey_option,
    survey_question::{self, QuestionKind},
    survey_row, survey_section,
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::filters::{academy_coded, order};

/// Which questionnaires to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct QuestionnaireFilter {
    /// Codes, such as `REFERENTS`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// Whom they are for.
    pub audience: Option<SurveyAudience>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<QuestionnaireStage>>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Those that come with the product, or those that academies wrote.
    pub is_national: Option<bool>,
}

/// Which parts of a questionnaire to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyPartFilter {
    /// Codes. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which questions to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyQuestionFilter {
    /// Codes, such as `PRO_LETTER`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// How they are answered. Refuses an empty list.
    pub kinds: Option<Vec<QuestionKind>>,
    /// Those whose answers may go into the activity report, or the others.
    pub reportable: Option<bool>,
}

/// Order of questionnaires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum QuestionnaireOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// In the order they were begun.
    Created,
    /// By code.
    Code,
}

/// Order of the parts of a questionnaire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SurveyPartOrder {
    /// As they are asked.
    #[default]
    Position,
    /// By code.
    Code,
}

order!(QuestionnaireOrder, questionnaire,
    Self::CreatedDesc => Sort::by_creation().descending(),
    Self::Created => Sort::by_creation(),
    Self::Code => Sort::by(questionnaire::Column::Code));

macro_rules! parts {
    ($($entity:ident),+) => {
        $(order!(SurveyPartOrder, $entity,
            Self::Position => Sort::by($entity::Column::Position),
            Self::Code => Sort::by($entity::Column::Code));)+
    };
}
parts!(survey_section, survey_question, survey_option, survey_row);

impl Filter for QuestionnaireFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use questionnaire::Column::{AcademyId, Audience, Code, Stage};
        Ok(Condition::all()
            .add_option(values("codes", self.codes.as_ref())?.map(|codes| Code.is_in(codes)))
            .add_option(self.audience.map(|audience| Audience.eq(audience)))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.is_national.map(|national| if national { AcademyId.is_null() } else { AcademyId.is_not_null() })))
    }
}

impl Filter for SurveyPartFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        // The column has this name in all tables of parts.
        let coded = |codes: Vec<String>| sea_orm::sea_query::ExprTrait::is_in(sea_orm::sea_query::Expr::col("code"), codes);
        Ok(Condition::all().add_option(values("codes", self.codes.as_ref())?.map(coded)))
    }
}

impl Filter for SurveyQuestionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use survey_question::Column::{Code, Kind, Reportable};
        Ok(Condition::all()
            .add_option(values("codes", self.codes.as_ref())?.map(|codes| Code.is_in(codes)))
            .add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Kind.is_in(kinds)))
            .add_option(self.reportable.map(|reportable| Reportable.eq(reportable))))
    }
}
