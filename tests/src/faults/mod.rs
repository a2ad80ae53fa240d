//! Faults: the real binary serves, clients write and keep a journal of what was acknowledged, something breaks, and a
//! checker compares the journal with what the database holds.

pub mod check;
pub mod disk;
pub mod journal;
pub mod load;
pub mod server;

pub use check::Checker;
pub use disk::{BrokenDisk, FullDisk};
pub use journal::Journal;
pub use load::Load;
pub use server::Server;

use std::io::Write;

use kernel::clock::Clock;

/// A number set in the environment.
#[expect(clippy::disallowed_methods, reason = "the run of the tests is set by its environment")]
fn set(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// How often something breaks: 30 times, or as `RUPN_FAULT_CYCLES` says.
pub fn cycles() -> u64 {
    set("RUPN_FAULT_CYCLES").unwrap_or(30)
}

/// Tells a figure of a story, also when it holds.
pub fn tell(figure: &str) {
    writeln!(std::io::stderr(), "{figure}").expect("standard error");
}

/// Chance that can be had again: SplitMix64.
pub struct Chance {
    /// Where it began.
    pub seed: u64,
    state: u64,
}

impl Chance {
    /// From `RUPN_FAULT_SEED`, or from the time.
    pub fn new() -> Self {
        let seed = set("RUPN_FAULT_SEED").unwrap_or_else(|| Clock::system().now().timestamp_micros().unsigned_abs());
        Self { seed, state: seed }
    }

    /// A number between two, both included.
    pub const fn between(&mut self, least: u64, most: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        least + (mixed ^ (mixed >> 31)) % (most - least + 1)
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}
