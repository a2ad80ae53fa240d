//! Who may do what with competences: the data are everybody's, a declaration is the person's own until it is shared.

use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::types::Sharing::{self, Shared};

/// Makes reference data: the product alone.
pub const PUBLISH: Action = Action("PUBLISH");
/// Changes reference data: the product alone.
pub const REVISE: Action = Action("REVISE");
/// Says what one masters.
pub const DECLARE: Action = Action("DECLARE");
/// Takes it back.
pub const WITHDRAW: Action = Action("WITHDRAW");
/// Stands for it.
pub const VALIDATE: Action = Action("VALIDATE");

/// Frameworks, competences and themes, which come with the product.
pub const REFERENCE: Sheet<()> = Sheet::of(Area::Need, &[grant(Anyone, &[READ], Everywhere)]);

/// Declarations: a teacher reads the shared ones of the own referents, a referent those of the basin's referents, a principal those of the establishment.
pub const DECLARATION: Sheet<Sharing> = Sheet::of(
    Area::Need,
    &[
        grant(Oneself, &[READ, DECLARE, WITHDRAW], Own),
        grant(Teacher, &[READ], Establishment).once(&[Shared]),
        grant(Referent, &[READ], BasinReferents).once(&[Shared]),
        grant(Deputy, &[READ], Establishment).once(&[Shared]),
        grant(Principal, &[READ], Establishment).once(&[Shared]),
        grant(Rectorate, &[READ, VALIDATE], Academy).once(&[Sharing::Private, Shared]).desk(Desk::Training),
    ],
);
