//! Second search, question by question: where else its answers are hidden, and which rare options are shown together.

use crate::layers::Layers;
use crate::pattern::{Pattern, Possible};
use crate::people::{People, Step};
use crate::range::{Need, Reach, Reader, Span, room};
use crate::{ANSWERS, Counts, Kind, Lattice, Question, Reason, Threshold};

/// One question while its figures are chosen.
pub struct Search<'a> {
    lattice: &'a Lattice,
    counts: &'a Counts,
    people: &'a People<'a>,
    threshold: Threshold,
    place: usize,
    question: &'a Question,
    /// Options as they are shown.
    pub classes: Vec<Vec<usize>>,
    /// Their counts.
    pub layers: Layers,
    /// Groups that show their people, but not their answers to this question.
    pub pattern: Pattern,
}

/// A number that must not be found: of a group, those who answered or those of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target {
    group: usize,
    class: Option<usize>,
}

/// A way to protect a target.
enum Remedy {
    Hide(Vec<usize>),
    Classes(Vec<Vec<usize>>),
}

impl<'a> Search<'a> {
    /// Answers hidden where fewer than the threshold answered, and all where that is true of everybody.
    pub fn new((lattice, counts, people): (&'a Lattice, &'a Counts, &'a People<'a>), threshold: Threshold, place: usize, question: &'a Question) -> Search<'a> {
        let classes: Vec<Vec<usize>> = (0..question.options).map(|option| vec![option]).collect();
        let layers = Layers::of(counts, place, question, &classes);
        let pattern = people.pattern.within(&layers.answered, threshold);
        Search { lattice, counts, people, threshold, place, question, classes, layers, pattern }
    }

    /// Hides and joins until every hidden number is wide enough; withholds the question when nothing helps.
    pub fn protect(&mut self) {
        while self.shows(self.lattice.total().0) {
            let Some(target) = self.targets().find(|target| !self.is_protected(*target)) else { return };
            match self.cheapest(target) {
                Some(Remedy::Hide(groups)) => groups.into_iter().for_each(|group| self.pattern.hide(group, Reason::Complementary)),
                Some(Remedy::Classes(classes)) => self.show(classes),
                None => break,
            }
        }
        (0..self.lattice.groups().len()).for_each(|group| self.pattern.hide(group, Reason::Withheld));
    }

    fn show(&mut self, classes: Vec<Vec<usize>>) {
        self.layers = Layers::of(self.counts, self.place, self.question, &classes);
        self.classes = classes;
    }

    /// Whether the group shows its answers to this question.
    pub fn shows(&self, group: usize) -> bool {
        self.people.pattern.shows(group) && self.pattern.shows(group)
    }

    fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        let hidden = (0..self.lattice.groups().len()).filter(|group| self.pattern.exists(*group) && !self.shows(*group));
        hidden.flat_map(|group| [None].into_iter().chain((0..self.classes.len()).map(Some)).map(move |class| Target { group, class }))
    }

    fn is_protected(&self, target: Target) -> bool {
        self.is_protected_by(target, &|step| self.is_open(step))
    }

    fn is_protected_by(&self, target: Target, counts: &dyn Fn(&Step) -> bool) -> bool {
        let steps: Vec<(&Step, Reach)> =
            self.people.steps(target.group).iter().filter(|step| counts(step)).map(|step| (step, Reach::of(&self.layers, &step.step))).collect();
        let width = |reader| steps.iter().map(|(step, reach)| self.span(target, reader, step, reach)).fold(Span::FIXED, Span::join).width();
        Need::of(ANSWERS, self.possible(target.group)).met(width)
    }

    fn is_open(&self, step: &Step) -> bool {
        step.step.groups().all(|group| !self.shows(group))
    }

    /// Highest number that an answer of a hidden group can have, for all a reader knows.
    fn possible(&self, group: usize) -> u32 {
        match self.people.pattern.reason(group) {
            Some(_) => self.people.possible(group).most,
            None => self.answered_told(group).most,
        }
    }

    /// What is told of those who answered in a group that shows its people, or would be, were its answers hidden now.
    fn answered_told(&self, group: usize) -> Possible {
        Possible::told(self.pattern.reason(group).unwrap_or(Reason::Complementary), self.threshold, self.counts.people[group])
    }

    /// How far the target can shift along a move. People stay where one of its groups shows them.
    fn span(&self, target: Target, reader: Reader, step: &Step, reach: &Reach) -> Span {
        let known = |group: usize| self.people.pattern.shows(group);
        let people = if step.step.groups().any(known) { Span::FIXED } else { self.people.room(step) };
        let told = |group: usize| if known(group) { self.answered_told(group).around(self.layers.answered[group]) } else { Span::FREE };
        let answered = reach.answered_within(reader, people, room(&step.step, told));
        match target.class {
            None => answered,
            Some(class) => reach.layer(reader, self.layers.place(self.question.kind, class), answered),
        }
    }

    /// Cheapest way to protect the target, counted in numbers that are lost; hiding a group that helps, if nothing is enough alone.
    fn cheapest(&self, target: Target) -> Option<Remedy> {
        let joined = target.class.and_then(|class| self.joined(target, class));
        let opened = self.opened(target, true);
        match (joined, opened) {
            (Some((price, classes)), Some((cost, groups))) => Some(if price < cost { Remedy::Classes(classes) } else { Remedy::Hide(groups) }),
            (Some((_, classes)), None) => Some(Remedy::Classes(classes)),
            (None, Some((_, groups))) => Some(Remedy::Hide(groups)),
            (None, None) => self.opened(target, false).map(|(_, groups)| Remedy::Hide(groups)),
        }
    }

    /// Groups to hide for the cheapest move that is not open yet and is enough, or at least goes somewhere.
    fn opened(&self, target: Target, enough: bool) -> Option<(usize, Vec<usize>)> {
        let lost = |step: &Step| step.step.groups().filter(|group| self.shows(*group)).collect::<Vec<_>>();
        let people = |groups: &Vec<usize>| groups.iter().map(|group| self.counts.people[*group]).sum::<u32>();
        let helps = |one: &&Step| match enough {
            true => self.is_protected_by(target, &|step| step.step == one.step || self.is_open(step)),
            false => self.span(target, Reader::Outsider, one, &Reach::of(&self.layers, &one.step)) != Span::FIXED,
        };
        let closed = self.people.steps(target.group).iter().filter(|step| !self.is_open(step) && self.may_hide(step));
        let groups = closed.filter(helps).map(lost).min_by_key(|groups| (groups.len(), people(groups)))?;
        Some((groups.len() * self.classes.len(), groups))
    }

    /// Answers of a group that was told to have enough cannot be hidden as too few: only what shows now can be hidden besides.
    fn may_hide(&self, step: &Step) -> bool {
        step.step.groups().all(|group| group != self.lattice.total().0)
    }

    /// Classes with this one joined to another, or of a multiple choice left out, and how many numbers that costs.
    fn joined(&self, target: Target, class: usize) -> Option<(usize, Vec<Vec<usize>>)> {
        let price = (0..self.lattice.groups().len()).filter(|group| self.shows(*group)).count();
        let mut classes = self.classes.clone();
        if self.question.kind == Kind::Multiple {
            classes.remove(class);
            return (!classes.is_empty()).then_some((price, classes));
        }
        if classes.len() < 3 {
            return None;
        }
        let partner = self.partner(class);
        let rest = classes.remove(class.max(partner));
        classes[class.min(partner)].extend(rest);
        classes[class.min(partner)].sort_unstable();
        let layers = Layers::of(self.counts, self.place, self.question, &classes);
        let after = Search { classes: classes.clone(), layers, pattern: self.pattern.clone(), ..*self };
        after.is_protected(Target { class: Some(class.min(partner)), ..target }).then_some((price, classes))
    }

    /// Rarest class to join with; on a scale the rarer neighbour, so that the order holds.
    fn partner(&self, class: usize) -> usize {
        let all = &self.layers.items[0];
        let near = |other: &usize| *other != class && (self.question.kind == Kind::Single || other.abs_diff(class) == 1);
        (0..all.len()).filter(near).min_by_key(|other| all[*other][self.lattice.total().0]).expect("three classes have a neighbour each")
    }
}
