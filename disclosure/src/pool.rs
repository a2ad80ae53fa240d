//! Pools: the hidden parts of a shown whole. Whole minus shown parts is a figure too, so it must stand on as many respondents as any other.

use crate::pattern::Pattern;
use crate::{Lattice, Threshold};

/// Sums of a lattice, watched for pools that are too small.
pub struct Sums {
    sums: Vec<(usize, Vec<usize>)>,
    least: u32,
}

impl Sums {
    /// Sums whose pools must hold as many respondents as the threshold.
    pub fn new(lattice: &Lattice, threshold: Threshold) -> Sums {
        let sums = lattice.sums().into_iter().map(|(whole, parts)| (whole.0, parts.into_iter().map(|part| part.0).collect()));
        Sums { sums: sums.collect(), least: threshold.respondents() }
    }

    /// Most people that each group can have: those invited, of it, of a whole that it is part of, or of its parts together.
    pub fn most(&self, invited: &[Option<u32>]) -> Vec<u32> {
        let mut most: Vec<u32> = invited.iter().map(|invited| invited.unwrap_or(u32::MAX)).collect();
        for (whole, parts) in &self.sums {
            let together = parts.iter().fold(0, |sum: u32, part| sum.saturating_add(invited[*part].unwrap_or(u32::MAX)));
            most[*whole] = most[*whole].min(together);
        }
        for (whole, parts) in &self.sums {
            parts.iter().for_each(|part| most[*part] = most[*part].min(most[*whole]));
        }
        most
    }

    /// A part to hide besides, because a pool holds too few: the smallest that is enough, or else the largest there is; the whole, where no part shows.
    pub fn thin(&self, pattern: &Pattern, respondents: &[u32]) -> Option<usize> {
        self.sums.iter().filter(|(whole, _)| pattern.shows(*whole)).find_map(|(whole, parts)| {
            let hidden = parts.iter().filter(|part| pattern.hides(**part));
            let (count, pool) = hidden.fold((0, 0), |(count, pool), part| (count + 1, pool + respondents[*part]));
            if count == 0 || pool >= self.least {
                return None;
            }
            let shown = || parts.iter().copied().filter(|part| pattern.shows(*part));
            let enough = shown().filter(|part| pool + respondents[*part] >= self.least).min_by_key(|part| respondents[*part]);
            enough.or_else(|| shown().max_by_key(|part| respondents[*part])).or(Some(*whole))
        })
    }

    /// Pools that a hidden group lies in.
    pub fn pools<'a>(&'a self, pattern: &'a Pattern, group: usize) -> impl Iterator<Item = Vec<usize>> + 'a {
        let with_it = self.sums.iter().filter(move |(whole, parts)| pattern.shows(*whole) && parts.contains(&group));
        with_it.map(|(_, parts)| parts.iter().copied().filter(|part| pattern.hides(*part)).collect())
    }
}
