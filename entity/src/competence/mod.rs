//! Frameworks of competences, themes of training, and what persons say they master.

pub mod competence;
pub mod competence_declaration;
pub mod competence_framework;
pub mod training_theme;
