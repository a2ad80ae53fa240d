//! Frameworks of competences, themes of training, and what persons say they master.

#[expect(clippy::module_inception, reason = "the room and its table bear the domain's word")]
pub mod competence;
pub mod competence_declaration;
pub mod competence_framework;
pub mod training_theme;
