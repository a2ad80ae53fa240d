//! A campaign published a second time, after a withdrawal or an erasure.
//!
//! Two publications that differ by one person tell that person's answers: the difference of two totals is a total of one. What was shown cannot be taken
//! back either. So the first publication stands, figure by figure, and what it hid stays hidden; only those who run the campaign learn that the answers
//! have moved on. Another year is another campaign: other answers, nothing to subtract.

use crate::{Answers, Counts, Fault, Figure, Lattice, Publication, PublishedQuestion, Question};

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
    let answers = first.questions.iter().map(|shown| {
        let today = questions.iter().position(|question| question.code == shown.code).map(|place| &counts.answers[place]);
        today.map_or(0, |today| outdated(shown, today))
    });
    Ok(Revision { outdated: people + answers.sum::<usize>(), publication: first.clone() })
}

fn outdated(shown: &PublishedQuestion, today: &[Answers]) -> usize {
    let differs = |(figure, today): &(&Figure<Answers>, &Answers)| figure.shown().is_some_and(|shown_answers| *shown_answers != by_class(today, &shown.classes));
    shown.groups.iter().zip(today).filter(differs).count()
}

fn by_class(answers: &Answers, classes: &[Vec<usize>]) -> Answers {
    let options = classes.iter().map(|class| class.iter().map(|option| answers.options.get(*option).copied().unwrap_or(0)).sum()).collect();
    Answers { answered: answers.answered, options }
}
