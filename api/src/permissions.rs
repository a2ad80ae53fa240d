//! `permissions.txt`: what the sheets say, a line a grant, reviewed as the contract.

use kernel::{explain::in_words, resource::Resource};

/// The lines of one resource.
pub fn lines<R: Resource>(name: &str) -> Vec<String> {
    let words = R::SHEET.grants.iter().flat_map(|grant| grant.actions.iter().map(move |action| format!("{name} {} {}", action.0, in_words(grant))));
    words.collect()
}
