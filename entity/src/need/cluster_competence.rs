//! The competences that the needs of a cluster are about.

use sea_orm::entity::prelude::*;

/// A competence of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cluster_competence")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The cluster.
    pub cluster_id: Uuid,
    /// The competence.
    pub competence_id: Uuid,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
