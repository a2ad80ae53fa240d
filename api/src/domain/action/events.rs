//! What the room tells: to the referent's own history alone.

use kernel::event::Fact;

/// A kind of action came with the product, or with another version of it.
pub const KIND_LOADED: Fact = Fact("SupportActionKindLoaded");
/// A referent logged an action.
pub const ACTION_LOGGED: Fact = Fact("SupportActionLogged");
/// A referent changed a line.
pub const ACTION_CHANGED: Fact = Fact("SupportActionChanged");
/// A referent took a line back.
pub const ACTION_DELETED: Fact = Fact("SupportActionDeleted");
