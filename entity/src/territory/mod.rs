//! Where things are: academies and what they are made of.

pub mod academy;
pub mod academy_settings;
pub mod department;
pub mod establishment;
pub mod local_authority;
pub mod region;
pub mod zone;
pub mod zone_membership;
