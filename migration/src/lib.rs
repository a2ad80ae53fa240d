//! Changes of the database, one dated file each, forward only, the same for SQLite and PostgreSQL.

mod columns;
mod m20261125_000001_directory;
mod m20261125_000002_delivery;
mod m20261125_000003_framing;
mod m20261125_000004_letters;
mod m20261127_000005_compensation;
mod m20261127_000006_needs;
mod m20261127_000007_training;
mod m20261127_000008_stages;
mod m20261127_000009_pay;
mod m20261127_000010_action;
mod m20261127_000011_survey;
mod m20261127_000012_campaigns;
mod m20261127_000013_analysis;
mod m20261127_000014_report;

use sea_orm_migration::{
    MigrationTrait, MigratorTrait, async_trait,
    sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait},
};

/// The lock that keeps two nodes that start together from migrating at once; it ends with its transaction.
const LOCK: &str =
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(1381322830)";

/// Brings a database up to date; refuses one that a newer version has changed.
pub async fn up(on: &DatabaseConnection) -> Result<(), DbErr> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(on, None).await;
    }
    // The role of the service may change no table, not even one that is there already.
    if is_up_to_date(on).await? {
        return Ok(());
    }
    let lock = on.begin().await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(on, None).await?;
    lock.commit().await
}

/// Whether every change was made, and no other.
async fn is_up_to_date(on: &DatabaseConnection) -> Result<bool, DbErr> {
    const THERE: &str = "SELECT to_regclass('seaql_migrations') IS NOT NULL";
    const MADE: &str = "SELECT version FROM seaql_migrations ORDER BY version";
    let ask = |sql: &'static str| on.query_all_raw(Statement::from_string(DbBackend::Postgres, sql));
    let there = ask(THERE).await?.first().map(|row| row.try_get_by_index::<bool>(0)).transpose()?;
    if there != Some(true) {
        return Ok(false);
    }
    let made = ask(MADE).await?.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()?;
    Ok(made.iter().map(String::as_str).eq(Migrator::migrations().iter().map(|migration| migration.name())))
}

/// Lets a role of PostgreSQL serve: it reads and writes every table, but adds to the audit and to what was signed alone, and changes no table
/// itself. The role must be there, and not own the tables.
pub async fn grant_service(on: &DatabaseConnection, role: &str) -> Result<(), DbErr> {
    let named = !role.is_empty() && role.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if on.get_database_backend() != DbBackend::Postgres || !named {
        return Err(DbErr::Custom("a role of PostgreSQL is meant: small letters, digits and _".into()));
    }
    let sql = format!(
        "GRANT USAGE ON SCHEMA public TO \"{role}\";
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \"{role}\";
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \"{role}\";
         REVOKE UPDATE, DELETE, TRUNCATE ON audit, audit_change, letter_content, letter_signature, compensation_change FROM \"{role}\";
         REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON seaql_migrations FROM \"{role}\";"
    );
    on.execute_unprepared(&sql).await.map(drop)
}

/// Every change, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261125_000001_directory::Migration),
            Box::new(m20261125_000002_delivery::Migration),
            Box::new(m20261125_000003_framing::Migration),
            Box::new(m20261125_000004_letters::Migration),
            Box::new(m20261127_000005_compensation::Migration),
            Box::new(m20261127_000006_needs::Migration),
            Box::new(m20261127_000007_training::Migration),
            Box::new(m20261127_000008_stages::Migration),
            Box::new(m20261127_000009_pay::Migration),
            Box::new(m20261127_000010_action::Migration),
            Box::new(m20261127_000011_survey::Migration),
            Box::new(m20261127_000012_campaigns::Migration),
            Box::new(m20261127_000013_analysis::Migration),
            Box::new(m20261127_000014_report::Migration),
        ]
    }
}
