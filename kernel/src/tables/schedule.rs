//! When the product does next what it does by itself.

use sea_orm::entity::prelude::*;

/// Something that the product does by itself at times that a pattern tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The times, as `cron` writes them, in the zone of Paris.
    pub pattern: String,
    /// The next time.
    pub next_at: DateTimeUtc,
    /// The last time.
    pub last_at: Option<DateTimeUtc>,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
