//! What an endpoint is, read before C sees it: pure text, no question to the system.
//!
//! libzmq reads numbers with `atoi` and most of an endpoint on an I/O thread, so that a mistake becomes another port, or a
//! connection that is tried again for ever. What it understands in the sense that was meant is understood here, too.

mod host;
mod ip;
mod local;
mod machine;
mod ws;

use crate::{Errno, Error, Result};
use std::borrow::Cow;

/// What is to be done with the endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::socket) enum Call {
    Bind,
    Connect,
}

/// What the socket and this machine must have for the endpoint to work.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct Needs<'a> {
    /// An IPv6 address in it, without which it does not work.
    pub ipv6: Option<&'a str>,
    /// The interfaces that zones of IPv6 addresses name.
    pub zones: Vec<&'a str>,
    /// A source address that is no address, and so the name of an interface.
    pub interface: Option<&'a str>,
    /// Whether it has a source address.
    pub source: bool,
}

/// The transport and the address of an endpoint.
pub(super) fn split(endpoint: &str) -> Result<(&str, &str)> {
    match endpoint.split_once("://") {
        Some((transport, address)) if !transport.is_empty() && !address.is_empty() => {
            Ok((transport, address))
        }
        Some(("", _)) => Err(invalid("the transport before `://` is missing")),
        Some((transport, _)) => Err(invalid(format!("the address after `{transport}://` is missing"))),
        None => Err(invalid("an endpoint is a transport and an address, as in tcp://127.0.0.1:5555")),
    }
}

/// Refuses an endpoint that cannot work, or would be mistaken for another, and says what it needs. Transports that are not
/// known here are left to libzmq, and the groups of `pgm` and `norm` to the room of multicast.
pub(super) fn read(endpoint: &str, call: Call) -> Result<Needs<'_>> {
    if endpoint.contains('\0') {
        return Err(invalid("an endpoint cannot contain a NUL character"));
    }
    let (transport, address) = split(endpoint)?;
    let mut needs = Needs::default();
    match transport {
        "tcp" => ip::tcp(address, call, &mut needs)?,
        "udp" => ip::udp(address, call, &mut needs)?,
        "ws" | "wss" => ws::read(address, call, &mut needs)?,
        "ipc" => local::ipc(address, call)?,
        "tipc" => machine::tipc(address, call)?,
        "vmci" => machine::vmci(address, call)?,
        _ => (),
    }
    Ok(needs)
}

/// How many bytes the path of an `ipc` endpoint has at most.
pub(super) use local::LONGEST_PATH;

#[cold]
fn invalid(reason: impl Into<Cow<'static, str>>) -> Error {
    Error::refused(Errno::EINVAL, "", reason)
}

/// For the tests of this room: what was refused must say `why`.
#[cfg(test)]
fn refuses(endpoint: &str, call: Call, why: &str) {
    let text = read(endpoint, call).map_or_else(|refused| refused.to_string(), |_| "it is taken".to_owned());
    assert!(text.contains(why), "{call:?} {endpoint}: {text:?} does not say {why:?}");
}

/// For the tests of this room: what is taken.
#[cfg(test)]
fn takes(endpoint: &str, call: Call) -> Needs<'_> {
    read(endpoint, call).unwrap_or_else(|error| panic!("{call:?} {endpoint}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Call::*, *};

    #[test]
    fn transport_and_address() {
        for call in [Bind, Connect] {
            refuses("", call, "a transport and an address");
            refuses("tcp", call, "a transport and an address");
            refuses("tcp:/127.0.0.1:5", call, "a transport and an address");
            refuses("://127.0.0.1:5", call, "the transport before");
            refuses("tcp://", call, "the address after `tcp://`");
            refuses("inproc://", call, "the address after `inproc://`");
            refuses("tcp://127.0.0.1:5\0", call, "NUL");
            takes("inproc://any name: at all/;", call);
            takes("carrier-pigeon://home", call); // libzmq says that it does not know it
        }
    }
}
