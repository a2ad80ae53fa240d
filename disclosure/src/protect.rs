//! The whole: counts in, publication out.

use crate::answers::Search;
use crate::layers::Layers;
use crate::pattern::Pattern;
use crate::people::People;
use crate::{Counts, Fault, Figure, Lattice, Publication, PublishedQuestion, Question, Threshold};

/// Publishes what can be shown. Refuses counts that do not add up.
pub fn publish(lattice: &Lattice, questions: &[Question], counts: &Counts, threshold: Threshold) -> Result<Publication, Fault> {
    counts.check(lattice, questions)?;
    let single = |question: &Question| (0..question.options).map(|option| vec![option]).collect::<Vec<_>>();
    let layers: Vec<Layers> = questions.iter().enumerate().map(|(place, question)| Layers::of(counts, place, question, &single(question))).collect();
    let mut people = People::new(lattice, counts, threshold, &layers);
    people.protect();

    let groups = 0..lattice.groups().len();
    let published = questions.iter().enumerate().map(|(place, question)| {
        let mut search = Search::new((lattice, counts, &people), threshold, place, question);
        search.protect();
        published(search, &people.pattern, question)
    });
    Ok(Publication {
        threshold,
        people: groups.map(|group| figure(&people.pattern, group, || counts.people[group])).collect(),
        invited: counts.invited.clone(),
        questions: published.collect(),
    })
}

fn published(search: Search<'_>, people: &Pattern, question: &Question) -> PublishedQuestion {
    let answers = |group| match people.reason(group) {
        Some(reason) => Figure::Suppressed(reason),
        None => figure(&search.pattern, group, || search.layers.answers(question.kind, search.classes.len(), group)),
    };
    let groups = (0..search.layers.answered.len()).map(answers).collect();
    PublishedQuestion { code: question.code.clone(), kind: question.kind, groups, classes: search.classes }
}

fn figure<T>(pattern: &Pattern, group: usize, of: impl FnOnce() -> T) -> Figure<T> {
    match pattern.reason(group) {
        Some(reason) => Figure::Suppressed(reason),
        None if pattern.exists(group) => Figure::Shown(of()),
        None => Figure::Absent,
    }
}

