//! Who may do what with mandates and with the directory of referents.

use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::states::MandateState::{self, Active, Ended};

/// Proposes a mandate to a person.
pub const PROPOSE: Action = Action("PROPOSE");
/// Accepts one's own mandate.
pub const ACCEPT: Action = Action("ACCEPT");
/// Declines one's own mandate.
pub const DECLINE: Action = Action("DECLINE");
/// Takes a mandate back before it begins.
pub const WITHDRAW: Action = Action("WITHDRAW");
/// Ends a mandate before its last day.
pub const END: Action = Action("END");
/// Proposes the mandates of a year again for the next.
pub const ROLL_OVER: Action = Action("ROLL_OVER");

/// Mandates.
pub const MANDATE: Sheet<MandateState> = Sheet::of(
    Area::Mandate,
    &[
        grant(Oneself, &[READ, ACCEPT, DECLINE, END], Own),
        grant(Teacher, &[READ], Establishment).once(&[Active, Ended]),
        grant(Referent, &[READ], Establishment),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, PROPOSE, WITHDRAW, END], Establishment),
        grant(Rectorate, &[READ, PROPOSE, WITHDRAW, END, ROLL_OVER], Academy),
    ],
);

/// The directory: that somebody is referent there is public, the name is read with the person.
pub const REFERENT: Sheet<MandateState> = Sheet::of(
    Area::Directory,
    &[
        grant(Anyone, &[READ], Everywhere).once(&[Active]),
        grant(Oneself, &[READ], Own),
        grant(Teacher, &[READ], Establishment).once(&[Active, Ended]),
        grant(Referent, &[READ], AcademyReferents).once(&[Active, Ended]),
        grant(Deputy, &[READ], AcademyReferents).once(&[Active, Ended]),
        grant(Principal, &[READ], AcademyReferents).once(&[Active, Ended]),
        grant(Rectorate, &[READ], Academy),
    ],
);
