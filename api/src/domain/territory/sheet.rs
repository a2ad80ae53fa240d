//! Who may do what with the territory: public facts are public; the rectorate writes them, a principal the contact.

use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes a new one.
pub const CREATE: Action = Action("CREATE");
/// Changes its facts.
pub const UPDATE: Action = Action("UPDATE");
/// Changes telephone, mailbox and web site.
pub const UPDATE_CONTACT: Action = Action("UPDATE_CONTACT");
/// Says on which day it closes.
pub const CLOSE: Action = Action("CLOSE");

/// Reference data that everybody reads and nobody changes here.
pub const REFERENCE: Sheet<()> = Sheet::of(Area::Territory, &[grant(Anyone, &[READ], Everywhere)]);

/// Zones and basins.
pub const ZONE: Sheet<()> = Sheet::of(Area::Territory, &[grant(Anyone, &[READ], Everywhere)]);

/// Establishments.
pub const ESTABLISHMENT: Sheet<()> = Sheet::of(
    Area::Territory,
    &[
        grant(Anyone, &[READ], Everywhere),
        grant(Principal, &[UPDATE_CONTACT], Establishment),
        grant(Rectorate, &[CREATE, UPDATE, UPDATE_CONTACT, CLOSE], Academy),
    ],
);

/// Settings of an academy.
pub const SETTINGS: Sheet<()> = Sheet::of(Area::Territory, &[grant(Rectorate, &[READ], Academy), grant(Rectorate, &[UPDATE], Academy).desk(Desk::Directory)]);
