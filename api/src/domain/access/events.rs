//! What the room tells.

use kernel::event::Fact;

/// A program has an account.
pub const SERVICE_ACCOUNT_CREATED: Fact = Fact("ServiceAccountCreated");
/// It has a new secret.
pub const SERVICE_SECRET_MADE: Fact = Fact("ServiceSecretMade");
/// The day on which a secret ends is known.
pub const SERVICE_SECRET_ENDED: Fact = Fact("ServiceSecretEnded");
/// A token was given for a secret.
pub const SERVICE_SECRET_USED: Fact = Fact("ServiceSecretUsed");
/// It has no rights any more.
pub const SERVICE_ACCOUNT_REVOKED: Fact = Fact("ServiceAccountRevoked");
/// A deputy may act for a principal.
pub const DELEGATED: Fact = Fact("DelegationMade");
/// The last day of a delegation changed.
pub const DELEGATION_ENDED: Fact = Fact("DelegationEnded");
