//! Worlds: other answers to a question that would be published in the same way. The move of one answer is not always enough; then a program in whole
//! numbers looks for all at once.
//!
//! The solver only proposes. What it proposes is checked here in whole numbers before it counts, so its rounding, its limits and its faults can cost
//! figures, but never protection.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, SolveOptions, Variable};

use crate::layers::Layers;
use crate::moves::Move;
use crate::pattern::Pattern;
use crate::pool::Sums;
use crate::range::{Far, Layer, Rest, Span};

/// Branches after which a search is given up; a limit of time would make the publication depend on the machine.
const NODES: u64 = 50;

/// Another distribution of the answers of hidden groups over one item's layers, with as many people in each group.
#[derive(Debug)]
pub struct World {
    item: usize,
    counts: BTreeMap<(usize, usize), u32>,
    rests: Vec<Rest>,
}

/// Counts of layers of groups, added or taken away, and what they come to.
struct Equation {
    terms: Vec<((usize, usize), i8)>,
    sum: i64,
}

/// What a world is looked for to do: to shift these layers of a group.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Item.
    pub item: usize,
    /// Layers counted together.
    pub layers: &'a [usize],
    /// Group, nothing where any world will do.
    pub group: Option<usize>,
    /// Whether more or fewer are wished for.
    pub more: bool,
    /// Whether everybody keeps somebody beside whom they may stand: no layer of a group is emptied, but the group's own.
    pub gentle: bool,
}

/// A question whose hidden answers are looked at.
pub struct Hidden<'a> {
    /// Its answers.
    pub layers: &'a Layers,
    /// Groups that hide them.
    pub pattern: &'a Pattern,
    /// Groups that hide how many answered.
    pub answered: &'a Pattern,
    /// Whether it has one item only, so that those who did not answer can be exchanged with those who did.
    pub single: bool,
    /// Sums of the lattice.
    pub sums: &'a Sums,
    /// Other numbers of people that the groups have in the worlds looked for, instead of the true ones.
    pub other: Option<&'a Shift>,
}

/// Other numbers of people, and whom they rest upon.
#[derive(Clone, Debug)]
pub struct Shift {
    /// Groups with one more or one fewer.
    pub groups: BTreeMap<usize, i32>,
    /// People without whom they would not be possible.
    pub rests: Vec<Rest>,
}

impl Shift {
    /// People of a group shifted by a step.
    pub fn of(step: &Move, up: bool, rests: Vec<Rest>) -> Shift {
        let less = step.less.iter().map(|group| (*group, if up { -1 } else { 1 }));
        let more = step.more.iter().map(|group| (*group, if up { 1 } else { -1 }));
        Shift { groups: less.chain(more).collect(), rests }
    }

    /// How far this shifts the people of a group.
    pub fn span(&self, group: usize) -> Span {
        let far = |people: u32| Far { people, rests: if people > 0 { self.rests.clone() } else { Vec::new() } };
        let by = self.groups.get(&group).copied().unwrap_or(0);
        Span { down: far(u32::from(by < 0)), up: far(u32::from(by > 0)) }
    }
}

impl Hidden<'_> {
    /// A world that grants the wish as far as possible.
    pub fn world(&self, wish: Wish<'_>) -> Option<World> {
        let mut problem = Problem::new(if wish.more { OptimizationDirection::Maximize } else { OptimizationDirection::Minimize });
        let mut places = BTreeMap::new();
        let touched = self.touched(wish.group);
        for group in touched.iter().copied() {
            for (layer, counts) in self.item(wish.item).into_iter().enumerate() {
                let wished = Some(group) == wish.group && wish.layers.contains(&layer);
                let least = i32::from(wish.gentle && Some(group) != wish.group && counts[group] > 0);
                let known = layer == self.layers.items[wish.item].len() && !(self.single && self.answered.hides(group));
                let bounds = if known { (counts[group] as i32, counts[group] as i32) } else { (least, self.people(group) as i32) };
                places.insert((layer, group), problem.add_integer_var(if wished { 1.0 } else { 0.0 }, bounds));
            }
        }
        let equations = self.equations(wish.item, &touched);
        for Equation { terms, sum } in &equations {
            let terms: Vec<(Variable, f64)> = terms.iter().map(|(place, factor)| (places[place], f64::from(*factor))).collect();
            problem.add_constraint(&terms[..], ComparisonOp::Eq, *sum as f64);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(NODES);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        self.checked(wish.item, &equations, &places, &solution)
    }

    fn people(&self, group: usize) -> i64 {
        i64::from(self.layers.people(group)) + i64::from(self.other.and_then(|other| other.groups.get(&group)).copied().unwrap_or(0))
    }

    /// Layers of an item, and last those who did not answer.
    fn item(&self, item: usize) -> Vec<&Vec<u32>> {
        self.layers.items[item].iter().chain([&self.layers.missing]).collect()
    }

    /// What every world must fulfil: each hidden group keeps its people, each whole is its parts in every layer.
    fn equations(&self, item: usize, touched: &[usize]) -> Vec<Equation> {
        let item = self.item(item);
        let people = |group: usize| Equation { terms: (0..item.len()).map(|layer| ((layer, group), 1)).collect(), sum: self.people(group) };
        let mut equations: Vec<Equation> = touched.iter().copied().map(people).collect();
        for (whole, parts) in self.sums.all() {
            let hidden: Vec<(usize, i8)> = parts.iter().map(|part| (*part, 1)).chain([(*whole, -1)]).filter(|(group, _)| touched.contains(group)).collect();
            if hidden.is_empty() {
                continue;
            }
            for (layer, counts) in item.iter().enumerate() {
                let sum = hidden.iter().map(|(group, factor)| i64::from(counts[*group]) * i64::from(*factor)).sum();
                equations.push(Equation { terms: hidden.iter().map(|(group, factor)| ((layer, *group), *factor)).collect(), sum });
            }
        }
        equations
    }

    /// Groups that a change of one can reach through sums; all that are hidden, where none is named or people move.
    fn touched(&self, group: Option<usize>) -> Vec<usize> {
        let Some(group) = group.filter(|_| self.other.is_none()) else { return self.pattern.all_hidden().collect() };
        let mut touched = vec![group];
        let mut next = 0;
        while let Some(group) = touched.get(next).copied() {
            let sums = self.sums.all().iter().filter(|(whole, parts)| *whole == group || parts.contains(&group));
            for other in sums.flat_map(|(whole, parts)| parts.iter().chain([whole]).copied()) {
                if self.pattern.hides(other) && !touched.contains(&other) {
                    touched.push(other);
                }
            }
            next += 1;
        }
        touched
    }

    fn checked(&self, item: usize, equations: &[Equation], places: &BTreeMap<(usize, usize), Variable>, solution: &Solution) -> Option<World> {
        let counts: BTreeMap<(usize, usize), u32> = places.iter().map(|(place, variable)| (*place, solution.var_value(*variable).round() as u32)).collect();
        let holds = |Equation { terms, sum }: &Equation| {
            terms.iter().map(|(place, factor)| i64::from(counts[place]) * i64::from(*factor)).sum::<i64>() == *sum
        };
        let layers = self.item(item);
        let emptied = counts.iter().filter(|((layer, group), count)| **count == 0 && layers[*layer][*group] > 0);
        let at = |layer: usize| Some(Layer { question: self.layers.question, at: Some((item, layer)).filter(|_| layer + 1 < layers.len()) });
        let emptied = emptied.map(|((layer, group), _)| Rest { group: *group, layer: at(*layer) });
        let rests = emptied.chain(self.other.iter().flat_map(|other| other.rests.iter().copied())).collect();
        equations.iter().all(holds).then_some(World { item, counts, rests })
    }
}

impl World {
    /// Whom the world rests upon.
    pub fn rests(&self) -> &[Rest] {
        &self.rests
    }

    /// How far this world shifts layers of a group from the true answers.
    pub fn shift(&self, layers: &Layers, (item, of): (usize, &[usize]), group: usize) -> Span {
        if item != self.item || !self.counts.contains_key(&(0, group)) {
            return Span::FIXED;
        }
        let (truth, here) = of.iter().fold((0, 0), |(truth, here), layer| (truth + layers.items[item][*layer][group], here + self.counts[&(*layer, group)]));
        let far = |people: u32| Far { people, rests: if people > 0 { self.rests.clone() } else { Vec::new() } };
        Span { down: far(truth.saturating_sub(here)), up: far(here.saturating_sub(truth)) }
    }
}
