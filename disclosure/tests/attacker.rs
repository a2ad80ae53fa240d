//! The attacker is a test: whatever is hidden stays open, to somebody who reads everything published and to each respondent.
//!
//! `ATTACKS=1000 cargo test --release -p disclosure --test attacker` runs the long form.

mod attack;
#[expect(dead_code, reason = "the example of shares uses more of it")]
mod world;

use attack::{Attacker, Number, Own, World};
use disclosure::{ANSWERS, Counts, Dimension, Figure, GroupId, INSIDER, Kind, Lattice, PEOPLE, Publication, Question, Threshold, publish};
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

/// Most people that the invited leave possible: those of the group, or of its parts together.
fn at_most(wholes: &[(GroupId, Vec<GroupId>)], out: &Publication, group: usize) -> u32 {
    let invited = |group: usize| out.invited[group].unwrap_or(u32::MAX);
    let together =
        wholes.iter().filter(|(whole, _)| whole.0 == group).map(|(_, parts)| parts.iter().fold(0, |sum: u32, part| sum.saturating_add(invited(part.0))));
    together.chain([invited(group)]).min().unwrap_or(u32::MAX)
}

/// Attacks a publication as somebody outside, and as every respondent.
fn attack(people: &Population, counts: &Counts, out: &Publication) -> Outcome {
    let attacker = Attacker::new(&people.lattice, out, people.questions.iter().map(|question| question.options).collect());
    let mut outcome = Outcome::default();
    let wholes = people.lattice.sums();
    let mut worlds: Vec<World> = Vec::new();
    let insiders: Vec<Own> = people
        .respondents
        .iter()
        .map(|one| Own { values: one.values.iter().map(|value| value.expect("known")).collect(), answers: one.answers.clone() })
        .collect();
    for (group, number) in attacker.hidden() {
        outcome.hidden += 1;
        let holding = wholes.iter().filter(|(_, parts)| parts.iter().any(|part| part.0 == group)).map(|(whole, _)| whole.0);
        let invited = holding.chain([group]).map(|holding| at_most(&wholes, out, holding)).min().unwrap_or(u32::MAX);
        let most = invited.min(out.people[group].shown().copied().unwrap_or(u32::MAX));
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

/// First seed of the random populations; `FIRST` sets another, so that a long run can be split.
fn first() -> u64 {
    std::env::var_os("FIRST").and_then(|seed| seed.to_str()?.parse().ok()).unwrap_or(0)
}

#[test]
fn nothing_hidden_is_found_in_random_populations() {
    let (mut hidden, mut unsolved) = (0, 0);
    for seed in first()..first() + attacks() {
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

/// The survey of 2023-2024: 89 colleges, 33 lycées, 20 vocational, 3 EREA.
fn real_case() -> Population {
    let lattice = Lattice::new(vec![Dimension::new("kind", &["college", "lycee", "vocational", "erea"])], &[&["kind"]]).expect("one margin");
    let questions =
        vec![Question { code: "HOURS".into(), kind: Kind::Single, options: 4 }, Question { code: "CHANNELS".into(), kind: Kind::Multiple, options: 3 }];
    let kinds = [(89, 270), (33, 100), (20, 68), (3, 8)];
    let of = |count: fn(&(usize, usize)) -> usize| kinds.iter().enumerate().flat_map(|(kind, both)| vec![vec![kind]; count(both)]).collect::<Vec<_>>();
    let respondents = world::respondents(&mut Chance(2024), &questions, of(|(answered, _)| *answered).into_iter());
    Population { lattice, questions, invited: of(|(_, invited)| *invited), respondents, known: vec![true] }
}

#[test]
fn the_three_of_erea_are_hidden_and_one_more() {
    let people = real_case();
    let counts = people.counts();

    let out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");

    let shown: Vec<Option<u32>> = out.people.iter().map(|figure| figure.shown().copied()).collect();
    assert_eq!(shown, [Some(145), Some(89), Some(33), None, None]);
    assert!(attack(&people, &counts, &out).found.is_empty());
    assert_eq!(out.response_rate(people.lattice.total()), Some(Figure::Shown(145.0 / 446.0)));
    assert!(matches!(out.response_rate(people.lattice.group(&[("kind", "erea")]).expect("a kind")), Some(Figure::Suppressed(_))));
}

#[test]
fn the_attacker_finds_what_only_a_small_group_hides() {
    let people = real_case();
    let counts = people.counts();
    let mut out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");
    let vocational = people.lattice.group(&[("kind", "vocational")]).expect("a kind").0;

    out.people[vocational] = Figure::Shown(counts.people[vocational]);

    let found = attack(&people, &counts, &out).found;
    assert!(found.iter().any(|one| one.starts_with("4 People by anybody")), "{found:?}");
}

#[test]
fn the_attacker_finds_what_an_answer_gives_away() {
    let people = real_case();
    let counts = people.counts();
    let mut out = publish(&people.lattice, &people.questions, &counts, Threshold::default()).expect("the counts add up");
    let vocational = people.lattice.group(&[("kind", "vocational")]).expect("a kind").0;

    out.questions[0].groups[vocational] = Figure::Shown(counts.answers[0][vocational].by_class(&out.questions[0].classes[1]));

    let found = attack(&people, &counts, &out).found;
    assert!(found.iter().any(|one| one.starts_with("4 Class(0")), "{found:?}");
}

#[test]
fn my_year_against_my_basin_counts_the_others() {
    let people = real_case();
    let out = publish(&people.lattice, &people.questions, &people.counts(), Threshold::of(33)).expect("the counts add up");
    let (college, lycee) = (1, 2);
    let hours = &out.questions[0];

    let all = hours.groups[college].shown().expect("89 colleges").clone();
    let own = all.options.iter().position(|count| *count > 0).expect("somebody chose something");
    let others = hours.others(GroupId(college), &[own], out.threshold);
    assert_eq!(others.shown().map(|others| (others.answered, others.options[own])), Some((all.answered - 1, all.options[own] - 1)));
    // 33 less the own answers are fewer than 33.
    assert!(matches!(hours.others(GroupId(lycee), &[own], out.threshold), Figure::Suppressed(_)));
}
