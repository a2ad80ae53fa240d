//! Rows of matrices.

use sea_orm::entity::prelude::*;

use super::questionnaire::QuestionnaireStage;

/// A row of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_row")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy; none for one that comes with the product.
    pub academy_id: Option<Uuid>,
    /// The questionnaire.
    pub questionnaire_id: Uuid,
    /// Where the questionnaire stands.
    pub stage: QuestionnaireStage,
    /// The question.
    pub question_id: Uuid,
    /// Place in the question, from 1.
    pub position: i32,
    /// Code, unique in the question: `M1.1`.
    pub code: String,
    /// Wording in French.
    pub label_fr: String,
    /// Wording in English.
    pub label_en: Option<String>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
