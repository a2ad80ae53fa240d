//! What is hidden so far.

use crate::Threshold;

/// State of every group: absent, shown or hidden.
#[derive(Clone, Debug)]
pub struct Pattern {
    hidden: Vec<bool>,
    absent: Vec<bool>,
}

impl Pattern {
    /// Groups below the threshold hidden, nothing more. A group that can have nobody does not exist.
    pub fn primary(people: &[u32], most: &[u32], threshold: Threshold) -> Pattern {
        let absent = most.iter().map(|most| *most == 0).collect();
        Pattern { hidden: people.iter().map(|people| *people < threshold.respondents()).collect(), absent }
    }

    /// The same with the groups hidden besides where fewer than the threshold answered a question.
    pub fn within(&self, answered: &[u32], threshold: Threshold) -> Pattern {
        let few = answered.iter().map(|answered| *answered < threshold.respondents());
        Pattern { hidden: self.hidden.iter().zip(few).map(|(hidden, few)| *hidden || few).collect(), absent: self.absent.clone() }
    }

    /// Whether the group exists.
    pub fn exists(&self, group: usize) -> bool {
        !self.absent[group]
    }

    /// Whether the group exists and is not hidden.
    pub fn shows(&self, group: usize) -> bool {
        !self.absent[group] && !self.hidden[group]
    }

    /// Whether the group exists and is hidden.
    pub fn hides(&self, group: usize) -> bool {
        !self.absent[group] && self.hidden[group]
    }

    /// Hides a group.
    pub fn hide(&mut self, group: usize) {
        self.hidden[group] = true;
    }

    /// Shows a group again.
    pub fn show(&mut self, group: usize) {
        self.hidden[group] = false;
    }

    /// Hides every group.
    pub fn hide_all(&mut self) {
        self.hidden.fill(true);
    }

    /// Groups that exist and are hidden, in their order.
    pub fn all_hidden(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.hidden.len()).filter(|group| self.hides(*group))
    }

    /// Groups that show.
    pub fn all_shown(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.hidden.len()).filter(|group| self.shows(*group))
    }
}
