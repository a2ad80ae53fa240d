//! Invented populations: an academy as it is, and small ones that provoke trouble.

use disclosure::{Counts, Dimension, Kind, Lattice, Question, Respondent};

/// Chance that repeats itself: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    /// Next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to this one.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Place of a weight, drawn by weight.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut drawn = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| {
                drawn < *weight || {
                    drawn -= weight;
                    false
                }
            })
            .expect("the draw is below the sum")
    }
}

/// A lattice, questions, who was invited, who answered what.
pub struct Population {
    /// The lattice.
    pub lattice: Lattice,
    /// The questions.
    pub questions: Vec<Question>,
    /// Values of everybody invited.
    pub invited: Vec<Vec<usize>>,
    /// Those who answered.
    pub respondents: Vec<Respondent>,
    /// Dimensions of which it is known who was invited.
    pub known: Vec<bool>,
}

impl Population {
    /// Their counts.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::of(&self.lattice, &self.questions, &self.respondents).expect("respondents fit their lattice");
        for (place, group) in self.lattice.groups().iter().enumerate() {
            let of = &self.lattice.margins()[group.margin];
            let is_in = |values: &&Vec<usize>| of.iter().zip(&group.values).all(|(dimension, value)| values[*dimension] == *value);
            counts.invited[place] = of.iter().all(|dimension| self.known[*dimension]).then(|| self.invited.iter().filter(is_in).count() as u32);
        }
        counts
    }
}

/// What of an academy is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    /// Nothing: basins, departments, kinds, seniority, each by itself.
    Nothing,
    /// Departments and seniority with two levels of kinds, colleges and all others.
    Levels,
    /// Departments and seniority with each kind.
    Kinds,
}

/// An academy: basins within departments, kinds as in real life, seniority told by the respondents; 446 invited, this many answers.
pub fn academy(chance: &mut Chance, answers: usize, crossed: Crossed, questions: Vec<Question>) -> Population {
    let names: Vec<String> = (0..25).map(|basin| format!("basin {basin}")).collect();
    let basins = Dimension::new("basin", &names.iter().map(String::as_str).collect::<Vec<_>>());
    let departments: Vec<usize> = (0..25).map(|basin| basin % 4).collect();
    let kind = Dimension::new("kind", &["college", "lycee", "vocational", "erea"]);
    let dimensions = vec![
        basins.within("department", &departments),
        Dimension::new("department", &["16", "17", "79", "86"]),
        if crossed == Crossed::Levels { kind.within("level", &[0, 1, 1, 1]) } else { kind },
        Dimension::new("seniority", &["first", "two to three", "four to nine", "ten and more"]),
        Dimension::new("level", &["college", "other"]),
    ];
    let alone: [&[&str]; 4] = [&["basin"], &["department"], &["kind"], &["seniority"]];
    let both: [&[&str]; 2] = match crossed {
        Crossed::Nothing => [&[], &[]],
        Crossed::Levels => [&["department", "level"], &["level", "seniority"]],
        Crossed::Kinds => [&["department", "kind"], &["kind", "seniority"]],
    };
    let lattice = Lattice::new(dimensions, &[alone.as_slice(), both.as_slice()].concat()).expect("the lattice can be proved");
    let kinds = [(89, 270), (33, 100), (20, 68), (3, 8)];
    let mut invited = Vec::new();
    let mut answering = Vec::new();
    for (kind, (real, all)) in kinds.into_iter().enumerate() {
        let these = (real * answers).div_ceil(145).min(all);
        for person in 0..all {
            let basin = chance.below(25);
            invited.push(vec![basin, departments[basin], kind, chance.weighted(&[20, 25, 30, 25]), usize::from(kind > 0)]);
            if person < these {
                answering.push(invited.len() - 1);
            }
        }
    }
    let respondents = respondents(chance, &questions, answering.into_iter().map(|person| invited[person].clone()));
    Population { lattice, questions, invited, respondents, known: vec![true, true, true, false, true] }
}

/// The starting questionnaire by its kinds: choices, scales, rows of matrices.
pub fn questionnaire() -> Vec<Question> {
    let mut questions = Vec::new();
    let mut ask = |kind: Kind, options: usize, times: usize| {
        for _ in 0..times {
            questions.push(Question { code: format!("Q{}", questions.len()), kind, options });
        }
    };
    ask(Kind::Single, 4, 4);
    ask(Kind::Single, 5, 4);
    ask(Kind::Single, 6, 1);
    ask(Kind::Single, 15, 1);
    ask(Kind::Scale, 4, 4);
    ask(Kind::Multiple, 6, 1);
    ask(Kind::Multiple, 9, 2);
    ask(Kind::Multiple, 11, 2);
    ask(Kind::Scale, 4, 18);
    ask(Kind::Scale, 3, 3);
    questions
}

/// Answers of everybody: each question with its own skew, a few left out.
pub fn respondents(chance: &mut Chance, questions: &[Question], people: impl Iterator<Item = Vec<usize>>) -> Vec<Respondent> {
    let skew = |chance: &mut Chance, options: usize| (0..options).map(|_| 1 + chance.below(10) * chance.below(10)).collect::<Vec<_>>();
    let weights: Vec<(Vec<usize>, usize)> = questions.iter().map(|question| (skew(chance, question.options), [0, 0, 3, 10, 40][chance.below(5)])).collect();
    let answer = |chance: &mut Chance, question: &Question, (weights, missing): &(Vec<usize>, usize)| match question.kind {
        _ if chance.percent(*missing) => Vec::new(),
        Kind::Single | Kind::Scale => vec![chance.weighted(weights)],
        Kind::Multiple => {
            let ticked: Vec<usize> = (0..question.options).filter(|option| chance.percent(weights[*option].min(95))).collect();
            if ticked.is_empty() { vec![chance.weighted(weights)] } else { ticked }
        }
    };
    people
        .map(|values| Respondent {
            answers: questions.iter().zip(&weights).map(|(question, skew)| answer(chance, question, skew)).collect(),
            values: values.into_iter().map(Some).collect(),
        })
        .collect()
}

/// A small population, of sizes and skews that provoke trouble: two or three dimensions, crossed or nested, one to three questions.
pub fn trouble(chance: &mut Chance) -> Population {
    let sizes = [2 + chance.below(2), 2 + chance.below(2), 2 + chance.below(2)];

    let name = |value: usize| ["one", "two", "three"][value];
    let dimension = |title: &str, size: usize| Dimension::new(title, &(0..size).map(name).collect::<Vec<_>>());
    let (kind, department, seniority) = (dimension("kind", sizes[0]), dimension("department", sizes[1]), dimension("seniority", sizes[2]));
    let nested = dimension("basin", 3).within("department", &[0, 1, 1]);
    let (dimensions, margins): (Vec<Dimension>, Vec<&[&str]>) = match chance.below(5) {
        0 => (vec![kind, department], vec![&["kind"], &["department"]]),
        1 => (vec![kind, department], vec![&["kind"], &["department"], &["kind", "department"]]),
        2 => (vec![kind, dimension("department", 2), nested], vec![&["kind"], &["department"], &["basin"]]),
        3 => (vec![kind, dimension("department", 2), nested], vec![&["department"], &["basin"], &["kind", "department"]]),
        _ => (vec![kind, department, seniority], vec![&["kind"], &["department"], &["seniority"], &["kind", "department"], &["kind", "seniority"]]),
    };
    let parents: Vec<usize> = vec![0, 1, 1];
    let lattice = Lattice::new(dimensions, &margins).expect("the lattice can be proved");
    let weights: Vec<Vec<usize>> = lattice.dimensions().iter().map(|one| one.values.iter().map(|_| 1 + chance.below(6) * chance.below(6)).collect()).collect();
    let person = |chance: &mut Chance| {
        let mut values: Vec<usize> = weights.iter().map(|weights| chance.weighted(weights)).collect();
        if lattice.dimensions().iter().any(|one| one.name == "basin") {
            values[1] = parents[values[2]];
        }
        values
    };
    let all = 8 + chance.below(80);
    let invited: Vec<Vec<usize>> = (0..all).map(|_| person(chance)).collect();
    let share = [30, 60, 90, 100][chance.below(4)];
    let answering: Vec<Vec<usize>> = invited.iter().filter(|_| chance.percent(share)).cloned().collect();
    let kinds = [Kind::Single, Kind::Scale, Kind::Multiple];
    let questions: Vec<Question> =
        (0..1 + chance.below(3)).map(|place| Question { code: format!("Q{place}"), kind: kinds[chance.below(3)], options: 2 + chance.below(3) }).collect();
    let known = lattice.dimensions().iter().map(|one| one.name != "seniority" && chance.percent(80)).collect();
    let respondents = respondents(chance, &questions, answering.into_iter());
    Population { lattice, questions, invited, respondents, known }
}
