//! The room's root fields.

use async_graphql::{Context, Object};
use entity::letter::{letter_clause, mission_letter};
use kernel::{
    read::{Ask, Maybe, Page},
    refusal::Refusal,
    resource::Id,
    sheet::scope,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    MissionLetterTemplate,
    filters::{MissionLetterFilter, MissionLetterOrder, MissionLetterTemplateFilter, MissionLetterTemplateOrder},
    types::{LetterClause, MissionLetter},
    verify::{LetterVerification, verified},
};

/// Root fields of letters.
#[derive(Default)]
pub struct LetterQueries;

/// Root fields of letters.
#[Object]
impl LetterQueries {
    /// Templates of mission letters: those that are published, and the drafts of one's own academy.
    async fn letter_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionLetterTemplateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionLetterTemplateOrder>,
    ) -> Page<MissionLetterTemplate> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The letter with an id; null when there is none, or none the viewer may read.
    async fn mission_letter(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: Id<MissionLetter>) -> Maybe<MissionLetter> {
        ctx.read().one(Condition::all().add(mission_letter::Column::Id.eq(id.0))).await
    }

    /// What the signatures under a letter are worth: who signed what and when, and whether it still holds. Null for a letter whose content the
    /// viewer may not read.
    async fn verify_mission_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The letter.")] id: Id<MissionLetter>,
        #[graphql(desc = "SHA-256 of a content in hex, such as one on paper, to learn whether it was signed.")] sha256: Option<String>,
    ) -> Maybe<LetterVerification> {
        verify(ctx.viewer(), id, sha256.as_deref()).await.transpose()
    }

    /// Letters that the viewer may read.
    async fn mission_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionLetterFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionLetterOrder>,
    ) -> Page<MissionLetter> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}

/// A letter is verified for those who may read what it says.
async fn verify(viewer: &Viewer, id: Id<MissionLetter>, asked: Option<&str>) -> Result<Option<LetterVerification>, Refusal> {
    let a_clause = Condition::all().add(letter_clause::Column::LetterId.eq(id.0)).add_option(scope::<LetterClause>(&viewer.actor));
    if viewer.store.rows::<letter_clause::Entity>(a_clause).await?.is_empty() {
        return Ok(None);
    }
    let letter = viewer.store.rows::<mission_letter::Entity>(Condition::all().add(mission_letter::Column::Id.eq(id.0))).await?.pop();
    match letter {
        Some(letter) => verified(&viewer.store, &letter, asked).await.map(Some),
        None => Ok(None),
    }
}
