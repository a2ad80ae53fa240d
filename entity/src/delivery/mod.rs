//! What is brought to persons after a command.

pub mod notification;
