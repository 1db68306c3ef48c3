//! A host's name → the addresses that may be connected to.
//!
//! A name tells nothing of where it leads, and one lookup may differ from the
//! next: so what is judged are the very addresses that the connection is then
//! made to, for every request and so on every redirect.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// A range of addresses that are not on the public internet: where it begins, how many
/// bits its addresses share, and what lives there.
type Range<T> = (T, u32, &'static str);

/// IANA's special-purpose IPv4 addresses (RFC 6890 and its registry), and one of a cloud's.
const SPECIAL_V4: &[Range<Ipv4Addr>] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "no address"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private address"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "an address inside a carrier's network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "this machine"),
    // 169.254.169.254 is where clouds keep the keys of their machines.
    (Ipv4Addr::new(169, 254, 0, 0), 16, "a link-local address"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private address"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "a reserved address"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a relay's address"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private address"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "an address for measurements"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "a multicast address"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "a reserved address"),
    // Azure's machines are told by it who they are.
    (Ipv4Addr::new(168, 63, 129, 16), 32, "a cloud's own address"),
];

/// IPv6 addresses within the public 2000::/3 that are special all the same.
const SPECIAL_V6: &[Range<Ipv6Addr>] = &[
    // Teredo, ORCHID, benchmarking and whatever else will be assigned there.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "a reserved address"),
    (Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, 0), 32, "an address for documentation"),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "a relay's address"),
    (Ipv6Addr::new(0x3FFF, 0, 0, 0, 0, 0, 0, 0), 20, "an address for documentation"),
];

/// IPv6 addresses that are outside of 2000::/3, by what they are.
const OUTSIDE_V6: &[Range<Ipv6Addr>] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "no address"),
    (Ipv6Addr::LOCALHOST, 128, "this machine"),
    (Ipv6Addr::new(0xFC00, 0, 0, 0, 0, 0, 0, 0), 7, "a private address"),
    (Ipv6Addr::new(0xFE80, 0, 0, 0, 0, 0, 0, 0), 10, "a link-local address"),
    (Ipv6Addr::new(0xFEC0, 0, 0, 0, 0, 0, 0, 0), 10, "a private address"),
    (Ipv6Addr::new(0xFF00, 0, 0, 0, 0, 0, 0, 0), 8, "a multicast address"),
    // All that is not assigned to anybody.
    (Ipv6Addr::UNSPECIFIED, 0, "a reserved address"),
];

/// IPv6 addresses whose last 32 bits are an IPv4 address (RFC 4291, RFC 6052).
const CARRIES_V4: &[(Ipv6Addr, u32)] =
    &[(Ipv6Addr::new(0, 0, 0, 0, 0, 0xFFFF, 0, 0), 96), (Ipv6Addr::new(0x64, 0xFF9B, 0, 0, 0, 0, 0, 0), 96)];

/// What an address is if it is not one of the public internet.
pub fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(it) => {
            named(SPECIAL_V4, |start, bits| shares(u32::from(it).into(), u32::from(start).into(), bits, 32))
        }
        IpAddr::V6(it) => special_v6(it),
    }
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let number = u128::from(address);
    let lies_in = |start: Ipv6Addr, bits| shares(number, start.into(), bits, 128);
    if CARRIES_V4.iter().any(|(start, bits)| lies_in(*start, *bits)) {
        return special(IpAddr::V4(Ipv4Addr::from(number as u32)));
    }
    match lies_in(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3) {
        true => named(SPECIAL_V6, lies_in),
        false => named(OUTSIDE_V6, lies_in),
    }
}

fn named<T: Copy>(ranges: &[Range<T>], lies_in: impl Fn(T, u32) -> bool) -> Option<&'static str> {
    ranges.iter().find(|(start, bits, _)| lies_in(*start, *bits)).map(|it| it.2)
}

/// Are the first bits of both the same?
fn shares(a: u128, b: u128, bits: u32, width: u32) -> bool {
    (a ^ b).checked_shr(width - bits).unwrap_or(0) == 0
}

/// Why a host was not connected to.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where it leads.
    pub address: IpAddr,
    /// What that is.
    pub what: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "its address {} is {}", self.address, self.what)
    }
}

impl std::error::Error for Refused {}

/// Looks names up and lets only public addresses through.
#[derive(Debug)]
pub struct Guard {
    resolver: DefaultResolver,
    allowed: Vec<SocketAddr>,
}

impl Guard {
    /// Lets these addresses through as well, each with its port.
    pub fn new(allowed: Vec<SocketAddr>) -> Guard {
        Guard { resolver: DefaultResolver::default(), allowed }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        let mut refused = None;
        for it in found.iter() {
            match special(it.ip()) {
                Some(what) if !self.allowed.contains(it) => {
                    refused = Some(Refused { address: it.ip(), what });
                }
                _ => public.push(*it),
            }
        }
        match refused {
            Some(refused) if public.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(address: &str) -> Option<&'static str> {
        special(address.parse().expect("an address"))
    }

    #[test]
    fn public_addresses_pass() {
        for it in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "2a01:e0a::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert_eq!(what(it), None, "{it}");
        }
    }

    #[test]
    fn every_kind_of_inner_address_is_named() {
        for (it, is) in [
            ("0.0.0.0", "no address"),
            ("10.1.2.3", "a private address"),
            ("100.100.100.200", "an address inside a carrier's network"),
            ("127.0.0.1", "this machine"),
            ("127.255.0.9", "this machine"),
            ("169.254.169.254", "a link-local address"),
            ("172.31.255.255", "a private address"),
            ("192.0.0.192", "a reserved address"),
            ("192.0.2.7", "an address for documentation"),
            ("192.168.1.1", "a private address"),
            ("198.19.0.1", "an address for measurements"),
            ("198.51.100.1", "an address for documentation"),
            ("203.0.113.1", "an address for documentation"),
            ("239.1.1.1", "a multicast address"),
            ("255.255.255.255", "a reserved address"),
            ("168.63.129.16", "a cloud's own address"),
            ("::", "no address"),
            ("::1", "this machine"),
            ("fd00:ec2::254", "a private address"),
            ("fe80::1", "a link-local address"),
            ("febf::1", "a link-local address"),
            ("fec0::1", "a private address"),
            ("ff02::1", "a multicast address"),
            ("2001:db8::1", "an address for documentation"),
            ("2001::1", "a reserved address"),
            ("2002:7f00:1::", "a relay's address"),
            ("3fff:0fff::1", "an address for documentation"),
            ("100::1", "a reserved address"),
            ("4000::1", "a reserved address"),
            ("5f00::1", "a reserved address"),
        ] {
            assert_eq!(what(it), Some(is), "{it}");
        }
    }

    #[test]
    fn an_inner_address_is_found_within_an_ipv6_address() {
        for (it, is) in [
            ("::ffff:127.0.0.1", "this machine"),
            ("::ffff:a9fe:a9fe", "a link-local address"),
            ("::ffff:192.168.0.1", "a private address"),
            ("64:ff9b::10.0.0.1", "a private address"),
            ("64:ff9b::7f00:1", "this machine"),
            // The local form of NAT64 and the old form of mapping lead nowhere public.
            ("64:ff9b:1::1.1.1.1", "a reserved address"),
            ("::127.0.0.1", "a reserved address"),
        ] {
            assert_eq!(what(it), Some(is), "{it}");
        }
    }
}
