//! What templates and letters must be, and how two texts differ.

use std::collections::{BTreeSet, HashMap};

use async_graphql::{Enum, SimpleObject};
use entity::{
    framing::activity,
    letter::{letter_clause, letter_party::PartyStage, mission_assignment, template_blank::BlankKind},
};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    text::{Text, text},
};
use similar::{ChangeTag, TextDiff};

/// Most bytes of a text in Markdown.
pub const MOST_BYTES: usize = 64 * 1024;
/// Most clauses of a template or letter.
pub const MOST_CLAUSES: usize = 100;

/// How a part of two texts differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DiffKind {
    /// It is in both.
    Equal,
    /// The letter has it, the template has not.
    Added,
    /// The template has it, the letter has not.
    Removed,
}

/// A part of two texts.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct DiffPart {
    /// In which of them it is.
    pub kind: DiffKind,
    /// Its words, with the blanks and ends of lines between them.
    pub text: String,
}

/// The parts of a text and of what it became, word by word. Those of one kind together give each text back.
pub fn diff(before: &str, after: &str) -> Vec<DiffPart> {
    let mut parts: Vec<DiffPart> = Vec::new();
    for change in TextDiff::from_words(before, after).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => DiffKind::Equal,
            ChangeTag::Insert => DiffKind::Added,
            ChangeTag::Delete => DiffKind::Removed,
        };
        match parts.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.text.push_str(change.value()),
            None => parts.push(DiffPart { kind, text: change.value().to_owned() }),
        }
    }
    parts
}

/// A text in Markdown. HTML in it is text: whoever shows it must not take it for markup.
pub fn markdown(argument: &str, written: &str) -> Result<String, Fault> {
    let written = written.trim();
    if written.is_empty() {
        return Err(Fault::invalid(argument, text("A text is meant here.", "Un texte est attendu ici.")));
    }
    if written.len() > MOST_BYTES {
        let message = Text::of(
            format!("A text has {MOST_BYTES} bytes at most; this one has {}.", written.len()),
            format!("Un texte a {MOST_BYTES} octets au plus ; celui-ci en a {}.", written.len()),
        );
        return Err(Fault::invalid(argument, message));
    }
    Ok(written.to_owned())
}

/// A code of a clause: capital letters, digits and `_`, as in `SAFE_USE`.
pub fn clause_code(argument: &str, written: &str) -> Result<String, Fault> {
    let fits = (1..=40).contains(&written.len())
        && written.starts_with(|letter: char| letter.is_ascii_uppercase())
        && written.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    match fits {
        true => Ok(written.to_owned()),
        false => {
            let message = text("Capital letters, digits and _ are meant here, 40 at most.", "Des capitales, des chiffres et _ sont attendus ici, 40 au plus.");
            Err(Fault::invalid(argument, message).hint(text("For example SAFE_USE.", "Par exemple SAFE_USE.")))
        }
    }
}

/// The blanks that a text names: `{{means}}`.
pub fn blanks_of(body: &str) -> BTreeSet<&str> {
    body.split("{{").skip(1).filter_map(|part| part.split_once("}}")).map(|(name, _)| name.trim()).collect()
}

/// Whether a blank may have a name.
pub fn is_blank_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The value of a blank, as its kind wants it.
pub fn blank_value(argument: &str, kind: BlankKind, written: &str) -> Result<String, Fault> {
    let written = markdown(argument, written)?;
    let fits = match kind {
        BlankKind::Line => written.chars().count() <= 500 && !written.contains('\n'),
        BlankKind::Text => true,
        BlankKind::Number => written.parse::<u32>().is_ok(),
        BlankKind::Day => written.parse::<chrono::NaiveDate>().is_ok(),
        BlankKind::Data => {
            let message = text("This blank is filled in from the directory.", "Ce champ est rempli d'après l'annuaire.");
            return Err(Fault::invalid(argument, message).coded("FILLED_BY_DATA"));
        }
    };
    let (en, fr) = match kind {
        BlankKind::Number => ("A whole number is meant here.", "Un nombre entier est attendu ici."),
        BlankKind::Day => ("A day such as 2026-12-31 is meant here.", "Un jour tel que 2026-12-31 est attendu ici."),
        _ => ("A line of 500 characters at most is meant here.", "Une ligne de 500 caractères au plus est attendue ici."),
    };
    if fits { Ok(written) } else { Err(Fault::invalid(argument, text(en, fr))) }
}

/// Every activity of the catalogue is given to somebody, or is not for this year; names those that are not.
pub fn all_shared(activities: &[activity::Model], assignments: &[mission_assignment::Model]) -> Result<(), Fault> {
    let shared: BTreeSet<Uuid> = assignments.iter().map(|row| row.activity_id).collect();
    let left: Vec<&str> = activities.iter().filter(|row| !shared.contains(&row.id)).map(|row| row.code.as_str()).collect();
    if left.is_empty() {
        return Ok(());
    }
    let codes = left.join(", ");
    let message = Text::of(format!("Nobody has these activities: {codes}."), format!("Personne n'a ces activités : {codes}."));
    let hint = text("Assign each, or mark it NOT_THIS_YEAR.", "Attribuez chacune, ou marquez-la NOT_THIS_YEAR.");
    Err(Fault::invalid("activities", message).coded("ACTIVITIES_NOT_SHARED").hint(hint))
}

/// Every blank of the clauses is filled in; names the clauses where one is not.
pub fn all_filled(clauses: &[letter_clause::Model], kinds: &HashMap<String, BlankKind>, filled: &BTreeSet<String>) -> Result<(), Fault> {
    let open = |clause: &letter_clause::Model| -> Vec<String> {
        let missing = blanks_of(&clause.body).into_iter().filter(|name| kinds.get(*name) != Some(&BlankKind::Data) && !filled.contains(*name));
        missing.map(|name| format!("{} ({name})", clause.code)).collect()
    };
    let missing: Vec<String> = clauses.iter().filter(|clause| clause.origin != letter_clause::ClauseOrigin::Removed).flat_map(open).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(", ");
    let message = Text::of(format!("These clauses have blanks that are not filled in: {names}."), format!("Ces clauses ont des champs à compléter : {names}."));
    Err(Fault::invalid("blanks", message).coded("BLANKS_NOT_FILLED").hint(text("Fill them in with fillBlanks.", "Complétez-les par fillBlanks.")))
}

/// The parties that count: they neither declined nor left.
pub const fn counts(stage: PartyStage) -> bool {
    matches!(stage, PartyStage::Awaited | PartyStage::Agreed | PartyStage::Signed)
}

/// A clause that a principal may not touch, with the academy's reason.
pub fn locked(why: Option<&str>) -> Refusal {
    let message = text("The academy locks this clause.", "L'académie verrouille cette clause.");
    let why = why.unwrap_or("a common basis for the whole academy");
    Fault::invalid("id", message).coded("CLAUSE_LOCKED").hint(Text::of(format!("Why: {why}."), format!("Pourquoi : {why}."))).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(parts: &[DiffPart], but: DiffKind) -> String {
        parts.iter().filter(|part| part.kind != but).map(|part| part.text.as_str()).collect()
    }

    #[test]
    fn a_diff_is_of_words() {
        let part = |kind, text: &str| DiffPart { kind, text: text.into() };
        let expected = vec![
            part(DiffKind::Equal, "Le référent "),
            part(DiffKind::Removed, "aide"),
            part(DiffKind::Added, "accompagne"),
            part(DiffKind::Equal, " ses collègues."),
        ];
        assert_eq!(diff("Le référent aide ses collègues.", "Le référent accompagne ses collègues."), expected);
        assert_eq!(diff("même", "même"), [part(DiffKind::Equal, "même")]);
        assert_eq!(diff("", "neuf"), [part(DiffKind::Added, "neuf")]);
    }

    proptest! {
        #[test]
        fn the_parts_of_a_diff_give_both_texts_back(before in "[a-zé \n.]{0,60}", after in "[a-zé \n.]{0,60}") {
            let parts = diff(&before, &after);
            prop_assert_eq!(told(&parts, DiffKind::Added), before);
            prop_assert_eq!(told(&parts, DiffKind::Removed), after);
            prop_assert!(parts.windows(2).all(|pair| pair[0].kind != pair[1].kind));
        }
    }

    #[test]
    fn blanks_are_found_and_wanted_as_their_kind_says() {
        assert_eq!(
            blanks_of("Du {{starts_on}} au {{ ends_on }} : {{means}}, {{means}} {{open").into_iter().collect::<Vec<_>>(),
            ["ends_on", "means", "starts_on"]
        );
        for (kind, written, good) in [
            (BlankKind::Number, "2", true),
            (BlankKind::Number, "deux", false),
            (BlankKind::Day, "2026-12-31", true),
            (BlankKind::Day, "31/12/2026", false),
            (BlankKind::Line, "un bureau", true),
            (BlankKind::Line, "un\ndeux", false),
            (BlankKind::Text, "un\ndeux", true),
            (BlankKind::Text, "  ", false),
            (BlankKind::Data, "2026-2027", false),
        ] {
            assert_eq!(blank_value("value", kind, written).is_ok(), good, "{kind:?} {written}");
        }
    }
}
