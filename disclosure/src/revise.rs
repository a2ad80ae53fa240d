//! A campaign published a second time, after a withdrawal or an erasure.
//!
//! Two publications that differ by one person tell that person's answers: the difference of two totals is a total of one. What was shown cannot be taken
//! back either. So the first publication stands, figure by figure, and what it hid stays hidden; only those who run the campaign learn that the answers
//! have moved on. Another year is another campaign: other answers, nothing to subtract.

use crate::{Answers, Counts, Fault, Lattice, Publication, PublishedQuestion, Question};

/// What a second publication comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// What is published: the first publication.
    pub publication: Publication,
    /// Shown figures that would be others today. For those who run the campaign, not to be shown: it tells that somebody was taken out.
    pub outdated: usize,
}

/// Publishes the campaign again. Refuses counts that do not add up, as the first time.
pub fn publish_again(first: &Publication, lattice: &Lattice, questions: &[Question], counts: &Counts) -> Result<Revision, Fault> {
    counts.check(lattice, questions)?;
    let people = first.people.iter().zip(&counts.people).filter(|(figure, today)| figure.shown().is_some_and(|shown| shown != *today)).count();
    let margin = |group: usize| lattice.groups()[group].margin;
    let answers = first.questions.iter().map(|shown| {
        let today = questions.iter().position(|question| question.code == shown.code).map(|place| &counts.answers[place]);
        today.map_or(0, |today| outdated(shown, today, margin))
    });
    Ok(Revision { outdated: people + answers.sum::<usize>(), publication: first.clone() })
}

fn outdated(shown: &PublishedQuestion, today: &[Answers], margin: impl Fn(usize) -> usize) -> usize {
    let differs = |group: &usize| shown.groups[*group].shown().is_some_and(|figure| *figure != today[*group].by_class(&shown.classes[margin(*group)]));
    (0..today.len()).filter(differs).count()
}
