//! Zones of an academy: basins and others.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Kind of a zone.
    ZoneKind {
        /// Basin of education and training (circular 2001-114 of 20 June 2001); shown as the type `Basin`.
        Basin = "BASIN",
        /// Network of schools: ECLORE in Poitiers, REP, cité scolaire.
        SchoolNetwork = "SCHOOL_NETWORK",
        /// Another grouping of the academy.
        Other = "OTHER",
    }
}

/// A zone: establishments belong to it for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "zone")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy that drew it.
    pub academy_id: Uuid,
    /// Kind.
    pub kind: ZoneKind,
    /// Code, unique in the academy and kind.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name folded for search and order.
    pub folded: String,
    /// Where the drawing comes from, when it is not the academy's own.
    pub note: Option<String>,
    /// First day it exists.
    pub starts_on: Date,
    /// Last day it exists.
    pub ends_on: Option<Date>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
