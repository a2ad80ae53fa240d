//! What a report says and how it is changed: no database, no clock.

use entity::report::report_section::ReportOrigin;
use kernel::{
    Uuid,
    refusal::Fault,
    text::{Locale, Text, text},
};

use crate::domain::{
    action::rules::Sum,
    framing::types::in_language,
    letter::rules::{clause_code, markdown},
    people::rules::short_text,
    survey::{answers::Given, structure::Question},
};

/// Most sections of a report.
pub const MOST: usize = 200;
/// Most characters of a title: those of a question.
const TITLE: usize = 500;

/// A section as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Id; nil for one that is new.
    pub id: Uuid,
    /// Code, unique in the report.
    pub code: String,
    /// Title.
    pub title: String,
    /// Text in Markdown.
    pub body: String,
    /// Where it comes from.
    pub origin: ReportOrigin,
    /// It goes into the report.
    pub included: bool,
}

impl Section {
    /// A new one of a draft. What the log and the survey know of somebody is left out until the referent puts it in.
    pub fn drafted(code: &str, title: &str, body: String, origin: ReportOrigin) -> Self {
        let included = matches!(origin, ReportOrigin::Mandate | ReportOrigin::Own);
        Self { id: Uuid::nil(), code: code.to_owned(), title: title.to_owned(), body, origin, included }
    }
}

fn worded<'l>(locale: Locale, en: Option<&'l str>, fr: &'l str) -> &'l str {
    in_language(locale, en, Some(fr)).unwrap_or_default()
}

/// The wording of a question.
pub fn title(question: &Question, locale: Locale) -> &str {
    worded(locale, question.label_en.as_deref(), &question.label_fr)
}

/// An answer in words, in Markdown.
pub fn in_words(question: &Question, given: &Given, locale: Locale) -> String {
    let option = |code: &str| question.option(code).map_or(code, |option| worded(locale, option.label_en.as_deref(), &option.label_fr)).to_owned();
    let row = |code: &str| {
        let row = question.rows.iter().find(|row| row.code == code);
        row.map_or(code, |row| worded(locale, row.label_en.as_deref(), &row.label_fr)).to_owned()
    };
    let colon = if locale == Locale::Fr { " :" } else { ":" };
    match given {
        Given::Choice(code) => option(code),
        Given::Choices(codes) => codes.iter().map(|code| format!("- {}", option(code))).collect::<Vec<_>>().join("\n"),
        Given::Grid(rows) => rows.iter().map(|(code, chosen)| format!("- {}{colon} {}", row(code), option(chosen))).collect::<Vec<_>>().join("\n"),
        Given::Number(number) => number.to_string(),
        Given::Text(text) => text.clone(),
    }
}

/// What the log sums up to, a line for each activity: its code, its wording and its sum.
pub fn log_in_words(total: &Sum, activities: &[(String, String, Sum)], locale: Locale) -> String {
    let figures = |sum: &Sum| {
        let (actions, served) = (sum.actions, sum.served);
        let mut words = match locale {
            Locale::Fr => format!("actions : {actions}, bénéficiaires : {served}"),
            Locale::En => format!("actions: {actions}, beneficiaries: {served}"),
        };
        if sum.minutes > 0 {
            let (hours, minutes) = (sum.minutes / 60, sum.minutes % 60);
            words.push_str(&match locale {
                Locale::Fr => format!(", durée notée : {hours} h {minutes:02}"),
                Locale::En => format!(", time noted: {hours} h {minutes:02}"),
            });
        }
        words
    };
    let mut lines = vec![text("In all", "Au total").in_(locale).to_owned() + " – " + &figures(total), String::new()];
    lines.extend(activities.iter().map(|(code, label, sum)| format!("- {code} {label} – {}", figures(sum))));
    lines.join("\n")
}

/// A section that is worded anew, or added: code, title, text, place.
pub type Worded<'c> = (&'c str, Option<&'c str>, Option<&'c str>, Option<i32>);

/// What is to be changed of the sections of a report.
#[derive(Clone, Debug, Default)]
pub struct Change<'c> {
    /// Sections that are worded anew, or added.
    pub worded: Vec<Worded<'c>>,
    /// Codes of sections that are taken away.
    pub remove: &'c [String],
    /// Codes of sections that are put in.
    pub include: &'c [String],
    /// Codes of sections that are left out.
    pub leave_out: &'c [String],
}

/// The sections after a change; every fault at once.
pub fn changed(mut sections: Vec<Section>, change: &Change<'_>) -> Result<Vec<Section>, Vec<Fault>> {
    let mut faults = Vec::new();
    for (at, (code, title, body, place)) in change.worded.iter().enumerate() {
        let path = |name: &str| format!("sections.{at}.{name}");
        let title = title.map(|title| short_text(&path("title"), title, TITLE));
        let body = body.map(|body| markdown(&path("body"), body));
        let known = sections.iter().position(|section| section.code == *code);
        let mut section = match known {
            Some(known) => sections[known].clone(),
            None => {
                faults.extend(clause_code(&path("code"), code).err());
                let missing = [("title", title.is_none()), ("body", body.is_none())].into_iter().filter(|(_, missing)| *missing);
                faults.extend(missing.map(|(name, _)| {
                    Fault::invalid(path(name), text("A new section wants a title and a text.", "Une nouvelle rubrique a un titre et un texte."))
                        .hint(text("Name the code of a known section to change it.", "Donnez le code d'une rubrique connue pour la changer."))
                }));
                Section::drafted(code, "", String::new(), ReportOrigin::Own)
            }
        };
        for (written, into) in [(title, &mut section.title), (body, &mut section.body)] {
            match written {
                Some(Ok(written)) => *into = written,
                Some(Err(fault)) => faults.push(fault),
                None => {}
            }
        }
        let place = place.map_or(known.unwrap_or(sections.len()), |place| usize::try_from(place.max(1)).unwrap_or(1) - 1);
        if let Some(known) = known {
            sections.remove(known);
        }
        sections.insert(place.min(sections.len()), section);
    }
    for (argument, codes) in [("include", change.include), ("leaveOut", change.leave_out), ("remove", change.remove)] {
        let unknown = codes.iter().filter(|code| !sections.iter().any(|section| section.code == **code));
        faults.extend(unknown.map(|code| {
            let known = sections.iter().map(|section| section.code.as_str()).collect::<Vec<_>>().join(", ");
            Fault::invalid(argument, Text::of(format!("The report has no section {code}."), format!("Le compte-rendu n'a pas de rubrique {code}.")))
                .coded("NOT_FOUND")
                .hint(Text::of(format!("It has {known}."), format!("Il a {known}.")))
        }));
    }
    for section in &mut sections {
        section.included |= change.include.contains(&section.code);
        section.included &= !change.leave_out.contains(&section.code);
    }
    sections.retain(|section| !change.remove.contains(&section.code));
    if sections.len() > MOST {
        faults.push(Fault::invalid("sections", text("A report has 200 sections at most.", "Un compte-rendu a 200 rubriques au plus.")));
    }
    if faults.is_empty() { Ok(sections) } else { Err(faults) }
}

/// Sections that are drafted anew: the referent's own stay, after the others.
pub fn drafted_anew(known: Vec<Section>, fresh: Vec<Section>) -> Vec<Section> {
    let own = known.into_iter().filter(|section| section.origin == ReportOrigin::Own && !fresh.iter().any(|other| other.code == section.code));
    let own: Vec<Section> = own.collect();
    fresh.into_iter().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::survey::structure::{Choice, Row};

    fn sections() -> Vec<Section> {
        vec![
            Section::drafted("MANDATE", "Mandat", "…".into(), ReportOrigin::Mandate),
            Section::drafted("LOG", "Actions", "…".into(), ReportOrigin::Log),
            Section::drafted("DIF_FREE", "Difficultés ?", "Le réseau.".into(), ReportOrigin::Answer),
        ]
    }

    fn codes(sections: &[Section], included: bool) -> Vec<&str> {
        sections.iter().filter(|section| section.included == included).map(|section| section.code.as_str()).collect()
    }

    #[test]
    fn nothing_of_the_log_or_the_survey_is_in_a_report_until_it_is_put_in() {
        assert_eq!((codes(&sections(), true), codes(&sections(), false)), (vec!["MANDATE"], vec!["LOG", "DIF_FREE"]));
        let (include, leave_out) = (vec!["LOG".to_owned()], vec!["MANDATE".to_owned()]);
        let after = changed(sections(), &Change { include: &include, leave_out: &leave_out, ..Change::default() }).expect("a change that holds");
        assert_eq!(codes(&after, true), ["LOG"]);
    }

    #[test]
    fn a_section_is_worded_anew_added_moved_and_taken_away() {
        let remove = vec!["MANDATE".to_owned()];
        let worded = vec![("CLUB", Some("Club"), Some("Un club."), Some(1)), ("LOG", None, Some("Deux ateliers."), None), ("DIF_FREE", None, None, Some(2))];
        let after = changed(sections(), &Change { worded, remove: &remove, ..Change::default() }).expect("a change that holds");
        let told: Vec<(&str, &str)> = after.iter().map(|section| (section.code.as_str(), section.body.as_str())).collect();
        assert_eq!(told, [("CLUB", "Un club."), ("DIF_FREE", "Le réseau."), ("LOG", "Deux ateliers.")]);
        let anew = drafted_anew(after, sections());
        assert_eq!(codes(&anew, true), ["MANDATE", "CLUB"], "own words stay");
    }

    #[test]
    fn every_fault_of_a_change_is_told_at_once() {
        let include = vec!["NOPE".to_owned()];
        let change = Change { worded: vec![("bad code", None, Some(" "), None)], include: &include, ..Change::default() };
        let faults: Vec<String> = changed(sections(), &change).expect_err("faults").into_iter().map(|fault| fault.argument).collect();
        assert_eq!(faults, ["sections.0.code", "sections.0.title", "sections.0.body", "include"]);
    }

    #[test]
    fn answers_are_told_in_the_words_of_the_questionnaire() {
        let option = |code: &str, fr: &str| Choice { code: code.into(), label_fr: fr.into(), ..Choice::default() };
        let question = Question {
            options: vec![option("YES", "Oui"), option("NO", "Non")],
            rows: vec![Row { code: "M1.1".into(), label_fr: "Informer".into(), label_en: Some("Inform".into()) }],
            ..Question::default()
        };
        for (given, words) in [
            (Given::Choice("YES".into()), "Oui"),
            (Given::Choices(vec!["YES".into(), "NO".into()]), "- Oui\n- Non"),
            (Given::Grid(vec![("M1.1".into(), "NO".into())]), "- Informer : Non"),
            (Given::Number(7), "7"),
            (Given::Text("Le réseau.".into()), "Le réseau."),
        ] {
            assert_eq!(in_words(&question, &given, Locale::Fr), words);
        }
    }
}
