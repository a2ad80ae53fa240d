//! Answers, sealed: the database holds nothing of them that it could read, nor when they came, nor whose they are.

use sea_orm::entity::prelude::*;

/// Answers of one respondent.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_response")]
pub struct Model {
    /// The pseudonym, or what the receipt gives: it says nothing of the order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The campaign.
    pub campaign_id: Uuid,
    /// Whether it counts.
    pub submitted: bool,
    /// Groups and answers, sealed by the server; none once its key was forgotten.
    pub sealed: Option<String>,
    /// Answers, sealed with the respondent's receipt.
    pub kept: Option<String>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
