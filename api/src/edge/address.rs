//! Whence a request comes: the other end of its connection, or what the proxies before the server say of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderName,
};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Bits of an IPv6 address that name a site: the others are its own to choose.
const SITE: u128 = !0 << 64;

/// The address of a caller behind some proxies of ours; of an IPv6 address its site.
pub fn of(request: &Request, proxies: usize) -> IpAddr {
    site(heard(request, proxies))
}

/// The whole address.
pub fn heard(request: &Request, proxies: usize) -> IpAddr {
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(Ipv4Addr::UNSPECIFIED.into(), |info| info.0.ip());
    let lines = request.headers().get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    forwarded(lines, proxies).unwrap_or(socket)
}

/// Each proxy adds at the end whom it hears: counted from there, the entry of the outermost proxy of ours is the last
/// that is true. What stands before it is the caller's own word.
fn forwarded<'l>(lines: impl Iterator<Item = &'l str>, proxies: usize) -> Option<IpAddr> {
    let entries: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let heard = &entries[entries.len().saturating_sub(proxies)..];
    let entry = heard.first()?;
    entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().map(|address| address.ip()).ok())
}

fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & SITE).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_proxies_added_is_believed() {
        for (lines, proxies, expected) in [
            (&["203.0.113.7"][..], 0, None),
            (&["203.0.113.7"], 1, Some("203.0.113.7")),
            (&["1.1.1.1, 203.0.113.7"], 1, Some("203.0.113.7")),
            (&["1.1.1.1, 203.0.113.7", "10.0.0.1"], 2, Some("203.0.113.7")),
            (&["203.0.113.7"], 3, Some("203.0.113.7")),
            (&["1.1.1.1, [2001:db8::7]:4711"], 1, Some("2001:db8::7")),
            (&["203.0.113.7:4711"], 1, Some("203.0.113.7")),
            (&["1.1.1.1, unknown"], 1, None),
            (&[""], 1, None),
            (&[], 1, None),
        ] {
            assert_eq!(forwarded(lines.iter().copied(), proxies), expected.map(|address| address.parse().expect("an address")), "{lines:?} {proxies}");
        }
    }

    #[test]
    fn a_site_is_one_address() {
        for (address, expected) in [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::ffff:203.0.113.7", "203.0.113.7"), ("203.0.113.7", "203.0.113.7")] {
            assert_eq!(site(address.parse().expect("an address")).to_string(), expected);
        }
    }
}
