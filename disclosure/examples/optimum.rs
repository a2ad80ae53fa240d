//! Groups hidden besides the small ones, against the fewest possible by exact search: `cargo run --release -p disclosure --example optimum`.

#[path = "../tests/attack/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod attack;
#[path = "../tests/world/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

use attack::{Attacker, Number};
use disclosure::{Counts, Dimension, Figure, Lattice, PEOPLE, Publication, Reason, Threshold, publish};
use world::Chance;

/// A table of two dimensions with its margins, most cells large and some small.
fn table(chance: &mut Chance) -> (Lattice, Counts) {
    let names = ["one", "two", "three"];
    let sizes = [2 + chance.below(2), 3];
    let dimensions = ["kind", "department"].iter().zip(sizes).map(|(title, size)| Dimension::new(title, &names[..size]));
    let lattice = Lattice::new(dimensions.collect(), &[&["kind"], &["department"], &["kind", "department"]]).expect("two dimensions");
    let mut counts = Counts::new(&lattice, &[]);
    for cell in lattice.sums().into_iter().find(|(whole, parts)| *whole == lattice.total() && parts.len() == sizes[0] * sizes[1]).expect("the cells").1 {
        counts.people[cell.0] = if chance.percent(25) { chance.below(5) } else { 5 + chance.below(20) } as u32;
    }
    // Margins last, from the finest: one dimension, then the total.
    for (whole, parts) in lattice.sums().into_iter().rev() {
        counts.people[whole.0] = parts.iter().map(|part| counts.people[part.0]).sum();
    }
    (lattice, counts)
}

fn published(counts: &Counts, hidden: &[usize]) -> Publication {
    let figure = |(group, people): (usize, &u32)| if hidden.contains(&group) { Figure::Suppressed(Reason::Group) } else { Figure::Shown(*people) };
    Publication {
        threshold: Threshold::default(),
        people: counts.people.iter().enumerate().map(figure).collect(),
        invited: counts.invited.clone(),
        questions: Vec::new(),
    }
}

/// Whether a pattern keeps what somebody outside may not learn. Respondents are left out: what they need only adds to the fewest possible.
fn is_safe(lattice: &Lattice, counts: &Counts, hidden: &[usize]) -> bool {
    let least = Threshold::default().respondents();
    let thin = lattice.sums().iter().any(|(whole, parts)| {
        let pool: Vec<u32> = parts.iter().filter(|part| hidden.contains(&part.0)).map(|part| counts.people[part.0]).collect();
        !hidden.contains(&whole.0) && !pool.is_empty() && pool.iter().sum::<u32>() < least
    });
    let out = published(counts, hidden);
    let attacker = Attacker::new(lattice, &out, Vec::new());
    let end = |group: usize, highest: bool| {
        attacker.world((group, Number::People), highest, None).ok().flatten().map(|world| attacker.value(&world, group, Number::People))
    };
    let wide = |group: &usize| end(*group, true).zip(end(*group, false)).is_some_and(|(most, least)| most - least >= PEOPLE);
    !thin && hidden.iter().all(wide)
}

/// Fewest groups of enough people that must be hidden besides.
fn fewest(lattice: &Lattice, counts: &Counts, upto: usize) -> usize {
    let least = Threshold::default().respondents();
    let (small, large): (Vec<usize>, Vec<usize>) = (1..counts.people.len()).partition(|group| counts.people[*group] < least);
    let subset = |bits: u32| large.iter().enumerate().filter(move |(place, _)| bits >> place & 1 == 1).map(|(_, group)| *group);
    let safe = |bits: &u32| is_safe(lattice, counts, &small.iter().copied().chain(subset(*bits)).collect::<Vec<_>>());
    (0..upto).find(|size| (0..1_u32 << large.len()).filter(|bits| bits.count_ones() as usize == *size).any(|bits| safe(&bits))).unwrap_or(upto)
}

fn main() {
    let (mut tables, mut groups, mut ours, mut best) = (0, 0, 0, 0);
    for seed in 0..60 {
        let (lattice, counts) = table(&mut Chance(seed));
        let out = publish(&lattice, &[], &counts, Threshold::default()).expect("the counts add up");
        let enough = |group: &usize| counts.people[*group] >= 5;
        let hidden = (0..counts.people.len()).filter(enough).filter(|group| out.people[*group].shown().is_none()).count();
        tables += 1;
        groups += (0..counts.people.len()).filter(enough).count();
        ours += hidden;
        best += fewest(&lattice, &counts, hidden);
    }
    println!("{tables} tables, {groups} groups of enough people: {ours} hidden besides, {best} at the fewest");
}
