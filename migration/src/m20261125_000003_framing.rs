//! Framing texts, what they derive from, and the mission catalogues.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, names, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in Schema::of(manager).framing() {
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

impl Schema {
    fn framing(&self) -> Vec<TableCreateStatement> {
        let mut framing_text = self.versioned("framing_text");
        for place in ["academy_id", "establishment_id"] {
            framing_text.col(ColumnDef::new(place).uuid());
        }
        framing_text.col(text("level")).col(self.key("code")).col(text("kind")).col(text("topic")).col(text("title_fr"));
        for column in ["title_en", "summary_fr", "summary_en", "reference", "nor", "url"] {
            framing_text.col(ColumnDef::new(column).text());
        }
        framing_text.col(ColumnDef::new("signed_on").date().not_null());
        for day in ["published_on", "effective_from", "effective_to"] {
            framing_text.col(ColumnDef::new(day).date());
        }
        sourced(&mut framing_text);
        for (column, table) in [("academy_id", "academy"), ("establishment_id", "establishment")] {
            framing_text.foreign_key(&mut names("framing_text", column, table));
        }
        let mut derivation = self.table("framing_derivation");
        derivation.col(to("text_id")).col(to("from_id"));
        for column in ["text_id", "from_id"] {
            derivation.foreign_key(&mut names("framing_derivation", column, "framing_text"));
        }
        let mut catalogue = self.versioned("mission_catalogue");
        catalogue
            .col(self.key("code").unique_key().take())
            .col(to("basis_id"))
            .col(text("title_fr"))
            .col(text("title_en"))
            .col(ColumnDef::new("valid_from").date().not_null())
            .col(ColumnDef::new("valid_to").date())
            .foreign_key(&mut names("mission_catalogue", "basis_id", "framing_text"));
        sourced(&mut catalogue);
        let mut mission = self.versioned("mission");
        mission.col(to("catalogue_id")).col(ColumnDef::new("priority").boolean().not_null()).foreign_key(&mut names(
            "mission",
            "catalogue_id",
            "mission_catalogue",
        ));
        let mut activity = self.versioned("activity");
        activity.col(to("catalogue_id")).col(to("mission_id"));
        for (column, table) in [("catalogue_id", "mission_catalogue"), ("mission_id", "mission")] {
            activity.foreign_key(&mut names("activity", column, table));
        }
        for table in [&mut mission, &mut activity] {
            table.col(self.key("code")).col(ColumnDef::new("position").integer().not_null()).col(text("label_fr")).col(text("label_en"));
            sourced(table);
        }
        vec![framing_text, derivation, catalogue, mission, activity]
    }
}

/// How far it is known, and from where.
fn sourced(table: &mut TableCreateStatement) {
    table.col(text("status"));
    for column in ["note", "source"] {
        table.col(ColumnDef::new(column).text());
    }
}

/// A code is unique in its academy, and among the national texts.
fn indexes() -> Vec<IndexCreateStatement> {
    let national = unique("framing_text", &["code"]).name("framing_text_national").and_where(Expr::col("academy_id").is_null()).take();
    vec![
        unique("framing_text", &["academy_id", "code"]),
        national,
        index("framing_text", &["establishment_id"]),
        index("framing_text", &["signed_on", "id"]),
        index("framing_text", &["updated_at", "id"]),
        unique("framing_derivation", &["text_id", "from_id"]),
        index("framing_derivation", &["from_id"]),
        index("mission_catalogue", &["basis_id"]),
        unique("mission", &["catalogue_id", "code"]),
        unique("activity", &["catalogue_id", "code"]),
        index("activity", &["mission_id"]),
    ]
}
