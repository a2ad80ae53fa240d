//! Territory: where everything happens.
//!
//! An *academy* is divided into *departments*; its *establishments* (UAI) lie in one, and belong for a time to *zones*:
//! the *basin* of education and training above all, and other networks the academy draws. The equipment of an
//! establishment belongs to an *owner*, computed from its sector, kind and department.
//! Law: Code de l'éducation L213-2 (collèges: department), L214-6 (lycées: region), law of 8 July 2013; basins:
//! circular 2001-114 of 20 June 2001.

pub mod calendar;
pub mod commands;
pub mod events;
pub mod filters;
pub mod lookups;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod types;

pub use queries::TerritoryQueries;
pub use types::{Academy, AcademySettings, Basin, Department, Establishment, LocalAuthority, Region, Zone};
