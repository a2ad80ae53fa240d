//! States of findings.

use entity::finding::finding::FindingStage::{self, Decided, Done, Dropped, Open};
use kernel::machine::{Machine, step};

use super::sheet::{COMPLETE, DECIDE, DROP};

/// The steps of a finding. With the last of its follow-ups it is done; another decision opens it again.
pub const FINDING: Machine<FindingStage> = Machine {
    name: "finding",
    steps: &[step(DECIDE, &[Open, Decided, Done], Decided), step(COMPLETE, &[Decided], Done), step(DROP, &[Open, Decided], Dropped)],
};
