//! Rows that a job refused or left out.

use sea_orm::entity::prelude::*;

/// A row that a job refused or left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_reject")]
pub struct Model {
    /// Id, in their order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The job.
    pub job_id: Uuid,
    /// What names the row: a natural key.
    pub key: String,
    /// Why, in both languages.
    pub fault: Json,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
