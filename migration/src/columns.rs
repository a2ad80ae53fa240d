//! The words in which changes of the database are written: tables, columns, references, indexes.
//!
//! Folded texts are compared byte by byte in both databases (`COLLATE "C"`), so that pages end where they should.
//! A table keyed by UUID has no second B-tree on SQLite (`WITHOUT ROWID`).

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Tables as one of the two databases wants them.
pub struct Schema {
    postgres: bool,
}

impl Schema {
    /// Tables of the database that is changed.
    pub fn of(manager: &SchemaManager<'_>) -> Self {
        Self { postgres: manager.get_database_backend() == DbBackend::Postgres }
    }

    /// A table keyed by UUID.
    pub fn table(&self, name: &'static str) -> TableCreateStatement {
        let mut table = Table::create();
        table.table(name).col(ColumnDef::new("id").uuid().not_null().primary_key());
        self.without_rowid(&mut table);
        table
    }

    /// The same for an object that changes.
    pub fn versioned(&self, name: &'static str) -> TableCreateStatement {
        let mut table = self.table(name);
        table.col(ColumnDef::new("version").big_integer().not_null());
        for instant in ["created_at", "updated_at"] {
            table.col(ColumnDef::new(instant).timestamp_with_time_zone().not_null());
        }
        table
    }

    /// No second B-tree beside that of its key.
    pub fn without_rowid(&self, table: &mut TableCreateStatement) {
        if !self.postgres {
            table.extra("WITHOUT ROWID");
        }
    }

    /// A text that is compared byte by byte.
    pub fn key(&self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.text().not_null();
        if self.postgres {
            column.extra("COLLATE \"C\"");
        }
        column
    }
}

/// A text that is always there.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A text that may be missing.
pub fn some_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// A number that is always there.
pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A number that may be missing.
pub fn some_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

/// A day that may be missing.
pub fn some_day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().take()
}

/// An instant that may be missing.
pub fn some_instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

/// Yes or no.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// The id of a row of another table, or none.
pub fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

/// The id of a row of another table.
pub fn to(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// First and last day; they must not cross.
pub fn period(table: &mut TableCreateStatement, ends: bool) {
    let mut last = ColumnDef::new("ends_on");
    last.date();
    if ends {
        last.not_null();
    }
    table
        .col(ColumnDef::new("starts_on").date().not_null())
        .col(last)
        .check(Expr::col("ends_on").is_null().or(Expr::col("starts_on").lte(Expr::col("ends_on"))));
}

/// Holds a reference to its row.
pub fn names(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}_fkey")).from(table, column).to(target, "id").take()
}

/// Holds references from columns of a table to their rows.
pub fn held(table: &mut TableCreateStatement, name: &'static str, references: &[(&'static str, &'static str)]) {
    for (column, target) in references {
        table.foreign_key(&mut names(name, column, target));
    }
}

/// Columns that hold ids of rows.
pub fn naming(table: &mut TableCreateStatement, name: &'static str, columns: &[(&'static str, &'static str)]) {
    for (column, target) in columns {
        table.col(to(column)).foreign_key(&mut names(name, column, target));
    }
}

/// Columns that hold ids of rows, or none.
pub fn may_name(table: &mut TableCreateStatement, name: &'static str, columns: &[(&'static str, &'static str)]) {
    for (column, target) in columns {
        table.col(maybe(column)).foreign_key(&mut names(name, column, target));
    }
}

/// An index on some columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// An index whose rows differ.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().take()
}
