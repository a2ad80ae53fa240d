//! How far a move can go, and how wide the range of a hidden number therefore is at least.
//!
//! Along one move every layer of a question shifts by a whole number of people. No layer of a group may fall below zero, the layers together shift the
//! group's people, and these shift alike for all questions. For one move this is exact; over several moves the widest reach each way counts.

use crate::layers::Layers;
use crate::moves::Move;

/// People whom a move may rest upon: those of a group in one layer of a question's item, those who did not answer it, or all of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rest {
    /// The group.
    pub group: usize,
    /// The layer, if it rests upon one.
    pub layer: Option<Layer>,
}

/// Where the people of a layer stand: a question, and an item of it with its layer, or nothing for those who did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// Place of the question.
    pub question: usize,
    /// Item and layer.
    pub at: Option<(usize, usize)>,
}

impl Layer {
    /// Whether one person can be in both: not in two options of one choice, nor among those who answered and those who did not.
    pub fn may_share(self, other: Layer) -> bool {
        self.question != other.question
            || match (self.at, other.at) {
                (Some((item, layer)), Some((its_item, its_layer))) => item != its_item || layer == its_layer,
                (one, other) => one == other,
            }
    }
}

/// How far something can go one way, in whole people; and, where that is one person far, whom it rests upon: one fewer there would stop it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Far {
    /// How far.
    pub people: u32,
    /// Whom it rests upon.
    pub rests: Vec<Rest>,
}

impl Far {
    /// So far, whoever is taken away.
    pub const fn sure(people: u32) -> Far {
        Far { people, rests: Vec::new() }
    }

    fn meet(self, other: Far) -> Far {
        let people = self.people.min(other.people);
        let resting = [self, other].into_iter().filter(|far| people == 1 && far.people == 1);
        let mut rests: Vec<Rest> = resting.flat_map(|far| far.rests).collect();
        rests.sort_unstable();
        rests.dedup();
        Far { people, rests }
    }

    /// The same, resting on whole groups.
    pub fn in_groups(self) -> Far {
        let mut rests: Vec<Rest> = self.rests.into_iter().map(|rest| Rest { layer: None, ..rest }).collect();
        rests.sort_unstable();
        rests.dedup();
        Far { people: self.people, rests }
    }

    fn join(self, other: Far) -> Far {
        if self.people >= other.people { self } else { other }
    }

    /// Both together. Nobody is counted on both sides, so of two people far one stays when one person is taken away.
    fn plus(self, other: Far) -> Far {
        match (self.people, other.people) {
            (_, 0) => self,
            (0, _) => other,
            (one, more) => Far::sure(one.saturating_add(more)),
        }
    }
}

/// How far a number can fall and rise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// By how much it can fall.
    pub down: Far,
    /// By how much it can rise.
    pub up: Far,
}

impl Span {
    /// A number that stays.
    pub const FIXED: Span = Span { down: Far::sure(0), up: Far::sure(0) };
    /// A number about which nothing is known.
    pub const FREE: Span = Span { down: Far::sure(u32::MAX), up: Far::sure(u32::MAX) };

    /// Numbers that the whole range holds, less one.
    pub fn width(&self) -> u32 {
        self.down.people.saturating_add(self.up.people)
    }

    /// Whether the number stays.
    pub fn is_fixed(&self) -> bool {
        self.width() == 0
    }

    /// What both allow.
    pub fn meet(self, other: Span) -> Span {
        Span { down: self.down.meet(other.down), up: self.up.meet(other.up) }
    }

    /// The same, resting on whole groups whatever they answered: for people, whom all questions follow.
    pub fn in_groups(self) -> Span {
        Span { down: self.down.in_groups(), up: self.up.in_groups() }
    }

    /// What either reaches.
    pub fn join(self, other: Span) -> Span {
        Span { down: self.down.join(other.down), up: self.up.join(other.up) }
    }

    /// Both together.
    pub fn plus(self, other: Span) -> Span {
        Span { down: self.down.plus(other.down), up: self.up.plus(other.up) }
    }

    /// The same seen from the other side.
    pub fn turned(self) -> Span {
        Span { down: self.up, up: self.down }
    }
}

/// How far a move can go each way before one of its groups has nobody left of these counts.
pub fn emptied(counts: &[u32], layer: Option<Layer>, step: &Move) -> Span {
    let far = |groups: &[usize]| {
        let people = groups.iter().map(|group| counts[*group]).min().unwrap_or(u32::MAX);
        let last = groups.iter().filter(|group| people == 1 && counts[**group] == 1);
        Far { people, rests: last.map(|group| Rest { group: *group, layer }).collect() }
    };
    Span { down: far(&step.more), up: far(&step.less) }
}

/// How far a move can go each way before one of its groups holds more than it can.
pub fn filled(spare: impl Fn(usize) -> u32, step: &Move) -> Span {
    let far = |groups: &[usize]| Far::sure(groups.iter().map(|group| spare(*group)).min().unwrap_or(u32::MAX));
    Span { down: far(&step.less), up: far(&step.more) }
}

/// What a question lets a move do: how far each layer, those who did not answer, and those who did can shift.
pub struct Reach {
    items: Vec<Vec<Span>>,
    missing: Span,
}

impl Reach {
    /// Reach of a move in one question.
    pub fn of(layers: &Layers, step: &Move) -> Reach {
        let shift = |counts: &[u32], at| emptied(counts, Some(Layer { question: layers.question, at }), step);
        let item = |(item, of): (usize, &Vec<Vec<u32>>)| of.iter().enumerate().map(|(layer, counts)| shift(counts, Some((item, layer)))).collect();
        Reach { items: layers.items.iter().enumerate().map(item).collect(), missing: shift(&layers.missing, None) }
    }

    /// How far those who answered can shift, all items alike.
    fn answered(&self) -> Span {
        let item = |layers: &Vec<Span>| layers.iter().fold(Span::FIXED, |sum, layer| sum.plus(layer.clone()));
        self.items.iter().map(item).fold(Span::FREE, Span::meet)
    }

    /// How far people can shift, as far as this question goes.
    pub fn people(&self) -> Span {
        self.answered().plus(self.missing.clone())
    }

    /// How far those who answered can shift when people may shift so far.
    pub fn answered_within(&self, people: &Span) -> Span {
        self.answered().meet(people.clone().plus(self.missing.clone().turned()))
    }

    /// How far layers of an item can shift together when those who answered shift so far: what they take, the other layers give.
    pub fn layers(&self, (item, layers): (usize, &[usize]), answered: &Span) -> Span {
        let sum = |inside: bool| {
            let these = self.items[item].iter().enumerate().filter(|(place, _)| layers.contains(place) == inside);
            these.fold(Span::FIXED, |sum, (_, span)| sum.plus(span.clone()))
        };
        sum(true).meet(answered.clone().plus(sum(false).turned()))
    }
}
