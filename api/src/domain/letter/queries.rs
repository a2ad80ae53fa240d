//! The room's root fields.

use async_graphql::{Context, Object};
use entity::letter::mission_letter;
use kernel::{
    read::{Ask, Maybe, Page},
    resource::Id,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    MissionLetterTemplate,
    filters::{MissionLetterFilter, MissionLetterOrder, MissionLetterTemplateFilter, MissionLetterTemplateOrder},
    types::MissionLetter,
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
