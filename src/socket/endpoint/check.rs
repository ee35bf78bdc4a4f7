//! What an endpoint must be before C sees it.

use crate::{Errno, Error, Result, context::rehearsal};
use std::ffi::{CStr, CString};

/// Refuses an address of this machine when there is no descriptor left to list its interfaces with, which is what libzmq
/// does first, and aborts if it cannot.
pub(super) fn interfaces_can_be_listed(endpoint: &str) -> Result<()> {
    if endpoint.starts_with("inproc://") || endpoint.starts_with("ipc://") {
        return Ok(());
    }
    rehearsal::descriptors(4)
}

/// How many bytes of host and path fit in the request that begins a `ws` connection: libzmq writes it into 8192 bytes, with
/// 182 around them and a NUL at the end, and aborts if it is longer.
const LONGEST_REQUEST: usize = 8192 - 1 - 182;

/// The length of what libzmq takes for the host and the path of a `ws` endpoint; a colon in the path is in both.
fn asks_for(rest: &str) -> usize {
    rest.rfind(':').unwrap_or(rest.len()) + rest.rfind('/').map_or(1, |slash| rest.len() - slash)
}

/// The endpoint as C takes it, unless this libzmq would mistake it.
pub(in crate::socket) fn c_endpoint(endpoint: &str) -> Result<Box<CStr>> {
    let websocket = endpoint.strip_prefix("ws://").or_else(|| endpoint.strip_prefix("wss://"));
    if websocket.is_some_and(|rest| rest.matches('/').count() > 1) && crate::version() <= (4, 3, 5) {
        let reason = "this libzmq takes one path segment at most";
        return Err(Error::refused(Errno::EINVAL, "", reason));
    }
    if websocket.is_some_and(|rest| asks_for(rest) > LONGEST_REQUEST) && crate::version() <= (4, 3, 5) {
        let reason = "its host and path are longer than what this libzmq can ask a server for";
        return Err(Error::refused(Errno::EINVAL, "", reason));
    }
    let ported = endpoint.strip_prefix("tcp://").or_else(|| endpoint.strip_prefix("udp://"));
    let port = ported.and_then(|rest| rest.rsplit_once(':')).map(|(_, port)| port);
    if port
        .is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_err())
    {
        // libzmq would take the last 16 bits of it.
        return Err(Error::refused(Errno::EINVAL, "", "a port is a number up to 65535"));
    }
    let host = endpoint.strip_prefix("tcp://").and_then(|rest| rest.rsplit_once(':')).map(|(host, _)| host);
    if host.is_some_and(|host| host.split(';').any(|host| host.len() > 255)) {
        // No host has such a name, and libzmq aborts when it is told to a SOCKS proxy.
        return Err(Error::refused(Errno::EINVAL, "", "the name of a host has 255 bytes at most"));
    }
    let endpoint = CString::new(endpoint)
        .map_err(|_| Error::refused(Errno::EINVAL, "", "an endpoint cannot contain a NUL character"))?;
    Ok(endpoint.into_boxed_c_str())
}
