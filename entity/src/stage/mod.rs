//! Tables of the room `stage`: courses that answer common needs, led by a referent of one of the establishments.

pub mod stage_candidate;
pub mod stage_offer;
