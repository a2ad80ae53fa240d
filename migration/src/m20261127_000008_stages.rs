//! Courses: offers to referents; which action answers a need.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, flag, index, names, naming, number, some_text, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(offer(&Schema::of(manager))).await?;
        let answered = ColumnDef::new("action_id").uuid().take();
        manager.alter_table(Table::alter().table("training_need").add_column(answered).take()).await?;
        for index in [
            unique("stage_offer", &["cluster_id", "mandate_id"]),
            index("stage_offer", &["person_id", "id"]),
            index("stage_offer", &["establishment_id", "school_year", "id"]),
            index("stage_offer", &["academy_id", "school_year", "id"]),
            index("stage_offer", &["mandate_id"]),
            index("stage_offer", &["offered_by"]),
            index("training_need", &["action_id", "id"]),
            index("training_action", &["cluster_id", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn offer(schema: &Schema) -> TableCreateStatement {
    let mut offer = schema.versioned("stage_offer");
    let named =
        [("academy_id", "academy"), ("establishment_id", "establishment"), ("cluster_id", "need_cluster"), ("mandate_id", "mandate"), ("person_id", "person")];
    naming(&mut offer, "stage_offer", &named);
    offer
        .col(schema.key("school_year"))
        .col(number("days"))
        .col(some_text("message"))
        .col(text("stage"))
        .col(some_text("reason"))
        .col(flag("acknowledged"))
        .col(ColumnDef::new("offered_by").uuid())
        .foreign_key(&mut names("stage_offer", "offered_by", "person"));
    offer
}
