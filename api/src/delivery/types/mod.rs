//! Jobs and notices as the API shows them.

mod job;
mod notification;

pub use job::{Job, JobReject};
pub use notification::Notification;
