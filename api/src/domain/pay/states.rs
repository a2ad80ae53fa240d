//! States of remunerations.

use entity::pay::remuneration::RemunerationStage::{self, Approved, Certified, Draft, Exported, Paid, Rejected, Unpaid};
use kernel::machine::{Machine, step};

use super::sheet::{APPROVE, CERTIFY, EXPORT, RECORD, RETURN, SET};

/// The steps of a remuneration. What is set says whether it leads to a draft or to nothing; what the payroll tool answered,
/// whether it was paid. A line that it refused is put right and goes the whole way again.
pub const REMUNERATION: Machine<RemunerationStage> = Machine {
    name: "remuneration",
    steps: &[
        step(SET, &[Unpaid, Draft, Rejected], Draft),
        step(SET, &[Unpaid, Draft, Rejected], Unpaid),
        step(CERTIFY, &[Draft], Certified),
        step(RETURN, &[Certified], Draft),
        step(APPROVE, &[Certified], Approved),
        step(EXPORT, &[Approved], Exported),
        step(RECORD, &[Exported], Paid),
        step(RECORD, &[Exported], Rejected),
    ],
};

/// The stages in which the amount is taken from the budget of the plan.
pub const COMMITTED: [RemunerationStage; 3] = [Approved, Exported, Paid];
