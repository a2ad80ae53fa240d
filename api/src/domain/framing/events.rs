//! What the room tells.

use kernel::event::Fact;

/// A new framing text.
pub const FRAMING_TEXT_PUBLISHED: Fact = Fact("FramingTextPublished");
/// Changed facts of a framing text.
pub const FRAMING_TEXT_REVISED: Fact = Fact("FramingTextRevised");
/// The effect of a framing text ends on a day.
pub const FRAMING_TEXT_ENDED: Fact = Fact("FramingTextEnded");
/// A mission catalogue, or a piece of one, was loaded.
pub const CATALOGUE_LOADED: Fact = Fact("MissionCatalogueLoaded");
