//! Who may see jobs and notices.

use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes a notice: the product alone.
pub const CREATE: Action = Action("CREATE");
/// Says that it was read.
pub const MARK: Action = Action("MARK");

/// Jobs and what they refused: whoever started one, and the rectorate that it is about.
pub const JOB: Sheet<()> = Sheet::of(Area::Access, &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ], Academy)]);

/// Notices: nobody else's.
pub const NOTIFICATION: Sheet<()> = Sheet::of(Area::Access, &[grant(Oneself, &[READ, MARK], Own)]);
