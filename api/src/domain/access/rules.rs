//! What accounts and delegations must be.

use std::net::IpAddr;

use chrono::{Days, Months, NaiveDate};
use kernel::{
    actor::{Desk, Desks, Scope},
    refusal::Fault,
    text::{Text, text},
};

/// Most hours for which an old secret stays good beside a new one.
pub const LONGEST_OVERLAP: i32 = 24 * 30;
/// Most networks that an account may come from.
const MOST_NETWORKS: usize = 50;
/// Most establishments that an account is limited to.
pub const MOST_ESTABLISHMENTS: usize = 500;

/// The last day of an account: from today on, a year at most.
pub fn expiry(today: NaiveDate, expires_on: NaiveDate) -> Result<(), Fault> {
    within_a_year("expiresOn", today, today, expires_on)
}

/// The days of a delegation: it may be renewed each year, by whoever is principal then.
pub fn delegation(today: NaiveDate, starts: NaiveDate, ends: NaiveDate) -> Result<(), Fault> {
    if starts < today {
        let hint = Text::of(format!("From {today} on."), format!("À partir du {today}."));
        return Err(Fault::invalid("startsOn", text("A delegation does not begin in the past.", "Une délégation ne commence pas dans le passé.")).hint(hint));
    }
    within_a_year("endsOn", starts, starts, ends)
}

fn within_a_year(argument: &str, from: NaiveDate, first: NaiveDate, last: NaiveDate) -> Result<(), Fault> {
    let latest = first.checked_add_months(Months::new(12)).and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(first);
    if (from..=latest).contains(&last) {
        return Ok(());
    }
    let hint = Text::of(format!("From {from} to {latest}."), format!("Du {from} au {latest}."));
    Err(Fault::invalid(argument, text("A year at most is meant here.", "Un an au plus est attendu ici.")).hint(hint))
}

/// The scopes of an account: some, and none that its officer could not use.
pub fn scopes(scopes: &[Scope], desks: Desks) -> Result<(), Fault> {
    if scopes.is_empty() {
        return Err(Fault::invalid("scopes", text("An account without scopes could do nothing.", "Un compte sans portée ne pourrait rien faire.")));
    }
    match scopes.iter().find(|scope| needed_desk(**scope).is_some_and(|desk| !desks.has(desk))) {
        None => Ok(()),
        Some(scope) => {
            let written = scope.written();
            let message = Text::of(format!("The scope {written} exceeds your own rights."), format!("La portée {written} excède vos propres droits."));
            let hint = text("It takes the desk DIRECTORY: ask an officer who has it.", "Il y faut le bureau DIRECTORY : demandez à qui l'a.");
            Err(Fault::invalid("scopes", message).coded("SCOPE_EXCEEDS_OFFICER").hint(hint))
        }
    }
}

/// The desk without which a scope opens nothing.
const fn needed_desk(scope: Scope) -> Option<Desk> {
    match scope {
        Scope::DirectoryWrite => Some(Desk::Directory),
        _ => None,
    }
}

/// A network, as `192.0.2.0/24`, `2001:db8::/32` or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn read(written: &str) -> Option<Self> {
        let (address, bits) = written.split_once('/').map_or((written, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Self { address, bits })
    }

    fn holds(self, other: IpAddr) -> bool {
        let number = |address: IpAddr| match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 4),
            IpAddr::V6(address) => (u128::from(address), 6),
        };
        let ((ours, kind), (theirs, other_kind)) = (number(self.address), number(other));
        kind == other_kind && (self.bits == 0 || (ours ^ theirs) >> (128 - u32::from(self.bits)) == 0)
    }
}

/// The networks of an account, as they are kept.
pub fn networks(written: &[String]) -> Result<Option<String>, Fault> {
    if written.len() > MOST_NETWORKS {
        let message = Text::of(format!("{MOST_NETWORKS} networks at most."), format!("{MOST_NETWORKS} réseaux au plus."));
        return Err(Fault::invalid("addresses", message));
    }
    if let Some(at) = written.iter().position(|network| Network::read(network).is_none()) {
        let hint = text("Such as 192.0.2.10, 192.0.2.0/24 or 2001:db8::/32.", "Comme 192.0.2.10, 192.0.2.0/24 ou 2001:db8::/32.");
        return Err(Fault::invalid(format!("addresses.{at}"), text("Not a network.", "Ce n'est pas un réseau.")).hint(hint));
    }
    Ok((!written.is_empty()).then(|| written.join(" ")))
}

/// Whether somebody may come from an address.
pub fn comes_from(networks: Option<&str>, address: IpAddr) -> bool {
    let address = address.to_canonical();
    networks.is_none_or(|networks| networks.split(' ').filter_map(Network::read).any(|network| network.holds(address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_a_network_or_not() {
        for (networks, address, expected) in [
            ("192.0.2.0/24", "192.0.2.200", true),
            ("192.0.2.0/24", "192.0.3.1", false),
            ("192.0.2.0/24", "::ffff:192.0.2.7", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("2001:db8::/32 10.0.0.0/8", "10.9.8.7", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
        ] {
            assert_eq!(comes_from(Some(networks), address.parse().expect("an address")), expected, "{networks} {address}");
        }
        for wrong in ["192.0.2.0/33", "host", "192.0.2", "10.0.0.0/-1", ""] {
            assert!(networks(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_delegation_lasts_a_year_at_most_and_begins_today_at_the_earliest() {
        let day = |written: &str| written.parse::<NaiveDate>().expect("a day");
        let today = day("2026-11-25");
        for (starts, ends, argument) in [
            ("2026-11-25", "2027-11-24", None),
            ("2026-11-25", "2027-11-25", Some("endsOn")),
            ("2026-11-24", "2026-12-01", Some("startsOn")),
            ("2027-01-01", "2026-12-31", Some("endsOn")),
        ] {
            let fault = delegation(today, day(starts), day(ends)).err();
            assert_eq!(fault.as_ref().map(|fault| fault.argument.as_str()), argument, "{starts} {ends}");
        }
    }
}
