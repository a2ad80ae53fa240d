//! What of a questionnaire is counted: choices, steps, rows of a matrix, numbers in bins. Texts never are.

use disclosure::Kind;
use entity::{campaign::survey_entry::GivenAnswer, survey::survey_question::QuestionKind};
use kernel::text::{Locale, Text, text};

use crate::domain::survey::structure::{Question, ShowIf, Structure};

/// A question as it is counted; a row of a matrix is one of its own.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Code of the question.
    pub code: String,
    /// Code of the row, of a matrix.
    pub row: Option<String>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Its words; of a matrix, those of the question with those of the row.
    pub label: Text,
    /// Title of its section.
    pub section: Text,
    /// What can be chosen: codes and words.
    pub options: Vec<(String, Text)>,
    /// After which answers it is asked, where it is not always.
    pub show_if: Option<ShowIf>,
}

/// The questions of a questionnaire that are counted, in their order.
pub fn asked(structure: &Structure) -> Vec<Asked> {
    let sections = structure.sections.iter();
    sections
        .flat_map(|section| section.questions.iter().flat_map(|question| counted(&words(&section.title_fr, section.title_en.as_deref()), question)))
        .collect()
}

fn words(fr: &str, en: Option<&str>) -> Text {
    Text::of(en.unwrap_or(fr), fr)
}

fn counted(section: &Text, question: &Question) -> Vec<Asked> {
    let label = words(&question.label_fr, question.label_en.as_deref());
    let options = question.options.iter().map(|option| (option.code.clone(), words(&option.label_fr, option.label_en.as_deref()))).collect();
    let whole =
        Asked { code: question.code.clone(), row: None, kind: question.kind, label, section: section.clone(), options, show_if: question.show_if.clone() };
    match question.kind {
        QuestionKind::Text => Vec::new(),
        QuestionKind::Single | QuestionKind::Scale | QuestionKind::Multiple => vec![whole],
        QuestionKind::Number => vec![Asked { options: bins(question.minimum, question.maximum), ..whole }],
        QuestionKind::Matrix => {
            let line = |fr: &str, en: Option<&str>| {
                Text::of(format!("{} – {}", whole.label.in_(Locale::En), en.unwrap_or(fr)), format!("{} – {fr}", whole.label.in_(Locale::Fr)))
            };
            let rows = question.rows.iter();
            rows.map(|row| Asked { row: Some(row.code.clone()), label: line(&row.label_fr, row.label_en.as_deref()), ..whole.clone() }).collect()
        }
    }
}

/// Where bins of numbers begin. They follow from the question and not from the answers, which they would tell of.
const STARTS: [i32; 9] = [0, 1, 3, 6, 11, 21, 51, 101, 1001];

/// The bins of a number, from the least to the most.
fn bins(minimum: Option<i32>, maximum: Option<i32>) -> Vec<(String, Text)> {
    let (least, most) = (minimum.unwrap_or(0), maximum.unwrap_or(i32::MAX));
    let ends = STARTS.iter().skip(1).map(|next| next - 1).chain([i32::MAX]);
    let met = STARTS.iter().zip(ends).filter(|(start, end)| *end >= least && **start <= most);
    met.map(|(start, end)| bin((*start).max(least), end.min(most))).collect()
}

fn bin(start: i32, end: i32) -> (String, Text) {
    match end {
        i32::MAX => (format!("N{start}_"), Text::of(format!("{start} and more"), format!("{start} et plus"))),
        end if end == start => (format!("N{start}"), Text::of(start.to_string(), start.to_string())),
        end => (format!("N{start}_{end}"), Text::of(format!("{start} to {end}"), format!("{start} à {end}"))),
    }
}

impl Asked {
    /// Code by which it is one question among all.
    pub fn name(&self) -> String {
        self.row.as_ref().map_or_else(|| self.code.clone(), |row| format!("{}/{row}", self.code))
    }

    /// How the crate counts it.
    pub fn counted_as(&self) -> Kind {
        match self.kind {
            QuestionKind::Scale | QuestionKind::Number => Kind::Scale,
            QuestionKind::Multiple => Kind::Multiple,
            QuestionKind::Single | QuestionKind::Matrix | QuestionKind::Text => Kind::Single,
        }
    }

    /// The options that some answers choose, by their places; none where it is not answered.
    pub fn chosen(&self, given: &[GivenAnswer]) -> Vec<usize> {
        let Some(answer) = given.iter().find(|answer| answer.question == self.code) else { return Vec::new() };
        let place = |code: &String| self.options.iter().position(|(known, _)| known == code);
        match &self.row {
            Some(row) => answer.rows.iter().flatten().find(|(code, _)| code == row).and_then(|(_, option)| place(option)).into_iter().collect(),
            None => match (answer.number, &answer.option, &answer.options) {
                (Some(number), ..) => self.bin_of(number).into_iter().collect(),
                (_, Some(option), _) => place(option).into_iter().collect(),
                (.., Some(options)) => {
                    let mut places: Vec<usize> = options.iter().filter_map(place).collect();
                    places.sort_unstable();
                    places.dedup();
                    places
                }
                _ => Vec::new(),
            },
        }
    }

    fn bin_of(&self, number: i64) -> Option<usize> {
        let start = |code: &str| code[1..].split('_').next().and_then(|start| start.parse::<i64>().ok());
        self.options.iter().rposition(|(code, _)| start(code).is_some_and(|start| start <= number))
    }

    /// The words of some of its options, counted together.
    pub fn words_of(&self, codes: &[String]) -> Text {
        let of = |code: &String| self.options.iter().find(|(known, _)| known == code).map_or_else(|| text("?", "?"), |(_, label)| label.clone());
        let all: Vec<Text> = codes.iter().map(of).collect();
        let joined = |word: &str, locale| all.iter().map(|one| one.in_(locale)).collect::<Vec<_>>().join(word);
        Text::of(joined(" or ", Locale::En), joined(" ou ", Locale::Fr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_follow_from_the_question_alone() {
        let codes = |least, most| bins(least, most).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes(Some(0), Some(10)), ["N0", "N1_2", "N3_5", "N6_10"]);
        assert_eq!(codes(Some(2), Some(4)), ["N2", "N3_4"]);
        assert_eq!(codes(None, None).last().map(String::as_str), Some("N1001_"));
    }

    #[test]
    fn an_answer_is_found_by_its_place() {
        let number = |least, most| Asked {
            code: "N".into(),
            row: None,
            kind: QuestionKind::Number,
            label: text("", ""),
            section: text("", ""),
            options: bins(least, most),
            show_if: None,
        };
        let said = |number| [GivenAnswer { question: "N".into(), number: Some(number), ..GivenAnswer::default() }];
        for (answer, place) in [(0, 0), (2, 1), (3, 2), (10, 3)] {
            assert_eq!(number(Some(0), Some(10)).chosen(&said(answer)), [place], "{answer}");
        }
        let grid = Asked { row: Some("R".into()), options: vec![("A".into(), text("", "")), ("B".into(), text("", ""))], ..number(None, None) };
        let rows = [GivenAnswer { question: "N".into(), rows: Some(vec![("Q".into(), "A".into()), ("R".into(), "B".into())]), ..GivenAnswer::default() }];
        assert_eq!(grid.chosen(&rows), [1]);
        assert_eq!(Asked { row: Some("S".into()), ..grid }.chosen(&rows), Vec::<usize>::new());
    }
}
