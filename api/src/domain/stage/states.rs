//! States of offers.

use entity::stage::stage_offer::OfferStage::{self, Accepted, Declined, NotReleased, NotRetained, Offered, Released, Retained};
use kernel::machine::{Machine, step};

use super::sheet::{ACCEPT, DECLINE, KEEP, NOT_RETAIN, OFFER, RELEASE, RETAIN};

/// The steps of an offer. A principal may think again until somebody is chosen; what came to nothing may be offered again.
pub const OFFERS: Machine<OfferStage> = Machine {
    name: "offer of a course",
    steps: &[
        step(OFFER, &[Declined, NotReleased, NotRetained], Offered),
        step(ACCEPT, &[Offered], Accepted),
        step(DECLINE, &[Offered, Accepted, Released], Declined),
        step(RELEASE, &[Accepted, NotReleased], Released),
        step(KEEP, &[Accepted, Released], NotReleased),
        step(RETAIN, &[Released], Retained),
        step(NOT_RETAIN, &[Offered, Accepted, Released, Retained], NotRetained),
    ],
};

/// What still waits for somebody.
pub const PENDING: [OfferStage; 3] = [Offered, Accepted, Released];
