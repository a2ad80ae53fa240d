//! Moves: other groups that the same people could be in, without a trace in any other group of the lattice.
//!
//! Two forms are enough for margins of at most two dimensions without a ring. One person *changes*: from one basin to another, from one kind to
//! another with the crossings of that kind. Or two people *exchange*: of a college in Vienne and a lycée in Charente come a lycée in Vienne and a
//! college in Charente, and both kinds and both departments keep their number.

use crate::Lattice;

/// Groups that lose one and groups that gain one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Groups with one fewer.
    pub less: Vec<usize>,
    /// Groups with one more.
    pub more: Vec<usize>,
}

impl Move {
    /// Groups whose number changes.
    pub fn groups(&self) -> impl Iterator<Item = usize> + '_ {
        self.less.iter().chain(&self.more).copied()
    }
}

/// Every move that takes one out of this group, over groups that exist. Run backwards, it brings one in.
pub fn moves_of(lattice: &Lattice, exists: &dyn Fn(usize) -> bool, target: usize) -> Vec<Move> {
    let group = &lattice.groups()[target];
    let own: Vec<(usize, usize)> = lattice.margins()[group.margin].iter().copied().zip(group.values.iter().copied()).collect();
    let mut moves = Vec::new();
    for (dimension, value) in &own {
        moves.extend(changes(lattice, *dimension, *value, &own));
        if let Some((parent, of)) = lattice.parent(*dimension) {
            moves.extend(changes(lattice, *parent, of[*value], &own));
        }
    }
    if let [(_, one), (_, other)] = own[..] {
        moves.extend(exchanges(lattice, group.margin, one, other));
    }
    moves.retain(|step| step.less.contains(&target) && step.groups().all(exists));
    moves.sort();
    moves.dedup();
    moves
}

/// Moves of one person from this value of a dimension to each other one.
fn changes(lattice: &Lattice, dimension: usize, from: usize, own: &[(usize, usize)]) -> Vec<Move> {
    let others = (0..lattice.dimensions()[dimension].values.len()).filter(|to| *to != from && same_parent(lattice, dimension, from, *to));
    others.flat_map(|to| changes_to(lattice, dimension, (from, to), own)).collect()
}

fn same_parent(lattice: &Lattice, dimension: usize, one: usize, other: usize) -> bool {
    lattice.parent(dimension).is_none_or(|(_, of)| of[one] == of[other])
}

/// Margins follow one by one: alone, the dimension's own groups change; crossed, those with every value that the person may have besides; of a
/// dimension within it, any value here and any value there.
fn changes_to(lattice: &Lattice, dimension: usize, (from, to): (usize, usize), own: &[(usize, usize)]) -> Vec<Move> {
    let mut moves = vec![Move { less: Vec::new(), more: Vec::new() }];
    for (margin, of) in lattice.margins().iter().enumerate() {
        let at = |values: &[usize]| lattice.place(margin, values).expect("the lattice lists every group of its margins").0;
        let pairs: Vec<(usize, usize)> = match of[..] {
            [only] if only == dimension => vec![(at(&[from]), at(&[to]))],
            [inner] if lattice.parent(inner).is_some_and(|(parent, _)| *parent == dimension) => {
                let leave = inner_values(lattice, inner, from).filter(|value| is_own(own, inner, *value));
                leave.flat_map(|out| inner_values(lattice, inner, to).map(move |into| (out, into))).map(|(out, into)| (at(&[out]), at(&[into]))).collect()
            }
            [first, second] if first == dimension => beside(lattice, second, own).map(|value| (at(&[from, value]), at(&[to, value]))).collect(),
            [first, second] if second == dimension => beside(lattice, first, own).map(|value| (at(&[value, from]), at(&[value, to]))).collect(),
            _ => continue,
        };
        moves = moves.iter().flat_map(|step| pairs.iter().map(|pair| extended(step, *pair))).collect();
    }
    moves
}

fn extended(step: &Move, (out, into): (usize, usize)) -> Move {
    Move { less: [step.less.as_slice(), &[out]].concat(), more: [step.more.as_slice(), &[into]].concat() }
}

fn inner_values(lattice: &Lattice, inner: usize, parent_value: usize) -> impl Iterator<Item = usize> + '_ {
    let (_, of) = lattice.parent(inner).expect("an inner dimension has a parent");
    of.iter().enumerate().filter(move |(_, parent)| **parent == parent_value).map(|(value, _)| value)
}

/// Values that the person may have in the other dimension of a crossing: their own where the group tells it, else any.
fn beside<'a>(lattice: &'a Lattice, dimension: usize, own: &'a [(usize, usize)]) -> impl Iterator<Item = usize> + 'a {
    (0..lattice.dimensions()[dimension].values.len()).filter(move |value| is_own(own, dimension, *value))
}

fn is_own(own: &[(usize, usize)], dimension: usize, value: usize) -> bool {
    own.iter().all(|(known, own)| *known != dimension || *own == value)
}

/// Exchanges of one person of this group with one who differs in both dimensions.
fn exchanges(lattice: &Lattice, margin: usize, one: usize, other: usize) -> Vec<Move> {
    let at = |first: usize, second: usize| lattice.place(margin, &[first, second]).expect("the lattice lists every group of its margins").0;
    let [first, second] = lattice.margins()[margin][..] else { return Vec::new() };
    let size = |dimension: usize| lattice.dimensions()[dimension].values.len();
    let partners = (0..size(first)).filter(|a| *a != one).flat_map(|a| (0..size(second)).filter(|b| *b != other).map(move |b| (a, b)));
    partners.map(|(a, b)| Move { less: vec![at(one, other), at(a, b)], more: vec![at(one, b), at(a, other)] }).collect()
}
