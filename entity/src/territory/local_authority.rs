//! Local authorities (*collectivités territoriales*).

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Kind of a local authority.
    AuthorityKind {
        /// Region: owner of lycées (Code de l'éducation, L214-6).
        Region = "REGION",
        /// Department: owner of collèges (Code de l'éducation, L213-2).
        Department = "DEPARTMENT",
        /// Intercommunality (*EPCI*).
        Intercommunality = "INTERCOMMUNALITY",
        /// Another: metropolis, single territorial collectivity…
        Other = "OTHER",
    }
}

/// A local authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "local_authority")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind.
    pub kind: AuthorityKind,
    /// INSEE code of the region or department, SIREN of an intercommunality.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
