//! Activity reports of referents, and what surveys lead to: findings and follow-ups.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, flag, index, may_name, naming, number, some_day, some_instant, some_text, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in reports(&schema).into_iter().chain(findings(&schema)) {
            manager.create_table(table).await?;
        }
        for index in [
            unique("activity_report", &["person_id", "establishment_id", "school_year"]),
            index("activity_report", &["establishment_id", "school_year", "id"]),
            index("activity_report", &["academy_id", "school_year", "id"]),
            index("activity_report", &["mandate_id"]),
            index("activity_report", &["campaign_id"]),
            index("report_section", &["report_id", "position"]),
            index("report_section", &["person_id", "id"]),
            index("submitted_section", &["report_id", "position"]),
            index("submitted_section", &["person_id", "id"]),
            index("submitted_section", &["establishment_id", "id"]),
            index("submitted_section", &["academy_id", "id"]),
            index("submitted_section", &["campaign_id"]),
            index("finding", &["campaign_id", "id"]),
            index("finding", &["academy_id", "school_year", "id"]),
            index("follow_up", &["finding_id", "id"]),
            index("follow_up", &["campaign_id", "id"]),
            index("follow_up", &["academy_id", "kind", "id"]),
            index("follow_up", &["template_clause_id", "id"]),
            index("follow_up", &["training_action_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn reports(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut report = schema.versioned("activity_report");
    let placed = [("academy_id", "academy"), ("establishment_id", "establishment"), ("person_id", "person")];
    naming(&mut report, "activity_report", &placed);
    naming(&mut report, "activity_report", &[("mandate_id", "mandate")]);
    may_name(&mut report, "activity_report", &[("campaign_id", "survey_campaign")]);
    report
        .col(schema.key("school_year"))
        .col(text("stage"))
        .col(flag("shared_with_academy"))
        .col(some_text("reason"))
        .col(some_instant("submitted_at"))
        .col(some_instant("acknowledged_at"));
    let mut section = schema.table("report_section");
    naming(&mut section, "report_section", &[("person_id", "person"), ("report_id", "activity_report")]);
    section.col(number("position")).col(text("origin")).col(flag("included")).col(text("sealed"));
    let mut submitted = schema.table("submitted_section");
    naming(&mut submitted, "submitted_section", &placed);
    naming(&mut submitted, "submitted_section", &[("report_id", "activity_report")]);
    may_name(&mut submitted, "submitted_section", &[("campaign_id", "survey_campaign")]);
    submitted.col(flag("shared")).col(number("position")).col(text("origin")).col(text("code")).col(text("title")).col(text("body"));
    vec![report, section, submitted]
}

fn findings(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut finding = schema.versioned("finding");
    naming(&mut finding, "finding", &[("academy_id", "academy"), ("campaign_id", "survey_campaign")]);
    finding
        .col(schema.key("school_year"))
        .col(text("title"))
        .col(text("body"))
        .col(some_text("question"))
        .col(some_text("figure"))
        .col(text("stage"))
        .col(some_text("reason"));
    let mut follow_up = schema.versioned("follow_up");
    naming(&mut follow_up, "follow_up", &[("academy_id", "academy"), ("campaign_id", "survey_campaign"), ("finding_id", "finding")]);
    may_name(&mut follow_up, "follow_up", &[("template_clause_id", "template_clause"), ("training_action_id", "training_action")]);
    follow_up.col(text("kind")).col(text("body")).col(some_day("due_on")).col(some_day("done_on"));
    vec![finding, follow_up]
}
