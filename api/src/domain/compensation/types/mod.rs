//! The room's types.

mod compensation;
mod opinion;

pub use compensation::{Compensation, CompensationChange, CompensationMonth};
pub use opinion::CouncilOpinion;
