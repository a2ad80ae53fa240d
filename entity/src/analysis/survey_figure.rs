//! Figures of an analysis: how many of a group chose something, or that it is hidden. What is hidden is nowhere.

use sea_orm::entity::prelude::*;

use super::survey_group::SuppressionReason;

/// A figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_figure")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The group.
    pub group_id: Uuid,
    /// Its place among the figures of the group.
    pub position: i32,
    /// Code of the question.
    pub question: String,
    /// Code of the row, of a matrix.
    pub row: Option<String>,
    /// Codes of the options that are counted together, with `,` between; none: those who answered.
    pub options: Option<String>,
    /// How many, where it is shown.
    pub value: Option<i32>,
    /// Why it is not shown, where it is not.
    pub hidden: Option<SuppressionReason>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
