//! The stories: one file a room, and what crosses all rooms.

mod access;
mod accounts;
mod attacks;
mod audit;
mod budgets;
mod compensation;
mod contract;
mod delivery;
mod docs;
mod documents;
mod door;
mod errors;
mod faults;
mod files;
mod framing;
mod identity;
mod imports;
mod letters;
mod mandate;
mod matrix;
mod people;
mod plans;
mod progress;
mod reads;
mod territory;
mod writes;
