//! The room's types.

mod export;
mod remuneration;
mod totals;

pub use export::PayExport;
pub use remuneration::Remuneration;
pub use totals::{PayTotal, PayTotals};
