//! The room's types.

mod declaration;
mod reference;

pub use declaration::{CompetenceDeclaration, Sharing};
pub use reference::{Competence, CompetenceFramework, TrainingTheme};
