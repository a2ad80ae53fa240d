//! The whole: counts in, publication out.

use crate::answers::Search;
use crate::layers::Layers;
use crate::pattern::Pattern;
use crate::people::People;
use crate::{Counts, Fault, Figure, Lattice, Publication, PublishedQuestion, Question, Reason, Threshold};

/// Publishes what can be shown. Refuses counts that do not add up.
pub fn publish(lattice: &Lattice, questions: &[Question], counts: &Counts, threshold: Threshold) -> Result<Publication, Fault> {
    counts.check(lattice, questions)?;
    let layers: Vec<Layers> = questions.iter().enumerate().map(|(place, question)| Layers::of(counts, place, question)).collect();
    let mut people = People::new(lattice, counts, threshold, &layers);
    people.protect();

    let published = questions.iter().zip(&layers).zip(&counts.answers).map(|((question, layers), answers)| {
        let mut search = Search::new(&people, question, layers);
        search.protect();
        let shown = |group: usize| answers[group].by_class(&search.classes[lattice.groups()[group].margin]);
        let reason = |group| if people.pattern.shows(group) { Reason::Answers } else { Reason::Group };
        let groups = (0..answers.len()).map(|group| figure(&search.pattern, group, reason(group), shown)).collect();
        let answered = (0..answers.len()).map(|group| figure(&search.answered, group, reason(group), |group| answers[group].answered)).collect();
        PublishedQuestion { code: question.code.clone(), kind: question.kind, answered, groups, classes: search.classes }
    });
    Ok(Publication {
        threshold,
        questions: published.collect(),
        people: (0..counts.people.len()).map(|group| figure(&people.pattern, group, Reason::Group, |group| counts.people[group])).collect(),
        invited: counts.invited.clone(),
    })
}

fn figure<T>(pattern: &Pattern, group: usize, reason: Reason, of: impl Fn(usize) -> T) -> Figure<T> {
    match (pattern.exists(group), pattern.shows(group)) {
        (false, _) => Figure::Absent,
        (true, false) => Figure::Suppressed(reason),
        (true, true) => Figure::Shown(of(group)),
    }
}
