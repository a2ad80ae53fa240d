//! Who may do what with findings and follow-ups. To anybody they lie open from the publication of their campaign.

use entity::finding::finding::FindingStage;
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Records a finding.
pub const RECORD: Action = Action("RECORD");
/// Decides what is done about it.
pub const DECIDE: Action = Action("DECIDE");
/// Says that it is done.
pub const COMPLETE: Action = Action("COMPLETE");
/// Drops it.
pub const DROP: Action = Action("DROP");

/// Findings.
pub const FINDING: Sheet<FindingStage> = Sheet::of(
    Area::Survey,
    &[grant(Anyone, &[READ], Everywhere), grant(Rectorate, &[READ], Academy), grant(Rectorate, &[RECORD, DECIDE, COMPLETE, DROP], Academy).desk(Desk::Survey)],
);

/// Follow-ups, which stand where their finding does.
pub const FOLLOW_UP: Sheet<()> = Sheet::of(
    Area::Survey,
    &[grant(Anyone, &[READ], Everywhere), grant(Rectorate, &[READ], Academy), grant(Rectorate, &[DECIDE, COMPLETE], Academy).desk(Desk::Survey)],
);
