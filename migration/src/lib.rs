//! Changes of the database, one dated file each, forward only, the same for SQLite and PostgreSQL.

mod m20261125_000001_directory;

use sea_orm_migration::{
    MigrationTrait, MigratorTrait, async_trait,
    sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, TransactionTrait},
};

/// The lock that keeps two nodes that start together from migrating at once; it ends with its transaction.
const LOCK: &str =
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(1381322830)";

/// Brings a database up to date; refuses one that a newer version has changed.
pub async fn up(on: &DatabaseConnection) -> Result<(), DbErr> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(on, None).await;
    }
    let lock = on.begin().await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(on, None).await?;
    lock.commit().await
}

/// Every change, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261125_000001_directory::Migration)]
    }
}
