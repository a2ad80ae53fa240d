//! territory
