//! The only source of ids and of chance.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::clock::Clock;

/// Makes sortable ids (UUIDv7, RFC 9562), monotone within a process even when the clock steps back.
#[derive(Clone, Debug)]
pub struct Ids {
    clock: Clock,
    context: Arc<Mutex<ContextV7>>,
}

impl Ids {
    /// Ids whose time comes from `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, context: Arc::new(Mutex::new(ContextV7::new())) }
    }

    /// A new id, greater than those made before it here.
    #[expect(clippy::disallowed_methods, reason = "the one home of ids")]
    pub fn next(&self) -> Uuid {
        let now = self.clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
    }
}

/// Random bytes for keys.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_while_the_clock_stands_still() {
        let ids = Ids::new(Clock::standing_at(Default::default()));
        let made: Vec<Uuid> = (0..1000).map(|_| ids.next()).collect();
        assert!(made.is_sorted() && made.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
