//! States of compensations.

use entity::compensation::compensation::CompensationStage::{self, Closed, Granted, Payable, Proposed, Refused, Suspended, Withdrawn};
use kernel::machine::{Machine, step};

use super::sheet::{BEGIN, CLOSE, GRANT, PROPOSE, REFUSE, RESUME, REVISE, SUSPEND, WITHDRAW};

/// The steps of a compensation.
pub const COMPENSATION: Machine<CompensationStage> = Machine {
    name: "compensation",
    steps: &[
        step(PROPOSE, &[Proposed, Withdrawn, Refused], Proposed),
        step(WITHDRAW, &[Proposed], Withdrawn),
        step(GRANT, &[Proposed], Granted),
        step(REFUSE, &[Proposed], Refused),
        step(BEGIN, &[Granted], Payable),
        step(REVISE, &[Granted], Granted),
        step(REVISE, &[Payable], Payable),
        step(REVISE, &[Suspended], Suspended),
        step(SUSPEND, &[Payable], Suspended),
        step(RESUME, &[Suspended], Payable),
        step(CLOSE, &[Granted, Payable, Suspended], Closed),
    ],
};

/// The stages in which it counts in the sum over the referents.
pub const COUNTS: [CompensationStage; 5] = [Proposed, Granted, Payable, Suspended, Closed];
