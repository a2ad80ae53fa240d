//! What was answered, counted by group: from the respondents, or as the database has counted them.

use crate::{Fault, GroupId, Lattice};

/// How a question is answered. A row of a matrix is a question of its own; numbers are binned and make a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One option of several.
    Single,
    /// One degree of several, in order.
    Scale,
    /// Any number of options.
    Multiple,
}

/// A question as the analysis knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Code, stable across years.
    pub code: String,
    /// How it is answered.
    pub kind: Kind,
    /// Number of options.
    pub options: usize,
}

/// Answers of one group to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Respondents who answered it.
    pub answered: u32,
    /// How many of them chose each option.
    pub options: Vec<u32>,
}

impl Answers {
    /// The same counted by classes of options.
    pub fn by_class(&self, classes: &[Vec<usize>]) -> Answers {
        let count = |class: &Vec<usize>| class.iter().map(|option| self.options[*option]).sum();
        Answers { answered: self.answered, options: classes.iter().map(count).collect() }
    }
}

/// Somebody who took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respondent {
    /// Value in each dimension of the lattice, nothing where it is not known.
    pub values: Vec<Option<usize>>,
    /// Options chosen at each question, none where it was not answered.
    pub answers: Vec<Vec<usize>>,
}

/// Everything counted, by group of a lattice. Starts at zero; `check` says whether it adds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Respondents of each group.
    pub people: Vec<u32>,
    /// People invited of each group, nothing where only respondents tell what they are; nobody invited: the group does not exist.
    pub invited: Vec<Option<u32>>,
    /// Answers to each question, by group.
    pub answers: Vec<Vec<Answers>>,
}

impl Counts {
    /// Counts of nobody.
    pub fn new(lattice: &Lattice, questions: &[Question]) -> Counts {
        let groups = lattice.groups().len();
        let empty = |question: &Question| vec![Answers { answered: 0, options: vec![0; question.options] }; groups];
        Counts { people: vec![0; groups], invited: vec![None; groups], answers: questions.iter().map(empty).collect() }
    }

    /// Counts of these respondents; who was invited is added by hand.
    pub fn of(lattice: &Lattice, questions: &[Question], respondents: &[Respondent]) -> Result<Counts, Fault> {
        let mut counts = Counts::new(lattice, questions);
        for (place, respondent) in respondents.iter().enumerate() {
            let groups = groups_of(lattice, respondent).ok_or(Fault::Respondent(place))?;
            let known = respondent.answers.len() == questions.len()
                && respondent.answers.iter().zip(questions).all(|(chosen, question)| chosen.iter().all(|option| *option < question.options));
            if !known {
                return Err(Fault::Respondent(place));
            }
            for group in groups {
                counts.count(group, respondent);
            }
        }
        Ok(counts)
    }

    fn count(&mut self, group: GroupId, respondent: &Respondent) {
        self.people[group.0] += 1;
        for (question, chosen) in respondent.answers.iter().enumerate().filter(|(_, chosen)| !chosen.is_empty()) {
            let answers = &mut self.answers[question][group.0];
            answers.answered += 1;
            chosen.iter().for_each(|option| answers.options[*option] += 1);
        }
    }

    /// Whether every count fits the others, in each group and in each margin against the total and the margins it shares.
    pub fn check(&self, lattice: &Lattice, questions: &[Question]) -> Result<(), Fault> {
        for group in (0..lattice.groups().len()).map(GroupId) {
            let people = self.people[group.0];
            if self.invited[group.0].is_some_and(|invited| invited < people) {
                return Err(Fault::Counts { group, question: None });
            }
            for (question, answers) in questions.iter().zip(&self.answers) {
                let Answers { answered, options } = &answers[group.0];
                let fits = match question.kind {
                    Kind::Multiple => options.iter().all(|count| count <= answered),
                    Kind::Single | Kind::Scale => options.iter().sum::<u32>() == *answered,
                };
                if !fits || options.len() != question.options || *answered > people {
                    return Err(Fault::Counts { group, question: Some(question.code.clone()) });
                }
            }
        }
        lattice.sums().into_iter().try_for_each(|(group, parts)| self.check_sum(group, &parts, questions))
    }

    fn check_sum(&self, group: GroupId, parts: &[GroupId], questions: &[Question]) -> Result<(), Fault> {
        if parts.iter().map(|part| self.people[part.0]).sum::<u32>() != self.people[group.0] {
            return Err(Fault::Counts { group, question: None });
        }
        for (question, answers) in questions.iter().zip(&self.answers) {
            let whole = &answers[group.0];
            let adds_up = |of: &dyn Fn(&Answers) -> u32| parts.iter().map(|part| of(&answers[part.0])).sum::<u32>() == of(whole);
            if !adds_up(&|one| one.answered) || !(0..question.options).all(|option| adds_up(&|one| one.options[option])) {
                return Err(Fault::Counts { group, question: Some(question.code.clone()) });
            }
        }
        Ok(())
    }
}

fn groups_of(lattice: &Lattice, respondent: &Respondent) -> Option<Vec<GroupId>> {
    if respondent.values.len() != lattice.dimensions().len() {
        return None;
    }
    let values = lattice.dimensions().iter().zip(&respondent.values).map(|(dimension, value)| value.or(dimension.unknown())).collect::<Option<Vec<_>>>()?;
    lattice.margins().iter().enumerate().map(|(margin, of)| lattice.place(margin, &of.iter().map(|one| values[*one]).collect::<Vec<_>>())).collect()
}
