//! Addresses and networks that are allowed or denied.

use crate::{Errno, Error, Result};
use std::net::IpAddr;

/// An address, or those that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    /// The address in 128 bits, an IPv4 one in the last 32.
    bits: u128,
    v6: bool,
    /// How many of the first bits do not count.
    host: u32,
}

impl Network {
    /// Reads `192.0.2.1`, `10.0.0.0/8`, `2001:db8::1` or `2001:db8::/32`.
    pub fn parse(text: &str) -> Result<Network> {
        let wrong = |reason: &'static str| Error::refused(Errno::EINVAL, format!("network {text:?}"), reason);
        let (address, prefix) = match text.split_once('/') {
            None => (text, None),
            Some((address, prefix)) => (address, Some(prefix)),
        };
        let address: IpAddr = address
            .parse()
            .map_err(|_| wrong("not an address as 192.0.2.1 or 2001:db8::1, nor a network"))?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) if digits.bytes().all(|c| c.is_ascii_digit()) => digits
                .parse()
                .ok()
                .filter(|prefix| *prefix <= width)
                .ok_or_else(|| wrong("the prefix is longer than the address"))?,
            Some(_) => return Err(wrong("the prefix is not a number")),
        };
        let host = width - prefix;
        // An IPv4 address in the clothes of IPv6 is compared as what it is.
        let canonical = address.to_canonical();
        let address = if host <= 32 { canonical } else { address };
        let (bits, v6) = bits(address);
        if bits != masked(bits, host) {
            return Err(wrong("bits after the prefix are set"));
        }
        Ok(Network { bits, v6, host })
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, v6) = bits(address);
        v6 == self.v6 && masked(bits, self.host) == self.bits
    }
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), false),
        IpAddr::V6(address) => (u128::from(address), true),
    }
}

/// `bits` without the last `host` ones.
fn masked(bits: u128, host: u32) -> u128 {
    bits.checked_shr(host).and_then(|network| network.checked_shl(host)).unwrap_or(0)
}

/// The address of a peer as libzmq tells it; none for peers over `ipc`.
pub(super) fn peer(text: &str) -> Option<IpAddr> {
    // Behind the percent sign is the interface of a link-local address.
    let address = text.split('%').next().unwrap_or_default();
    address.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Who is allowed, who is denied.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    allowed: Vec<Network>,
    denied: Vec<Network>,
}

impl Addresses {
    pub fn allow(&mut self, network: Network) {
        add(&mut self.allowed, network);
    }

    pub fn deny(&mut self, network: Network) {
        add(&mut self.denied, network);
    }

    /// Why an address is rejected: it is denied, or others are allowed and it is not.
    pub fn refuses(&self, address: Option<IpAddr>) -> Option<&'static str> {
        let is_in = |networks: &[Network]| {
            address.is_some_and(|address| networks.iter().any(|network| network.contains(address)))
        };
        if is_in(&self.denied) {
            return Some("address denied");
        }
        (!self.allowed.is_empty() && !is_in(&self.allowed)).then_some("address not allowed")
    }
}

fn add(networks: &mut Vec<Network>, network: Network) {
    if !networks.contains(&network) {
        networks.push(network);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(network: &str, address: &str) -> bool {
        Network::parse(network).unwrap().contains(peer(address).unwrap())
    }

    #[test]
    fn networks_contain_what_begins_alike() {
        for (network, inside, outside) in [
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("192.0.2.1/32", "192.0.2.1", "192.0.2.0"),
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.128.0.0/9", "10.128.0.0", "10.127.255.255"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
            ("::1", "::1", "0.0.0.1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("2001:db8::/127", "2001:db8::1", "2001:db8::2"),
            ("fe80::/10", "fe80::1%eth0", "fec0::1"),
            ("::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.0"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"),
        ] {
            assert!(is_in(network, inside), "{inside} in {network}");
            assert!(!is_in(network, outside), "{outside} in {network}");
        }
    }

    #[test]
    fn bad_text_is_named() {
        for text in [
            "",
            "/",
            "10",
            "10.0.0",
            "10.0.0.256",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0.1/8",
            "::/129",
            "::1/64",
            "fe80::1%eth0",
            "localhost",
            "10.0.0.0/8/8",
            " 10.0.0.1",
            "10.0.0.0/99999999999",
            "::ffff:10.0.0.1/104",
        ] {
            let error = Network::parse(text).unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
        assert_eq!(peer("1000:1000:4711"), None);
        assert_eq!(peer(""), None);
    }

    #[test]
    fn who_is_denied_is_not_allowed() {
        let mut addresses = Addresses::default();
        let ask = |addresses: &Addresses, address: &str| addresses.refuses(peer(address)).is_none();
        assert!(ask(&addresses, "10.0.0.1") && ask(&addresses, ""));
        addresses.deny(Network::parse("10.0.0.0/24").unwrap());
        assert!(!ask(&addresses, "10.0.0.1") && ask(&addresses, "10.0.1.1") && ask(&addresses, ""));
        addresses.allow(Network::parse("10.0.0.0/8").unwrap());
        assert!(!ask(&addresses, "10.0.0.1") && ask(&addresses, "10.0.1.1"));
        assert!(!ask(&addresses, "11.0.0.1") && !ask(&addresses, ""));
    }
}
