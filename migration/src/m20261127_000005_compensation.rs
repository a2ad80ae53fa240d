//! What the mission brings its referents, and the councils that are heard before; parties who join and leave letters in force, and
//! reminders.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbErr},
};

use crate::columns::{Schema, index, names, some_day, some_number, some_text, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in tables(&schema) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let first_month = ColumnDef::new("allowance_first_month").integer().not_null().default(10).take();
        manager.alter_table(Table::alter().table("academy_settings").add_column(first_month).take()).await?;
        // Which reminder was sent last.
        let reminded = ColumnDef::new("reminded_days").big_integer().not_null().default(0).take();
        manager.alter_table(Table::alter().table("mission_letter").add_column(reminded).take()).await?;
        // Who is among the parties of the content that was signed.
        let bound = ColumnDef::new("bound").boolean().not_null().default(false).take();
        manager.alter_table(Table::alter().table("letter_party").add_column(bound).take()).await?;
        manager.get_connection().execute_unprepared("UPDATE letter_party SET bound = TRUE WHERE stage = 'SIGNED'").await.map(drop)
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn placed(table: &mut TableCreateStatement, name: &'static str, person: bool) {
    table.col(to("academy_id")).col(to("establishment_id"));
    let mut references = vec![("academy_id", "academy"), ("establishment_id", "establishment")];
    if person {
        table.col(to("person_id"));
        references.push(("person_id", "person"));
    }
    for (column, target) in references {
        table.foreign_key(&mut names(name, column, target));
    }
}

fn tables(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut opinion = schema.versioned("council_opinion");
    placed(&mut opinion, "council_opinion", false);
    opinion.col(schema.key("school_year")).col(text("body")).col(some_day("heard_on").not_null().take()).col(text("opinion")).col(some_text("note"));
    let mut compensation = schema.versioned("compensation");
    placed(&mut compensation, "compensation", true);
    compensation
        .col(to("mandate_id"))
        .col(schema.key("school_year"))
        .col(text("form"))
        .col(some_text("rule"))
        .col(some_number("amount_cents"))
        .col(some_number("quarter_hours"))
        .col(text("stage"))
        .col(ColumnDef::new("acknowledged").boolean().not_null())
        .col(some_day("proposed_on").not_null().take())
        .col(some_day("decided_on"))
        .col(some_text("reason"))
        .col(some_number("overpaid_cents").not_null().take())
        .foreign_key(&mut names("compensation", "mandate_id", "mandate"))
        // An allowance has an amount, fewer hours have hours, and nothing has both.
        .check(Expr::col("amount_cents").is_null().or(Expr::col("quarter_hours").is_null()));
    let mut change = schema.table("compensation_change");
    placed(&mut change, "compensation_change", true);
    change
        .col(to("compensation_id"))
        .col(text("kind"))
        .col(some_day("from_month").not_null().take())
        .col(some_number("amount_cents"))
        .col(some_number("quarter_hours"))
        .col(some_text("reason"))
        .col(some_day("decided_on").not_null().take())
        .foreign_key(&mut names("compensation_change", "compensation_id", "compensation"));
    let mut month = schema.table("compensation_month");
    placed(&mut month, "compensation_month", true);
    month.col(to("compensation_id")).col(some_day("month").not_null().take()).col(some_number("amount_cents").not_null().take()).foreign_key(&mut names(
        "compensation_month",
        "compensation_id",
        "compensation",
    ));
    vec![opinion, compensation, change, month]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("council_opinion", &["establishment_id", "school_year", "body", "heard_on"]),
        index("council_opinion", &["academy_id", "school_year", "id"]),
        unique("compensation", &["mandate_id"]),
        index("compensation", &["establishment_id", "school_year", "id"]),
        index("compensation", &["academy_id", "school_year", "id"]),
        index("compensation", &["person_id", "id"]),
        index("compensation_change", &["compensation_id", "id"]),
        index("compensation_change", &["person_id"]),
        unique("compensation_month", &["compensation_id", "month"]),
        index("compensation_month", &["person_id"]),
    ]
}
