//! Who may do what with the log: the referent, and nobody else.

use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::types::Line::{self, Standing};

/// Makes reference data: the product alone.
pub const PUBLISH: Action = Action("PUBLISH");
/// Changes reference data: the product alone.
pub const REVISE: Action = Action("REVISE");
/// Logs an action.
pub const LOG: Action = Action("LOG");
/// Changes a line.
pub const CHANGE: Action = Action("CHANGE");
/// Takes a line back.
pub const DELETE: Action = Action("DELETE");

/// Kinds of actions, which come with the product.
pub const KIND: Sheet<()> = Sheet::of(Area::Survey, &[grant(Anyone, &[READ], Everywhere)]);

/// Lines: no office, no principal and no desk reads a line or counts it. What was taken back is read by nobody.
pub const ACTION: Sheet<Line> = Sheet::of(Area::Survey, &[grant(Oneself, &[READ, LOG, CHANGE, DELETE], Own).once(&[Standing])]);
