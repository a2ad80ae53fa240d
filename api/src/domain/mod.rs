//! The rooms: each holds one matter of the domain, from its words to its rights, behind one front door.

pub mod access;
pub mod action;
pub mod amounts;
pub mod analysis;
pub mod campaign;
pub mod compensation;
pub mod competence;
pub mod finding;
pub mod framing;
pub mod labels;
pub mod letter;
pub mod mandate;
pub mod need;
pub mod pay;
pub mod people;
pub mod report;
pub mod stage;
pub mod survey;
pub mod territory;
pub mod training;
