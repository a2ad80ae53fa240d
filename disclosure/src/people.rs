//! First search: which groups are hidden, with all their figures, so that no number of people can be computed.

use std::cell::OnceCell;

use crate::layers::Layers;
use crate::moves::{Move, moves_of};
use crate::pattern::{Pattern, Possible};
use crate::range::{Need, Reach, Span, people_for, room};
use crate::{Counts, Lattice, PEOPLE, Reason, Threshold};

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
    lattice: &'a Lattice,
    counts: &'a Counts,
    threshold: Threshold,
    layers: &'a [Layers],
    steps: Vec<OnceCell<Vec<Step>>>,
    /// Groups hidden so far.
    pub pattern: Pattern,
}

impl<'a> People<'a> {
    /// Groups below the threshold hidden; everything, where all together are.
    pub fn new(lattice: &'a Lattice, counts: &'a Counts, threshold: Threshold, layers: &'a [Layers]) -> People<'a> {
        let pattern = Pattern::primary(counts, threshold);
        let steps = (0..lattice.groups().len()).map(|_| OnceCell::new()).collect();
        let mut people = People { lattice, counts, threshold, layers, steps, pattern };
        if !people.pattern.shows(lattice.total().0) {
            people.withhold(|_| true);
        }
        people
    }

    /// Hides further groups until every hidden number is wide enough.
    pub fn protect(&mut self) {
        while self.pattern.shows(self.lattice.total().0) {
            let Some(target) = self.pattern.all_hidden().into_iter().find(|group| !self.is_protected(*group)) else { return };
            self.mend(target);
        }
    }

    /// Moves that take somebody out of a group.
    pub fn steps(&self, target: usize) -> &[Step] {
        self.steps[target].get_or_init(|| {
            let reach = |step: &Move| self.layers.iter().map(|layers| Reach::of(layers, step).people()).fold(Span::FREE, Span::meet);
            let moves = moves_of(self.lattice, &|group| self.pattern.exists(group), target);
            moves.into_iter().map(|step| Step { answers: reach(&step), step }).filter(|step| step.answers != Span::FIXED || !self.layers.is_empty()).collect()
        })
    }

    /// How far people can shift along a move, when the groups it needs are hidden.
    pub fn room(&self, step: &Step) -> Span {
        room(&step.step, |group| self.possible(group).around(self.counts.people[group])).meet(step.answers)
    }

    /// Numbers of people that a hidden group could have, by its reason; complementary, were it hidden now.
    pub fn possible(&self, group: usize) -> Possible {
        let most = self.counts.invited[group].unwrap_or(u32::MAX);
        Possible::told(self.pattern.reason(group).unwrap_or(Reason::Complementary), self.threshold, most)
    }

    fn is_protected(&self, target: usize) -> bool {
        self.is_protected_by(target, |step| self.is_open(step))
    }

    fn is_protected_by(&self, target: usize, counts: impl Fn(&Step) -> bool) -> bool {
        let width = |reader| self.steps(target).iter().filter(|step| counts(step)).map(|step| people_for(reader, self.room(step))).fold(Span::FIXED, Span::join).width();
        Need::of(PEOPLE, self.possible(target).others()).met(width)
    }

    fn is_open(&self, step: &Step) -> bool {
        step.step.groups().all(|group| !self.pattern.shows(group))
    }

    /// Opens the cheapest move that protects the target with those that are open; one that helps, if none does alone; else gives the margin up.
    fn mend(&mut self, target: usize) {
        let closed: Vec<&Step> = self.steps(target).iter().filter(|step| !self.is_open(step) && self.room(step) != Span::FIXED).collect();
        let enough = |one: &&&Step| self.is_protected_by(target, |step| step.step == one.step || self.is_open(step));
        let protecting = closed.iter().filter(enough).min_by_key(|step| self.cost(&step.step));
        let Some(best) = protecting.or_else(|| closed.iter().min_by_key(|step| self.cost(&step.step))) else { return self.give_up(target) };
        let hidden: Vec<usize> = best.step.groups().filter(|group| self.pattern.shows(*group)).collect();
        hidden.into_iter().for_each(|group| self.pattern.hide(group, Reason::Complementary));
    }

    /// Groups lost, those of one dimension counting double, then people.
    fn cost(&self, step: &Move) -> (usize, u32) {
        let lost = step.groups().filter(|group| self.pattern.shows(*group));
        lost.fold((0, 0), |(groups, people), group| {
            let dimensions = self.lattice.margins()[self.lattice.groups()[group].margin].len();
            (groups + if dimensions == 1 { 2 } else { 1 }, people + self.counts.people[group])
        })
    }

    /// Withholds the margin without a word on who is few; everything, where that was not enough.
    fn give_up(&mut self, target: usize) {
        let groups = self.lattice.groups();
        let margin = groups[target].margin;
        let again = self.pattern.reason(target) == Some(Reason::Withheld);
        self.withhold(|group| again || groups[group].margin == margin);
    }

    fn withhold(&mut self, which: impl Fn(usize) -> bool) {
        (0..self.lattice.groups().len()).filter(|group| which(*group)).for_each(|group| self.pattern.hide(group, Reason::Withheld));
    }

    /// Whether a reader's view is not even needed: nothing at all is shown.
    pub fn nothing_shown(&self) -> bool {
        !self.pattern.shows(self.lattice.total().0)
    }
}

