//! The options after which a question is shown.

use sea_orm::entity::prelude::*;

/// An option after which a question is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_condition")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The questionnaire.
    pub questionnaire_id: Uuid,
    /// The question that is shown.
    pub question_id: Uuid,
    /// An option of the question on which it depends.
    pub option_id: Uuid,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
