//! What the room tells.

use kernel::event::Fact;

/// A questionnaire came with the product.
pub const QUESTIONNAIRE_LOADED: Fact = Fact("QuestionnaireLoaded");
/// An academy began an edition.
pub const QUESTIONNAIRE_CREATED: Fact = Fact("QuestionnaireCreated");
/// A draft was changed.
pub const QUESTIONNAIRE_CHANGED: Fact = Fact("QuestionnaireChanged");
/// An edition was frozen.
pub const QUESTIONNAIRE_FROZEN: Fact = Fact("QuestionnaireFrozen");
