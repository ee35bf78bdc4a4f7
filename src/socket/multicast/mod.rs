//! What must hold before libzmq is given an endpoint of `pgm`, `epgm` or `norm`.
//!
//! It opens the network on an I/O thread, when it is too late for an error, and aborts the process whenever that
//! fails: for an option out of range, an interface that is not there, a port that is taken, a missing permission. So the
//! endpoint is read here first, and the network is opened and closed once in the same way.

#[cfg(unix)]
mod network;
#[cfg(unix)]
mod raw;

use super::{codec, raw::RawSocket};
use crate::{Errno, Error, Result, SocketType, context::startup};
use std::net::{IpAddr, ToSocketAddrs};

/// More groups than these have no place in OpenPGM.
const MOST_GROUPS: usize = 20;
/// The longest network, as `pgm` calls what is before the port.
const LONGEST: usize = 250;
/// The descriptors that either library opens for an endpoint, and some more.
const DESCRIPTORS: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Transport {
    Pgm,
    Epgm,
    Norm,
}

/// The address part of an endpoint, in pieces.
#[derive(PartialEq, Eq, Debug)]
struct Address<'a> {
    transport: Transport,
    /// A name or an address of this machine.
    interface: Option<&'a str>,
    /// Where to listen and send; of one family.
    groups: Vec<IpAddr>,
    port: u16,
}

/// Refuses an endpoint that would make libzmq abort.
pub(super) fn check(socket: &RawSocket, kind: SocketType, endpoint: &str) -> Result<()> {
    let Some((transport, text)) = transport(endpoint) else { return Ok(()) };
    let name = if transport == Transport::Norm { "norm" } else { "pgm" };
    let kinds = [SocketType::Pub, SocketType::XPub, SocketType::Sub, SocketType::XSub];
    if !crate::has(name) || !kinds.contains(&kind) {
        return Ok(()); // libzmq's own refusal is an error
    }
    let address = Address::parse(transport, text)?;
    let sends = matches!(kind, SocketType::Pub | SocketType::XPub);
    options(socket, transport, sends)?;
    startup::try_descriptors(DESCRIPTORS)?;
    #[cfg(unix)]
    network::try_open(&address)?;
    #[cfg(not(unix))]
    let _ = address.groups; // only the grammar is looked at: no libzmq that this crate compiles has multicast there
    if transport == Transport::Norm && sends {
        socket.facts().norm.set(true);
        socket.facts().check_sends(true);
    }
    Ok(())
}

/// Says more of a refusal by OpenPGM that passed the checks above.
#[cold]
pub(super) fn explain(endpoint: &str, error: Error) -> Error {
    match transport(endpoint) {
        Some((Transport::Pgm | Transport::Epgm, _)) if error == Errno::EINVAL => invalid(
            "OpenPGM does not find the interface: it looks a name up as that of a host first; give the address instead",
        ),
        _ => error,
    }
}

fn transport(endpoint: &str) -> Option<(Transport, &str)> {
    let (scheme, address) = endpoint.split_once("://")?;
    let transport = match scheme {
        "pgm" => Transport::Pgm,
        "epgm" => Transport::Epgm,
        "norm" => Transport::Norm,
        _ => return None,
    };
    Some((transport, address))
}

impl<'a> Address<'a> {
    fn parse(transport: Transport, text: &'a str) -> Result<Self> {
        let (network, port) = text.rsplit_once(':').ok_or_else(|| invalid("a port is missing"))?;
        let port = Some(port).filter(|port| port.bytes().all(|digit| digit.is_ascii_digit()));
        let port = port.and_then(|port| port.parse().ok()).filter(|&port| port > 0);
        let port = port.ok_or_else(|| invalid("a port is a number from 1 to 65535"))?;
        if network.len() > LONGEST || network.contains('\0') {
            return Err(invalid("an address has at most 250 characters"));
        }
        let (interface, groups) = match transport {
            Transport::Norm => norm_network(network)?,
            Transport::Pgm | Transport::Epgm => pgm_network(network)?,
        };
        Ok(Address { transport, interface, groups, port })
    }
}

/// `interface;group,group;group`: the last is where to send, if it is not the first of the others.
fn pgm_network(network: &str) -> Result<(Option<&str>, Vec<IpAddr>)> {
    let mut parts = network.split(';');
    let interface = parts.next().filter(|name| !name.is_empty());
    let interface = interface.ok_or_else(|| invalid("the interface is missing: interface;group:port"))?;
    let lists: Vec<&str> = parts.collect();
    if !matches!(lists.len(), 1 | 2) || interface.contains(',') {
        return Err(invalid("not of the form interface;group:port"));
    }
    if lists.get(1).is_some_and(|send| send.contains(',')) {
        return Err(invalid("more than one group to send to"));
    }
    let mut groups = Vec::new();
    for group in lists.iter().flat_map(|list| list.split(',')) {
        match group.parse::<IpAddr>() {
            Ok(address) if address.is_multicast() => groups.push(address),
            _ => return Err(invalid(format!("{group:?} is not the address of a multicast group"))),
        }
    }
    if groups.len() > MOST_GROUPS {
        return Err(invalid("at most 20 groups"));
    }
    if groups.iter().any(|group| group.is_ipv4() != groups[0].is_ipv4()) {
        return Err(invalid("groups of IPv4 and of IPv6 in one endpoint"));
    }
    Ok((Some(interface), groups))
}

/// `id,interface;address`, of which the address alone must be there.
fn norm_network(network: &str) -> Result<(Option<&str>, Vec<IpAddr>)> {
    let rest = match network.split_once(',') {
        None => network,
        Some((id, rest)) if id.parse::<u32>().is_ok_and(|id| (1..u32::MAX >> 1).contains(&id)) => rest,
        Some(_) => return Err(invalid("the identifier of a node is a number from 1 to 2147483646")),
    };
    let (interface, address) = match rest.split_once(';') {
        None => (None, rest),
        Some((interface, address)) => (Some(interface), address),
    };
    if interface.is_some_and(str::is_empty) {
        return Err(invalid("the name of the interface is empty"));
    }
    if address.is_empty() {
        return Err(invalid("the address is empty")); // to the resolver of Windows that is this machine
    }
    let address = match address.parse() {
        Ok(address) => address,
        // A name; as libzmq will, but before it is too late.
        Err(_) => {
            let found = (address, 1).to_socket_addrs().ok().and_then(|mut found| found.next());
            found.ok_or_else(|| invalid(format!("{address:?} is not an address and not a known host")))?.ip()
        }
    };
    Ok((interface, vec![address]))
}

/// Refuses options that the libraries refuse, or assert.
fn options(socket: &RawSocket, transport: Transport, sends: bool) -> Result<()> {
    let get = |option| codec::number::get(socket, option).map(u64::from);
    if get(zmq_sys::ZMQ_MULTICAST_HOPS)? > 255 {
        return Err(invalid("ZMQ_MULTICAST_HOPS is at most 255"));
    }
    if transport == Transport::Norm {
        return Ok(());
    }
    if !sends && get(zmq_sys::ZMQ_RCVHWM)? != 0 {
        // Each part that is read while the number of messages read is a multiple of half the mark makes the I/O thread
        // go on, and it asserts that there is room then.
        let reason =
            "call set_rcvhwm(0) first: libzmq aborts when a queue of pgm or epgm with a limit is full";
        return Err(invalid(reason));
    }
    let (rate, tpdu) = (get(zmq_sys::ZMQ_RATE)?, get(zmq_sys::ZMQ_MULTICAST_MAXTPDU)?);
    if !(256..=65_535).contains(&tpdu) {
        return Err(invalid("ZMQ_MULTICAST_MAXTPDU is 256 to 65535 bytes"));
    }
    if sends && (rate * 1000 / 8 < tpdu || rate > 2_147_483) {
        let text = "ZMQ_RATE must let one packet of ZMQ_MULTICAST_MAXTPDU through each second, and is at most 2147483";
        return Err(invalid(text));
    }
    // The packets that are kept for those who lost them: a table with a place for each.
    if rate / 8 * get(zmq_sys::ZMQ_RECOVERY_IVL)? / tpdu > 1 << 24 {
        return Err(invalid("ZMQ_RATE and ZMQ_RECOVERY_IVL together ask for more than 16777216 packets"));
    }
    Ok(())
}

fn invalid(reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::refused(Errno::EINVAL, "", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(endpoint: &str) -> Option<(Option<&str>, usize, u16)> {
        let (transport, text) = transport(endpoint)?;
        let address = Address::parse(transport, text).ok()?;
        Some((address.interface, address.groups.len(), address.port))
    }

    #[test]
    fn endpoints() {
        assert_eq!(parse("epgm://eth0;239.192.0.1:7500"), Some((Some("eth0"), 1, 7500)));
        assert_eq!(parse("pgm://10.0.0.1;239.0.0.1,239.0.0.2;239.0.0.3:1"), Some((Some("10.0.0.1"), 3, 1)));
        assert_eq!(parse("epgm://eth0;ff02::7:7500"), Some((Some("eth0"), 1, 7500)));
        assert_eq!(parse("norm://239.192.0.1:7500"), Some((None, 1, 7500)));
        assert_eq!(parse("norm://2,eth0;239.192.0.1:7500"), Some((Some("eth0"), 1, 7500)));
        assert_eq!(parse("norm://127.0.0.1:7500"), Some((None, 1, 7500)));
        for refused in [
            "epgm://",
            "epgm://:7500",
            "epgm://eth0:7500",
            "epgm://239.192.0.1:7500",
            "epgm://;239.192.0.1:7500",
            "epgm://eth0;239.192.0.1",
            "epgm://eth0;239.192.0.1:0",
            "epgm://eth0;239.192.0.1:70000",
            "epgm://eth0;239.192.0.1:+7",
            "epgm://eth0;239.192.0.1:port",
            "epgm://eth0;10.0.0.1:7500",
            "epgm://eth0;239.0.0.1;239.0.0.2,239.0.0.3:7500",
            "epgm://eth0;239.0.0.1;239.0.0.2;239.0.0.3:7500",
            "epgm://eth0;239.0.0.1,ff02::7:7500",
            "epgm://a,b;239.0.0.1:7500",
            "norm://",
            "norm://:7500",
            "norm://0,239.0.0.1:7500",
            "norm://x,239.0.0.1:7500",
            "norm://;239.0.0.1:7500",
        ] {
            assert_eq!(parse(refused), None, "{refused}");
        }
        let many = |count: usize| vec!["239.0.0.1"; count].join(",");
        assert_eq!(parse(&format!("epgm://eth0;{}:7500", many(20))), Some((Some("eth0"), 20, 7500)));
        assert_eq!(parse(&format!("epgm://eth0;{}:7500", many(21))), None);
        let name = |length: usize| "x".repeat(length - ";239.0.0.1".len());
        assert!(parse(&format!("epgm://{};239.0.0.1:7500", name(LONGEST))).is_some());
        assert_eq!(parse(&format!("epgm://{};239.0.0.1:7500", name(LONGEST + 1))), None);
        assert_eq!(parse(&format!("epgm://{};239.0.0.1:7500", name(LONGEST + 2))), None);
        assert!(parse("norm://2147483646,239.0.0.1:7500").is_some());
        assert_eq!(parse("norm://2147483647,239.0.0.1:7500"), None);
    }
}
