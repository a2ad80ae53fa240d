//! How much is published: `cargo run --release -p disclosure --example share`.

#[path = "../tests/world/mod.rs"]
mod world;

use std::time::Instant;

use disclosure::{Counts, Dimension, Lattice, Publication, Question, Threshold, publish};
use world::{Chance, Crossed};

/// Numbers that could be published, and those lost to protect others.
#[derive(Default)]
struct Share {
    groups: usize,
    groups_lost: usize,
    options: usize,
    options_lost: usize,
}

impl Share {
    fn add(&mut self, other: &Share) {
        self.groups += other.groups;
        self.groups_lost += other.groups_lost;
        self.options += other.options;
        self.options_lost += other.options_lost;
    }

    fn of(counts: &Counts, questions: &[Question], out: &Publication) -> Share {
        let enough = |number: u32| number >= out.threshold.respondents();
        let mut share = Share::default();
        for group in (0..counts.people.len()).filter(|group| enough(counts.people[*group])) {
            share.groups += 1;
            share.groups_lost += usize::from(out.people[group].shown().is_none());
            for (place, question) in questions.iter().enumerate().filter(|(place, _)| enough(counts.answers[*place][group].answered)) {
                let shown = out.questions[place].groups[group].shown().map_or(0, |answers| answers.options.len());
                share.options += question.options;
                share.options_lost += question.options - shown;
            }
        }
        share
    }

    fn print(&self, name: &str) {
        let percent = |lost: usize, all: usize| 100.0 * lost as f64 / all.max(1) as f64;
        let (groups, options) = (percent(self.groups_lost, self.groups), percent(self.options_lost, self.options));
        println!("{name:36} groups {:6} lost {groups:5.1} %   options {:8} lost {options:5.1} %", self.groups, self.options);
    }
}

fn academies(crossed: Crossed, answers: usize) {
    let (mut sum, mut slowest) = (Share::default(), 0);
    for seed in 0..20 {
        let people = world::academy(&mut Chance(seed), answers, crossed, world::questionnaire());
        let counts = people.counts();
        let start = Instant::now();
        let out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");
        slowest = slowest.max(start.elapsed().as_millis());
        sum.add(&Share::of(&counts, &people.questions, &out));
    }
    sum.print(&format!("{answers} answers, crossed {crossed:?}, at most {slowest} ms"));
}

fn main() {
    for answers in [145, 226] {
        for crossed in [Crossed::Nothing, Crossed::Levels, Crossed::Kinds] {
            academies(crossed, answers);
        }
    }
    let (mut sum, mut all) = (Share::default(), 0);
    for seed in 0..1000 {
        let people = world::trouble(&mut Chance(seed));
        let counts = people.counts();
        let out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");
        all += usize::from(out.people[0].shown().is_none() && counts.people[0] >= 5);
        sum.add(&Share::of(&counts, &people.questions, &out));
    }
    sum.print(&format!("1000 made to trouble, {all} hidden whole"));
    large();
}

/// 150,000 answers of 30 academies with 750 basins, some of them tiny, to 40 questions; the counts come ready, as from a database.
fn large() {
    let mut chance = Chance(30);
    let names = |count: usize| (0..count).map(|place| place.to_string()).collect::<Vec<_>>();
    let dimension = |title: &str, count: usize| Dimension::new(title, &names(count).iter().map(String::as_str).collect::<Vec<_>>());
    let parents: Vec<usize> = (0..750).map(|basin| basin % 30).collect();
    let dimensions = vec![dimension("academy", 30), dimension("basin", 750).within("academy", &parents), dimension("kind", 8)];
    let lattice = Lattice::new(dimensions, &[&["academy"], &["basin"], &["kind"]]).expect("the lattice can be proved");
    let basins: Vec<usize> = (0..750).map(|_| if chance.percent(2) { 1 } else { 20 + chance.below(180) }).collect();
    let people: Vec<Vec<usize>> = (0..150_000)
        .map(|_| {
            let basin = chance.weighted(&basins);
            vec![parents[basin], basin, chance.weighted(&[60_000, 22_000, 13_000, 2_000, 800, 200, 20, 1])]
        })
        .collect();
    let questions = world::questionnaire();
    let respondents = world::respondents(&mut chance, &questions, people.into_iter());
    let counts = Counts::of(&lattice, &questions, &respondents).expect("respondents fit their lattice");

    let start = Instant::now();
    let out = publish(&lattice, &questions, &counts, Threshold::default()).expect("the counts add up");
    let took = start.elapsed().as_millis();
    Share::of(&counts, &questions, &out).print(&format!("150000 answers, 750 basins, {took} ms"));
}
