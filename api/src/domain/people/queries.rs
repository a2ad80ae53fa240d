//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::read::{Ask, Page};

use super::{
    Person,
    filters::{PersonFilter, PersonOrder},
};

/// Root fields of the people.
#[derive(Default)]
pub struct PeopleQueries;

/// Root fields of the people.
#[Object]
impl PeopleQueries {
    /// Persons whose name the viewer may read.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<PersonFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PersonOrder>,
    ) -> Page<Person> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
