//! What the room tells.

use kernel::event::Fact;

/// What a council said was written down, or corrected.
pub const OPINION_RECORDED: Fact = Fact("CouncilOpinionRecorded");
/// A compensation was proposed.
pub const COMPENSATION_PROPOSED: Fact = Fact("CompensationProposed");
/// A proposal was taken back.
pub const COMPENSATION_WITHDRAWN: Fact = Fact("CompensationWithdrawn");
/// It was granted.
pub const COMPENSATION_GRANTED: Fact = Fact("CompensationGranted");
/// It was refused.
pub const COMPENSATION_REFUSED: Fact = Fact("CompensationRefused");
/// It began.
pub const COMPENSATION_BEGUN: Fact = Fact("CompensationBegun");
/// Another amount or other hours were decided.
pub const COMPENSATION_REVISED: Fact = Fact("CompensationRevised");
/// It was suspended.
pub const COMPENSATION_SUSPENDED: Fact = Fact("CompensationSuspended");
/// It goes on.
pub const COMPENSATION_RESUMED: Fact = Fact("CompensationResumed");
/// It is over.
pub const COMPENSATION_CLOSED: Fact = Fact("CompensationClosed");
