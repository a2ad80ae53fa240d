//! Root fields of jobs and notices.

use async_graphql::{Context, Object};
use kernel::{
    read::{Ask, Maybe, Page},
    resource::Id,
    tables::job,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Job, Notification,
    filters::{JobFilter, JobOrder, NotificationFilter, NotificationOrder},
};

/// Root fields of jobs and notices.
#[derive(Default)]
pub struct DeliveryQueries;

/// Root fields of jobs and notices.
#[Object]
impl DeliveryQueries {
    /// The job with an id; null when there is none, or none the viewer may read.
    async fn job(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: Id<Job>) -> Maybe<Job> {
        ctx.read().one(Condition::all().add(job::Column::Id.eq(id.0))).await
    }

    /// Jobs that the viewer started, or that are about an academy they work for.
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<JobFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<JobOrder>,
    ) -> Page<Job> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Notices to the viewer, from the latest. `totalCount` with `isRead: false` is the number that a badge shows.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<NotificationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NotificationOrder>,
    ) -> Page<Notification> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
