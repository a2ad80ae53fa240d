//! Who may do what with the pay of trainers: two desks and two principals, none of whom does it all.

use entity::pay::remuneration::RemunerationStage;
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Says what an engagement brings.
pub const SET: Action = Action("SET");
/// Says that the service was done.
pub const CERTIFY: Action = Action("CERTIFY");
/// Gives a certified line back.
pub const RETURN: Action = Action("RETURN");
/// Approves it.
pub const APPROVE: Action = Action("APPROVE");
/// Hands it to the payroll tool.
pub const EXPORT: Action = Action("EXPORT");
/// Writes down what the payroll tool answered.
pub const RECORD: Action = Action("RECORD");

/// Remunerations. The principal of the session's host is a party, who certifies; so is that of the plan's establishment where
/// no establishment hosts the session, which is shared then, and which the desk TRAINING may certify too.
pub const REMUNERATION: Sheet<RemunerationStage> = Sheet::of(
    Area::Pay,
    &[
        grant(Oneself, &[READ], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Party),
        grant(Principal, &[READ], Establishment),
        grant(Principal, &[READ, CERTIFY, RETURN], Party),
        grant(Rectorate, &[READ, SET], Academy).desk(Desk::Training),
        grant(Rectorate, &[CERTIFY, RETURN], Shared).desk(Desk::Training),
        grant(Rectorate, &[READ, RETURN, APPROVE, EXPORT, RECORD], Academy).desk(Desk::Pay),
    ],
);

/// Files for the payroll tool: of whole academies, so by officers of whole academies.
pub const EXPORTS: Sheet<()> = Sheet::of(Area::Pay, &[grant(Rectorate, &[READ, EXPORT], Academy).desk(Desk::Pay)]);

/// The sums of a plan. A sum over one trainer is that trainer's pay: it is told to those alone who read every line of the plan,
/// the desks of the academy and, of an establishment's own plan, its principal and deputies. A host or a trainer reads some
/// lines of a plan, and no sums.
pub const TOTALS: Sheet<()> = Sheet::of(
    Area::Pay,
    &[
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ], Establishment),
        grant(Rectorate, &[READ], Academy).desk(Desk::Training),
        grant(Rectorate, &[READ], Academy).desk(Desk::Pay),
    ],
);
