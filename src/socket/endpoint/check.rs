//! What must hold before C sees an endpoint, and what to say when C does not take it.

use super::{
    super::{codec, raw::RawSocket, system, transport},
    grammar::{self, Call, LONGEST_PATH, Needs},
};
use crate::{Errno, Error, Result, context::startup, socket::numbers::ZMQ_SOCKS_PROXY};
use std::ffi::{CStr, CString};

/// Refuses an address of this machine when there is no descriptor left to list its interfaces with, which is what libzmq
/// does first, and aborts if it cannot.
pub(super) fn interfaces_can_be_listed(endpoint: &str) -> Result<()> {
    if endpoint.starts_with("inproc://") || endpoint.starts_with("ipc://") {
        return Ok(());
    }
    startup::try_descriptors(4)
}

/// The endpoint as C takes it.
pub(in crate::socket) fn c_endpoint(endpoint: &str) -> Result<Box<CStr>> {
    let endpoint = CString::new(endpoint)
        .map_err(|_| Error::refused(Errno::EINVAL, "", "an endpoint cannot contain a NUL character"))?;
    Ok(endpoint.into_boxed_c_str())
}

/// The endpoint as C takes it, unless it cannot work, or this libzmq would mistake it.
pub(super) fn good_endpoint(raw: &RawSocket, endpoint: &str, call: Call) -> Result<Box<CStr>> {
    let (transport, _) = grammar::split(endpoint)?;
    // That the library lacks the transport is said first.
    if !transport::is_missing(transport) {
        let needs = grammar::read(endpoint, call)?;
        if needs != Needs::default() {
            meet(raw, &needs, transport == "tcp" && call == Call::Connect)?;
        }
    }
    c_endpoint(endpoint)
}

/// Whether the socket and this machine have what an endpoint needs.
fn meet(raw: &RawSocket, needs: &Needs<'_>, may_use_proxy: bool) -> Result<()> {
    let refused = |errno, reason| Err(Error::refused(errno, "", reason));
    if may_use_proxy && has_proxy(raw) {
        // The proxy gets the host as it stands there.
        if needs.source {
            let reason = "a source address does not go with a SOCKS proxy (ZMQ_SOCKS_PROXY)";
            return refused(Errno::EINVAL, reason.to_owned());
        }
        return Ok(());
    }
    if let Some(address) = needs.ipv6 {
        if !codec::flag::get(raw, zmq_sys::ZMQ_IPV6)? {
            let reason = format!("{address} is an address of IPv6, which is off: call set_ipv6(true) first");
            return refused(Errno::EINVAL, reason);
        }
    }
    for name in needs.zones.iter().copied().chain(needs.interface) {
        if !system::has_interface(name) {
            return refused(Errno::ENODEV, format!("no interface of this machine is called {name:?}"));
        }
    }
    Ok(())
}

fn has_proxy(raw: &RawSocket) -> bool {
    codec::text::get(raw, ZMQ_SOCKS_PROXY).is_ok_and(|proxy| !proxy.is_empty())
}

/// Says more of a refusal by libzmq than its number tells.
#[cold]
pub(super) fn explain(endpoint: &str, call: Call, error: Error) -> Error {
    if error.reason().is_some() {
        return error;
    }
    let Ok((transport, address)) = grammar::split(endpoint) else { return error };
    let error = error.about("");
    match (transport, error.errno()) {
        ("tcp" | "ws" | "wss" | "udp", Errno::ENODEV) => {
            error.because("no interface or address of that name on this machine")
        }
        ("ws" | "wss" | "udp", Errno::EINVAL) if call == Call::Connect => {
            error.because("no address of that host was found")
        }
        ("ipc", Errno::ENAMETOOLONG) if address == "*" => error.because(format!(
            "the folder for temporary files (TMPDIR, TEMPDIR or TMP) leaves no room for the path: it has {LONGEST_PATH} \
             bytes at most on this system",
        )),
        ("ipc", Errno::EACCES | Errno::ENOENT) if address == "*" => error.because(
            "the path is made in the folder that TMPDIR, TEMPDIR or TMP names, or else in the current folder",
        ),
        _ => error,
    }
}
