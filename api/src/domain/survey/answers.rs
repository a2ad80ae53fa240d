//! Answers to a questionnaire, checked against what it asks: no database, no clock. Every fault at once.
//!
//! An answer is saved before all are given, and submitted once they are: what is missing is a fault at submission only.

use std::collections::{BTreeMap, HashSet};

use entity::survey::survey_question::QuestionKind;
use kernel::{
    refusal::Fault,
    text::{Text, text},
};

use super::{
    rules::LONGEST,
    structure::{Question, Structure, USUAL_LENGTH},
};

/// What somebody answers to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Code of the question.
    pub question: String,
    /// What was answered.
    pub given: Given,
}

/// What was answered, by the kind of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// An option of a SINGLE or a step of a SCALE, by its code.
    Choice(String),
    /// Options of a MULTIPLE, by their codes.
    Choices(Vec<String>),
    /// For rows of a MATRIX an option each, by their codes.
    Grid(Vec<(String, String)>),
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

/// When answers are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Some are given, others may come.
    Save,
    /// All are given.
    Submit,
}

/// Answers by the code of their question: the first to each.
type Known<'a> = BTreeMap<&'a str, &'a Given>;

fn known(answers: &[Answer]) -> Known<'_> {
    let mut known = Known::new();
    for answer in answers {
        known.entry(&answer.question).or_insert(&answer.given);
    }
    known
}

/// The questions that are shown to somebody who gave some answers, in their order.
pub fn visible<'s>(structure: &'s Structure, answers: &[Answer]) -> Vec<&'s Question> {
    shown(structure, &known(answers))
}

/// A question is shown when it depends on nothing, or on an option that was chosen of a question that is shown itself.
fn shown<'s>(structure: &'s Structure, answers: &Known<'_>) -> Vec<&'s Question> {
    let mut shown: Vec<&Question> = Vec::new();
    for question in structure.questions() {
        let is_shown = question.show_if.as_ref().is_none_or(|condition| {
            let chosen: &[String] = match answers.get(condition.question.as_str()) {
                Some(Given::Choice(code)) => std::slice::from_ref(code),
                Some(Given::Choices(codes)) => codes,
                _ => &[],
            };
            shown.iter().any(|earlier| earlier.code == condition.question) && chosen.iter().any(|code| condition.r#in.contains(code))
        });
        if is_shown {
            shown.push(question);
        }
    }
    shown
}

/// Checks answers. A fault names the question by its code, as in `answers.PRO_LETTER`, and an answer to none by its place.
pub fn check(structure: &Structure, answers: &[Answer], moment: Moment) -> Result<(), Vec<Fault>> {
    let known = known(answers);
    let shown = shown(structure, &known);
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (at, Answer { question: code, given }) in answers.iter().enumerate() {
        let Some(question) = structure.question(code) else {
            faults.push(Fault::invalid(
                format!("answers.{at}.question"),
                text("The questionnaire asks no such question.", "Le questionnaire ne pose pas cette question."),
            ));
            continue;
        };
        let path = format!("answers.{code}");
        if !seen.insert(code) {
            faults.push(Fault::invalid(path, text("This question is answered twice.", "Cette question reçoit deux réponses.")));
        } else if !shown.iter().any(|other| other.code == *code) {
            let message = text("This question is not shown after the other answers.", "Cette question n'est pas posée après les autres réponses.");
            faults.push(Fault::invalid(path, message).hint(text("Leave its answer out.", "Omettez sa réponse.")));
        } else {
            faults.extend(answered(&path, question, given));
        }
    }
    if moment == Moment::Submit {
        faults.extend(shown.iter().filter_map(|question| missing(question, known.get(question.code.as_str()).copied())));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What a required question still misses.
fn missing(question: &Question, given: Option<&Given>) -> Option<Fault> {
    let path = format!("answers.{}", question.code);
    match given {
        _ if !question.required => None,
        None => Some(Fault::invalid(path, text("This question must be answered.", "Cette question attend une réponse."))),
        Some(Given::Grid(cells)) => {
            let open: Vec<&str> = question.rows.iter().map(|row| row.code.as_str()).filter(|row| !cells.iter().any(|(code, _)| code == row)).collect();
            (!open.is_empty()).then(|| {
                let rows = open.join(", ");
                Fault::invalid(path, Text::of(format!("These rows must be answered: {rows}."), format!("Ces lignes attendent une réponse : {rows}.")))
            })
        }
        Some(_) => None,
    }
}

/// What is wrong with one answer.
fn answered(path: &str, question: &Question, given: &Given) -> Vec<Fault> {
    match (question.kind, given) {
        (QuestionKind::Single | QuestionKind::Scale, Given::Choice(code)) => option(path, question, code).into_iter().collect(),
        (QuestionKind::Multiple, Given::Choices(codes)) => several(path, question, codes),
        (QuestionKind::Matrix, Given::Grid(cells)) => grid(path, question, cells),
        (QuestionKind::Number, Given::Number(number)) => bounded(path, question, *number).into_iter().collect(),
        (QuestionKind::Text, Given::Text(written)) => written_down(path, question, written).into_iter().collect(),
        (QuestionKind::Single | QuestionKind::Scale, Given::Choices(codes)) if codes.len() != 1 => {
            vec![Fault::invalid(path, text("One option is meant here, not several.", "Une seule option est attendue ici, non plusieurs."))]
        }
        (kind, _) => {
            let (en, fr) = match kind {
                QuestionKind::Single | QuestionKind::Scale => ("One option is meant here.", "Une option est attendue ici."),
                QuestionKind::Multiple => ("A list of options is meant here.", "Une liste d'options est attendue ici."),
                QuestionKind::Matrix => ("An option for each row is meant here.", "Une option par ligne est attendue ici."),
                QuestionKind::Number => ("A whole number is meant here.", "Un nombre entier est attendu ici."),
                QuestionKind::Text => ("A text is meant here.", "Un texte est attendu ici."),
            };
            vec![Fault::invalid(path, text(en, fr))]
        }
    }
}

fn option(path: &str, question: &Question, code: &str) -> Option<Fault> {
    question.option(code).is_none().then(|| {
        let codes = question.options.iter().map(|option| option.code.as_str()).collect::<Vec<_>>().join(", ");
        Fault::invalid(path, text("The question has no such option.", "La question n'a pas cette option."))
            .hint(Text::of(format!("Its options are {codes}."), format!("Ses options sont {codes}.")))
    })
}

fn several(path: &str, question: &Question, codes: &[String]) -> Vec<Fault> {
    if codes.is_empty() {
        let message = text("At least one option is meant here.", "Au moins une option est attendue ici.");
        return vec![Fault::invalid(path, message).hint(text("Leave the answer out while there is none.", "Omettez la réponse tant qu'il n'y en a pas."))];
    }
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (at, code) in codes.iter().enumerate() {
        let path = format!("{path}.options.{at}");
        faults.extend(option(&path, question, code));
        if !seen.insert(code) {
            faults.push(Fault::invalid(path, text("This option is chosen twice.", "Cette option est choisie deux fois.")));
        }
    }
    let most = question.max_choices.map_or(question.options.len(), |most| most as usize);
    if codes.len() > most {
        faults.push(Fault::invalid(path, Text::of(format!("{most} options at most."), format!("{most} options au plus."))));
    }
    if codes.len() > 1 && codes.iter().any(|code| question.option(code).is_some_and(|option| option.exclusive)) {
        faults.push(Fault::invalid(path, text("One of these options excludes all others.", "L'une de ces options exclut toutes les autres.")));
    }
    faults
}

fn grid(path: &str, question: &Question, cells: &[(String, String)]) -> Vec<Fault> {
    if cells.is_empty() {
        let message = text("At least one row is meant here.", "Au moins une ligne est attendue ici.");
        return vec![Fault::invalid(path, message).hint(text("Leave the answer out while there is none.", "Omettez la réponse tant qu'il n'y en a pas."))];
    }
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (at, (row, code)) in cells.iter().enumerate() {
        let path = format!("{path}.rows.{at}");
        if !question.rows.iter().any(|known| known.code == *row) {
            faults.push(Fault::invalid(path.as_str(), text("The question has no such row.", "La question n'a pas cette ligne.")));
        } else if !seen.insert(row) {
            faults.push(Fault::invalid(path.as_str(), text("This row is answered twice.", "Cette ligne reçoit deux réponses.")));
        }
        faults.extend(option(&path, question, code));
    }
    faults
}

fn bounded(path: &str, question: &Question, number: i64) -> Option<Fault> {
    let (least, greatest) = (i64::from(question.minimum.unwrap_or(0)), question.maximum.map_or(i64::MAX, i64::from));
    (!(least..=greatest).contains(&number))
        .then(|| Fault::invalid(path, Text::of(format!("{least} to {greatest} are meant here."), format!("De {least} à {greatest} sont attendus ici."))))
}

fn written_down(path: &str, question: &Question, written: &str) -> Option<Fault> {
    if written.trim().is_empty() {
        let message = text("The text is empty.", "Le texte est vide.");
        return Some(Fault::invalid(path, message).hint(text("Leave the answer out while there is none.", "Omettez la réponse tant qu'il n'y en a pas.")));
    }
    let most = question.max_length.unwrap_or(USUAL_LENGTH).min(LONGEST);
    (written.chars().count() > most as usize)
        .then(|| Fault::invalid(path, Text::of(format!("{most} characters at most."), format!("{most} caractères au plus."))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::survey::starting;

    /// What referents are asked.
    fn referents() -> Structure {
        starting::questionnaires().into_iter().find(|questionnaire| questionnaire.code == "REFERENTS").expect("one").structure
    }

    fn one(question: &str, code: &str) -> Answer {
        Answer { question: question.into(), given: Given::Choice(code.into()) }
    }

    fn many(question: &str, codes: &[&str]) -> Answer {
        Answer { question: question.into(), given: Given::Choices(codes.iter().map(|code| (*code).into()).collect()) }
    }

    fn cells(question: &str, cells: &[(&str, &str)]) -> Answer {
        Answer { question: question.into(), given: Given::Grid(cells.iter().map(|(row, code)| ((*row).into(), (*code).into())).collect()) }
    }

    fn number(question: &str, number: i64) -> Answer {
        Answer { question: question.into(), given: Given::Number(number) }
    }

    fn said(question: &str, written: &str) -> Answer {
        Answer { question: question.into(), given: Given::Text(written.into()) }
    }

    fn arguments(answers: &[Answer], moment: Moment) -> Vec<String> {
        check(&referents(), answers, moment).err().unwrap_or_default().into_iter().map(|fault| fault.argument).collect()
    }

    /// An answer to every question that is shown: the first option, the least number.
    fn complete(structure: &Structure) -> Vec<Answer> {
        let mut answers: Vec<Answer> = Vec::new();
        for question in structure.questions() {
            let first = || question.options[0].code.clone();
            let given = match question.kind {
                QuestionKind::Single | QuestionKind::Scale => Given::Choice(first()),
                QuestionKind::Multiple => Given::Choices(vec![first()]),
                QuestionKind::Matrix => Given::Grid(question.rows.iter().map(|row| (row.code.clone(), first())).collect()),
                QuestionKind::Number => Given::Number(question.minimum.unwrap_or(0).into()),
                QuestionKind::Text => Given::Text("Rien à ajouter.".into()),
            };
            answers.push(Answer { question: question.code.clone(), given });
            let shown = visible(structure, &answers);
            answers.retain(|answer| shown.iter().any(|question| question.code == answer.question));
        }
        answers
    }

    #[test]
    fn complete_answers_are_right_and_each_that_is_left_out_is_missed_where_it_is_required() {
        for questionnaire in starting::questionnaires() {
            let structure = questionnaire.structure;
            let answers = complete(&structure);
            assert_eq!(check(&structure, &answers, Moment::Submit), Ok(()), "{}", questionnaire.code);
            assert_eq!(check(&structure, &[], Moment::Save), Ok(()));
            for at in 0..answers.len() {
                let mut others = answers.clone();
                let out = others.remove(at);
                let question = structure.question(&out.question).expect("a question");
                // What depended on it is hidden now, and its answer one too many.
                let own = |faults: Vec<Fault>| faults.iter().any(|fault| fault.argument == format!("answers.{}", out.question));
                assert_eq!(check(&structure, &others, Moment::Submit).is_err_and(own), question.required, "{}", out.question);
            }
        }
    }

    #[test]
    fn each_answer_is_checked_by_its_kind() {
        for (answer, wrong) in [
            (one("PRO_SENIORITY", "FIRST"), vec![]),
            (one("PRO_SENIORITY", "EVER"), vec!["answers.PRO_SENIORITY"]),
            (many("PRO_SENIORITY", &["FIRST", "Y7"]), vec!["answers.PRO_SENIORITY"]),
            (number("PRO_SENIORITY", 3), vec!["answers.PRO_SENIORITY"]),
            (one("OUT_SATISFACTION", "4"), vec![]),
            (one("OUT_SATISFACTION", "5"), vec!["answers.OUT_SATISFACTION"]),
            (number("OUT_SATISFACTION", 4), vec!["answers.OUT_SATISFACTION"]),
            (many("INF_CHANNELS", &["MAIL", "ENT"]), vec![]),
            (many("INF_CHANNELS", &["NONE"]), vec![]),
            (many("INF_CHANNELS", &["MAIL", "NONE"]), vec!["answers.INF_CHANNELS"]),
            (many("INF_CHANNELS", &["MAIL", "MAIL"]), vec!["answers.INF_CHANNELS.options.1"]),
            (many("INF_CHANNELS", &["SMOKE", "MAIL"]), vec!["answers.INF_CHANNELS.options.0"]),
            (many("INF_CHANNELS", &[]), vec!["answers.INF_CHANNELS"]),
            (one("INF_CHANNELS", "MAIL"), vec!["answers.INF_CHANNELS"]),
            (many("NEE_TRAINING", &["AI", "ENT", "PIX", "DATA", "TECH"]), vec![]),
            (many("NEE_TRAINING", &["AI", "ENT", "PIX", "DATA", "TECH", "MEDIA"]), vec!["answers.NEE_TRAINING"]),
            (cells("DIF_FELT", &[("TIME", "STRONG")]), vec!["answers.DIF_FELT.rows.0"]),
            (cells("ACC_ACTIVITIES", &[("M1.1", "NEVER"), ("M1.3", "WEEKLY")]), vec![]),
            (cells("ACC_ACTIVITIES", &[("M1.1", "NEVER"), ("M1.1", "ONCE")]), vec!["answers.ACC_ACTIVITIES.rows.1"]),
            (cells("ACC_ACTIVITIES", &[("M9", "NEVER"), ("M1.2", "DAILY")]), vec!["answers.ACC_ACTIVITIES.rows.0", "answers.ACC_ACTIVITIES.rows.1"]),
            (cells("ACC_ACTIVITIES", &[]), vec!["answers.ACC_ACTIVITIES"]),
            (number("PRJ_COUNT", 0), vec![]),
            (number("PRJ_COUNT", 51), vec!["answers.PRJ_COUNT"]),
            (number("PRJ_COUNT", -1), vec!["answers.PRJ_COUNT"]),
            (number("PRJ_COUNT", i64::MAX), vec!["answers.PRJ_COUNT"]),
            (said("PRJ_COUNT", "deux"), vec!["answers.PRJ_COUNT"]),
            (said("OUT_PRIDE", &"é".repeat(2000)), vec![]),
            (said("OUT_PRIDE", &"é".repeat(2001)), vec!["answers.OUT_PRIDE"]),
            (said("OUT_PRIDE", &"x".repeat(100_000)), vec!["answers.OUT_PRIDE"]),
            (said("OUT_PRIDE", " \n"), vec!["answers.OUT_PRIDE"]),
            (one("NOTHING", "YES"), vec!["answers.0.question"]),
        ] {
            assert_eq!(arguments(std::slice::from_ref(&answer), Moment::Save), wrong, "{answer:?}");
        }
        let twice = [one("PRO_SENIORITY", "FIRST"), one("PRO_SENIORITY", "Y7")];
        assert_eq!(arguments(&twice, Moment::Save), ["answers.PRO_SENIORITY"]);
    }

    #[test]
    fn a_question_is_shown_after_the_options_that_it_names_only() {
        let structure = referents();
        let shows = |answers: &[Answer]| visible(&structure, answers).iter().any(|question| question.code == "PRO_LETTER_USE");
        assert_eq!(visible(&structure, &[]).len(), 24, "two of 26 depend on another");
        assert!(!shows(&[]) && shows(&[one("PRO_LETTER", "SIGNED")]) && shows(&[one("PRO_LETTER", "WRITTEN")]) && !shows(&[one("PRO_LETTER", "TALK")]));
        let hidden = [one("PRO_LETTER", "NONE"), one("PRO_LETTER_USE", "3")];
        assert_eq!(arguments(&hidden, Moment::Save), ["answers.PRO_LETTER_USE"]);
        assert_eq!(arguments(&[one("PRO_LETTER", "SIGNED"), one("PRO_LETTER_USE", "3")], Moment::Save), Vec::<String>::new());
        let told = arguments(&[one("PRO_LETTER", "SIGNED")], Moment::Submit);
        assert!(told.contains(&"answers.PRO_LETTER_USE".to_owned()) && !told.contains(&"answers.TRN_PAID".to_owned()), "{told:?}");
        assert!(!arguments(&[one("PRO_LETTER", "NONE")], Moment::Submit).contains(&"answers.PRO_LETTER_USE".to_owned()));
    }

    #[test]
    fn what_hangs_on_a_hidden_question_is_hidden_too() {
        use crate::domain::survey::structure::{Choice, Section, ShowIf};
        let asked = |code: &str, on: Option<&str>| Question {
            code: code.into(),
            options: vec![Choice { code: "YES".into(), ..Choice::default() }],
            show_if: on.map(|on| ShowIf { question: on.into(), r#in: vec!["YES".into()] }),
            ..Question::default()
        };
        let structure =
            Structure { sections: vec![Section { questions: vec![asked("A", None), asked("B", Some("A")), asked("C", Some("B"))], ..Section::default() }] };
        let codes = |answers: &[Answer]| visible(&structure, answers).iter().map(|question| question.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(&[one("A", "YES"), one("B", "YES")]), ["A", "B", "C"]);
        assert_eq!(codes(&[one("B", "YES")]), ["A"], "an answer to a hidden question shows nothing");
    }

    #[test]
    fn a_matrix_is_complete_when_each_of_its_rows_is_answered() {
        let structure = referents();
        let mut answers = complete(&structure);
        let grid = answers.iter_mut().find(|answer| answer.question == "ACC_ACTIVITIES").expect("a matrix");
        if let Given::Grid(cells) = &mut grid.given {
            cells.pop();
        }
        assert_eq!(check(&structure, &answers, Moment::Save), Ok(()));
        let faults = check(&structure, &answers, Moment::Submit).expect_err("a row is open");
        assert_eq!(faults.iter().map(|fault| fault.argument.as_str()).collect::<Vec<_>>(), ["answers.ACC_ACTIVITIES"]);
        assert!(faults[0].message.in_(kernel::text::Locale::En).contains("M4.2"));
    }
}
