//! The establishments that a service account is limited to: those of its ENT project, or of a local authority.

use sea_orm::entity::prelude::*;

/// An establishment that a service account serves.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_establishment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
