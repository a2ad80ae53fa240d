//! Mission letters and their templates.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, held, index, maybe, number, period, some_instant, some_text, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in templates(&schema).into_iter().chain(letters(&schema)).chain(dialogue(&schema)).chain(signatures(&schema)) {
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

fn templates(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut template = schema.versioned("letter_template");
    template
        .col(to("academy_id"))
        .col(schema.key("school_year"))
        .col(to("catalogue_id"))
        .col(text("title_fr"))
        .col(some_text("title_en"))
        .col(some_text("introduction"))
        .col(text("signature_rule"))
        .col(number("due_days"))
        .col(text("status"))
        .col(number("revision"))
        .col(number("published_revision"))
        .col(some_instant("published_at"))
        .col(some_instant("dispatched_at"));
    held(&mut template, "letter_template", &[("academy_id", "academy"), ("catalogue_id", "mission_catalogue")]);
    let mut clause = schema.versioned("template_clause");
    clause
        .col(to("academy_id"))
        .col(to("template_id"))
        .col(schema.key("code"))
        .col(number("position"))
        .col(text("title_fr"))
        .col(some_text("title_en"))
        .col(text("body"))
        .col(maybe("activity_id"))
        .col(ColumnDef::new("locked").boolean().not_null())
        .col(some_text("why"))
        .col(ColumnDef::new("published").boolean().not_null())
        .col(number("from_revision"))
        .col(ColumnDef::new("to_revision").integer());
    held(&mut clause, "template_clause", &[("template_id", "letter_template"), ("activity_id", "activity")]);
    let mut blank = schema.table("template_blank");
    blank
        .col(to("academy_id"))
        .col(to("template_id"))
        .col(schema.key("name"))
        .col(number("position"))
        .col(text("label_fr"))
        .col(some_text("label_en"))
        .col(text("kind"));
    held(&mut blank, "template_blank", &[("template_id", "letter_template")]);
    let mut framing = schema.table("template_framing");
    framing.col(to("template_id")).col(to("text_id")).col(number("position"));
    held(&mut framing, "template_framing", &[("template_id", "letter_template"), ("text_id", "framing_text")]);
    let mut priority = schema.table("template_priority");
    priority.col(to("template_id")).col(to("activity_id")).col(number("position"));
    held(&mut priority, "template_priority", &[("template_id", "letter_template"), ("activity_id", "activity")]);
    vec![template, clause, blank, framing, priority]
}

fn letters(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut letter = schema.versioned("mission_letter");
    letter.col(to("academy_id")).col(to("establishment_id")).col(to("template_id")).col(number("revision")).col(schema.key("school_year"));
    period(&mut letter, true);
    letter
        .col(text("stage"))
        .col(text("signature_rule"))
        .col(ColumnDef::new("due_on").date().not_null())
        .col(some_instant("sent_at").not_null().take())
        .col(some_text("mailbox"))
        .col(some_instant("opened_at"))
        .col(some_instant("proposed_at"))
        .col(some_instant("signed_at"))
        .col(some_instant("closed_at"))
        .col(some_text("void_reason"));
    held(&mut letter, "mission_letter", &[("academy_id", "academy"), ("establishment_id", "establishment"), ("template_id", "letter_template")]);
    let mut clause = of_letter(schema.versioned("letter_clause"), "letter_clause");
    clause
        .col(maybe("template_clause_id"))
        .col(schema.key("code"))
        .col(number("position"))
        .col(text("origin"))
        .col(text("title"))
        .col(text("body"))
        .col(some_text("inherited_title"))
        .col(some_text("inherited_body"))
        .col(maybe("activity_id"))
        .col(some_text("reason"))
        .col(maybe("offered_id"));
    held(&mut clause, "letter_clause", &[("template_clause_id", "template_clause"), ("activity_id", "activity"), ("offered_id", "template_clause")]);
    let mut blank = of_letter(schema.table("letter_blank"), "letter_blank");
    blank.col(schema.key("name")).col(text("value"));
    let mut party = of_letter(schema.versioned("letter_party"), "letter_party");
    party
        .col(to("mandate_id"))
        .col(to("person_id"))
        .col(text("stage"))
        .col(ColumnDef::new("joined_on").date().not_null())
        .col(ColumnDef::new("left_on").date())
        .col(some_instant("answered_at"))
        .col(some_text("reason"));
    held(&mut party, "letter_party", &[("mandate_id", "mandate"), ("person_id", "person")]);
    let mut assignment = of_letter(schema.table("mission_assignment"), "mission_assignment");
    assignment.col(to("activity_id")).col(maybe("party_id")).col(text("priority")).col(ColumnDef::new("hours").integer()).col(some_text("indicator"));
    held(&mut assignment, "mission_assignment", &[("activity_id", "activity"), ("party_id", "letter_party")]);
    vec![letter, clause, blank, party, assignment]
}

/// A table whose rows belong to a letter.
fn of_letter(mut table: TableCreateStatement, name: &'static str) -> TableCreateStatement {
    table.col(to("academy_id")).col(to("establishment_id")).col(to("letter_id"));
    held(&mut table, name, &[("letter_id", "mission_letter")]);
    table
}

fn dialogue(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut comment = of_letter(schema.versioned("letter_comment"), "letter_comment");
    comment.col(maybe("clause_id")).col(to("person_id")).col(text("body"));
    held(&mut comment, "letter_comment", &[("clause_id", "letter_clause"), ("person_id", "person")]);
    let mut amendment = of_letter(schema.versioned("letter_amendment"), "letter_amendment");
    amendment.col(to("clause_id")).col(to("party_id")).col(text("body")).col(some_text("reason")).col(text("status")).col(some_text("answer"));
    held(&mut amendment, "letter_amendment", &[("clause_id", "letter_clause"), ("party_id", "letter_party")]);
    vec![comment, amendment]
}

fn signatures(schema: &Schema) -> Vec<TableCreateStatement> {
    let mut content = of_letter(schema.table("letter_content"), "letter_content");
    content.col(schema.key("hash")).col(text("content")).col(some_instant("made_at").not_null().take());
    let mut signature = of_letter(schema.table("letter_signature"), "letter_signature");
    signature
        .col(maybe("party_id"))
        .col(to("person_id"))
        .col(maybe("on_behalf_of"))
        .col(text("method"))
        .col(some_instant("signed_at").not_null().take())
        .col(ColumnDef::new("signed_on").date().not_null())
        .col(schema.key("content_hash"))
        .col(text("seal"));
    held(&mut signature, "letter_signature", &[("party_id", "letter_party"), ("person_id", "person")]);
    vec![content, signature]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let published = unique("letter_template", &["academy_id", "school_year"])
        .name("letter_template_published")
        .and_where(Expr::col("status").eq("PUBLISHED").or(Expr::col("status").eq("DISPATCHED")))
        .take();
    vec![
        index("letter_template", &["academy_id", "school_year", "id"]),
        index("letter_template", &["school_year", "id"]),
        published,
        unique("template_clause", &["template_id", "code", "from_revision"]),
        index("template_clause", &["template_id", "position", "id"]),
        unique("template_blank", &["template_id", "name"]),
        unique("template_framing", &["template_id", "text_id"]),
        index("template_framing", &["text_id"]),
        unique("template_priority", &["template_id", "activity_id"]),
        unique("mission_letter", &["template_id", "establishment_id"]),
        index("mission_letter", &["establishment_id", "school_year", "id"]),
        index("mission_letter", &["academy_id", "school_year", "id"]),
        index("mission_letter", &["school_year", "id"]),
        unique("letter_clause", &["letter_id", "code"]),
        index("letter_clause", &["letter_id", "position", "id"]),
        index("letter_clause", &["template_clause_id", "id"]),
        unique("letter_blank", &["letter_id", "name"]),
        unique("letter_party", &["letter_id", "mandate_id"]),
        index("letter_party", &["person_id", "id"]),
        index("letter_party", &["mandate_id"]),
        unique("mission_assignment", &["letter_id", "activity_id", "party_id"]),
        index("mission_assignment", &["party_id"]),
        index("mission_assignment", &["activity_id"]),
        index("letter_comment", &["letter_id", "id"]),
        index("letter_comment", &["clause_id"]),
        index("letter_comment", &["person_id"]),
        index("letter_amendment", &["letter_id", "id"]),
        index("letter_amendment", &["clause_id"]),
        index("letter_amendment", &["party_id"]),
        unique("letter_content", &["letter_id", "hash"]),
        index("letter_signature", &["letter_id", "id"]),
        index("letter_signature", &["party_id"]),
        index("letter_signature", &["person_id"]),
    ]
}
