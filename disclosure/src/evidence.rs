//! Evidence that a hidden number is open: how far moves shift it, for a reader outside, and for a respondent whom they may rest upon.

use crate::range::{Rest, Span};
use crate::{INSIDER, Lattice};

/// Ways that are weighed against a respondent; those that rest on the fewest come first.
const WAYS: usize = 24;
/// People who are tried.
const TRIES: u32 = 5_000;

/// Whether the shifts of some moves leave a number open: this wide for somebody outside, and not determined for any respondent.
///
/// `possible` is how many other values the number could take at all: of one person invited, nothing is hidden from themself.
pub fn leaves_open(lattice: &Lattice, shifts: &[Span], width: u32, possible: u32) -> bool {
    let reach = shifts.iter().cloned().fold(Span::FIXED, Span::join);
    reach.width() >= width.min(possible) && (possible <= INSIDER || holds_without_anyone(lattice, shifts))
}

/// Whether some shift remains, whoever is taken away: no one person is among those whom every way rests upon.
fn holds_without_anyone(lattice: &Lattice, shifts: &[Span]) -> bool {
    let mut ways: Vec<&[Rest]> =
        shifts.iter().flat_map(|shift| [&shift.up, &shift.down]).filter(|far| far.people > 0).map(|far| far.rests.as_slice()).collect();
    ways.sort_unstable_by_key(|rests| rests.len());
    ways.dedup();
    ways.truncate(WAYS);
    !ways.is_empty() && !someone_stops(lattice, &ways, &mut Vec::new(), &mut { TRIES })
}

/// Whether one person, who is among all these, can be among those of every way; yes, when it takes too long to say no.
fn someone_stops<'a>(lattice: &Lattice, ways: &[&'a [Rest]], person: &mut Vec<&'a Rest>, tries: &mut u32) -> bool {
    *tries = tries.saturating_sub(1);
    let Some((way, others)) = ways.split_first().filter(|_| *tries > 0) else { return true };
    way.iter().any(|rest| {
        if person.contains(&rest) {
            return someone_stops(lattice, others, person, tries);
        }
        if person.iter().any(|other| !may_share(lattice, rest, other)) {
            return false;
        }
        person.push(rest);
        let stops = someone_stops(lattice, others, person, tries);
        person.pop();
        stops
    })
}

/// Whether one person can be among both.
fn may_share(lattice: &Lattice, one: &Rest, other: &Rest) -> bool {
    let answers = one.layer.zip(other.layer).is_none_or(|(one, other)| one.may_share(other));
    let other = lattice.known(other.group);
    answers && lattice.known(one.group).iter().all(|(dimension, value)| other.iter().all(|(beside, its)| beside != dimension || its == value))
}
