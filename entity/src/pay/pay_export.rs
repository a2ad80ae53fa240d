//! Files of pay lines for the payroll tool, kept as they were written.

use sea_orm::entity::prelude::*;

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pay_export")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The plan whose lines were asked for; none for all.
    pub plan_id: Option<Uuid>,
    /// The school year whose lines were asked for; none for all.
    pub school_year: Option<String>,
    /// Who asked for it; none when a program did.
    pub exported_by_id: Option<Uuid>,
    /// Number of its lines.
    pub line_count: i32,
    /// Sum of their amounts, in cents.
    pub total_cents: i64,
    /// The file.
    pub csv: String,
    /// Version for the optimistic lock.
    pub version: i64,
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last change.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
