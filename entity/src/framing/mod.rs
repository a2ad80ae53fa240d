//! What frames the mission: texts, what they derive from, and the dated catalogues of missions.

pub mod activity;
pub mod framing_derivation;
pub mod framing_text;
pub mod mission;
pub mod mission_catalogue;

crate::text_enum! {
    /// How far a piece of data is known; its source stands beside it.
    DataStatus {
        /// Published; the source stands beside it.
        Fact = "FACT",
        /// Rule of a text.
        Law = "LAW",
        /// Described, not a rule.
        Practice = "PRACTICE",
        /// Proposed by the product, to be agreed locally.
        Proposal = "PROPOSAL",
        /// From general knowledge, not checked yet.
        ToCheck = "TO_CHECK",
    }
}
