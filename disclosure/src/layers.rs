//! The answers to one question as layers: everybody lies in one layer of each item, or in the layer of those who did not answer.
//!
//! A single choice is one item whose layers are its options. A multiple choice is an item for each option: chose it, did not.

use crate::{Answers, Counts, Kind, Question};

/// Counts of one question, by item, layer and group.
#[derive(Clone, Debug)]
pub struct Layers {
    /// For each item its layers, for each layer the count of each group. The first layers of items are what is published.
    pub items: Vec<Vec<Vec<u32>>>,
    /// Who answered, by group.
    pub answered: Vec<u32>,
    /// Who did not, by group.
    pub missing: Vec<u32>,
}

impl Layers {
    /// Layers of a question whose options are shown in these classes.
    pub fn of(counts: &Counts, place: usize, question: &Question, classes: &[Vec<usize>]) -> Layers {
        let answers = &counts.answers[place];
        let chose = |class: &Vec<usize>| answers.iter().map(|group| class.iter().map(|option| group.options[*option]).sum()).collect::<Vec<u32>>();
        let answered: Vec<u32> = answers.iter().map(|group| group.answered).collect();
        let items = match question.kind {
            Kind::Single | Kind::Scale => vec![classes.iter().map(chose).collect()],
            Kind::Multiple => classes.iter().map(chose).map(|yes| vec![yes.clone(), answered.iter().zip(&yes).map(|(all, yes)| all - yes).collect()]).collect(),
        };
        let missing = counts.people.iter().zip(&answered).map(|(people, answered)| people - answered).collect();
        Layers { items, answered, missing }
    }

    /// Place of a published class: its item and its layer there.
    pub fn place(&self, kind: Kind, class: usize) -> (usize, usize) {
        match kind {
            Kind::Single | Kind::Scale => (0, class),
            Kind::Multiple => (class, 0),
        }
    }

    /// What is published of a group.
    pub fn answers(&self, kind: Kind, classes: usize, group: usize) -> Answers {
        let count = |class| {
            let (item, layer) = self.place(kind, class);
            self.items[item][layer][group]
        };
        Answers { answered: self.answered[group], options: (0..classes).map(count).collect() }
    }
}
