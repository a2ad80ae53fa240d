//! Filters and orders of jobs and notices.

use async_graphql::{Enum, InputObject};
use entity::delivery::notification;
use kernel::{
    filter::values,
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    tables::{
        job::{self, JobStatus},
        job_reject,
    },
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::filters::order;

/// Which jobs to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct JobFilter {
    /// Where they stand. Refuses an empty list.
    pub statuses: Option<Vec<JobStatus>>,
    /// Names of operations, such as `dispatchMissionLetters`. Refuses an empty list.
    pub operations: Option<Vec<String>>,
}

/// Which rejects to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct JobRejectFilter {
    /// What names the row, such as a unit code.
    pub key: Option<String>,
}

/// Which notices to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct NotificationFilter {
    /// Those that were read, or those that were not.
    pub is_read: Option<bool>,
    /// What happened, such as `MandateProposed`. Refuses an empty list.
    pub kinds: Option<Vec<String>>,
}

/// Order of jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum JobOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// In the order they were started.
    Created,
}

/// Order of rejects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum JobRejectOrder {
    /// In the order they were refused.
    #[default]
    Created,
}

/// Order of notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NotificationOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// From the oldest.
    Created,
}

order!(JobOrder, job, Self::CreatedDesc => Sort::by_creation().descending(), Self::Created => Sort::by_creation());
order!(JobRejectOrder, job_reject, Self::Created => Sort::by_creation());
order!(NotificationOrder, notification, Self::CreatedDesc => Sort::by_creation().descending(), Self::Created => Sort::by_creation());

impl Filter for JobFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all()
            .add_option(values("statuses", self.statuses.as_ref())?.map(|statuses| job::Column::Status.is_in(statuses)))
            .add_option(values("operations", self.operations.as_ref())?.map(|names| job::Column::Operation.is_in(names))))
    }
}

impl Filter for JobRejectFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.key.as_ref().map(|key| job_reject::Column::Key.eq(key.as_str()))))
    }
}

impl Filter for NotificationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use notification::Column::{Kind, ReadAt};
        let read = self.is_read.map(|is_read| if is_read { ReadAt.is_not_null() } else { ReadAt.is_null() });
        Ok(Condition::all().add_option(read).add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Kind.is_in(kinds))))
    }
}
