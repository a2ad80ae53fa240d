//! The room's types.

mod action;
mod address;
mod engagement;
mod enrolment;
mod plan;
mod session;

pub use action::TrainingAction;
pub use address::CalendarAddress;
pub use engagement::TrainerEngagement;
pub use enrolment::Enrolment;
pub use plan::TrainingPlan;
pub use session::TrainingSession;
