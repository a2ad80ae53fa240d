//! The stories: one file a room, and what crosses all rooms.

mod access;
mod contract;
mod door;
mod mandate;
mod people;
mod reads;
mod territory;
mod writes;
