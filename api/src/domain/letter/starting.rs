//! The template that an academy begins with: our own wording, to be made its own.

use std::sync::LazyLock;

use entity::letter::template_blank::BlankKind;
use serde::Deserialize;

/// A text in two languages.
#[derive(Debug, Deserialize)]
pub struct Both {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// A clause.
#[derive(Debug, Deserialize)]
pub struct StartingClause {
    /// Code.
    pub code: String,
    /// Place.
    pub order: i32,
    /// Title.
    pub title: Both,
    /// Code of the activity it is about.
    pub activity: Option<String>,
    /// A principal may not change it.
    pub locked: bool,
    /// Text.
    pub body: String,
    /// Why it is locked.
    pub why: Option<String>,
}

/// A blank.
#[derive(Debug, Deserialize)]
pub struct StartingBlank {
    /// Name.
    pub name: String,
    /// What is to be filled in.
    pub label: Both,
    /// What it wants.
    pub kind: BlankKind,
}

/// The template.
#[derive(Debug, Deserialize)]
pub struct StartingTemplate {
    /// Title.
    pub title: Both,
    /// Codes of the texts it cites.
    pub framing: Vec<String>,
    /// What the academy tells the principals.
    pub introduction: String,
    /// Codes of the activities to put first.
    pub suggested_priorities: Vec<String>,
    /// Days to sign.
    pub due_days: i32,
    /// Blanks.
    pub blanks: Vec<StartingBlank>,
    /// Clauses.
    pub clauses: Vec<StartingClause>,
}

/// The template that the program carries.
pub static STARTING: LazyLock<StartingTemplate> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../data/starting/letter-template.json")).expect("the template is well formed"));

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::letter::rules::blanks_of;

    #[test]
    fn every_blank_of_its_clauses_is_declared_and_every_locked_clause_says_why() {
        let declared: BTreeSet<&str> = STARTING.blanks.iter().map(|blank| blank.name.as_str()).collect();
        let used: BTreeSet<&str> = STARTING.clauses.iter().flat_map(|clause| blanks_of(&clause.body)).collect();
        assert_eq!(used, declared);
        assert_eq!(STARTING.clauses.len(), 20);
        assert!(STARTING.clauses.iter().all(|clause| clause.locked == clause.why.is_some()));
        assert!(STARTING.clauses.iter().enumerate().all(|(at, clause)| clause.order == at as i32 + 1));
    }
}
