//! The answers to one question as layers: everybody lies in one layer of each item, or in the layer of those who did not answer.
//!
//! A single choice is one item whose layers are its options. A multiple choice is an item for each option: chose it, did not.

use crate::{Counts, Kind, Question};

/// Counts of one question, by item, layer and group.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Place of the question.
    pub question: usize,
    /// For each item its layers, for each layer the count of each group.
    pub items: Vec<Vec<Vec<u32>>>,
    /// Who answered, by group.
    pub answered: Vec<u32>,
    /// Who did not, by group.
    pub missing: Vec<u32>,
}

impl Layers {
    /// Layers of a question, option by option.
    pub fn of(counts: &Counts, place: usize, question: &Question) -> Layers {
        let answers = &counts.answers[place];
        let answered: Vec<u32> = answers.iter().map(|group| group.answered).collect();
        let chose = |option: usize| answers.iter().map(|group| group.options[option]).collect::<Vec<u32>>();
        let options = (0..question.options).map(chose);
        let items = match question.kind {
            Kind::Single | Kind::Scale => vec![options.collect()],
            Kind::Multiple => options.map(|yes| vec![yes.clone(), answered.iter().zip(&yes).map(|(all, yes)| all - yes).collect()]).collect(),
        };
        let missing = counts.people.iter().zip(&answered).map(|(people, answered)| people - answered).collect();
        Layers { question: place, items, answered, missing }
    }

    /// Item of a class of options, and its layers there.
    pub fn place(kind: Kind, class: &[usize]) -> (usize, &[usize]) {
        match (kind, class) {
            (Kind::Multiple, [option]) => (*option, &[0]),
            _ => (0, class),
        }
    }

    /// How many of a group chose an option of a class.
    pub fn count(&self, kind: Kind, class: &[usize], group: usize) -> u32 {
        let (item, layers) = Layers::place(kind, class);
        layers.iter().map(|layer| self.items[item][*layer][group]).sum()
    }
}
