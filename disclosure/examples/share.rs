//! How much is published: `cargo run --release -p disclosure --example share`.

#[path = "../tests/world/mod.rs"]
mod world;

use std::time::Instant;

use disclosure::{Counts, Figure, GroupId, Lattice, Publication, Question, Threshold, publish};

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

fn by_margin(lattice: &Lattice, counts: &Counts, out: &Publication) {
    for (margin, of) in lattice.margins().iter().enumerate() {
        let groups: Vec<usize> = (0..counts.people.len()).filter(|group| lattice.groups()[*group].margin == margin).collect();
        let say = |group: &usize| match out.people[*group] {
            Figure::Shown(people) => people.to_string(),
            Figure::Suppressed(reason) => format!("{reason:?}({})", counts.people[*group]),
            Figure::Absent => "-".to_owned(),
        };
        println!("  {of:?}: {}", groups.iter().map(say).collect::<Vec<_>>().join(" "));
        for group in groups.iter().filter(|group| out.people[**group].shown().is_some()) {
            let hidden: Vec<String> = out.questions.iter().filter(|q| q.groups[*group].shown().is_none()).map(|q| q.code.clone()).collect();
            if !hidden.is_empty() { println!("    {:?} hides {}", GroupId(*group), hidden.len()); }
        }
    }
    for margin in 1..lattice.margins().len() {
        let joined = out.questions.iter().map(|q| format!("{}", q.classes[margin].len()));
        println!("  classes {margin} {}", joined.collect::<Vec<_>>().join(" "));
    }
}

fn main() {
    for nested in [true, false] {
        for answers in [145, 226] {
            let mut sum = Share::default();
            let mut worst = 0;
            for seed in 0..4 {
                let mut chance = world::Chance(seed);
                let people = world::academy(&mut chance, answers, nested, world::questionnaire());
                let counts = people.counts();
                let start = Instant::now();
                let out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");
                worst = worst.max(start.elapsed().as_millis());
                if seed == 0 { by_margin(&people.lattice, &counts, &out); }
                sum.add(&Share::of(&counts, &people.questions, &out));
            }
            sum.print(&format!("academy {answers} nested {nested} {worst} ms"));
        }
    }
}
