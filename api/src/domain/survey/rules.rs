//! What a questionnaire must be: no database, no clock. Every fault at once, each with the path of its argument.

use std::collections::{BTreeMap, HashSet};

use entity::survey::{
    questionnaire::SurveyAudience,
    survey_question::{Prefill, QuestionKind, QuestionSensitivity},
};
use kernel::{
    refusal::Fault,
    text::{Text, text},
};

use super::structure::{Choice, Question, Row, Section, ShowIf, Structure};
use crate::domain::people::rules::short_text;

/// Most sections of a questionnaire.
const SECTIONS: usize = 20;
/// Most questions of a questionnaire: one page of a list.
const QUESTIONS: usize = 100;
/// Most options of a question, and most rows.
const CHOICES: usize = 50;
/// Most steps of a scale, and most options of a matrix.
const STEPS: usize = 11;
/// Greatest number that is asked for.
const GREATEST: i32 = 1_000_000;
/// Most characters of a text.
pub const LONGEST: i32 = 10_000;

/// The faults of a questionnaire, with where they are.
struct Check<'s> {
    faults: Vec<Fault>,
    audience: SurveyAudience,
    /// The questions before the one that is looked at.
    earlier: Vec<&'s Question>,
    codes: HashSet<&'s str>,
}

/// What is wrong with a questionnaire for an audience; nothing when it is right.
pub fn faults(structure: &Structure, audience: SurveyAudience) -> Vec<Fault> {
    let mut check = Check { faults: Vec::new(), audience, earlier: Vec::new(), codes: HashSet::new() };
    check.number("sections", structure.sections.len(), 1, SECTIONS);
    if structure.questions().count() > QUESTIONS {
        check.fault("sections", Text::of(format!("{QUESTIONS} questions at most."), format!("{QUESTIONS} questions au plus.")));
    }
    let mut sections = HashSet::new();
    for (at, section) in structure.sections.iter().enumerate() {
        let path = format!("sections.{at}");
        check.once(&format!("{path}.code"), sections.insert(section.code.as_str()));
        check.section(&path, section);
    }
    check.faults
}

/// Questions whose code was asked before as another kind: answers of two years could not be put beside one another.
pub fn unstable(structure: &Structure, before: &BTreeMap<String, QuestionKind>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, section) in structure.sections.iter().enumerate() {
        for (number, question) in section.questions.iter().enumerate() {
            if let Some(kind) = before.get(&question.code).filter(|kind| **kind != question.kind) {
                let kind = kernel::machine::state_name(*kind);
                let message = Text::of(
                    format!("An earlier edition asks {} as {kind}: a code keeps its kind.", question.code),
                    format!("Une édition antérieure pose {} en {kind} : un code garde sa nature.", question.code),
                );
                let hint = text("Give the new question a code of its own.", "Donnez à la nouvelle question un code à elle.");
                faults.push(Fault::invalid(format!("sections.{at}.questions.{number}.kind"), message).hint(hint));
            }
        }
    }
    faults
}

/// The kind of question that a figure can answer.
const fn kind_of(prefill: Prefill) -> QuestionKind {
    match prefill {
        Prefill::MandateSeniority | Prefill::MandateShare | Prefill::LetterState | Prefill::SessionsLed | Prefill::EntPresence => QuestionKind::Single,
        Prefill::ActionChannels | Prefill::MeetingKinds => QuestionKind::Multiple,
        Prefill::ActionFrequencyByActivity => QuestionKind::Matrix,
        Prefill::ProjectsSupported => QuestionKind::Number,
    }
}

fn is_code(written: &str, dots: bool) -> bool {
    (1..=40).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || (dots && byte == b'.'))
}

impl<'s> Check<'s> {
    fn fault(&mut self, argument: &str, message: Text) {
        self.faults.push(Fault::invalid(argument, message));
    }

    /// Something that only questions of another kind have.
    fn out_of_place(&mut self, argument: &str, is_given: bool, who: &str) {
        if is_given {
            self.fault(argument, Text::of(format!("Only {who} has this."), format!("Seule une question {who} en a.")));
        }
    }

    fn number(&mut self, argument: &str, count: usize, least: usize, most: usize) {
        if !(least..=most).contains(&count) {
            self.fault(
                argument,
                Text::of(format!("{least} to {most} are meant here, not {count}."), format!("De {least} à {most} sont attendus ici, non {count}.")),
            );
        }
    }

    fn once(&mut self, argument: &str, is_new: bool) {
        if !is_new {
            self.fault(argument, text("This code stands here twice.", "Ce code figure deux fois ici."));
        }
    }

    fn code(&mut self, path: &str, code: &str, dots: bool) {
        if !is_code(code, dots) {
            let message = match dots {
                true => {
                    text("Capital letters, digits, _ and . are meant here, 40 at most.", "Des capitales, des chiffres, _ et . sont attendus ici, 40 au plus.")
                }
                false => text("Capital letters, digits and _ are meant here, 40 at most.", "Des capitales, des chiffres et _ sont attendus ici, 40 au plus."),
            };
            self.fault(&format!("{path}.code"), message);
        }
    }

    fn words(&mut self, path: &str, name: &str, fr: &str, en: Option<&String>, most: usize) {
        self.faults.extend(short_text(&format!("{path}.{name}Fr"), fr, most).err());
        self.faults.extend(en.and_then(|en| short_text(&format!("{path}.{name}En"), en, most).err()));
    }

    fn section(&mut self, path: &str, section: &'s Section) {
        self.code(path, &section.code, false);
        self.words(path, "title", &section.title_fr, section.title_en.as_ref(), 200);
        self.number(&format!("{path}.questions"), section.questions.len(), 1, QUESTIONS);
        for (at, question) in section.questions.iter().enumerate() {
            self.question(&format!("{path}.questions.{at}"), question);
            self.earlier.push(question);
        }
    }

    fn question(&mut self, path: &str, question: &'s Question) {
        self.code(path, &question.code, false);
        let is_new = self.codes.insert(&question.code);
        self.once(&format!("{path}.code"), is_new);
        self.words(path, "label", &question.label_fr, question.label_en.as_ref(), 500);
        for (name, help) in [("helpFr", &question.help_fr), ("helpEn", &question.help_en)] {
            self.faults.extend(help.as_ref().and_then(|help| short_text(&format!("{path}.{name}"), help, 1000).err()));
        }
        self.options(path, question);
        self.rows(path, question);
        self.bounds(path, question);
        self.uses(path, question);
        if let Some(condition) = &question.show_if {
            self.condition(&format!("{path}.showIf"), condition);
        }
    }

    fn options(&mut self, path: &str, question: &Question) {
        let argument = format!("{path}.options");
        match question.kind {
            QuestionKind::Number | QuestionKind::Text => self.out_of_place(&argument, !question.options.is_empty(), "SINGLE, MULTIPLE, SCALE, MATRIX"),
            QuestionKind::Scale | QuestionKind::Matrix => self.number(&argument, question.options.len(), 2, STEPS),
            QuestionKind::Single | QuestionKind::Multiple => self.number(&argument, question.options.len(), 2, CHOICES),
        }
        let mut codes = HashSet::new();
        for (at, Choice { code, label_fr, label_en, exclusive }) in question.options.iter().enumerate() {
            let path = format!("{argument}.{at}");
            self.code(&path, code, true);
            self.once(&format!("{path}.code"), codes.insert(code));
            self.words(&path, "label", label_fr, label_en.as_ref(), 200);
            self.out_of_place(&format!("{path}.exclusive"), *exclusive && question.kind != QuestionKind::Multiple, "MULTIPLE");
        }
    }

    fn rows(&mut self, path: &str, question: &Question) {
        let argument = format!("{path}.rows");
        match question.kind {
            QuestionKind::Matrix => self.number(&argument, question.rows.len(), 1, CHOICES),
            _ => self.out_of_place(&argument, !question.rows.is_empty(), "MATRIX"),
        }
        self.out_of_place(&format!("{path}.taxonomy"), question.taxonomy.is_some() && question.kind != QuestionKind::Matrix, "MATRIX");
        let mut codes = HashSet::new();
        for (at, Row { code, label_fr, label_en }) in question.rows.iter().enumerate() {
            let path = format!("{argument}.{at}");
            self.code(&path, code, true);
            self.once(&format!("{path}.code"), codes.insert(code));
            self.words(&path, "label", label_fr, label_en.as_ref(), 200);
        }
    }

    fn bounds(&mut self, path: &str, question: &Question) {
        let is_number = question.kind == QuestionKind::Number;
        for (name, bound) in [("minimum", question.minimum), ("maximum", question.maximum)] {
            let argument = format!("{path}.{name}");
            match bound {
                Some(_) if !is_number => self.out_of_place(&argument, true, "NUMBER"),
                None if is_number => self.fault(&argument, text("A number has a least and a greatest.", "Un nombre a un minimum et un maximum.")),
                Some(bound) if !(0..=GREATEST).contains(&bound) => {
                    self.fault(&argument, Text::of(format!("0 to {GREATEST} are meant here."), format!("De 0 à {GREATEST} sont attendus ici.")));
                }
                _ => {}
            }
        }
        if is_number && question.minimum.zip(question.maximum).is_some_and(|(least, greatest)| least >= greatest) {
            self.fault(&format!("{path}.maximum"), text("The greatest is above the least.", "Le maximum est supérieur au minimum."));
        }
        let argument = format!("{path}.maxChoices");
        self.out_of_place(&argument, question.max_choices.is_some() && question.kind != QuestionKind::Multiple, "MULTIPLE");
        if question.kind == QuestionKind::Multiple && question.max_choices.is_some_and(|most| most < 1 || most as usize > question.options.len()) {
            self.fault(&argument, text("1 to the number of options is meant here.", "De 1 au nombre d'options est attendu ici."));
        }
        let argument = format!("{path}.maxLength");
        self.out_of_place(&argument, question.max_length.is_some() && question.kind != QuestionKind::Text, "TEXT");
        if question.max_length.is_some_and(|length| !(1..=LONGEST).contains(&length)) {
            self.fault(&argument, Text::of(format!("1 to {LONGEST} characters."), format!("De 1 à {LONGEST} caractères.")));
        }
    }

    /// What answers are for: delicate ones cross nothing, and only referents have figures to pre-fill from.
    fn uses(&mut self, path: &str, question: &Question) {
        let (is_text, is_free) = (question.kind == QuestionKind::Text, question.sensitivity == QuestionSensitivity::FreeText);
        if is_text != is_free {
            let message =
                text("A text has the sensitivity FREE_TEXT, and nothing else has it.", "Un texte est de sensibilité FREE_TEXT, et rien d'autre ne l'est.");
            self.fault(&format!("{path}.sensitivity"), message);
        }
        if question.crossing && (question.kind != QuestionKind::Single || question.sensitivity != QuestionSensitivity::None) {
            let message = text("Only a SINGLE choice of sensitivity NONE crosses the analysis.", "Seul un choix SINGLE de sensibilité NONE croise l'analyse.");
            self.fault(&format!("{path}.crossing"), message);
        }
        let Some(prefill) = question.prefill_from else { return };
        let argument = format!("{path}.prefillFrom");
        if self.audience != SurveyAudience::ReferentsOfTheYear {
            self.fault(&argument, text("Only what referents are asked can be pre-filled.", "Seules les questions aux référents peuvent être préremplies."));
        }
        if kind_of(prefill) != question.kind {
            let kind = kernel::machine::state_name(kind_of(prefill));
            self.fault(
                &argument,
                Text::of(format!("This figure answers a question of kind {kind}."), format!("Ce chiffre répond à une question de nature {kind}.")),
            );
        }
    }

    /// The question on which another depends comes before it: so no question waits for itself.
    fn condition(&mut self, path: &str, condition: &ShowIf) {
        let Some(on) = self.earlier.iter().copied().find(|question| question.code == condition.question) else {
            let message = text("No earlier question has this code.", "Aucune question précédente n'a ce code.");
            return self.fault(&format!("{path}.question"), message);
        };
        if !matches!(on.kind, QuestionKind::Single | QuestionKind::Multiple) {
            self.fault(&format!("{path}.question"), text("A SINGLE or MULTIPLE question is meant here.", "Une question SINGLE ou MULTIPLE est attendue ici."));
        }
        self.number(&format!("{path}.in"), condition.r#in.len(), 1, CHOICES);
        let mut codes = HashSet::new();
        for (at, code) in condition.r#in.iter().enumerate() {
            let argument = format!("{path}.in.{at}");
            self.once(&argument, codes.insert(code));
            if on.option(code).is_none() {
                self.fault(&argument, Text::of(format!("{} has no such option.", on.code), format!("{} n'a pas cette option.", on.code)));
            }
        }
    }
}

/// The same without the spaces that no label needs.
pub fn tidied(mut structure: Structure) -> Structure {
    let tidy = |written: &mut String| *written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    for section in &mut structure.sections {
        tidy(&mut section.title_fr);
        section.title_en.iter_mut().for_each(tidy);
        for question in &mut section.questions {
            tidy(&mut question.label_fr);
            [&mut question.label_en, &mut question.help_fr, &mut question.help_en].into_iter().flatten().for_each(tidy);
            for option in &mut question.options {
                tidy(&mut option.label_fr);
                option.label_en.iter_mut().for_each(tidy);
            }
            for row in &mut question.rows {
                tidy(&mut row.label_fr);
                row.label_en.iter_mut().for_each(tidy);
            }
        }
    }
    structure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::survey::starting;

    fn choice(code: &str) -> Choice {
        Choice { code: code.into(), label_fr: code.into(), ..Choice::default() }
    }

    fn row(code: &str) -> Row {
        Row { code: code.into(), label_fr: code.into(), label_en: None }
    }

    fn asked(code: &str, kind: QuestionKind) -> Question {
        let with_options = !matches!(kind, QuestionKind::Number | QuestionKind::Text);
        let (minimum, maximum) = if kind == QuestionKind::Number { (Some(0), Some(9)) } else { (None, None) };
        Question {
            code: code.into(),
            kind,
            label_fr: "Question ?".into(),
            options: if with_options { vec![choice("YES"), choice("NO")] } else { Vec::new() },
            rows: if kind == QuestionKind::Matrix { vec![row("M1.1")] } else { Vec::new() },
            sensitivity: if kind == QuestionKind::Text { QuestionSensitivity::FreeText } else { QuestionSensitivity::None },
            minimum,
            maximum,
            ..Question::default()
        }
    }

    fn one_section(questions: Vec<Question>) -> Structure {
        Structure { sections: vec![Section { code: "S".into(), title_fr: "Section".into(), title_en: None, questions }] }
    }

    fn arguments(structure: &Structure) -> Vec<String> {
        faults(structure, SurveyAudience::ReferentsOfTheYear).into_iter().map(|fault| fault.argument).collect()
    }

    #[test]
    fn what_comes_with_the_product_is_right() {
        for starting in starting::questionnaires() {
            assert_eq!(faults(&starting.structure, starting.audience), [], "{}", starting.code);
            assert_eq!(tidied(starting.structure.clone()), starting.structure);
        }
    }

    #[test]
    fn a_question_of_every_kind_is_right_as_it_is_meant() {
        for kind in [QuestionKind::Single, QuestionKind::Multiple, QuestionKind::Scale, QuestionKind::Matrix, QuestionKind::Number, QuestionKind::Text] {
            assert_eq!(arguments(&one_section(vec![asked("Q", kind)])), Vec::<String>::new(), "{kind:?}");
        }
    }

    #[test]
    fn each_rule_names_the_path_of_what_breaks_it() {
        use QuestionKind::{Matrix, Multiple, Number, Scale, Single, Text};
        type Breaks = fn(&mut Question);
        let cases: [(QuestionKind, &str, Breaks); 31] = [
            (Single, "code", |q| q.code = "q".into()),
            (Single, "code", |q| q.code = String::new()),
            (Single, "labelFr", |q| q.label_fr = "  ".into()),
            (Single, "labelEn", |q| q.label_en = Some("x".repeat(501))),
            (Single, "helpFr", |q| q.help_fr = Some("x".repeat(1001))),
            (Single, "options", |q| drop(q.options.pop())),
            (Single, "options.1.code", |q| q.options[1] = choice("YES")),
            (Single, "options.0.code", |q| q.options[0].code = "é".into()),
            (Single, "options.0.labelFr", |q| q.options[0].label_fr = String::new()),
            (Single, "options.0.exclusive", |q| q.options[0].exclusive = true),
            (Single, "rows", |q| q.rows = vec![row("R")]),
            (Single, "minimum", |q| q.minimum = Some(0)),
            (Single, "maxLength", |q| q.max_length = Some(10)),
            (Single, "maxChoices", |q| q.max_choices = Some(1)),
            (Single, "taxonomy", |q| q.taxonomy = Some(Default::default())),
            (Single, "sensitivity", |q| q.sensitivity = QuestionSensitivity::FreeText),
            (Single, "prefillFrom", |q| q.prefill_from = Some(Prefill::ProjectsSupported)),
            (Single, "crossing", |q| (q.crossing, q.sensitivity) = (true, QuestionSensitivity::Opinion)),
            (Multiple, "crossing", |q| q.crossing = true),
            (Multiple, "maxChoices", |q| q.max_choices = Some(3)),
            (Scale, "options", |q| q.options = (0..12).map(|step| choice(&step.to_string())).collect()),
            (Matrix, "rows", |q| q.rows.clear()),
            (Matrix, "options", |q| q.options.clear()),
            (Matrix, "rows.1.code", |q| q.rows.push(row("M1.1"))),
            (Number, "options", |q| q.options = vec![choice("A"), choice("B")]),
            (Number, "maximum", |q| q.maximum = None),
            (Number, "maximum", |q| q.maximum = Some(0)),
            (Number, "minimum", |q| q.minimum = Some(-1)),
            (Text, "sensitivity", |q| q.sensitivity = QuestionSensitivity::Opinion),
            (Text, "maxLength", |q| q.max_length = Some(0)),
            (Text, "maxLength", |q| q.max_length = Some(LONGEST + 1)),
        ];
        for (kind, path, breaks) in cases {
            let mut question = asked("Q", kind);
            breaks(&mut question);
            assert_eq!(arguments(&one_section(vec![question])), [format!("sections.0.questions.0.{path}")], "{kind:?} {path}");
        }
    }

    #[test]
    fn a_question_depends_on_an_option_of_one_before_it() {
        let after = |code: &str, on: &str, options: &[&str]| Question {
            show_if: Some(ShowIf { question: on.into(), r#in: options.iter().map(|code| (*code).into()).collect() }),
            ..asked(code, QuestionKind::Single)
        };
        for (question, wrong) in [
            (after("B", "A", &["YES"]), vec![]),
            (after("B", "B", &["YES"]), vec!["question"]),
            (after("B", "C", &["YES"]), vec!["question"]),
            (after("B", "S", &["YES"]), vec!["question"]),
            (after("B", "A", &[]), vec!["in"]),
            (after("B", "A", &["YES", "YES"]), vec!["in.1"]),
            (after("B", "A", &["MAYBE", "YES"]), vec!["in.0"]),
        ] {
            let told = arguments(&one_section(vec![
                asked("A", QuestionKind::Single),
                asked("S", QuestionKind::Scale),
                question.clone(),
                asked("C", QuestionKind::Single),
            ]));
            assert_eq!(told, wrong.iter().map(|name| format!("sections.0.questions.2.showIf.{name}")).collect::<Vec<_>>(), "{:?}", question.show_if);
        }
    }

    #[test]
    fn all_faults_are_told_at_once_and_codes_are_unique_over_sections() {
        let twice = Structure {
            sections: vec![
                one_section(vec![asked("Q", QuestionKind::Single)]).sections.remove(0),
                one_section(vec![asked("Q", QuestionKind::Text)]).sections.remove(0),
                Section { code: "EMPTY".into(), ..Section::default() },
            ],
        };
        assert_eq!(arguments(&twice), ["sections.1.code", "sections.1.questions.0.code", "sections.2.titleFr", "sections.2.questions"]);
        assert_eq!(arguments(&Structure::default()), ["sections"]);
        let many = one_section((0..=QUESTIONS).map(|at| asked(&format!("Q{at}"), QuestionKind::Text)).collect());
        assert_eq!(arguments(&many), ["sections", "sections.0.questions"]);
        let mut prefilled = asked("Q", QuestionKind::Number);
        prefilled.prefill_from = Some(Prefill::ProjectsSupported);
        let told = faults(&one_section(vec![prefilled]), SurveyAudience::Principals);
        assert_eq!(told.iter().map(|fault| fault.argument.as_str()).collect::<Vec<_>>(), ["sections.0.questions.0.prefillFrom"]);
    }

    #[test]
    fn a_code_that_was_asked_keeps_its_kind() {
        let before = BTreeMap::from([("A".to_owned(), QuestionKind::Single), ("GONE".to_owned(), QuestionKind::Text)]);
        for (kind, wrong) in [(QuestionKind::Single, 0), (QuestionKind::Multiple, 1)] {
            assert_eq!(unstable(&one_section(vec![asked("NEW", QuestionKind::Text), asked("A", kind)]), &before).len(), wrong, "{kind:?}");
        }
    }
}
