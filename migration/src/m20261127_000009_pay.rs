//! Pay of trainers: remunerations, the files that the payroll tool gets, the sums of each plan.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbErr},
};

use crate::columns::{Schema, index, names, text, to, unique};

/// The states of which sums are told, beside UNPAID, whose cents are none.
const SUMMED: [&str; 6] = ["DRAFT", "CERTIFIED", "APPROVED", "EXPORTED", "PAID", "REJECTED"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        manager.create_table(pay_export(&schema)).await?;
        manager.create_table(remuneration(&schema)).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        manager.get_connection().execute_unprepared(&sums()).await.map(drop)
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

fn some_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

fn pay_export(schema: &Schema) -> TableCreateStatement {
    let mut export = schema.versioned("pay_export");
    export
        .col(to("academy_id"))
        .col(maybe("plan_id"))
        .col(some_text("school_year"))
        .col(maybe("exported_by_id"))
        .col(number("line_count").not_null().take())
        .col(ColumnDef::new("total_cents").big_integer().not_null().take())
        .col(text("csv"));
    for (column, target) in [("academy_id", "academy"), ("plan_id", "training_plan"), ("exported_by_id", "person")] {
        export.foreign_key(&mut names("pay_export", column, target));
    }
    export
}

fn remuneration(schema: &Schema) -> TableCreateStatement {
    let mut line = schema.versioned("remuneration");
    line.col(to("academy_id"))
        .col(maybe("establishment_id"))
        .col(to("plan_id"))
        .col(to("session_id"))
        .col(to("engagement_id"))
        .col(to("person_id"))
        .col(schema.key("school_year"))
        .col(text("kind"))
        .col(some_text("level"))
        .col(number("rate_cents"))
        .col(number("quarter_hours"))
        .col(number("amount_cents").not_null().take())
        .col(some_text("rate_source"))
        .col(text("stage"))
        .col(some_text("reason"))
        .col(maybe("certified_by_id"))
        .col(instant("certified_at"))
        .col(maybe("approved_by_id"))
        .col(instant("approved_at"))
        .col(maybe("export_id"))
        .col(instant("answered_at"))
        .check(Expr::col("amount_cents").gte(0));
    let references = [
        ("academy_id", "academy"),
        ("establishment_id", "establishment"),
        ("plan_id", "training_plan"),
        ("session_id", "training_session"),
        ("engagement_id", "trainer_engagement"),
        ("person_id", "person"),
        ("certified_by_id", "person"),
        ("approved_by_id", "person"),
        ("export_id", "pay_export"),
    ];
    for (column, target) in references {
        line.foreign_key(&mut names("remuneration", column, target));
    }
    line
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("remuneration", &["engagement_id"]),
        index("remuneration", &["person_id", "id"]),
        index("remuneration", &["session_id"]),
        index("remuneration", &["plan_id", "stage", "amount_cents"]),
        index("remuneration", &["academy_id", "stage", "id"]),
        index("remuneration", &["academy_id", "id"]),
        index("remuneration", &["school_year", "id"]),
        index("remuneration", &["establishment_id", "id"]),
        index("remuneration", &["export_id", "id"]),
        index("pay_export", &["academy_id", "id"]),
    ]
}

/// The view of a plan's sums. Each column is a question of its own to the index by plan and state: what is not asked is not
/// summed up, and both databases look up the plans of a page alone, which they would not do below a GROUP BY.
fn sums() -> String {
    let of = |what: &str, stage: &str| format!("(SELECT {what} FROM remuneration r WHERE r.plan_id = p.id AND r.stage = '{stage}')");
    let mut columns = vec![format!("{} AS unpaid_lines", of("count(*)", "UNPAID"))];
    for stage in SUMMED {
        let name = stage.to_lowercase();
        columns.push(format!("{} AS {name}_lines", of("count(*)", stage)));
        columns.push(format!("{} AS {name}_cents", of("coalesce(sum(r.amount_cents), 0)", stage)));
    }
    format!("CREATE VIEW plan_pay AS SELECT p.id, p.academy_id, p.establishment_id, p.budget_cents, {} FROM training_plan p", columns.join(", "))
}
