//! First search: which groups are hidden, with all their figures, so that no number of people can be computed.

use std::cell::OnceCell;

use crate::evidence::leaves_open;
use crate::layers::Layers;
use crate::moves::{Move, moves_of};
use crate::pattern::Pattern;
use crate::pool::Sums;
use crate::range::{Reach, Span, emptied, filled};
use crate::{Counts, Lattice, PEOPLE, Threshold};

/// A move, and how far it can go with the answers as they are, to all questions.
#[derive(Debug)]
pub struct Step {
    /// The move.
    pub step: Move,
    /// How far people can shift along it, were all its groups hidden.
    pub answers: Span,
}

/// What is known while groups are chosen.
pub struct People<'a> {
    /// The lattice.
    pub lattice: &'a Lattice,
    /// The counts.
    pub counts: &'a Counts,
    /// Sums of the lattice.
    pub sums: Sums,
    /// Fewest respondents under a figure.
    pub threshold: Threshold,
    layers: &'a [Layers],
    most: Vec<u32>,
    steps: Vec<OnceCell<Vec<Step>>>,
    /// Groups hidden so far.
    pub pattern: Pattern,
}

impl<'a> People<'a> {
    /// Groups below the threshold hidden; everything, where all together are.
    pub fn new(lattice: &'a Lattice, counts: &'a Counts, threshold: Threshold, layers: &'a [Layers]) -> People<'a> {
        let sums = Sums::new(lattice, threshold);
        let most = sums.most(&counts.invited);
        let pattern = Pattern::primary(&counts.people, &most, threshold);
        let steps = (0..lattice.groups().len()).map(|_| OnceCell::new()).collect();
        let mut people = People { sums, most, lattice, counts, threshold, layers, steps, pattern };
        if !people.pattern.shows(lattice.total().0) {
            people.pattern.hide_all();
        }
        people
    }

    /// Hides further groups until every hidden number is wide enough, then shows again those that were hidden in vain.
    pub fn protect(&mut self) {
        while self.pattern.shows(self.lattice.total().0) {
            if let Some(part) = self.sums.thin(&self.pattern, &self.counts.people) {
                self.pattern.hide(part);
                continue;
            }
            let Some(target) = self.pattern.all_hidden().find(|group| !self.is_protected(*group)) else { break };
            self.mend(target);
        }
        self.show_again();
    }

    /// Shows every group again without which all others stay protected, the largest first.
    fn show_again(&mut self) {
        let mut groups: Vec<usize> = self.pattern.all_hidden().filter(|group| self.counts.people[*group] >= self.threshold.respondents()).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(self.counts.people[*group]));
        for group in groups {
            self.pattern.show(group);
            if self.sums.thin(&self.pattern, &self.counts.people).is_some() || !self.pattern.all_hidden().all(|other| self.is_protected(other)) {
                self.pattern.hide(group);
            }
        }
    }

    /// Moves that take somebody out of a group.
    pub fn steps(&self, target: usize) -> &[Step] {
        self.steps[target].get_or_init(|| {
            let reach = |step: &Move| self.layers.iter().map(|layers| Reach::of(layers, step).people().in_groups()).fold(Span::FREE, Span::meet);
            let moves = moves_of(self.lattice, &|group| self.pattern.exists(group), target);
            moves.into_iter().map(|step| Step { answers: reach(&step), step }).collect()
        })
    }

    /// How far people can shift along a move, when the groups it needs are hidden.
    pub fn room(&self, step: &Step) -> Span {
        step.answers.clone().meet(self.room_of_people(&step.step))
    }

    fn room_of_people(&self, step: &Move) -> Span {
        emptied(&self.counts.people, None, step).meet(filled(|group| self.most(group) - self.counts.people[group], step))
    }

    /// Most people that a group can have.
    pub fn most(&self, group: usize) -> u32 {
        self.most[group]
    }

    fn is_protected(&self, target: usize) -> bool {
        self.is_protected_by(target, |step| self.is_open(step))
    }

    fn is_protected_by(&self, target: usize, counts: impl Fn(&Step) -> bool) -> bool {
        let shifts: Vec<Span> = self.steps(target).iter().filter(|step| counts(step)).map(|step| self.room(step)).collect();
        leaves_open(self.lattice, &shifts, PEOPLE, self.most(target))
    }

    fn is_open(&self, step: &Step) -> bool {
        step.step.groups().all(|group| !self.pattern.shows(group))
    }

    /// Opens the cheapest move that protects the target with those that are open; one that helps, if none does alone. Where no move is left to open, nothing can be published.
    fn mend(&mut self, target: usize) {
        let closed: Vec<&Step> = self.steps(target).iter().filter(|step| !self.is_open(step) && !self.room(step).is_fixed()).collect();
        let enough = |one: &&&Step| self.is_protected_by(target, |step| step.step == one.step || self.is_open(step));
        let protecting = closed.iter().filter(enough).min_by_key(|step| self.cost(&step.step));
        let Some(best) = protecting.or_else(|| closed.iter().min_by_key(|step| self.cost(&step.step))) else { return self.pattern.hide_all() };
        let hidden: Vec<usize> = best.step.groups().collect();
        hidden.into_iter().for_each(|group| self.pattern.hide(group));
    }

    /// Groups lost, those of one dimension counting double, then people.
    fn cost(&self, step: &Move) -> (usize, u32) {
        let lost = step.groups().filter(|group| self.pattern.shows(*group));
        lost.fold((0, 0), |(groups, people), group| {
            let dimensions = self.lattice.margins()[self.lattice.groups()[group].margin].len();
            (groups + if dimensions == 1 { 2 } else { 1 }, people + self.counts.people[group])
        })
    }
}
