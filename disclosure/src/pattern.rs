//! What is hidden so far, and what the reasons alone tell of a hidden number.

use crate::range::Span;
use crate::{Counts, Reason, Threshold};

/// State of every group: absent, shown, or hidden for a reason.
#[derive(Clone, Debug)]
pub struct Pattern {
    hidden: Vec<Option<Reason>>,
    absent: Vec<bool>,
}

impl Pattern {
    /// Groups below the threshold hidden, nothing more. A group of whom nobody was invited does not exist.
    pub fn primary(counts: &Counts, threshold: Threshold) -> Pattern {
        let absent: Vec<bool> = counts.invited.iter().map(|invited| *invited == Some(0)).collect();
        let few = |people: &u32| (*people < threshold.respondents()).then_some(Reason::TooFew);
        let hidden = counts.people.iter().zip(&absent).map(|(people, absent)| few(people).filter(|_| !absent)).collect();
        Pattern { hidden, absent }
    }

    /// Groups that exist and show this many, as a pattern of one question: those below the threshold hidden.
    pub fn within(&self, answered: &[u32], threshold: Threshold) -> Pattern {
        let few = |(group, answered): (usize, &u32)| (self.shows(group) && *answered < threshold.respondents()).then_some(Reason::TooFew);
        Pattern { hidden: answered.iter().enumerate().map(few).collect(), absent: self.absent.clone() }
    }

    /// Reason for which the group is hidden.
    pub fn reason(&self, group: usize) -> Option<Reason> {
        self.hidden[group]
    }

    /// Whether the group exists.
    pub fn exists(&self, group: usize) -> bool {
        !self.absent[group]
    }

    /// Whether the group exists and is not hidden.
    pub fn shows(&self, group: usize) -> bool {
        self.exists(group) && self.hidden[group].is_none()
    }

    /// Hides a group that shows.
    pub fn hide(&mut self, group: usize, reason: Reason) {
        self.hidden[group] = Some(reason).filter(|_| self.exists(group));
    }

    /// Groups that are hidden, in their order.
    pub fn all_hidden(&self) -> Vec<usize> {
        (0..self.hidden.len()).filter(|group| self.hidden[*group].is_some()).collect()
    }
}

/// Numbers that a reason leaves possible, where at most so many can be.
#[derive(Clone, Copy, Debug)]
pub struct Possible {
    /// Fewest.
    pub least: u32,
    /// Most.
    pub most: u32,
}

impl Possible {
    /// Numbers that a reader must think possible when told this reason.
    pub fn told(reason: Reason, threshold: Threshold, most: u32) -> Possible {
        match reason {
            Reason::TooFew => Possible { least: 0, most: most.min(threshold.respondents() - 1) },
            Reason::Complementary => Possible { least: threshold.respondents(), most },
            Reason::Withheld => Possible { least: 0, most },
        }
    }

    /// How far the true number could fall and rise.
    pub fn around(self, truth: u32) -> Span {
        Span { down: truth - self.least, up: self.most - truth }
    }

    /// How many other numbers are possible.
    pub fn others(self) -> u32 {
        self.most - self.least
    }
}
