//! First search: which groups are hidden, with all their figures, so that no number of people can be computed.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::evidence::leaves_open;
use crate::layers::Layers;
use crate::moves::{Move, moves_of};
use crate::pattern::Pattern;
use crate::pool::Sums;
use crate::range::{Reach, Rest, Span, emptied, filled};
use crate::worlds::{Hidden, Shift, Wish};
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
    shifts: Vec<Shift>,
    steps: Vec<OnceCell<Vec<Step>>>,
    followed: RefCell<BTreeMap<(Move, bool), Option<Shift>>>,
    /// Groups hidden so far.
    pub pattern: Pattern,
}

impl<'a> People<'a> {
    /// Groups below the threshold hidden; everything, where all together are.
    pub fn new(lattice: &'a Lattice, counts: &'a Counts, threshold: Threshold, layers: &'a [Layers]) -> People<'a> {
        let pattern = Pattern::primary(counts, threshold);
        let steps = (0..lattice.groups().len()).map(|_| OnceCell::new()).collect();
        let mut people = People { sums: Sums::new(lattice, threshold), lattice, counts, threshold, layers, shifts: Vec::new(), steps, followed: RefCell::default(), pattern };
        if !people.pattern.shows(lattice.total().0) {
            people.pattern.hide_all();
        }
        people
    }

    /// Hides further groups until every hidden number is wide enough.
    pub fn protect(&mut self) {
        while self.pattern.shows(self.lattice.total().0) {
            if let Some(part) = self.sums.thin(&self.pattern, &self.counts.people) {
                self.pattern.hide(part);
                continue;
            }
            let open: Vec<usize> = self.pattern.all_hidden().collect();
            let Some(target) = open.into_iter().find(|group| !self.is_protected(*group) && !self.finds_shifts(*group)) else { return };
            self.mend(target);
        }
    }

    /// Moves that take somebody out of a group.
    pub fn steps(&self, target: usize) -> &[Step] {
        self.steps[target].get_or_init(|| {
            let reach = |step: &Move| self.layers.iter().map(|layers| Reach::of(layers, step).people()).fold(Span::FREE, Span::meet);
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
        self.counts.invited[group].unwrap_or(u32::MAX)
    }

    fn is_protected(&self, target: usize) -> bool {
        self.is_protected_by(target, |step| self.is_open(step))
    }

    fn is_protected_by(&self, target: usize, counts: impl Fn(&Step) -> bool) -> bool {
        let mut shifts: Vec<Span> = self.steps(target).iter().filter(|step| counts(step)).map(|step| self.room(step)).collect();
        shifts.extend(self.shifts.iter().map(|shift| shift.span(target)));
        leaves_open(self.lattice, &shifts, PEOPLE, self.most(target))
    }

    /// Looks for moves that the answers can follow in another way than by themselves moving, until the target is protected.
    fn finds_shifts(&mut self, target: usize) -> bool {
        for (place, up) in (0..self.steps(target).len()).flat_map(|place| [(place, true), (place, false)]) {
            let step = &self.steps(target)[place];
            let far = |span: &Span| if up { span.up.people } else { span.down.people };
            if !self.is_open(step) || far(&self.room(step)) > 0 || far(&self.room_of_people(&step.step)) == 0 {
                continue;
            }
            if let Some(shift) = self.follow(step, up) {
                self.shifts.push(shift);
                if self.is_protected(target) {
                    return true;
                }
            }
        }
        false
    }

    /// The same, remembered: for when the groups that are hidden do not change any more.
    pub fn followed(&self, step: &Step, up: bool) -> Option<Shift> {
        self.followed.borrow_mut().entry((step.step.clone(), up)).or_insert_with(|| self.follow(step, up)).clone()
    }

    /// One person further along a step, if the answers to every question can follow somehow.
    fn follow(&self, step: &Step, up: bool) -> Option<Shift> {
        let way = |span: Span| if up { span.up } else { span.down };
        let room = way(self.room_of_people(&step.step));
        let mut shift = Shift::of(&step.step, up, room.rests);
        for layers in self.layers.iter().take(if room.people == 0 { 0 } else { usize::MAX }) {
            let direct = way(Reach::of(layers, &step.step).people());
            let rests = if direct.people > 0 { direct.rests } else { self.worlds(layers, &shift)? };
            shift.rests.extend(rests);
        }
        (room.people > 0).then_some(shift)
    }

    /// Whom answers rest upon that follow a shift of people, if there are such answers.
    fn worlds(&self, layers: &Layers, shift: &Shift) -> Option<Vec<Rest>> {
        let hidden = Hidden { layers, pattern: &self.pattern, answered: &self.pattern, single: layers.items.len() == 1, sums: &self.sums, other: Some(shift) };
        let mut rests = Vec::new();
        for item in 0..layers.items.len() {
            let wish = |gentle| Wish { item, layers: &[], group: None, more: true, gentle };
            rests.extend_from_slice(hidden.world(wish(true)).or_else(|| hidden.world(wish(false)))?.rests());
        }
        Some(rests)
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
