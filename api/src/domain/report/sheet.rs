//! Who may do what with activity reports: nothing goes to the principal without the referent's act, and to the rectorate only what
//! the referent shares with it. No program reads a report: the area is that of people.

use entity::report::activity_report::ReportStage::{self, Acknowledged, Archived, Returned, Submitted};
use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes a draft.
pub const DRAFT: Action = Action("DRAFT");
/// Changes it, or makes it anew.
pub const CHANGE: Action = Action("CHANGE");
/// Submits it.
pub const SUBMIT: Action = Action("SUBMIT");
/// Takes note of it.
pub const ACKNOWLEDGE: Action = Action("ACKNOWLEDGE");
/// Asks for more.
pub const RETURN: Action = Action("RETURN");
/// Lets the rectorate read it, or does so no more.
pub const SHARE: Action = Action("SHARE");
/// Puts it away.
pub const ARCHIVE: Action = Action("ARCHIVE");
/// Learns how many were submitted.
pub const READ_PROGRESS: Action = Action("READ_PROGRESS");

/// How far what was submitted goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// To the principal.
    Establishment,
    /// To the rectorate too.
    Academy,
}

/// Reports. Where the rectorate reads, a report lies only if it is shared.
pub const REPORT: Sheet<ReportStage> = Sheet::of(
    Area::Access,
    &[
        grant(Oneself, &[READ, DRAFT, CHANGE, SUBMIT, SHARE, ARCHIVE], Own),
        grant(Principal, &[READ, ACKNOWLEDGE, RETURN], Establishment).once(&[Submitted, Acknowledged, Returned, Archived]),
        grant(Rectorate, &[READ], Academy).once(&[Submitted, Acknowledged, Returned, Archived]),
        grant(Rectorate, &[READ_PROGRESS], Academy),
    ],
);

/// Sections as they are written: the referent alone.
pub const SECTION: Sheet<()> = Sheet::of(Area::Access, &[grant(Oneself, &[READ], Own)]);

/// Sections as they were submitted.
pub const SUBMITTED: Sheet<Told> = Sheet::of(
    Area::Access,
    &[grant(Oneself, &[READ], Own), grant(Principal, &[READ], Establishment), grant(Rectorate, &[READ], Academy).once(&[Told::Academy])],
);
