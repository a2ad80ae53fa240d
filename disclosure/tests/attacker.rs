//! The attacker is a test: whatever is hidden stays open, to somebody who reads everything published and to each respondent.
//!
//! `ATTACKS=1000 cargo test --release -p disclosure --test attacker` runs the long form.

mod attack;
mod world;

use attack::{Attacker, Number, Own, World};
use disclosure::{ANSWERS, Counts, Figure, INSIDER, Kind, Lattice, PEOPLE, Publication, Threshold, publish, publish_again};
use world::{Chance, Population, trouble};

/// What an attack came to.
#[derive(Default, Debug)]
struct Outcome {
    found: Vec<String>,
    hidden: usize,
    unsolved: usize,
}

/// Whether a figure of enough respondents says that nobody, or nobody but the reader, chose the class: a shown whole less its shown parts.
fn nobody(people: &Population, counts: &Counts, out: &Publication, group: usize, number: Number, own: u32) -> bool {
    let Number::Class(question, class) = number else { return false };
    let margin = people.lattice.groups()[group].margin;
    let class = &out.questions[question].classes[margin][class];
    let count = |group: usize| class.iter().map(|option| counts.answers[question][group].options[*option]).sum::<u32>();
    people.lattice.sums().iter().any(|(whole, parts)| {
        let pool: Vec<usize> = parts.iter().map(|part| part.0).filter(|part| matches!(out.questions[question].groups[*part], Figure::Suppressed(_))).collect();
        let answered: u32 = pool.iter().map(|part| counts.answers[question][*part].answered).sum();
        let shown = out.questions[question].groups[whole.0].shown().is_some();
        shown && pool.contains(&group) && answered >= out.threshold.respondents() && pool.iter().map(|part| count(*part)).sum::<u32>() <= own
    })
}

/// Attacks a publication as somebody outside, and as every respondent.
fn attack(people: &Population, counts: &Counts, out: &Publication) -> Outcome {
    let attacker = Attacker::new(&people.lattice, out, people.questions.iter().map(|question| question.options).collect());
    let mut outcome = Outcome::default();
    let mut worlds: Vec<World> = Vec::new();
    let insiders: Vec<Own> = people.respondents.iter().map(|one| Own { values: one.values.iter().map(|value| value.expect("known")).collect(), answers: one.answers.clone() }).collect();
    for (group, number) in attacker.hidden() {
        outcome.hidden += 1;
        let most = out.invited[group].unwrap_or(u32::MAX).min(out.people[group].shown().copied().unwrap_or(u32::MAX));
        let width = if number == Number::People { PEOPLE } else { ANSWERS };
        let mut range = |own: Option<&Own>, wide: u32| {
            let values = |worlds: &[World]| {
                let fitting = worlds.iter().filter(|world| own.is_none_or(|own| attacker.holds_for(world, own)));
                let values: Vec<u32> = fitting.map(|world| attacker.value(world, group, number)).collect();
                values.iter().max().zip(values.iter().min()).map_or(0, |(most, least)| most - least)
            };
            for highest in [true, false] {
                if values(&worlds) >= wide {
                    return true;
                }
                match attacker.world((group, number), highest, own) {
                    Ok(Some(world)) => worlds.push(world),
                    Ok(None) => panic!("what is published contradicts itself"),
                    Err(_) => outcome.unsolved += 1,
                }
            }
            values(&worlds) >= wide
        };
        if !range(None, width.min(most)) && !nobody(people, counts, out, group, number, 0) {
            outcome.found.push(format!("{group} {number:?} by anybody"));
        }
        for own in insiders.iter().filter(|_| most > INSIDER) {
            if !range(Some(own), INSIDER) && !nobody(people, counts, out, group, number, 1) {
                outcome.found.push(format!("{group} {number:?} by {own:?}"));
            }
        }
    }
    outcome
}

fn attacks() -> u64 {
    std::env::var_os("ATTACKS").and_then(|count| count.to_str()?.parse().ok()).unwrap_or(25)
}

#[test]
fn nothing_hidden_is_found_in_random_populations() {
    let (mut hidden, mut unsolved) = (0, 0);
    for seed in 0..attacks() {
        let people = trouble(&mut Chance(seed));
        let counts = people.counts();
        let threshold = Threshold::of([3, 5, 5, 8][seed as usize % 4]);

        let out = publish(&people.lattice, &people.questions, &counts, threshold).expect("the counts add up");

        let outcome = attack(&people, &counts, &out);
        assert!(outcome.found.is_empty(), "seed {seed}: {:?}", outcome.found);
        hidden += outcome.hidden;
        unsolved += outcome.unsolved;
    }
    println!("{} populations, {hidden} hidden numbers, none found; {unsolved} programs unsolved", attacks());
    assert!(unsolved * 100 <= hidden, "the solver gave up too often to say anything: {unsolved} of {hidden}");
}
