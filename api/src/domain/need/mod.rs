//! Training needs: from the teacher who raises one to the cluster that a course may answer.
//!
//! A teacher *raises* a need in one step, colleagues *support* it, the referent *qualifies* it, the principal *validates* it or
//! *declines* it with a reason; needs that are alike are *merged*, what is unmet in summer is *carried over*. Who raised a need and who
//! supports it is kept apart from it: the name is shown to the referent, to others with the author's leave alone. Needs that
//! several establishments of a zone have in common form a *cluster* (founding page: M1.2, and the *stages* of S18 to S21).
//! An establishment's *policy* of the year says which themes come first, and whether trainers come and referents may go.

pub mod answers;
pub mod clusters;
pub mod commands;
pub mod events;
pub mod filters;
pub mod notices;
pub mod people;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::NeedQueries;
pub use types::{EstablishmentPolicy, NeedAuthor, NeedCluster, NeedSupport, TrainingNeed};
