//! Places: how many operations run at once, and how many of them are one caller's. Nobody takes all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use kernel::refusal::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::budget::Caller;
use crate::config::DoorConfig;

/// How long an operation waits for its caller's others.
const PATIENCE: Duration = Duration::from_secs(1);
/// Callers after whom those that hold nothing are looked for and forgotten.
const KNOWN: usize = 1024;

/// The places of the server.
pub struct Places {
    all: Arc<Semaphore>,
    each: usize,
    callers: Mutex<HashMap<Caller, Weak<Semaphore>>>,
}

/// The place of one operation, given back when it is dropped.
pub struct Place {
    _own: OwnedSemaphorePermit,
    _shared: OwnedSemaphorePermit,
}

impl Places {
    /// All places are free.
    pub fn new(config: &DoorConfig) -> Self {
        let each = config.places_each.unwrap_or(config.places / 4).max(1);
        Self { all: Arc::new(Semaphore::new(config.places)), each, callers: Mutex::default() }
    }

    /// A place for an operation of a caller, who waits a moment for places of their own and not for those of others.
    pub async fn take(&self, caller: Caller) -> Result<Place, Refusal> {
        let own = tokio::time::timeout(PATIENCE, self.own(caller).acquire_owned()).await;
        let own = own.ok().and_then(Result::ok).ok_or(Refusal::Busy)?;
        let shared = Arc::clone(&self.all).try_acquire_owned().map_err(|_| Refusal::Busy)?;
        Ok(Place { _own: own, _shared: shared })
    }

    fn own(&self, caller: Caller) -> Arc<Semaphore> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = callers.get(&caller).and_then(Weak::upgrade) {
            return own;
        }
        if callers.len() >= KNOWN {
            callers.retain(|_, own| own.strong_count() > 0);
        }
        let own = Arc::new(Semaphore::new(self.each));
        callers.insert(caller, Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn caller(number: u32) -> Caller {
        Caller::Address(Ipv4Addr::from_bits(number).into())
    }

    #[tokio::test]
    async fn one_caller_leaves_places_to_others() {
        let places = Places::new(&DoorConfig { places: 8, ..DoorConfig::default() });
        let mut held = vec![places.take(caller(1)).await.expect("a place"), places.take(caller(1)).await.expect("a place")];

        assert!(places.take(caller(1)).await.is_err(), "a quarter is the most");
        for other in 2..5 {
            held.push(places.take(caller(other)).await.expect("a place"));
            held.push(places.take(caller(other)).await.expect("a place"));
        }
        assert!(places.take(caller(9)).await.is_err(), "all are taken");
        held.truncate(1);
        assert!(places.take(caller(1)).await.is_ok() && places.take(caller(9)).await.is_ok());
    }

    #[tokio::test]
    async fn who_holds_nothing_is_forgotten() {
        let places = Places::new(&DoorConfig::default());
        let kept = places.take(caller(0)).await.expect("a place");

        for number in 1..10_000 {
            places.take(caller(number)).await.expect("a place");
        }

        let callers = places.callers.into_inner().expect("no panic");
        assert!(callers.len() <= KNOWN && callers.contains_key(&caller(0)), "{}", callers.len());
        drop(kept);
    }
}
