//! `writeTemplateClause`.

use async_graphql::InputObject;
use entity::letter::template_clause;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait,
};
use serde::Serialize;

use super::{create_letter_template::activities_of, drafting, of_template, standing_clauses};
use crate::domain::{
    letter::{
        MissionLetterTemplate, TemplateClause,
        events::{TEMPLATE_CLAUSE_ENDED, TEMPLATE_CLAUSE_WRITTEN},
        rules,
        sheet::{CREATE, UPDATE},
    },
    people::rules::short_text,
};

/// A clause of the revision that is being written: worded anew where its code is known, added where it is not.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WriteTemplateClauseInput")]
pub struct WriteTemplateClause {
    /// The template.
    pub template: Id<MissionLetterTemplate>,
    /// The template's version as it was read.
    pub version: i64,
    /// Code, unique in a revision: capital letters, digits and `_`, 40 at most.
    pub code: String,
    /// Place in the letter, from 1; when left out, where it is, or after the others.
    pub position: Option<i32>,
    /// Title in French, 200 characters at most.
    pub title_fr: String,
    /// Title in English, 200 characters at most.
    pub title_en: Option<String>,
    /// Text in Markdown, 65,536 bytes at most; HTML in it is text. Blanks are written `{{name}}` and must be the template's.
    pub body: String,
    /// Code of the activity it is about, such as `M1.2`, of the template's catalogue.
    pub activity: Option<String>,
    /// A principal may neither change nor remove it; then say `why`.
    #[graphql(default)]
    pub locked: bool,
    /// Why it is locked, told to a principal who tries; 500 characters at most.
    pub why: Option<String>,
}

impl Command for WriteTemplateClause {
    const NAME: &'static str = "writeTemplateClause";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(UPDATE, self.template, self.version).await?;
        let (template, revision) = drafting(work, template).await?;
        let code = rules::clause_code("code", &self.code)?;
        let body = rules::markdown("body", &self.body)?;
        let known = standing_clauses(work, template.id, revision).await?;
        let blanks = super::blanks_of(work, template.id).await?;
        if let Some(name) = rules::blanks_of(&body).into_iter().find(|name| !blanks.iter().any(|blank| blank.name == *name)) {
            let message = text("The template has no such blank.", "Le modèle n'a pas ce champ.");
            return Err(Fault::invalid("body", message).coded("UNKNOWN_BLANK").hint(kernel::text::Text::of(name.to_owned(), name.to_owned())).into());
        }
        if self.locked != self.why.is_some() {
            let message = text("A locked clause says why, another one does not.", "Une clause verrouillée dit pourquoi, une autre non.");
            return Err(Fault::invalid("why", message).into());
        }
        let activities = activities_of(work, template.catalogue_id).await?;
        let activity = self.activity.as_ref().map(|code| activities.get(code).copied().ok_or(Refusal::NotFound { argument: "activity" })).transpose()?;
        // One that was left out of this draft comes back as it is written now.
        let left_out = of_template(template.id).add(template_clause::Column::Code.eq(code.as_str())).add(template_clause::Column::FromRevision.eq(revision));
        let left_out = work.find::<template_clause::Entity>(left_out).await?;
        let same = known.iter().chain(&left_out).find(|clause| clause.code == code);
        if same.is_none() && known.len() >= rules::MOST_CLAUSES {
            return Err(Refusal::LimitExceeded { limit: "clauses", max: rules::MOST_CLAUSES as u64, actual: known.len() as u64 + 1 });
        }
        let last = known.iter().map(|clause| clause.position).max().unwrap_or_default();
        let written = template_clause::ActiveModel {
            position: Set(self.position.or(same.map(|clause| clause.position)).unwrap_or(last + 1).max(1)),
            title_fr: Set(short_text("titleFr", &self.title_fr, 200)?),
            title_en: Set(self.title_en.as_ref().map(|title| short_text("titleEn", title, 200)).transpose()?),
            body: Set(body),
            activity_id: Set(activity),
            locked: Set(self.locked),
            why: Set(self.why.as_ref().map(|why| short_text("why", why, 500)).transpose()?),
            ..Default::default()
        };
        let clause = match same {
            Some(clause) if !clause.published => {
                work.save::<TemplateClause>(template_clause::ActiveModel { id: Unchanged(clause.id), to_revision: Set(None), ..written }).await?
            }
            other => {
                if let Some(published) = other {
                    super::end_clause(work, published.id, revision - 1, &TEMPLATE_CLAUSE_ENDED).await?;
                }
                let row = template_clause::ActiveModel {
                    academy_id: Set(template.academy_id),
                    template_id: Set(template.id),
                    code: Set(code),
                    published: Set(false),
                    from_revision: Set(revision),
                    to_revision: Set(None),
                    ..written
                };
                work.create::<TemplateClause>(CREATE, row).await?
            }
        };
        work.announce(TEMPLATE_CLAUSE_WRITTEN.of::<TemplateClause>(&clause));
        Ok(template.id.into())
    }
}
