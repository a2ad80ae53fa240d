//! What is wrong with a lattice or its counts; nothing is published from either.

/// A lattice or counts that cannot be published, with the part to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A margin or a nesting names a dimension that is not there.
    #[error("no dimension is called {0}")]
    UnknownDimension(String),
    /// A nesting that does not give each value one value of a dimension that itself lies in none, or that has an unknown value.
    #[error("each value of {0} must lie in one value of its parent, and none be unknown")]
    Nesting(String),
    /// A margin of three dimensions, one that closes a ring of crossings, or one that crosses a dimension within another.
    #[error("the margin {0} cannot be protected: cross at most two dimensions, without a ring, none of them within another")]
    Margin(String),
    /// Values or answers of a respondent outside the lattice or the questions.
    #[error("respondent {0} has a value or an answer that does not exist")]
    Respondent(usize),
    /// Counts that do not add up: more answers than people, more people than invited, options that are not their base, groups that are not their total.
    #[error("the counts of {group:?} do not add up{}", question.as_ref().map(|code| format!(" at question {code}")).unwrap_or_default())]
    Counts {
        /// Group whose counts are wrong, or whose margin differs from the total.
        group: crate::GroupId,
        /// Code of the question, where it is one.
        question: Option<String>,
    },
}
