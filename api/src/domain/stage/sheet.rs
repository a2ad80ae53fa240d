//! Who may do what with candidates and offers.

use entity::stage::stage_offer::OfferStage::{self, Retained};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Asks a referent to lead a course.
pub const OFFER: Action = Action("OFFER");
/// Says yes.
pub const ACCEPT: Action = Action("ACCEPT");
/// Says no.
pub const DECLINE: Action = Action("DECLINE");
/// Lets the referent go.
pub const RELEASE: Action = Action("RELEASE");
/// Does not let the referent go.
pub const KEEP: Action = Action("KEEP");
/// Chooses the referent.
pub const RETAIN: Action = Action("RETAIN");
/// Chooses another, or nobody.
pub const NOT_RETAIN: Action = Action("NOT_RETAIN");

/// Candidates: the desk TRAINING compares them, a referent sees the own place alone.
pub const CANDIDATE: Sheet<()> = Sheet::of(Area::Training, &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ], Academy).desk(Desk::Training)]);

/// Offers: between the referent, the principal and the rectorate; the basin's referents and principals know who was retained.
/// Teachers learn from the cluster that there is a course, and who leads it from the session.
pub const OFFERS: Sheet<OfferStage> = Sheet::of(
    Area::Training,
    &[
        grant(Oneself, &[READ, ACCEPT, DECLINE], Own),
        grant(Referent, &[READ], Basin).once(&[Retained]),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Basin).once(&[Retained]),
        grant(Principal, &[READ, RELEASE, KEEP], Establishment),
        grant(Principal, &[READ], Basin).once(&[Retained]),
        grant(Rectorate, &[READ], Academy).once(&[Retained]),
        grant(Rectorate, &[READ, OFFER, RETAIN, NOT_RETAIN], Academy).desk(Desk::Training),
    ],
);
