//! `permissions.txt`: what the sheets say, a line a grant, reviewed as the contract.

use kernel::{machine::state_name, resource::Resource};

/// The lines of one resource.
pub fn lines<R: Resource>(name: &str) -> Vec<String> {
    let words = R::SHEET.grants.iter().flat_map(|grant| {
        grant.actions.iter().map(move |action| {
            let desk = grant.desk.map(|desk| format!(" desk {}", state_name(desk))).unwrap_or_default();
            let states: Vec<String> = grant.once.iter().map(|state| state_name(*state)).collect();
            let once = if states.is_empty() { String::new() } else { format!(" once {}", states.join(" ")) };
            format!("{name} {} {}{desk} within {}{once}", action.0, state_name(grant.capacity), state_name(grant.reach))
        })
    });
    words.collect()
}
