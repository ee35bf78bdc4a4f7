//! Hosts and ports, as the transports over IP have them.

use super::{Needs, invalid};
use crate::Result;
use std::net::Ipv6Addr;

/// No host has a longer name, and libzmq aborts when it has to tell one to a SOCKS proxy.
const LONGEST_NAME: usize = 255;

/// Which names libzmq takes where the host stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Letters, digits, `-`, `.` and `_`, and a letter or a digit first: at the beginning of what `tcp` connects to.
    First,
    /// The same, or a `_` first.
    Plain,
    /// Whatever interfaces and hosts are called.
    Any,
}

/// What stands where the host should.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host<'a> {
    /// `*`
    Any,
    Address,
    /// The name of a host or of an interface.
    Name(&'a str),
}

/// Reads a host, without its port.
pub fn host<'a>(text: &'a str, names: Names, local: bool, needs: &mut Needs<'a>) -> Result<Host<'a>> {
    if text.is_empty() {
        return Err(invalid(if local {
            "the host before the port is missing: `*` stands for all addresses of this machine"
        } else {
            "the host before the port is missing"
        }));
    }
    if text.len() > LONGEST_NAME {
        return Err(invalid("the name of a host has 255 bytes at most"));
    }
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let bracketed = inner.is_some();
    let bare = inner.unwrap_or(text);
    if bare.contains(['[', ']']) {
        return Err(invalid(format!(
            "brackets go around the whole of an IPv6 address, its zone included, and not as in {text:?}"
        )));
    }
    let (address, zone) = match bare.rsplit_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (bare, None),
    };
    if let Some(zone) = zone {
        check_zone(zone)?;
    }
    let read = if let Ok(ipv6) = address.parse::<Ipv6Addr>() {
        if zone.is_some() || ipv6.to_ipv4_mapped().is_none() {
            needs.ipv6.get_or_insert(text);
        }
        needs.zones.extend(zone);
        return Ok(Host::Address);
    } else if address == "*" {
        if !local {
            return Err(invalid("`*` is an address to bind to: connect to a host"));
        }
        Host::Any
    } else if is_ipv4(address) {
        Host::Address
    } else {
        name(address, names, local, bracketed)?;
        needs.zones.extend(zone);
        return Ok(Host::Name(address));
    };
    match zone {
        None => Ok(read),
        Some(zone) => Err(invalid(format!("{address:?} is no IPv6 address, and has no zone %{zone}"))),
    }
}

/// An address of IPv4, also in the older forms of the system: 127.1, 0x7f000001.
fn is_ipv4(text: &str) -> bool {
    let number = |part: &str| match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        None => !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()),
    };
    text.split('.').count() <= 4 && text.split('.').all(number)
}

/// A zone is the name of an interface, or its number.
fn check_zone(zone: &str) -> Result<()> {
    let named = zone.starts_with(|first: char| first.is_ascii_alphabetic());
    let numbered = zone.bytes().all(|digit| digit.is_ascii_digit())
        && zone.parse::<u32>().is_ok_and(|number| number > 0 && number <= i32::MAX as u32);
    if named || numbered {
        return Ok(());
    }
    Err(invalid(format!("the zone {zone:?} after `%` is not the name or the number of an interface")))
}

fn name(text: &str, names: Names, local: bool, bracketed: bool) -> Result<()> {
    if text.is_empty() {
        return Err(invalid("the host is empty"));
    }
    let name = match text.split_once(':') {
        // The alias of an interface: eth0:1.
        Some((interface, alias))
            if local
                && !bracketed
                && interface.starts_with(|first: char| first.is_ascii_alphabetic())
                && !alias.is_empty()
                && alias.bytes().all(|c| c.is_ascii_alphanumeric()) =>
        {
            interface
        }
        Some(_) if bracketed => return Err(invalid(format!("{text:?} is not an IPv6 address"))),
        Some(_) => {
            return Err(invalid(format!(
                "{text:?} is not a host: one port follows the host, and an IPv6 address stands in brackets"
            )));
        }
        None => text,
    };
    let known = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let good = match names {
        Names::First => {
            name.chars().all(known) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        }
        Names::Plain => {
            name.chars().all(known)
                && name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        }
        Names::Any => !name.contains(['/', ';']) && !name.contains(char::is_control) && name.trim() == name,
    };
    if good {
        return Ok(());
    }
    let why = match names {
        Names::First => "a name has letters, digits, `-`, `.` and `_`, and begins with a letter or a digit",
        Names::Plain => "a name has letters, digits, `-`, `.` and `_`, and begins with none of the first two",
        Names::Any => "a name has no slash, no semicolon and no space around it",
    };
    Err(invalid(format!("{text:?} is not a host: {why}")))
}

/// The host before the last colon, and the port after it.
pub fn split(text: &str) -> Result<(&str, &str)> {
    match text.rsplit_once(':') {
        Some((_, port)) if port.ends_with(']') => Err(invalid("the port after the address is missing")),
        Some(parts) => Ok(parts),
        None => Err(invalid(format!("the port is missing: {text}:5555"))),
    }
}

/// Reads a port; where this machine chooses one, `*` and `0` are ports, too.
pub fn port(text: &str, local: bool) -> Result<()> {
    let number = Some(text).filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()));
    match number.and_then(|text| text.parse::<u16>().ok()) {
        Some(1..) => Ok(()),
        Some(0) if local && text == "0" => Ok(()),
        None if local && text == "*" => Ok(()),
        _ if text.is_empty() => Err(invalid("the port after the colon is missing")),
        _ if text == "*" => Err(invalid("`*` is a port to bind to: connect to a number")),
        Some(0) if !local => Err(invalid("no peer is bound to port 0: connect to the real port of the peer")),
        _ => {
            let free = if local { ", or `*` for a free one" } else { "" };
            Err(invalid(format!("{text:?} is not a port: a port is a number from 1 to 65535{free}")))
        }
    }
}
