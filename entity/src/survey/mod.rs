//! Questionnaires of surveys: sections, questions, options and rows.

pub mod questionnaire;
pub mod survey_condition;
pub mod survey_option;
pub mod survey_question;
pub mod survey_row;
pub mod survey_section;
