//! Questionnaires: editions, sections, questions, options, rows, and when a question is shown.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, names, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [questionnaire(&schema), section(&schema), question(&schema), option(&schema), row(&schema), condition(&schema)] {
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

fn some_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

fn some_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

fn questionnaire(schema: &Schema) -> TableCreateStatement {
    let mut questionnaire = schema.versioned("questionnaire");
    questionnaire
        .col(maybe("academy_id"))
        .col(schema.key("code"))
        .col(number("edition"))
        .col(text("audience"))
        .col(text("title_fr"))
        .col(some_text("title_en"))
        .col(text("stage"))
        .col(maybe("based_on_id"))
        .col(text("content_hash"))
        .col(ColumnDef::new("frozen_at").timestamp_with_time_zone())
        .foreign_key(&mut names("questionnaire", "academy_id", "academy"))
        .foreign_key(&mut names("questionnaire", "based_on_id", "questionnaire"));
    questionnaire
}

/// A table of parts of questionnaires, which have no rights of their own but where the questionnaire lies and stands.
fn part(schema: &Schema, name: &'static str, belongs: &[(&'static str, &'static str)]) -> TableCreateStatement {
    let mut part = schema.table(name);
    part.col(maybe("academy_id"))
        .col(to("questionnaire_id"))
        .col(text("stage"))
        .foreign_key(&mut names(name, "academy_id", "academy"))
        .foreign_key(&mut names(name, "questionnaire_id", "questionnaire"));
    for (column, target) in belongs {
        part.col(to(column)).foreign_key(&mut names(name, column, target));
    }
    part.col(number("position")).col(schema.key("code"));
    part
}

fn section(schema: &Schema) -> TableCreateStatement {
    part(schema, "survey_section", &[]).col(text("title_fr")).col(some_text("title_en")).take()
}

fn question(schema: &Schema) -> TableCreateStatement {
    let mut question = part(schema, "survey_question", &[("section_id", "survey_section")]);
    question
        .col(text("kind"))
        .col(text("label_fr"))
        .col(some_text("label_en"))
        .col(some_text("help_fr"))
        .col(some_text("help_en"))
        .col(flag("required"))
        .col(flag("reportable"))
        .col(text("sensitivity"))
        .col(flag("crossing"))
        .col(some_text("prefill_from"))
        .col(maybe("show_if_id"))
        .col(some_number("minimum"))
        .col(some_number("maximum"))
        .col(some_number("max_choices"))
        .col(some_number("max_length"))
        .col(some_text("taxonomy"))
        .foreign_key(&mut names("survey_question", "show_if_id", "survey_question"));
    question
}

fn option(schema: &Schema) -> TableCreateStatement {
    part(schema, "survey_option", &[("question_id", "survey_question")]).col(text("label_fr")).col(some_text("label_en")).col(flag("exclusive")).take()
}

fn row(schema: &Schema) -> TableCreateStatement {
    part(schema, "survey_row", &[("question_id", "survey_question")]).col(text("label_fr")).col(some_text("label_en")).take()
}

fn condition(schema: &Schema) -> TableCreateStatement {
    let mut condition = schema.table("survey_condition");
    for (column, target) in [("questionnaire_id", "questionnaire"), ("question_id", "survey_question"), ("option_id", "survey_option")] {
        condition.col(to(column)).foreign_key(&mut names("survey_condition", column, target));
    }
    condition
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("questionnaire", &["academy_id", "code", "edition"]),
        index("questionnaire", &["code", "edition", "id"]),
        index("survey_section", &["questionnaire_id", "position"]),
        unique("survey_section", &["questionnaire_id", "code"]),
        index("survey_question", &["questionnaire_id", "position"]),
        unique("survey_question", &["questionnaire_id", "code"]),
        index("survey_question", &["section_id", "position"]),
        index("survey_question", &["show_if_id"]),
        index("survey_option", &["questionnaire_id"]),
        unique("survey_option", &["question_id", "code"]),
        index("survey_option", &["question_id", "position"]),
        index("survey_row", &["questionnaire_id"]),
        unique("survey_row", &["question_id", "code"]),
        index("survey_row", &["question_id", "position"]),
        index("survey_condition", &["questionnaire_id"]),
        unique("survey_condition", &["question_id", "option_id"]),
        index("survey_condition", &["option_id"]),
    ]
}
