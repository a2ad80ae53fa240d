//! Training: plans, actions, sessions, trainers, enrolments, feedback, addresses of calendars; the academy's rules of sessions.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, flag, held, index, maybe, number, some_instant, some_number, some_text, text, to, unique};

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
        for (setting, default) in [("least_participants", 12), ("second_trainer_above", 15)] {
            let column = ColumnDef::new(setting).integer().not_null().default(default).take();
            manager.alter_table(Table::alter().table("academy_settings").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn tables(schema: &Schema) -> Vec<TableCreateStatement> {
    vec![plan(schema), action(schema), session(schema), engagement(schema), enrolment(schema), feedback(schema), giver(schema), address(schema)]
}

fn plan(schema: &Schema) -> TableCreateStatement {
    let mut plan = schema.versioned("training_plan");
    plan.col(to("academy_id"))
        .col(maybe("establishment_id"))
        .col(maybe("basin_id"))
        .col(to("place_id"))
        .col(text("level"))
        .col(schema.key("school_year"))
        .col(text("title"))
        .col(some_number("budget_cents"))
        .col(text("stage"))
        .col(some_text("reason"))
        .col(flag("acknowledged"));
    held(&mut plan, "training_plan", &[("academy_id", "academy"), ("establishment_id", "establishment"), ("basin_id", "zone")]);
    plan
}

fn action(schema: &Schema) -> TableCreateStatement {
    let mut action = schema.versioned("training_action");
    action
        .col(to("academy_id"))
        .col(maybe("establishment_id"))
        .col(maybe("basin_id"))
        .col(to("plan_id"))
        .col(schema.key("school_year"))
        .col(schema.key("title"))
        .col(text("objectives"))
        .col(text("origin"))
        .col(text("scope"))
        .col(text("domain"))
        .col(maybe("discipline_id"))
        .col(some_text("theme"))
        .col(maybe("cluster_id"))
        .col(number("quarter_hours"))
        .col(some_number("least_participants"))
        .col(number("capacity"))
        .col(some_text("gaia"))
        .col(some_text("sofia_fmo"))
        .col(number("cost_cents"))
        .col(some_instant("removed_at"));
    let places = [("academy_id", "academy"), ("establishment_id", "establishment"), ("basin_id", "zone")];
    held(&mut action, "training_action", &places);
    held(&mut action, "training_action", &[("plan_id", "training_plan"), ("discipline_id", "discipline")]);
    action
}

fn session(schema: &Schema) -> TableCreateStatement {
    let mut session = schema.versioned("training_session");
    session
        .col(to("academy_id"))
        .col(maybe("establishment_id"))
        .col(maybe("audience_id"))
        .col(maybe("basin_id"))
        .col(to("plan_id"))
        .col(to("action_id"))
        .col(text("scope"))
        .col(text("title"))
        .col(some_instant("starts_at").not_null().take())
        .col(some_instant("ends_at").not_null().take())
        .col(text("mode"))
        .col(some_text("place"))
        .col(some_instant("enrolment_opens_at"))
        .col(some_instant("enrolment_closes_at"))
        .col(some_number("least_participants"))
        .col(number("capacity"))
        .col(flag("needs_approval"))
        .col(text("stage"))
        .col(some_text("reason"))
        .col(some_text("report"))
        .col(flag("acknowledged"))
        .check(Expr::col("starts_at").lt(Expr::col("ends_at")));
    let places = [("academy_id", "academy"), ("establishment_id", "establishment"), ("audience_id", "establishment"), ("basin_id", "zone")];
    held(&mut session, "training_session", &places);
    held(&mut session, "training_session", &[("plan_id", "training_plan"), ("action_id", "training_action")]);
    session
}

fn engagement(schema: &Schema) -> TableCreateStatement {
    let mut engagement = schema.versioned("trainer_engagement");
    engagement.col(to("academy_id")).col(to("session_id")).col(to("person_id")).col(maybe("proposer_id")).col(text("stage")).col(some_text("reason"));
    held(&mut engagement, "trainer_engagement", &[("academy_id", "academy"), ("session_id", "training_session"), ("person_id", "person")]);
    engagement
}

fn enrolment(schema: &Schema) -> TableCreateStatement {
    let mut enrolment = schema.versioned("enrolment");
    enrolment
        .col(to("academy_id"))
        .col(to("establishment_id"))
        .col(to("session_id"))
        .col(to("person_id"))
        .col(text("stage"))
        .col(number("rank"))
        .col(some_instant("asked_at").not_null().take())
        .col(flag("late"))
        .col(some_text("reason"));
    let references = [("academy_id", "academy"), ("establishment_id", "establishment"), ("session_id", "training_session"), ("person_id", "person")];
    held(&mut enrolment, "enrolment", &references);
    enrolment
}

fn feedback(schema: &Schema) -> TableCreateStatement {
    let mut feedback = schema.table("session_feedback");
    feedback
        .col(to("session_id"))
        .col(number("score"))
        .col(some_text("comment"))
        .col(flag("shown"))
        .check(Expr::col("score").gte(1).and(Expr::col("score").lte(5)));
    held(&mut feedback, "session_feedback", &[("session_id", "training_session")]);
    feedback
}

fn giver(schema: &Schema) -> TableCreateStatement {
    let mut giver = schema.table("session_feedback_giver");
    giver.col(to("session_id")).col(to("person_id"));
    held(&mut giver, "session_feedback_giver", &[("session_id", "training_session"), ("person_id", "person")]);
    giver
}

fn address(schema: &Schema) -> TableCreateStatement {
    let mut address = schema.versioned("calendar_address");
    address.col(to("academy_id")).col(to("person_id")).col(text("prefix")).col(schema.key("hash")).col(some_instant("revoked_at"));
    held(&mut address, "calendar_address", &[("academy_id", "academy"), ("person_id", "person")]);
    address
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("training_plan", &["place_id", "school_year"]),
        index("training_plan", &["academy_id", "school_year", "id"]),
        index("training_plan", &["school_year", "id"]),
        index("training_plan", &["establishment_id", "id"]),
        index("training_plan", &["basin_id", "id"]),
        index("training_action", &["plan_id", "id"]),
        index("training_action", &["academy_id", "title", "id"]),
        index("training_action", &["title", "id"]),
        index("training_action", &["establishment_id", "id"]),
        index("training_action", &["basin_id", "id"]),
        index("training_session", &["action_id", "starts_at", "id"]),
        index("training_session", &["plan_id", "id"]),
        index("training_session", &["academy_id", "starts_at", "id"]),
        index("training_session", &["starts_at", "id"]),
        index("training_session", &["establishment_id", "starts_at"]),
        index("training_session", &["audience_id", "starts_at"]),
        index("training_session", &["basin_id", "starts_at"]),
        unique("trainer_engagement", &["session_id", "person_id"]),
        index("trainer_engagement", &["person_id", "id"]),
        index("trainer_engagement", &["academy_id", "id"]),
        unique("enrolment", &["session_id", "person_id"]),
        unique("enrolment", &["session_id", "rank"]),
        index("enrolment", &["person_id", "id"]),
        index("enrolment", &["establishment_id", "id"]),
        index("enrolment", &["academy_id", "rank", "id"]),
        index("session_feedback", &["session_id"]),
        unique("session_feedback_giver", &["session_id", "person_id"]),
        index("session_feedback_giver", &["person_id"]),
        unique("calendar_address", &["hash"]),
        index("calendar_address", &["person_id", "id"]),
    ]
}
