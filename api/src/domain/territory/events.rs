//! What the room tells.

use kernel::event::Fact;

/// A new establishment.
pub const ESTABLISHMENT_CREATED: Fact = Fact("EstablishmentCreated");
/// Changed facts of an establishment.
pub const ESTABLISHMENT_UPDATED: Fact = Fact("EstablishmentUpdated");
/// An establishment closes on a day.
pub const ESTABLISHMENT_CLOSED: Fact = Fact("EstablishmentClosed");
/// Changed settings of an academy.
pub const SETTINGS_UPDATED: Fact = Fact("AcademySettingsUpdated");
/// A piece of the territory was loaded.
pub const TERRITORY_LOADED: Fact = Fact("TerritoryLoaded");
