//! The questionnaires that every database has: our own wording, a model to begin with.

use entity::survey::{
    questionnaire::SurveyAudience,
    survey_question::{Prefill, QuestionKind, QuestionSensitivity, QuestionTaxonomy},
};
use serde::{Deserialize, Serialize};

use super::structure::{Choice, Question, Row, Section, ShowIf, Structure};
use crate::domain::framing::commands::load_framing::Words;

/// A questionnaire that comes with the product.
#[derive(Clone, Debug, Serialize)]
pub struct Starting {
    /// Code.
    pub code: String,
    /// Number of the edition.
    pub edition: i32,
    /// Whom it is for.
    pub audience: SurveyAudience,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: String,
    /// What it asks.
    pub structure: Structure,
}

#[derive(Deserialize)]
struct File {
    questionnaires: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    code: String,
    version: i32,
    audience: SurveyAudience,
    title: Words,
    sections: Vec<WrittenSection>,
}

#[derive(Deserialize)]
struct WrittenSection {
    code: String,
    title: Words,
    questions: Vec<WrittenQuestion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenQuestion {
    code: String,
    kind: QuestionKind,
    label: Words,
    required: bool,
    reportable: bool,
    sensitivity: QuestionSensitivity,
    #[serde(default)]
    options: Vec<Worded>,
    #[serde(default)]
    rows: Vec<Worded>,
    #[serde(default)]
    exclusive: Vec<String>,
    #[serde(default)]
    crossing: bool,
    prefill_from: Option<String>,
    show_if: Option<WrittenCondition>,
    min: Option<i32>,
    max: Option<i32>,
    max_choices: Option<i32>,
    max_length: Option<i32>,
    taxonomy: Option<String>,
}

#[derive(Deserialize)]
struct Worded {
    code: String,
    label: Words,
}

#[derive(Deserialize)]
struct WrittenCondition {
    question: String,
    r#in: Vec<String>,
}

/// The questionnaires that the program carries.
pub fn questionnaires() -> Vec<Starting> {
    let file: File = serde_json::from_str(include_str!("../../../../data/starting/questionnaires.json")).expect("the questionnaires are well formed");
    file.questionnaires.into_iter().map(Written::read).collect()
}

impl Written {
    fn read(self) -> Starting {
        let sections = self.sections.into_iter().map(|section| Section {
            code: section.code,
            title_fr: section.title.fr,
            title_en: Some(section.title.en),
            questions: section.questions.into_iter().map(WrittenQuestion::read).collect(),
        });
        Starting {
            code: self.code,
            edition: self.version,
            audience: self.audience,
            title_fr: self.title.fr,
            title_en: self.title.en,
            structure: Structure { sections: sections.collect() },
        }
    }
}

impl WrittenQuestion {
    fn read(self) -> Question {
        let excludes = |code: &String| self.exclusive.contains(code);
        let options = self.options.into_iter().map(|option| Choice {
            exclusive: excludes(&option.code),
            code: option.code,
            label_fr: option.label.fr,
            label_en: Some(option.label.en),
        });
        let options = options.collect();
        Question {
            code: self.code,
            kind: self.kind,
            label_fr: self.label.fr,
            label_en: Some(self.label.en),
            help_fr: None,
            help_en: None,
            options,
            rows: self.rows.into_iter().map(|row| Row { code: row.code, label_fr: row.label.fr, label_en: Some(row.label.en) }).collect(),
            required: self.required,
            reportable: self.reportable,
            sensitivity: self.sensitivity,
            crossing: self.crossing,
            prefill_from: self.prefill_from.as_deref().map(|figure| prefill(figure).expect("a figure that is known")),
            show_if: self.show_if.map(|condition| ShowIf { question: condition.question, r#in: condition.r#in }),
            minimum: self.min,
            maximum: self.max,
            max_choices: self.max_choices,
            max_length: self.max_length,
            taxonomy: self.taxonomy.map(|_| QuestionTaxonomy::Difficulties),
        }
    }
}

/// The figure that the file names.
fn prefill(written: &str) -> Option<Prefill> {
    Some(match written {
        "mandate.seniority" => Prefill::MandateSeniority,
        "mandate.share" => Prefill::MandateShare,
        "letter.state" => Prefill::LetterState,
        "actions.channels" => Prefill::ActionChannels,
        "actions.frequencyByActivity" => Prefill::ActionFrequencyByActivity,
        "sessions.led" => Prefill::SessionsLed,
        "projects.supported" => Prefill::ProjectsSupported,
        "meetings.kinds" => Prefill::MeetingKinds,
        "ent.presence" => Prefill::EntPresence,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn referents_are_asked_26_questions_in_8_sections_and_principals_6() {
        let found: Vec<_> = questionnaires().iter().map(|one| (one.code.clone(), one.structure.sections.len(), one.structure.questions().count())).collect();
        assert_eq!(found, [("REFERENTS".to_owned(), 8, 26), ("PRINCIPALS".to_owned(), 1, 6)]);
    }
}
