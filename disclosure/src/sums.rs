//! Sums of a lattice: which groups of a finer margin make up a group.

use crate::{GroupId, Lattice};

impl Lattice {
    /// Sums that hold whoever answers: a group, and the groups of a finer margin that make it up.
    pub fn sums(&self) -> Vec<(GroupId, Vec<GroupId>)> {
        let mut sums = Vec::new();
        for (place, whole) in self.groups().iter().enumerate() {
            for margin in (0..self.margins().len()).filter(|margin| self.is_finer(*margin, whole.margin)) {
                let parts = self.groups().iter().enumerate().filter(|(_, group)| group.margin == margin);
                let parts = parts.filter(|(part, _)| self.is_part(*part, place)).map(|(part, _)| GroupId(part));
                sums.push((GroupId(place), parts.collect()));
            }
        }
        sums
    }

    /// What is known of a person in a group: its values, and those of the dimensions that they lie in.
    pub fn known(&self, group: usize) -> Vec<(usize, usize)> {
        let group = &self.groups()[group];
        let own = self.margins()[group.margin].iter().copied().zip(group.values.iter().copied());
        own.flat_map(|(dimension, value)| [Some((dimension, value)), self.parent(dimension).map(|(parent, of)| (*parent, of[value]))]).flatten().collect()
    }

    fn is_finer(&self, margin: usize, whole: usize) -> bool {
        let tells =
            |dimension: &usize| self.margins()[margin].iter().any(|own| own == dimension || self.parent(*own).is_some_and(|(parent, _)| parent == dimension));
        margin != whole && self.margins()[whole].iter().all(tells)
    }

    fn is_part(&self, part: usize, whole: usize) -> bool {
        let known = self.known(part);
        self.known(whole).iter().all(|(dimension, value)| known.contains(&(*dimension, *value)))
    }
}
