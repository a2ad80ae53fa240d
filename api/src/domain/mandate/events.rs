//! What the room tells.

use kernel::event::Fact;

/// A mandate was proposed to a person.
pub const MANDATE_PROPOSED: Fact = Fact("MandateProposed");
/// Days or share of a mandate changed.
pub const MANDATE_UPDATED: Fact = Fact("MandateUpdated");
/// The person accepted: a referent for the time of the mandate.
pub const MANDATE_ACCEPTED: Fact = Fact("MandateAccepted");
/// The person declined.
pub const MANDATE_DECLINED: Fact = Fact("MandateDeclined");
/// The proposal was taken back.
pub const MANDATE_WITHDRAWN: Fact = Fact("MandateWithdrawn");
/// The mandate ends earlier than planned.
pub const MANDATE_ENDED: Fact = Fact("MandateEnded");
