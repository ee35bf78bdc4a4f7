//! Opens the network as OpenPGM and NORM will, and closes it at once.

use super::super::system;
use super::{Address, Transport, raw};
use crate::{Errno, Error, Result};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// Fails where the libraries would.
pub(super) fn try_open(address: &Address<'_>) -> Result<()> {
    let Address { transport, interface, ref groups, port } = *address;
    let [first, ..] = groups.as_slice() else { return Ok(()) };
    let interface = interface.map(|name| find(name, *first, transport)).transpose()?;
    if transport == Transport::Pgm {
        raw::open_pgm(first.is_ipv4()).map_err(|error| failed("a raw socket of pgm", &error))?;
    }
    let any: IpAddr =
        if first.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let reuse = match transport {
        _ if !first.is_multicast() => raw::Reuse::Nothing,
        Transport::Norm => raw::Reuse::AddressAndPort,
        Transport::Pgm | Transport::Epgm => raw::Reuse::Port,
    };
    let port = if transport == Transport::Pgm { 0 } else { port };
    let socket = raw::open_udp(SocketAddr::new(any, port), reuse)
        .map_err(|error| failed(format!("the port {port}"), &error))?;
    let mut joined = Vec::new();
    for group in groups.iter().filter(|group| group.is_multicast()) {
        if joined.contains(group) {
            return Err(Error::refused(Errno::EINVAL, "", format!("the group {group} stands there twice")));
        }
        let result = match group {
            IpAddr::V4(group) => socket.join_multicast_v4(group, &own_v4(interface.as_ref())),
            IpAddr::V6(group) => {
                let index = interface.as_ref().map_or(0, |interface| system::interface(&interface.name));
                socket.join_multicast_v6(group, index)
            }
        };
        result.map_err(|error| failed(format!("the group {group}"), &error))?;
        joined.push(*group);
    }
    Ok(())
}

/// The interface of this machine with this name or address, if it speaks the family of the group.
fn find(wanted: &str, group: IpAddr, transport: Transport) -> Result<raw::Interface> {
    let interfaces = raw::interfaces().map_err(|error| failed("the interfaces", &error))?;
    let by_address = wanted.parse::<IpAddr>().ok();
    let named = interfaces.iter().filter(|interface| interface.name == wanted).count();
    if named > 1 && transport != Transport::Norm {
        let reason = format!(
            "the interface {wanted:?} has several addresses, and OpenPGM takes none then: name one of them"
        );
        return Err(Error::refused(Errno::EINVAL, "", reason));
    }
    let found = interfaces.into_iter().find(|interface| {
        let same = interface.name == wanted || by_address == Some(interface.address);
        same && interface.address.is_ipv4() == group.is_ipv4()
    });
    // NORM takes the name of an interface whatever it has for an address; the group is joined by that name.
    let found = found.ok_or_else(|| {
        let family = if group.is_ipv4() { "IPv4" } else { "IPv6" };
        Error::refused(Errno::ENODEV, "", format!("no interface {wanted:?} with an address of {family}"))
    })?;
    if transport != Transport::Norm && !found.multicast {
        return Err(Error::refused(Errno::ENODEV, "", format!("the interface {wanted:?} has no multicast")));
    }
    Ok(found)
}

fn own_v4(interface: Option<&raw::Interface>) -> Ipv4Addr {
    match interface.map(|interface| interface.address) {
        Some(IpAddr::V4(address)) => address,
        _ => Ipv4Addr::UNSPECIFIED,
    }
}

/// What the system said, about what.
fn failed(what: impl std::fmt::Display, error: &io::Error) -> Error {
    let errno = Errno::from_io(error, Errno::EINVAL);
    Error::refused(errno, "", format!("{what}: {}", errno.message()))
}
