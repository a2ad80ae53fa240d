//! `publishLetterTemplate`.

use async_graphql::InputObject;
use entity::letter::{
    letter_template::{self, TemplateStatus},
    template_clause,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::standing_clauses;
use crate::domain::letter::{
    MissionLetterTemplate, TemplateClause,
    events::{TEMPLATE_CLAUSE_WRITTEN, TEMPLATE_PUBLISHED},
    sheet::{PUBLISH, UPDATE},
    states,
};

/// A template whose latest revision is to be published: its words stay from then on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "PublishLetterTemplateInput")]
pub struct PublishLetterTemplate {
    /// The template.
    pub id: Id<MissionLetterTemplate>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for PublishLetterTemplate {
    const NAME: &'static str = "publishLetterTemplate";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(PUBLISH, self.id, self.version).await?;
        if template.revision == template.published_revision {
            let message = text("Its latest revision is published already.", "Sa dernière révision est déjà publiée.");
            return Err(Fault::invalid("id", message).coded("NOTHING_TO_PUBLISH").into());
        }
        let status = match template.status {
            TemplateStatus::Published => TemplateStatus::Published,
            status => states::TEMPLATE.after(status, PUBLISH)?,
        };
        other_published(work, &template).await?;
        let clauses = standing_clauses(work, template.id, template.revision).await?;
        if clauses.is_empty() {
            let message = text("A template has clauses.", "Un modèle a des clauses.");
            return Err(Fault::invalid("id", message).coded("NO_CLAUSE").into());
        }
        let new = clauses.into_iter().filter(|clause| !clause.published);
        let frozen = new.map(|clause| (clause.code, template_clause::ActiveModel { id: Unchanged(clause.id), published: Set(true), ..Default::default() }));
        for (_, clause) in work.save_all::<TemplateClause>(UPDATE, frozen.collect()).await? {
            if let Some(clause) = clause {
                work.announce(TEMPLATE_CLAUSE_WRITTEN.of::<TemplateClause>(&clause));
            }
        }
        let change = letter_template::ActiveModel {
            id: Unchanged(template.id),
            status: Set(status),
            published_revision: Set(template.revision),
            published_at: Set(Some(work.viewer.actor.at)),
            ..Default::default()
        };
        let row = work.save::<MissionLetterTemplate>(change).await?;
        work.announce(TEMPLATE_PUBLISHED.of::<MissionLetterTemplate>(&row));
        Ok(row.id.into())
    }
}

/// An academy has one published template a school year.
async fn other_published(work: &Work<'_>, template: &letter_template::Model) -> Result<(), Refusal> {
    use letter_template::Column::{AcademyId, Id, SchoolYear, Status};
    let others = Condition::all()
        .add(AcademyId.eq(template.academy_id))
        .add(SchoolYear.eq(template.school_year.as_str()))
        .add(Id.ne(template.id))
        .add(Status.is_in([TemplateStatus::Published, TemplateStatus::Dispatched]));
    if work.find::<letter_template::Entity>(others).await?.is_empty() {
        return Ok(());
    }
    let message = text("The academy has published another template for this year.", "L'académie a publié un autre modèle pour cette année.");
    let hint = text("Archive that one first, or publish a new revision of it.", "Archivez-le d'abord, ou publiez-en une nouvelle révision.");
    Err(Fault::invalid("id", message).coded("ALREADY_PUBLISHED").hint(hint).into())
}
