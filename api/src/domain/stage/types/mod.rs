//! The room's types as the schema shows them.

mod candidate;
mod offer;

pub use candidate::StageCandidate;
pub use offer::StageOffer;
