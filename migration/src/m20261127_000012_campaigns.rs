//! Campaigns of surveys: who is asked, and sealed answers.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, flag, index, may_name, naming, number, some_instant, some_number, some_text, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [campaign(&schema), invitation(&schema), response(&schema)] {
            manager.create_table(table).await?;
        }
        for index in [
            unique("survey_campaign", &["academy_id", "school_year", "code"]),
            index("survey_campaign", &["questionnaire_id"]),
            unique("survey_invitation", &["campaign_id", "person_id"]),
            index("survey_invitation", &["person_id", "id"]),
            index("survey_invitation", &["campaign_id", "stage", "id"]),
            index("survey_invitation", &["academy_id", "id"]),
            index("survey_invitation", &["establishment_id"]),
            index("survey_response", &["campaign_id", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn campaign(schema: &Schema) -> TableCreateStatement {
    let mut campaign = schema.versioned("survey_campaign");
    naming(&mut campaign, "survey_campaign", &[("academy_id", "academy"), ("questionnaire_id", "questionnaire")]);
    campaign
        .col(schema.key("school_year"))
        .col(schema.key("code"))
        .col(text("audience"))
        .col(text("privacy"))
        .col(number("least"))
        .col(flag("shows_rows"))
        .col(some_instant("opens_at").not_null().take())
        .col(some_instant("closes_at").not_null().take())
        .col(text("remind_days"))
        .col(some_number("reminded_days"))
        .col(text("stage"))
        .col(some_number("population"))
        .col(some_number("answered"))
        .col(some_text("source"))
        .col(some_text("reason"))
        .col(some_text("key_part"))
        .col(some_instant("opened_at"))
        .col(some_instant("closed_at"))
        .col(some_instant("published_at"))
        .check(Expr::col("opens_at").lt(Expr::col("closes_at")));
    campaign
}

fn invitation(schema: &Schema) -> TableCreateStatement {
    let mut invitation = schema.versioned("survey_invitation");
    let named = [
        ("academy_id", "academy"),
        ("campaign_id", "survey_campaign"),
        ("person_id", "person"),
        ("establishment_id", "establishment"),
        ("department_id", "department"),
    ];
    naming(&mut invitation, "survey_invitation", &named);
    may_name(&mut invitation, "survey_invitation", &[("basin_id", "zone")]);
    invitation.col(text("kind")).col(some_text("seniority")).col(text("stage")).col(number("reminders"));
    invitation
}

/// No instant, no version, no order: its id follows from a pseudonym or a receipt.
fn response(schema: &Schema) -> TableCreateStatement {
    let mut response = schema.table("survey_response");
    naming(&mut response, "survey_response", &[("campaign_id", "survey_campaign")]);
    response.col(flag("submitted")).col(some_text("sealed")).col(some_text("kept"));
    response
}
