//! `archiveLetterTemplate`.

use async_graphql::InputObject;
use entity::letter::letter_template;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::letter::{MissionLetterTemplate, events::TEMPLATE_ARCHIVED, sheet::ARCHIVE, states};

/// A template to put away; its letters go on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ArchiveLetterTemplateInput")]
pub struct ArchiveLetterTemplate {
    /// The template.
    pub id: Id<MissionLetterTemplate>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ArchiveLetterTemplate {
    const NAME: &'static str = "archiveLetterTemplate";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(ARCHIVE, self.id, self.version).await?;
        let status = states::TEMPLATE.after(template.status, ARCHIVE)?;
        let change = letter_template::ActiveModel { id: Unchanged(template.id), status: Set(status), ..Default::default() };
        let row = work.save::<MissionLetterTemplate>(change).await?;
        work.announce(TEMPLATE_ARCHIVED.of::<MissionLetterTemplate>(&row));
        Ok(row.id.into())
    }
}
