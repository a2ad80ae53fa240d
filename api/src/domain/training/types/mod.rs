//! The room's types.

mod action;
mod engagement;
mod enrolment;
mod plan;
mod session;

pub use action::TrainingAction;
pub use engagement::TrainerEngagement;
pub use enrolment::Enrolment;
pub use plan::TrainingPlan;
pub use session::TrainingSession;
