//! What the room tells.

use kernel::event::Fact;

/// A framework, a competence or a theme came with the product, or with another version of it.
pub const COMPETENCE_LOADED: Fact = Fact("CompetenceLoaded");
/// Somebody declared a competence, or changed what they declared.
pub const COMPETENCE_DECLARED: Fact = Fact("CompetenceDeclared");
/// A declaration was taken back.
pub const COMPETENCE_WITHDRAWN: Fact = Fact("CompetenceWithdrawn");
/// A declaration was validated.
pub const COMPETENCE_VALIDATED: Fact = Fact("CompetenceValidated");
