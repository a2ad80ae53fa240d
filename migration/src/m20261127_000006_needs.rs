//! Competences and themes, what persons declare, policies of establishments, training needs and their clusters.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, flag, index, may_name, naming, number, some_text, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in reference(&schema).into_iter().chain(declared(&schema)).chain(needs(&schema)) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let least = ColumnDef::new("min_establishments").integer().not_null().default(2).take();
        manager.alter_table(Table::alter().table("academy_settings").add_column(least).take()).await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

/// How far it is known, and from where.
fn sourced(table: &mut TableCreateStatement) {
    table.col(text("status")).col(some_text("note")).col(some_text("source"));
}

fn reference(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut framework = schema.versioned("competence_framework");
    framework.col(schema.key("code").unique_key().take()).col(text("title_fr")).col(text("title_en"));
    let mut competence = schema.versioned("competence");
    naming(&mut competence, "competence", &[("framework_id", "competence_framework")]);
    competence.col(schema.key("code")).col(text("area_code")).col(text("area_fr")).col(text("area_en"));
    let mut theme = schema.versioned("training_theme");
    theme.col(schema.key("code").unique_key().take());
    for table in [&mut competence, &mut theme] {
        table.col(number("position")).col(text("label_fr")).col(text("label_en"));
    }
    for table in [&mut framework, &mut competence, &mut theme] {
        sourced(table);
    }
    vec![framework, competence, theme]
}

fn declared(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut declaration = schema.versioned("competence_declaration");
    naming(&mut declaration, "competence_declaration", &[("academy_id", "academy"), ("person_id", "person"), ("competence_id", "competence")]);
    declaration.col(text("level")).col(text("origin")).col(some_text("note")).col(flag("shared")).col(flag("withdrawn"));
    may_name(&mut declaration, "competence_declaration", &[("validated_by", "person")]);
    declaration.col(ColumnDef::new("validated_on").date());
    let mut policy = schema.versioned("establishment_policy");
    naming(&mut policy, "establishment_policy", &[("academy_id", "academy"), ("establishment_id", "establishment")]);
    policy.col(schema.key("school_year")).col(flag("accepts_external_trainer")).col(flag("releases_referent")).col(ColumnDef::new("most_days").integer());
    let mut theme = schema.table("policy_theme");
    naming(&mut theme, "policy_theme", &[("policy_id", "establishment_policy"), ("theme_id", "training_theme")]);
    vec![declaration, policy, theme]
}

fn needs(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut cluster = schema.versioned("need_cluster");
    naming(&mut cluster, "need_cluster", &[("academy_id", "academy"), ("zone_id", "zone"), ("theme_id", "training_theme")]);
    may_name(&mut cluster, "need_cluster", &[("discipline_id", "discipline")]);
    cluster
        .col(schema.key("school_year"))
        .col(text("domain"))
        .col(text("stage"))
        .col(flag("is_common"))
        .col(number("establishments"))
        .col(number("headcount"))
        .col(text("urgency"))
        .col(some_text("reason"));
    let mut need = schema.versioned("training_need");
    naming(&mut need, "training_need", &[("academy_id", "academy"), ("establishment_id", "establishment"), ("theme_id", "training_theme")]);
    let others = [("discipline_id", "discipline"), ("cluster_id", "need_cluster"), ("merged_into_id", "training_need"), ("carried_from_id", "training_need")];
    may_name(&mut need, "training_need", &others);
    need.col(schema.key("school_year"))
        .col(text("title"))
        .col(some_text("description"))
        .col(text("domain"))
        .col(some_text("current_level"))
        .col(some_text("target_level"))
        .col(number("headcount"))
        .col(text("urgency"))
        .col(text("preferred_period"))
        .col(flag("on_the_ent"))
        .col(text("stage"))
        .col(some_text("reason"))
        .col(number("supporters"))
        // A need for a discipline names it, one for all names none.
        .check(Expr::col("domain").eq("DISCIPLINE").eq(Expr::col("discipline_id").is_not_null()));
    let mut author = schema.table("need_author");
    let mut support = schema.table("need_support");
    for (table, name) in [(&mut author, "need_author"), (&mut support, "need_support")] {
        let placed = [("academy_id", "academy"), ("establishment_id", "establishment"), ("need_id", "training_need"), ("person_id", "person")];
        naming(table, name, &placed);
    }
    author.col(flag("shows_name"));
    support.col(flag("withdrawn"));
    let mut competence = schema.table("need_competence");
    naming(&mut competence, "need_competence", &[("need_id", "training_need"), ("competence_id", "competence")]);
    let mut shared = schema.table("cluster_competence");
    naming(&mut shared, "cluster_competence", &[("cluster_id", "need_cluster"), ("competence_id", "competence")]);
    vec![cluster, need, author, support, competence, shared]
}

fn indexes() -> Vec<IndexCreateStatement> {
    // What is unmet of a year goes on once.
    let carried = unique("training_need", &["carried_from_id"]).and_where(Expr::col("carried_from_id").is_not_null()).take();
    vec![
        unique("competence", &["framework_id", "code"]),
        unique("competence_declaration", &["person_id", "competence_id"]),
        index("competence_declaration", &["academy_id", "id"]),
        index("competence_declaration", &["competence_id", "id"]),
        index("competence_declaration", &["validated_by"]),
        unique("establishment_policy", &["establishment_id", "school_year"]),
        index("establishment_policy", &["academy_id", "school_year", "id"]),
        unique("policy_theme", &["policy_id", "theme_id"]),
        index("policy_theme", &["theme_id"]),
        index("need_cluster", &["academy_id", "school_year", "id"]),
        index("need_cluster", &["zone_id", "school_year", "id"]),
        index("training_need", &["establishment_id", "school_year", "id"]),
        index("training_need", &["academy_id", "school_year", "id"]),
        index("training_need", &["cluster_id", "id"]),
        index("training_need", &["merged_into_id", "id"]),
        carried,
        unique("need_author", &["need_id", "person_id"]),
        index("need_author", &["person_id", "need_id"]),
        unique("need_support", &["need_id", "person_id"]),
        index("need_support", &["person_id", "need_id"]),
        unique("need_competence", &["need_id", "competence_id"]),
        index("need_competence", &["competence_id"]),
        unique("cluster_competence", &["cluster_id", "competence_id"]),
        index("cluster_competence", &["competence_id"]),
    ]
}
