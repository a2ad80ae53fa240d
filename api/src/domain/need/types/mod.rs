//! The room's types.

mod cluster;
mod need;
mod policy;
mod wanted;

pub use cluster::NeedCluster;
pub use need::TrainingNeed;
pub use policy::EstablishmentPolicy;
pub use wanted::{Naming, NeedAuthor, NeedSupport};
