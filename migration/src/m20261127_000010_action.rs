//! Support actions: their kinds, and the logs of referents.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, names, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [kind(&schema), action(&schema)] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

fn kind(schema: &Schema) -> TableCreateStatement {
    let mut kind = schema.versioned("support_action_kind");
    kind.col(schema.key("code"))
        .col(number("position"))
        .col(to("activity_id"))
        .col(text("label_fr"))
        .col(text("label_en"))
        .col(text("unit"))
        .col(number("usual_minutes"))
        .col(text("status"))
        .col(ColumnDef::new("source").text())
        .foreign_key(&mut names("support_action_kind", "activity_id", "activity"));
    kind
}

fn action(schema: &Schema) -> TableCreateStatement {
    let mut action = schema.versioned("support_action");
    for (column, target) in [
        ("academy_id", "academy"),
        ("establishment_id", "establishment"),
        ("person_id", "person"),
        ("mandate_id", "mandate"),
        ("kind_id", "support_action_kind"),
    ] {
        action.col(to(column)).foreign_key(&mut names("support_action", column, target));
    }
    action
        .col(schema.key("school_year"))
        .col(ColumnDef::new("done_on").date().not_null())
        .col(number("beneficiaries"))
        .col(ColumnDef::new("minutes").integer())
        .col(ColumnDef::new("channel").text())
        .col(ColumnDef::new("note").text())
        .col(ColumnDef::new("removed_at").timestamp_with_time_zone())
        .check(Expr::col("beneficiaries").gte(0));
    action
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("support_action_kind", &["code"]),
        // Every reader is the person: each list begins there.
        index("support_action", &["person_id", "done_on", "id"]),
        index("support_action", &["person_id", "school_year", "id"]),
        index("support_action", &["person_id", "id"]),
    ]
}
