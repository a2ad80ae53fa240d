//! Evidence that a hidden number is open: how far moves shift it, for a reader outside, and for a respondent whom they may rest upon.

use crate::range::{Far, Rest, Span};
use crate::{INSIDER, Lattice};

/// Whether the shifts of some moves leave a number open: this wide for somebody outside, and not determined for any respondent.
///
/// `possible` is how many other values the number could take at all: of one person invited, nothing is hidden from themself.
pub fn leaves_open(lattice: &Lattice, shifts: &[Span], width: u32, possible: u32) -> bool {
    let reach = shifts.iter().cloned().fold(Span::FIXED, Span::join);
    reach.width() >= width.min(possible) && (possible <= INSIDER || holds_without_anyone(lattice, shifts))
}

/// Whether some shift remains, whoever is taken away: one that goes two people far, or two that no one person can be part of.
fn holds_without_anyone(lattice: &Lattice, shifts: &[Span]) -> bool {
    let ways: Vec<&Far> = shifts.iter().flat_map(|shift| [&shift.up, &shift.down]).filter(|far| far.people > 0).collect();
    let apart = |one: &Far, other: &Far| one.rests.iter().all(|rest| other.rests.iter().all(|beside| !may_share(lattice, rest, beside)));
    ways.iter().any(|way| way.rests.is_empty()) || ways.iter().enumerate().any(|(place, one)| ways[..place].iter().any(|other| apart(one, other)))
}

/// Whether one person can be among both.
fn may_share(lattice: &Lattice, one: &Rest, other: &Rest) -> bool {
    let answers = one.layer.zip(other.layer).is_none_or(|(one, other)| one.may_share(other));
    let other = lattice.known(other.group);
    answers && lattice.known(one.group).iter().all(|(dimension, value)| other.iter().all(|(beside, its)| beside != dimension || its == value))
}
