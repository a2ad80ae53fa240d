//! Academies.

use sea_orm::entity::prelude::*;

/// An academy: the partition of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "academy")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The ministry's code: `13`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name folded for search and order.
    pub folded: String,
    /// Region it lies in.
    pub region_id: Uuid,
    /// IANA time zone.
    pub time_zone: String,
    /// Zone of the school holidays: A, B, C, or empty overseas.
    pub holiday_zone: Option<String>,
    /// Street address of the rectorate.
    pub address: Option<String>,
    /// Postal code and city of the rectorate.
    pub city: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Generic mailbox.
    pub mail: Option<String>,
    /// Web site.
    pub website: Option<String>,
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
