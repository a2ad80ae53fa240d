//! Who may do what with people: names are read more widely than mailboxes, identifiers by few; the desk DIRECTORY writes.

use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes a new one.
pub const CREATE: Action = Action("CREATE");
/// Learns why somebody may do something, or may not.
pub const EXPLAIN: Action = Action("EXPLAIN");
/// Takes along all that the directory knows of a person (GDPR, art. 15 and 20).
pub const EXPORT: Action = Action("EXPORT");
/// Appoints somebody to an establishment.
pub const APPOINT: Action = Action("APPOINT");
/// Gives an office at the rectorate.
pub const GRANT: Action = Action("GRANT");
/// Says on which day it ends.
pub const END: Action = Action("END");

/// Persons: their names.
pub const PERSON: Sheet<()> = Sheet::of(
    Area::Directory,
    &[
        grant(Anyone, &[READ], PublishedReferents),
        grant(Oneself, &[READ, EXPORT], Own),
        grant(Teacher, &[READ], Establishment),
        grant(Teacher, &[READ], BasinReferents),
        grant(Referent, &[READ], Establishment),
        grant(Referent, &[READ], AcademyReferents),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], AcademyReferents),
        grant(Principal, &[READ], Establishment),
        grant(Principal, &[READ], AcademyReferents),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[EXPLAIN], Academy),
        grant(Rectorate, &[CREATE], Academy).desk(Desk::Directory),
        grant(Rectorate, &[EXPORT], Academy).desk(Desk::Dpo),
    ],
);

/// Their professional mailboxes.
pub const CONTACT: Sheet<()> = Sheet::of(
    Area::Directory,
    &[
        grant(Oneself, &[READ], Own),
        grant(Teacher, &[READ], Establishment),
        grant(Referent, &[READ], Establishment),
        grant(Referent, &[READ], BasinReferents),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Their identifiers in other systems.
pub const IDENTIFIER: Sheet<()> = Sheet::of(Area::Directory, &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ], Academy).desk(Desk::Directory)]);

/// Offices at the rectorate.
pub const OFFICE: Sheet<()> = Sheet::of(
    Area::Access,
    &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ], Academy), grant(Rectorate, &[GRANT, END], Academy).desk(Desk::Directory)],
);

/// Appointments.
pub const APPOINTMENT: Sheet<()> = Sheet::of(
    Area::Directory,
    &[
        grant(Oneself, &[READ], Own),
        grant(Teacher, &[READ], Establishment),
        grant(Referent, &[READ], Establishment),
        grant(Referent, &[READ], BasinReferents),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ], Establishment),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[APPOINT, END], Academy).desk(Desk::Directory),
    ],
);
