//! How far a move can go, and how wide the range of a hidden number therefore is at least.
//!
//! Along one move every layer of a question shifts by a whole number of people. No layer of a group may fall below zero, the layers together shift the
//! group's people, and these shift alike for all questions. For one move this is exact; over several moves the widest reach each way counts.

use crate::layers::Layers;
use crate::moves::Move;

/// How far a number can fall and rise, in whole people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// By how much it can fall.
    pub down: u32,
    /// By how much it can rise.
    pub up: u32,
}

impl Span {
    /// A number that stays.
    pub const FIXED: Span = Span { down: 0, up: 0 };
    /// A number about which nothing is known.
    pub const FREE: Span = Span { down: u32::MAX, up: u32::MAX };

    /// Numbers that the whole range holds, less one.
    pub fn width(self) -> u32 {
        self.down.saturating_add(self.up)
    }

    /// What both allow.
    pub fn meet(self, other: Span) -> Span {
        Span { down: self.down.min(other.down), up: self.up.min(other.up) }
    }

    /// What either reaches.
    pub fn join(self, other: Span) -> Span {
        Span { down: self.down.max(other.down), up: self.up.max(other.up) }
    }

    /// Both together.
    pub fn plus(self, other: Span) -> Span {
        Span { down: self.down.saturating_add(other.down), up: self.up.saturating_add(other.up) }
    }

    /// The same seen from the other side.
    pub fn turned(self) -> Span {
        Span { down: self.up, up: self.down }
    }

    fn less(self, seen: u32) -> Span {
        Span { down: self.down.saturating_sub(seen), up: self.up.saturating_sub(seen) }
    }
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who knows what is published.
    Outsider,
    /// A respondent besides, who takes one person away wherever it hurts most: one fewer in any group that a move empties.
    Insider,
}

impl Reader {
    fn sees(self, span: Span) -> Span {
        match self {
            Reader::Outsider => span,
            Reader::Insider => span.less(1),
        }
    }
}

/// What a question lets a move do: how far each layer, those who did not answer, and those who did can shift.
pub struct Reach {
    items: Vec<Vec<Span>>,
    missing: Span,
}

impl Reach {
    /// Reach of a move in one question.
    pub fn of(layers: &Layers, step: &Move) -> Reach {
        let shift = |counts: &Vec<u32>| room(step, |group| Span { down: counts[group], up: u32::MAX });
        Reach { items: layers.items.iter().map(|item| item.iter().map(shift).collect()).collect(), missing: shift(&layers.missing) }
    }

    /// How far those who answered can shift, all items alike.
    fn answered(&self, reader: Reader) -> Span {
        let item = |layers: &Vec<Span>| reader.sees(layers.iter().fold(Span::FIXED, |sum, layer| sum.plus(*layer)));
        self.items.iter().map(item).fold(Span::FREE, Span::meet)
    }

    /// How far people can shift, as far as this question goes.
    pub fn people(&self) -> Span {
        self.answered(Reader::Outsider).plus(self.missing)
    }

    /// How far those who answered can shift when people and answered may shift so far.
    pub fn answered_within(&self, reader: Reader, people: Span, answered: Span) -> Span {
        self.answered(reader).meet(reader.sees(people).plus(reader.sees(self.missing).turned())).meet(reader.sees(answered))
    }

    /// How far one layer can shift when those who answered shift so far: what it takes, other layers of its item give.
    pub fn layer(&self, reader: Reader, (item, layer): (usize, usize), answered: Span) -> Span {
        let others = self.items[item].iter().enumerate().filter(|(place, _)| *place != layer).map(|(_, span)| *span);
        let others = reader.sees(others.fold(Span::FIXED, Span::plus));
        reader.sees(self.items[item][layer]).meet(answered.plus(others.turned()))
    }
}

/// How far a move can go when each of its groups may fall and rise so far. It goes up by emptying the groups that lose.
pub fn room(step: &Move, of: impl Fn(usize) -> Span) -> Span {
    let losing = step.less.iter().map(|group| of(*group).turned());
    losing.chain(step.more.iter().map(|group| of(*group))).fold(Span::FREE, Span::meet)
}

/// How far people can shift for a reader.
pub fn people_for(reader: Reader, people: Span) -> Span {
    reader.sees(people)
}

/// Widths that a hidden number needs: for somebody outside, for a respondent.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// For somebody outside.
    pub outsider: u32,
    /// For a respondent.
    pub insider: u32,
}

impl Need {
    /// Need of a number that could take so many values at all; one fewer for a respondent, who is one of them.
    pub fn of(outsider: u32, possible: u32) -> Need {
        Need { outsider: outsider.min(possible), insider: crate::INSIDER.min(possible.saturating_sub(1)) }
    }

    /// Whether ranges as a function of the reader are wide enough.
    pub fn met(self, width: impl Fn(Reader) -> u32) -> bool {
        width(Reader::Outsider) >= self.outsider && width(Reader::Insider) >= self.insider
    }
}
