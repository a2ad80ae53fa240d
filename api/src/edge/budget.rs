//! Budgets: what a caller may still ask, in requests and in cost. What was spent comes back evenly with time.

use std::{
    net::IpAddr,
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use kernel::{actor::ActorId, refusal::Refusal};
use lru::LruCache;

use crate::config::{BudgetConfig, DoorConfig};

/// Names the budgets of a caller (draft-ietf-httpapi-ratelimit-headers).
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// Tells what is left of them.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// Most callers remembered; who was silent longest is forgotten, as if nothing were spent.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(50_000).expect("more than none");

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Whom a good token names.
    Principal(ActorId),
    /// Whence callers come who show none.
    Address(IpAddr),
}

/// A bound of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// How often a caller asks.
    Requests,
    /// What the operations cost.
    Cost,
}

impl Bound {
    const ALL: [Self; 2] = [Self::Requests, Self::Cost];

    const fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Cost => "cost",
        }
    }
}

/// What all callers have spent.
pub struct Budgets {
    principal: BudgetConfig,
    address: BudgetConfig,
    spent: Mutex<LruCache<Caller, Spent>>,
}

/// When all that a caller spent will have come back, for each bound: microseconds since 1970. One number is a whole
/// bucket (the generic cell rate algorithm).
type Spent = [i64; 2];

/// What is left within a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The bound.
    pub bound: Bound,
    /// Most that can be left.
    pub quota: u32,
    /// Seconds in which the quota comes back.
    pub seconds: u32,
    /// What is left.
    pub remaining: u32,
    /// Seconds until nothing is spent.
    pub whole_in: i64,
}

impl Budgets {
    /// Nobody has spent anything.
    pub fn new(config: &DoorConfig) -> Self {
        Self { principal: config.principal, address: config.address, spent: Mutex::new(LruCache::new(REMEMBERED)) }
    }

    /// Takes from a caller's budget, or refuses and takes nothing. More than the whole quota takes the whole quota.
    pub fn take(&self, caller: Caller, bound: Bound, amount: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(quota) = self.quota(caller, bound) else { return Ok(()) };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let until = &mut spent.get_or_insert_mut(caller, Spent::default)[bound as usize];
        let now = now.timestamp_micros();
        // Nobody owes more than the quota: where more is owed, the clock was set back, and nothing is.
        let owed_until = if (now..=now + quota.window()).contains(until) { *until } else { now };
        let after = owed_until + quota.micros(amount);
        let excess = after - now - quota.window();
        if excess > 0 {
            return Err(Refusal::RateLimited { budget: bound.name(), after: seconds(excess).unsigned_abs() });
        }
        *until = after;
        Ok(())
    }

    /// What is left of a caller's budget, within each bound that there is.
    pub fn left(&self, caller: Caller, now: DateTime<Utc>) -> Vec<Left> {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner).peek(&caller).copied().unwrap_or_default();
        let left = |bound: Bound| Some(self.quota(caller, bound)?.left(bound, spent[bound as usize] - now.timestamp_micros()));
        Bound::ALL.into_iter().filter_map(left).collect()
    }

    fn quota(&self, caller: Caller, bound: Bound) -> Option<Quota> {
        let config = match caller {
            Caller::Principal(_) => self.principal,
            Caller::Address(_) => self.address,
        };
        let most = match bound {
            Bound::Requests => config.requests,
            Bound::Cost => config.cost,
        };
        (most > 0 && config.seconds > 0).then_some(Quota { most, seconds: config.seconds })
    }
}

#[derive(Clone, Copy)]
struct Quota {
    most: u32,
    seconds: u32,
}

impl Quota {
    fn window(self) -> i64 {
        i64::from(self.seconds) * 1_000_000
    }

    /// How long an amount takes to come back.
    fn micros(self, amount: u64) -> i64 {
        let amount = amount.min(self.most.into());
        i64::try_from(u128::from(amount) * u128::from(self.window().unsigned_abs()) / u128::from(self.most)).unwrap_or(i64::MAX)
    }

    fn left(self, bound: Bound, spent: i64) -> Left {
        let spent = spent.clamp(0, self.window());
        let free = u128::from((self.window() - spent).unsigned_abs()) * u128::from(self.most) / u128::from(self.window().unsigned_abs());
        Left { bound, quota: self.most, seconds: self.seconds, remaining: u32::try_from(free).unwrap_or(self.most), whole_in: seconds(spent) }
    }
}

/// Whole seconds, rounded up.
const fn seconds(micros: i64) -> i64 {
    (micros + 999_999) / 1_000_000
}

/// Tells a caller what is left, in the headers of an answer.
pub fn announce(left: &[Left], headers: &mut HeaderMap) {
    let listed = |item: fn(&Left) -> String| left.iter().map(item).collect::<Vec<_>>().join(", ");
    let policy = listed(|left| format!("\"{}\";q={};w={}", left.bound.name(), left.quota, left.seconds));
    let state = listed(|left| format!("\"{}\";r={};t={}", left.bound.name(), left.remaining, left.whole_in));
    for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, state)] {
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const HERE: Caller = Caller::Address(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    fn budgets(requests: u32, cost: u32, seconds: u32) -> Budgets {
        let address = BudgetConfig { requests, cost, seconds };
        Budgets::new(&DoorConfig { address, ..DoorConfig::default() })
    }

    fn after(outcome: Result<(), Refusal>) -> Option<u64> {
        match outcome {
            Ok(()) => None,
            Err(Refusal::RateLimited { after, .. }) => Some(after),
            Err(refusal) => panic!("{refusal:?}"),
        }
    }

    #[test]
    fn what_is_spent_comes_back_evenly_and_never_beyond_the_quota() {
        let (budgets, start) = (budgets(10, 0, 20), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let take = |count: u64, second: i64| after(budgets.take(HERE, Bound::Requests, count, start + TimeDelta::seconds(second)));
        let left = |second: i64| budgets.left(HERE, start + TimeDelta::seconds(second))[0];

        assert_eq!((0..10).filter_map(|_| take(1, 0)).count(), 0);
        assert_eq!((take(1, 0), take(3, 0)), (Some(2), Some(6)));
        assert_eq!((left(0).remaining, left(0).whole_in, left(7).remaining, left(100).remaining), (0, 20, 3, 10));
        assert_eq!((take(1, 1), take(1, 2), take(1, 2)), (Some(1), None, Some(2)));
        assert_eq!((take(10, 100), take(1, 100)), (None, Some(2)), "a long silence gives the quota, not more");
        assert_eq!(take(99, 200), None, "more than the quota takes the quota");
        assert_eq!(take(1, 150), None, "a clock that was set back shuts nobody out");
    }

    #[test]
    fn a_bound_of_zero_is_none_and_callers_do_not_share() {
        let (budgets, now) = (budgets(0, 5, 60), DateTime::UNIX_EPOCH);
        let other = Caller::Address("203.0.113.7".parse().expect("an address"));

        assert!((0..1000).all(|_| budgets.take(HERE, Bound::Requests, 1, now).is_ok()));
        assert!(budgets.take(HERE, Bound::Cost, 5, now).is_ok() && budgets.take(HERE, Bound::Cost, 1, now).is_err());
        assert!(budgets.take(other, Bound::Cost, 5, now).is_ok());
        assert_eq!(budgets.left(HERE, now).len(), 1);
    }

    #[test]
    fn memory_is_bounded_whatever_addresses_come() {
        let (budgets, now) = (budgets(1, 1, 60), DateTime::UNIX_EPOCH);

        for number in 0..200_000 {
            let caller = Caller::Address(std::net::Ipv6Addr::from_bits(number << 64).into());
            assert!(budgets.take(caller, Bound::Requests, 1, now).is_ok());
        }

        assert_eq!(budgets.spent.into_inner().expect("no panic").len(), REMEMBERED.get());
    }

    #[test]
    fn what_is_left_is_told_as_the_draft_wants() {
        let (budgets, mut headers) = (budgets(10, 1000, 60), HeaderMap::new());
        budgets.take(HERE, Bound::Cost, 100, DateTime::UNIX_EPOCH).expect("enough");

        announce(&budgets.left(HERE, DateTime::UNIX_EPOCH), &mut headers);

        assert_eq!(headers[RATE_LIMIT_POLICY], "\"requests\";q=10;w=60, \"cost\";q=1000;w=60");
        assert_eq!(headers[RATE_LIMIT], "\"requests\";r=10;t=0, \"cost\";r=900;t=6");
    }
}
