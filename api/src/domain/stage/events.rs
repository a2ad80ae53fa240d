//! What the room tells.

use kernel::event::Fact;

/// A referent was asked to lead a course.
pub const STAGE_OFFERED: Fact = Fact("StageOffered");
/// The referent would.
pub const STAGE_ACCEPTED: Fact = Fact("StageAccepted");
/// The referent would not.
pub const STAGE_DECLINED: Fact = Fact("StageDeclined");
/// The principal lets the referent go.
pub const REFERENT_RELEASED: Fact = Fact("ReferentReleased");
/// The principal does not.
pub const REFERENT_NOT_RELEASED: Fact = Fact("ReferentNotReleased");
/// The referent was chosen.
pub const REFERENT_RETAINED: Fact = Fact("ReferentRetained");
/// Another was, or nobody.
pub const REFERENT_NOT_RETAINED: Fact = Fact("ReferentNotRetained");
