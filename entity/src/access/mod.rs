//! Who else than persons may act, and who acts for whom.

pub mod delegation;
pub mod service_account;
pub mod service_establishment;
pub mod service_secret;
