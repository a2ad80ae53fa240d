//! An attacker who reads a publication, knows the lattice and that counts are whole numbers, and solves for what is hidden.
//!
//! Unknown are the people of every combination of values, and their answers to every question; everything published holds for them at once.

use std::collections::BTreeMap;

use disclosure::{Figure, Group, Kind, Lattice, Publication};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

/// Numbers of a group that may be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Its people.
    People,
    /// Those who answered a question.
    Answered(usize),
    /// Those who chose a class of options of its margin.
    Class(usize, usize),
}

/// What one respondent knows besides: the own values and answers.
#[derive(Clone, Debug)]
pub struct Own {
    /// Values.
    pub values: Vec<usize>,
    /// Options chosen.
    pub answers: Vec<Vec<usize>>,
}

/// Numbers of one possible world, by combination: people; for each question those who answered, then each option.
pub type World = Vec<u32>;

/// Takes down one thing that holds: a sum of places, compared with a number.
type Add<'a> = &'a mut dyn FnMut(&[(usize, f64)], ComparisonOp, f64);

/// The attacker.
pub struct Attacker<'a> {
    lattice: &'a Lattice,
    publication: &'a Publication,
    options: Vec<usize>,
    combinations: Vec<Vec<usize>>,
}

impl<'a> Attacker<'a> {
    /// Reads a publication. The questionnaire is public: how many options each question has.
    pub fn new(lattice: &'a Lattice, publication: &'a Publication, options: Vec<usize>) -> Attacker<'a> {
        let mut combinations = vec![Vec::new()];
        for dimension in lattice.dimensions() {
            let values = 0..dimension.values.len();
            combinations = combinations.iter().flat_map(|one: &Vec<usize>| values.clone().map(|value| [one.as_slice(), &[value]].concat())).collect();
        }
        let nests = |one: &Vec<usize>| one.iter().enumerate().all(|(inner, value)| lattice.parent(inner).is_none_or(|(parent, of)| one[*parent] == of[*value]));
        combinations.retain(nests);
        Attacker { lattice, publication, options, combinations }
    }

    /// Numbers that are hidden.
    pub fn hidden(&self) -> Vec<(usize, Number)> {
        let mut hidden = Vec::new();
        for (group, place) in self.lattice.groups().iter().enumerate() {
            if matches!(self.publication.people[group], Figure::Suppressed(_)) {
                hidden.push((group, Number::People));
            }
            for (question, shown) in self.publication.questions.iter().enumerate() {
                if matches!(shown.answered[group], Figure::Suppressed(_)) {
                    hidden.push((group, Number::Answered(question)));
                }
                let classes = &shown.classes[place.margin];
                // All options of a choice together are those who answered.
                let told = shown.kind != Kind::Multiple && classes.len() == 1;
                if matches!(shown.groups[group], Figure::Suppressed(_)) && !told {
                    hidden.extend((0..classes.len()).map(|class| (group, Number::Class(question, class))));
                }
            }
        }
        hidden
    }

    /// Value of a number in a world.
    pub fn value(&self, world: &World, group: usize, number: Number) -> u32 {
        self.terms(group, number).into_iter().map(|place| world[place]).sum()
    }

    /// Whether a respondent can be part of a world.
    pub fn holds_for(&self, world: &World, own: &Own) -> bool {
        self.own_bounds(own).iter().all(|(more, less, least)| world[*more] >= least + less.map_or(0, |less| world[less]))
    }

    /// A world with the highest or lowest value of a number. Nothing when there is none; an error when the solver gave up.
    pub fn world(&self, (group, number): (usize, Number), highest: bool, own: Option<&Own>) -> Result<Option<World>, String> {
        let mut problem = Problem::new(if highest { OptimizationDirection::Maximize } else { OptimizationDirection::Minimize });
        let wanted = self.terms(group, number);
        let size = self.combinations.len() * self.stride();
        let variables: Vec<Variable> = (0..size).map(|place| problem.add_integer_var(if wanted.contains(&place) { 1.0 } else { 0.0 }, (0, 100_000))).collect();
        let mut add = |terms: &[(usize, f64)], op, sum: f64| {
            problem.add_constraint(&terms.iter().map(|(place, by)| (variables[*place], *by)).collect::<Vec<_>>()[..], op, sum)
        };
        self.within_people(&mut add);
        self.published(&mut add);
        for (more, less, least) in own.map(|own| self.own_bounds(own)).into_iter().flatten() {
            let terms: Vec<(usize, f64)> = [(more, 1.0)].into_iter().chain(less.map(|less| (less, -1.0))).collect();
            add(&terms, ComparisonOp::Ge, f64::from(least));
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(2_000);
        match problem.solve_with(options) {
            Ok(outcome) => outcome
                .into_solution()
                .map(|solution| Some(variables.iter().map(|one| solution.var_value(*one).round() as u32).collect()))
                .map_err(|_| "interrupted".to_owned()),
            Err(microlp::Error::Infeasible) => Ok(None),
            Err(other) => Err(other.to_string()),
        }
    }

    fn stride(&self) -> usize {
        1 + self.options.iter().map(|options| 1 + options).sum::<usize>()
    }

    fn place(&self, combination: usize, question: Option<usize>, option: Option<usize>) -> usize {
        let before = question.map_or(0, |question| 1 + self.options[..question].iter().map(|options| 1 + options).sum::<usize>());
        combination * self.stride() + before + option.map_or(0, |option| 1 + option)
    }

    fn inside(&self, group: &Group) -> Vec<usize> {
        let of = &self.lattice.margins()[group.margin];
        let is_in = |one: &Vec<usize>| of.iter().zip(&group.values).all(|(dimension, value)| one[*dimension] == *value);
        (0..self.combinations.len()).filter(|place| is_in(&self.combinations[*place])).collect()
    }

    fn terms(&self, group: usize, number: Number) -> Vec<usize> {
        let group = &self.lattice.groups()[group];
        let inside = self.inside(group).into_iter();
        match number {
            Number::People => inside.map(|one| self.place(one, None, None)).collect(),
            Number::Answered(question) => inside.map(|one| self.place(one, Some(question), None)).collect(),
            Number::Class(question, class) => {
                let class = &self.publication.questions[question].classes[group.margin][class];
                inside.flat_map(|one| class.iter().map(move |option| self.place(one, Some(question), Some(*option)))).collect()
            }
        }
    }

    /// Whoever answers is somebody; whoever chooses has answered; a single choice is one.
    fn within_people(&self, add: Add<'_>) {
        for one in 0..self.combinations.len() {
            for (question, shown) in self.publication.questions.iter().enumerate() {
                let answered = self.place(one, Some(question), None);
                add(&[(answered, 1.0), (self.place(one, None, None), -1.0)], ComparisonOp::Le, 0.0);
                let options = (0..self.options[question]).map(|option| (self.place(one, Some(question), Some(option)), 1.0));
                match shown.kind {
                    Kind::Multiple => options.for_each(|option| add(&[option, (answered, -1.0)], ComparisonOp::Le, 0.0)),
                    Kind::Single | Kind::Scale => add(&options.chain([(answered, -1.0)]).collect::<Vec<_>>(), ComparisonOp::Eq, 0.0),
                }
            }
        }
    }

    fn published(&self, add: Add<'_>) {
        let mut known: BTreeMap<(usize, Number), u32> = BTreeMap::new();
        for group in 0..self.lattice.groups().len() {
            let mut know = |number: Number, figure: Option<&u32>| figure.map(|shown| known.insert((group, number), *shown));
            know(Number::People, self.publication.people[group].shown());
            for (question, shown) in self.publication.questions.iter().enumerate() {
                know(Number::Answered(question), shown.answered[group].shown());
                for (class, count) in shown.groups[group].shown().iter().flat_map(|answers| answers.options.iter().enumerate()) {
                    know(Number::Class(question, class), Some(count));
                }
            }
            if let Some(invited) = self.publication.invited[group] {
                let terms: Vec<(usize, f64)> = self.terms(group, Number::People).into_iter().map(|place| (place, 1.0)).collect();
                add(&terms, ComparisonOp::Le, f64::from(invited));
            }
        }
        for ((group, number), count) in known {
            let terms: Vec<(usize, f64)> = self.terms(group, number).into_iter().map(|place| (place, 1.0)).collect();
            if !terms.is_empty() {
                add(&terms, ComparisonOp::Eq, f64::from(count));
            }
        }
    }

    /// What a respondent adds: places that hold at least so many more than another place.
    fn own_bounds(&self, own: &Own) -> Vec<(usize, Option<usize>, u32)> {
        let one = self.combinations.iter().position(|values| *values == own.values).expect("a respondent has values of the lattice");
        let mut bounds = vec![(self.place(one, None, None), None, 1)];
        for (question, chosen) in own.answers.iter().enumerate() {
            let answered = self.place(one, Some(question), None);
            if chosen.is_empty() {
                bounds.push((self.place(one, None, None), Some(answered), 1));
                continue;
            }
            bounds.push((answered, None, 1));
            for option in 0..self.options[question] {
                let place = self.place(one, Some(question), Some(option));
                if chosen.contains(&option) {
                    bounds.push((place, None, 1));
                } else if self.publication.questions[question].kind == Kind::Multiple {
                    bounds.push((answered, Some(place), 1));
                }
            }
        }
        bounds
    }
}
