//! Who may do what with the opinions of councils and with compensations: never read by others than the person, the
//! principal and the desk PAY.

use entity::compensation::compensation::CompensationStage;
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Writes down what a council said.
pub const RECORD: Action = Action("RECORD");
/// Proposes what a referent has.
pub const PROPOSE: Action = Action("PROPOSE");
/// Takes a proposal back.
pub const WITHDRAW: Action = Action("WITHDRAW");
/// Grants a proposal.
pub const GRANT: Action = Action("GRANT");
/// Refuses a proposal.
pub const REFUSE: Action = Action("REFUSE");
/// Decides another amount or other hours.
pub const REVISE: Action = Action("REVISE");
/// Stops it for a time.
pub const SUSPEND: Action = Action("SUSPEND");
/// Lets it go on.
pub const RESUME: Action = Action("RESUME");
/// Ends it.
pub const CLOSE: Action = Action("CLOSE");
/// Begins: the product, with the mandate.
pub const BEGIN: Action = Action("BEGIN");

/// What councils said.
pub const OPINION: Sheet<()> = Sheet::of(
    Area::Pay,
    &[
        grant(Oneself, &[READ], Party),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, RECORD], Establishment),
        grant(Rectorate, &[READ], Academy).desk(Desk::Pay),
    ],
);

/// Compensations.
pub const COMPENSATION: Sheet<CompensationStage> = Sheet::of(
    Area::Pay,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, PROPOSE, WITHDRAW], Establishment),
        grant(Rectorate, &[READ, GRANT, REFUSE, REVISE, SUSPEND, RESUME, CLOSE], Academy).desk(Desk::Pay),
    ],
);

/// What was decided about them, and their months.
pub const PART: Sheet<()> = Sheet::of(
    Area::Pay,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ], Establishment),
        grant(Rectorate, &[READ], Academy).desk(Desk::Pay),
    ],
);
