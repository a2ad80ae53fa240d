//! Sections of questionnaires.

use sea_orm::entity::prelude::*;

use super::questionnaire::QuestionnaireStage;

/// A section of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_section")]
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
    /// Place in the questionnaire, from 1.
    pub position: i32,
    /// Code, unique in the questionnaire: `PROFILE`.
    pub code: String,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
