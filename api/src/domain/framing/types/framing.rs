use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::framing::framing_text;
use kernel::{
    filter::chosen,
    read::{Ask, Page},
    scalars::Date,
};
use sea_orm::{ColumnTrait, Condition};

use super::FramingText;
use crate::domain::{
    framing::filters::{FramingTextFilter, FramingTextOrder, announced_on, in_force_on, undated_on},
    territory::filters::academy_coded,
};

/// What frames the mission on a day.
pub struct Framing {
    /// The day.
    pub as_of: NaiveDate,
    /// Code of the academy whose texts stand beside the national ones; all academies when left out.
    pub academy: Option<String>,
}

impl Framing {
    /// The texts that meet a condition and hold here.
    fn here(&self, these: Condition) -> Condition {
        use framing_text::Column::AcademyId;
        let of_academy = |code: &String| Condition::any().add(AcademyId.is_null()).add(chosen(AcademyId, academy_coded(code)));
        these.add_option(self.academy.as_ref().map(of_academy))
    }
}

/// What frames the mission on a day (*cadrage*): a text that was signed by then and has not ended is in exactly one of the
/// three lists.
#[Object]
impl Framing {
    /// The day that is looked at.
    async fn as_of(&self) -> Date {
        self.as_of.into()
    }

    /// Texts in force: the day lies from their first to their last day of effect, also where they were signed later.
    async fn in_force(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.read().list_among(self.here(in_force_on(self.as_of))).await
    }

    /// Texts announced: signed on that day or before it, with effect from a later day.
    async fn announced(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.read().list_among(self.here(announced_on(self.as_of))).await
    }

    /// Texts signed on that day or before it and not ended, whose first day of effect was not checked: most likely in
    /// force, and not said to be, since a text takes effect by its publication or on the day it names, not by its
    /// signature.
    async fn undated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.read().list_among(self.here(undated_on(self.as_of))).await
    }
}
