//! Templates and letters as the API shows them.

mod letter;
mod template;

pub use letter::{LetterAmendment, LetterBlank, LetterClause, LetterComment, LetterParty, LetterSignature, MissionAssignment, MissionLetter};
pub use template::{MissionLetterTemplate, TemplateBlank, TemplateClause};
