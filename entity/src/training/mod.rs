//! Training: plans, their actions and sessions, who leads them, who attends, what they thought of it.

pub mod calendar_address;
pub mod enrolment;
pub mod session_feedback;
pub mod session_feedback_giver;
pub mod trainer_engagement;
pub mod training_action;
pub mod training_plan;
pub mod training_session;
