//! What the room tells.

use kernel::event::Fact;

/// A finding was recorded.
pub const FINDING_RECORDED: Fact = Fact("FindingRecorded");
/// Something was decided of a finding.
pub const FINDING_DECIDED: Fact = Fact("FindingDecided");
/// All that was decided of a finding is done.
pub const FINDING_DONE: Fact = Fact("FindingDone");
/// A finding was dropped.
pub const FINDING_DROPPED: Fact = Fact("FindingDropped");
/// A follow-up was decided.
pub const FOLLOW_UP_DECIDED: Fact = Fact("FollowUpDecided");
/// A clause was drafted for a follow-up.
pub const FOLLOW_UP_DRAFTED: Fact = Fact("FollowUpDrafted");
/// A follow-up was done.
pub const FOLLOW_UP_DONE: Fact = Fact("FollowUpDone");
