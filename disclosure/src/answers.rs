//! Second search, question by question: where else its answers are hidden, and which rare options are shown together.

use crate::evidence::leaves_open;
use crate::layers::Layers;
use crate::pattern::Pattern;
use crate::people::{People, Step};
use crate::range::{Reach, Span};
use crate::{ANSWERS, Kind, Question};

/// One question while its figures are chosen.
pub struct Search<'a> {
    people: &'a People<'a>,
    question: &'a Question,
    layers: &'a Layers,
    /// Options as each margin shows them.
    pub classes: Vec<Vec<Vec<usize>>>,
    /// Groups that do not show what they answered to this question, those hidden altogether among them.
    pub pattern: Pattern,
    /// Groups that do not show how many answered it, some of those.
    pub answered: Pattern,
}

/// A number that must not be found: of a group, those who answered or those of a class of options.
#[derive(Clone, Debug)]
struct Target {
    group: usize,
    class: Option<Vec<usize>>,
}

/// A way to protect a target: to hide what groups answered, or that they did; to show options of a margin together.
enum Remedy {
    Hide { groups: Vec<usize>, answered: bool },
    Show { margin: usize, classes: Vec<Vec<usize>> },
}

impl<'a> Search<'a> {
    /// Answers hidden where fewer than the threshold answered.
    pub fn new(people: &'a People<'a>, question: &'a Question, layers: &'a Layers) -> Search<'a> {
        let single: Vec<Vec<usize>> = (0..question.options).map(|option| vec![option]).collect();
        let pattern = people.pattern.within(&layers.answered, people.threshold);
        Search { people, question, layers, classes: vec![single; people.lattice.margins().len()], answered: pattern.clone(), pattern }
    }

    /// Hides and joins until every hidden number is wide enough, then shows again what was hidden in vain.
    pub fn protect(&mut self) {
        while self.pattern.shows(self.people.lattice.total().0) {
            if let Some((part, answered)) = self.thin() {
                self.hide(part, answered);
                continue;
            }
            let Some(target) = self.first_open() else { return self.show_again() };
            match self.cheapest(&target) {
                Some(Remedy::Hide { groups, answered }) => groups.into_iter().for_each(|group| self.hide(group, answered)),
                Some(Remedy::Show { margin, classes }) => self.classes[margin] = classes,
                None => self.give_up(&target),
            }
        }
        self.pattern.hide_all();
        self.answered.hide_all();
        self.show_again();
    }

    /// A group to hide besides because a pool of hidden ones holds too few who answered, and whether also how many answered.
    fn thin(&self) -> Option<(usize, bool)> {
        let thin = |pattern, answered| self.people.sums.thin(pattern, &self.layers.answered).map(|part| (part, answered));
        thin(&self.answered, true).or_else(|| thin(&self.pattern, false))
    }

    /// Shows every group again without which all others stay protected, the largest first: how many answered, then what.
    fn show_again(&mut self) {
        let enough = |group: &usize| self.people.pattern.shows(*group) && self.layers.answered[*group] >= self.people.threshold.respondents();
        let mut groups: Vec<usize> = self.pattern.all_hidden().filter(enough).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(self.layers.answered[*group]));
        for (group, what) in groups.iter().flat_map(|group| [(*group, false), (*group, true)]) {
            let before = (self.pattern.clone(), self.answered.clone());
            self.answered.show(group);
            if what {
                self.pattern.show(group);
            }
            if self.thin().is_some() || self.first_open().is_some() {
                (self.pattern, self.answered) = before;
            }
        }
    }

    fn hide(&mut self, group: usize, answered: bool) {
        self.pattern.hide(group);
        if answered {
            self.answered.hide(group);
        }
    }

    /// Hides the question in a whole margin; where it is hidden already, in all of them; at last altogether.
    fn give_up(&mut self, target: &Target) {
        let (margin, total, all) = (self.margin(target.group), self.people.lattice.total().0, target.class.is_none());
        let shown: Vec<usize> = if all { self.answered.all_shown().collect() } else { self.pattern.all_shown().collect() };
        let here: Vec<usize> = shown.iter().copied().filter(|group| self.margin(*group) == margin).collect();
        let anywhere: Vec<usize> = shown.iter().copied().filter(|group| *group != total).collect();
        let last = [here, anywhere, vec![total]].into_iter().find(|groups| !groups.is_empty());
        last.into_iter().flatten().for_each(|group| self.hide(group, all));
    }

    /// First target that no move protects.
    fn first_open(&self) -> Option<Target> {
        self.targets().into_iter().find(|target| !self.is_protected(target))
    }

    fn targets(&self) -> Vec<Target> {
        let of = |group: usize| {
            // All options together are those who answered.
            let told = self.question.kind != Kind::Multiple && self.classes[self.margin(group)].len() == 1;
            let classes = self.classes[self.margin(group)].iter().filter(move |_| !told).cloned().map(Some);
            let answered = self.answered.hides(group).then_some(None);
            answered.into_iter().chain(classes).map(move |class| Target { group, class })
        };
        self.pattern.all_hidden().flat_map(of).collect()
    }

    fn margin(&self, group: usize) -> usize {
        self.people.lattice.groups()[group].margin
    }

    fn is_protected(&self, target: &Target) -> bool {
        self.is_protected_by(target, &|step| self.is_open(target, step))
    }

    /// How many chose the class in the smallest pool that the group lies in; such pools hold enough respondents for a figure, and show this one.
    fn pooled(&self, target: &Target) -> u32 {
        let class = target.class.as_deref();
        let count = |group: usize| class.map_or(u32::MAX, |class| self.layers.count(self.question.kind, class, group));
        self.people.sums.pools(&self.pattern, target.group).map(|pool| pool.into_iter().map(count).fold(0, u32::saturating_add)).min().unwrap_or(u32::MAX)
    }

    fn is_protected_by(&self, target: &Target, counts: &dyn Fn(&Step) -> bool) -> bool {
        let steps = self.people.steps(target.group).iter().filter(|step| counts(step));
        let shifts: Vec<Span> = steps.map(|step| self.shift(target, step)).collect();
        let known = self.people.pattern.shows(target.group).then(|| self.people.counts.people[target.group]);
        let most = known.unwrap_or_else(|| self.people.most(target.group));
        // That nobody of a pool chose it is a figure of the pool; of one who did, the others are such a pool to that one.
        leaves_open(self.people.lattice, &shifts, ANSWERS, most.min(self.pooled(target)))
    }

    fn is_open(&self, target: &Target, step: &Step) -> bool {
        let hidden = if target.class.is_none() { &self.answered } else { &self.pattern };
        step.step.groups().all(|group| hidden.hides(group))
    }

    /// How far the target can shift along a move. People stay where one of its groups shows them.
    fn shift(&self, target: &Target, step: &Step) -> Span {
        let people_known = step.step.groups().any(|group| self.people.pattern.shows(group));
        let people = if people_known { Span::FIXED } else { self.people.room(step) };
        let reach = Reach::of(self.layers, &step.step);
        let answered_known = target.class.is_some() && step.step.groups().any(|group| self.answered.shows(group));
        let answered = if answered_known { Span::FIXED } else { reach.answered_within(&people) };
        match &target.class {
            None => answered,
            Some(class) => reach.layers(Layers::place(self.question.kind, class), &answered),
        }
    }

    /// Cheapest way to protect the target; a move that helps a little, if nothing is enough alone.
    fn cheapest(&self, target: &Target) -> Option<Remedy> {
        match (self.joined(target), self.opened(target, true)) {
            (Some((price, joined)), Some((cost, opened))) => Some(if price <= cost { joined } else { opened }),
            (Some((_, only)), None) | (None, Some((_, only))) => Some(only),
            (None, None) => self.opened(target, false).map(|(_, opened)| opened),
        }
    }

    /// Hiding the answers that stand in the way of the cheapest move, one that is enough or at least goes somewhere.
    fn opened(&self, target: &Target, enough: bool) -> Option<(usize, Remedy)> {
        let helps = |one: &&Step| match enough {
            true => self.is_protected_by(target, &|step| step.step == one.step || self.is_open(target, step)),
            false => !self.shift(target, one).is_fixed(),
        };
        let shown = if target.class.is_none() { &self.answered } else { &self.pattern };
        let lost = |step: &Step| step.step.groups().filter(|group| shown.shows(*group)).collect::<Vec<_>>();
        let cost = |groups: &Vec<usize>| groups.iter().map(|group| 1 + self.classes[self.margin(*group)].len()).sum::<usize>();
        let answered = |groups: &Vec<usize>| groups.iter().map(|group| self.layers.answered[*group]).sum::<u32>();

        let closed = self.people.steps(target.group).iter().filter(|step| !self.is_open(target, step));
        let cheapest = closed.filter(helps).map(lost).min_by_key(|groups| (cost(groups), answered(groups)))?;
        Some((cost(&cheapest), Remedy::Hide { groups: cheapest, answered: target.class.is_none() }))
    }

    /// Showing the target's class together with others in its margin, until it is protected; an option of a multiple choice is left out there.
    fn joined(&self, target: &Target) -> Option<(usize, Remedy)> {
        let mut class = target.class.clone()?;
        let margin = self.margin(target.group);
        let shown = self.pattern.all_shown().filter(|group| self.margin(*group) == margin).count();
        let mut classes = self.classes[margin].clone();
        if self.question.kind == Kind::Multiple {
            classes.retain(|other| *other != class);
            return Some((shown, Remedy::Show { margin, classes }));
        }
        while classes.len() > 1 {
            class = self.join(&mut classes, &class);
            if classes.len() == 1 || self.is_protected(&Target { group: target.group, class: Some(class.clone()) }) {
                return Some((shown * (self.classes[margin].len() - classes.len()), Remedy::Show { margin, classes }));
            }
        }
        None
    }

    /// Joins a class with the rarest other; on a scale with the rarer neighbour, so that the order holds.
    fn join(&self, classes: &mut Vec<Vec<usize>>, class: &[usize]) -> Vec<usize> {
        let place = classes.iter().position(|other| other == class).expect("a target's class is shown in its margin");
        let near = |other: &usize| *other != place && (self.question.kind == Kind::Single || other.abs_diff(place) == 1);
        let total = self.people.lattice.total().0;
        let rarest = (0..classes.len()).filter(near).min_by_key(|other| self.layers.count(self.question.kind, &classes[*other], total));
        let partner = rarest.expect("of several classes each has a neighbour");
        let rest = classes.remove(place.max(partner));
        let joined = &mut classes[place.min(partner)];
        joined.extend(rest);
        joined.sort_unstable();
        joined.clone()
    }
}
