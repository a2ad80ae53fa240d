//! What is done after a command: jobs, schedules, reactions, notices.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, names, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [job(&schema), job_reject(&schema), schedule(&schema), reaction(&schema), notification(&schema)] {
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

fn job(schema: &Schema) -> TableCreateStatement {
    let mut job = schema.versioned("job");
    job.col(text("operation"))
        .col(ColumnDef::new("input").json().not_null())
        .col(ColumnDef::new("so_far").json().not_null())
        .col(text("status"))
        .col(text("actor_kind"))
        .col(ColumnDef::new("actor_id").uuid())
        .col(ColumnDef::new("scopes").integer())
        .col(ColumnDef::new("client").text())
        .col(ColumnDef::new("academy_id").uuid())
        .col(text("request_id"))
        .col(ColumnDef::new("done").big_integer().not_null())
        .col(ColumnDef::new("total").big_integer())
        .col(ColumnDef::new("rejected").big_integer().not_null())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("fence").big_integer().not_null())
        .col(ColumnDef::new("due_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("fault").json())
        .col(ColumnDef::new("began_at").timestamp_with_time_zone())
        .col(ColumnDef::new("ended_at").timestamp_with_time_zone());
    job
}

fn job_reject(schema: &Schema) -> TableCreateStatement {
    let mut reject = schema.table("job_reject");
    reject.col(to("job_id")).col(text("key")).col(ColumnDef::new("fault").json().not_null()).foreign_key(&mut names("job_reject", "job_id", "job"));
    reject
}

fn schedule(schema: &Schema) -> TableCreateStatement {
    let mut schedule = Table::create();
    schedule
        .table("schedule")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(text("pattern"))
        .col(ColumnDef::new("next_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("last_at").timestamp_with_time_zone());
    schema.without_rowid(&mut schedule);
    schedule
}

fn reaction(schema: &Schema) -> TableCreateStatement {
    let mut reaction = Table::create();
    reaction
        .table("reaction")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(ColumnDef::new("seq").big_integer().not_null())
        .col(ColumnDef::new("attempts").integer().not_null());
    schema.without_rowid(&mut reaction);
    reaction
}

fn notification(schema: &Schema) -> TableCreateStatement {
    let mut notification = schema.table("notification");
    notification
        .col(to("person_id"))
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(text("kind"))
        .col(text("object_type"))
        .col(to("object_id"))
        .col(text("object_key"))
        .col(ColumnDef::new("event_seq").big_integer().not_null())
        .col(ColumnDef::new("read_at").timestamp_with_time_zone())
        .foreign_key(&mut names("notification", "person_id", "person"));
    notification
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("job", &["status", "due_at", "id"]),
        index("job", &["actor_id", "id"]),
        index("job", &["academy_id", "id"]),
        index("job_reject", &["job_id", "id"]),
        unique("notification", &["event_seq", "person_id"]),
        index("notification", &["person_id", "id"]),
    ]
}
