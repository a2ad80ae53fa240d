//! Statistical disclosure control (*secret statistique*) for the analysis of a survey.
//!
//! Respondents fall into *groups*, along the *margins* of a *lattice* that is fixed in advance: everybody, each basin, each kind of establishment in a
//! department. A group of fewer than `k` respondents is hidden with all its figures. Because groups add up to totals, others must be hidden with it:
//! so many, and so chosen, that every hidden number could be another one, for a reader of everything published and for a respondent who takes the
//! own answers away.
//!
//! The proof is built with the publication. A *move* carries people from hidden groups to hidden groups and leaves every shown figure as it is; how far
//! moves can go with the answers as they are is how wide the range of a hidden number is at least. Where it is too narrow, the cheapest further group is
//! hidden, or rare options are shown together. Nothing is drawn by chance.
//!
//! Inside: `setting` how much protection; `lattice` and `counts` what goes in; `publication` what comes out; `moves`, `layers`, `range` and `evidence` the proof;
//! `pattern` what is hidden so far, `pool` which hidden parts stand together; `people` and `answers` the two searches; `protect` the whole.

mod answers;
mod counts;
mod evidence;
mod fault;
mod lattice;
mod layers;
mod moves;
mod pattern;
mod people;
mod pool;
mod protect;
mod publication;
mod range;
mod setting;
mod sums;

pub use counts::{Answers, Counts, Kind, Question, Respondent};
pub use fault::Fault;
pub use lattice::{Dimension, Group, GroupId, Lattice};
pub use protect::publish;
pub use publication::{Figure, Publication, PublishedQuestion, Reason};
pub use setting::{ANSWERS, INSIDER, PEOPLE, Threshold};
