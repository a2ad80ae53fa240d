//! Analyses of surveys: groups and figures, without what is hidden.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, naming, number, some_instant, some_number, some_text, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [analysis(&schema), group(&schema), figure(&schema)] {
            manager.create_table(table).await?;
        }
        for index in [
            unique("survey_analysis", &["campaign_id"]),
            index("survey_analysis", &["academy_id", "id"]),
            index("survey_analysis", &["stage", "id"]),
            unique("survey_group", &["analysis_id", "margin", "key"]),
            unique("survey_figure", &["group_id", "position"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn analysis(schema: &Schema) -> TableCreateStatement {
    let mut analysis = schema.versioned("survey_analysis");
    naming(&mut analysis, "survey_analysis", &[("academy_id", "academy"), ("campaign_id", "survey_campaign")]);
    analysis
        .col(text("stage"))
        .col(text("title_fr"))
        .col(some_text("title_en"))
        .col(some_text("text_fr"))
        .col(some_text("text_en"))
        .col(number("least"))
        .col(some_instant("published_at"));
    analysis
}

fn group(schema: &Schema) -> TableCreateStatement {
    let mut group = schema.table("survey_group");
    naming(&mut group, "survey_group", &[("analysis_id", "survey_analysis")]);
    group.col(number("position")).col(text("margin")).col(schema.key("key")).col(text("label_fr")).col(text("label_en")).col(number("invited"));
    one_of(&mut group, "respondents");
    group
}

fn figure(schema: &Schema) -> TableCreateStatement {
    let mut figure = schema.table("survey_figure");
    naming(&mut figure, "survey_figure", &[("group_id", "survey_group")]);
    figure.col(number("position")).col(schema.key("question")).col(some_text("row")).col(some_text("options"));
    one_of(&mut figure, "value");
    figure
}

/// A number or the word why it is hidden, never both.
fn one_of(table: &mut TableCreateStatement, number: &'static str) {
    table.col(some_number(number)).col(some_text("hidden")).check(Expr::col(number).is_null().ne(Expr::col("hidden").is_null()));
}
