//! What must hold before a socket of the draft API goes over udp, and before a RADIO meets strangers.

#[cfg(target_os = "linux")]
use super::super::system;
use super::super::{codec, raw::RawSocket};
use crate::{Errno, Result, context::startup, guard::connections};
use std::net::{Ipv6Addr, UdpSocket};

/// libzmq opens the udp socket in the background, and if it cannot, nobody hears of it; without the mend it aborts.
pub(super) fn may_attach(raw: &RawSocket) -> Result<()> {
    startup::try_descriptors(6)?;
    if codec::flag::get(raw, zmq_sys::ZMQ_IPV6)? {
        connections::may_use_ipv6(raw.facts())?;
        UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))
            .map_err(|error| Errno::from_io(&error, Errno::EAFNOSUPPORT))?;
    }
    // Where the system refuses the device, libzmq tries again without a pause.
    #[cfg(target_os = "linux")]
    match codec::text::get(raw, zmq_sys::ZMQ_BINDTODEVICE) {
        Ok(device) if !device.is_empty() => {
            system::try_device(&device).map_err(|e| e.about("ZMQ_BINDTODEVICE"))?;
        }
        _ => (), // none, or this libzmq does not know the option
    }
    connections::may_use_udp(raw.facts(), || {
        let mut is_bound = false;
        raw.context().registry.update(raw.facts().id, |socket| is_bound = !socket.endpoints.is_empty());
        is_bound
    })
}

/// Bounds what an unknown peer may send, where that can abort the process, unless the program has bounded it.
pub(super) fn bound_commands(raw: &RawSocket) -> Result<()> {
    let Some(longest) = connections::longest_command(raw.facts()) else { return Ok(()) };
    let unbounded = codec::size_or_unlimited::get(raw, zmq_sys::ZMQ_MAXMSGSIZE)?.is_none();
    if unbounded && codec::get_int(raw, zmq_sys::ZMQ_MECHANISM)? == zmq_sys::ZMQ_NULL {
        raw.set_bytes_unlocked(zmq_sys::ZMQ_MAXMSGSIZE, &longest.to_ne_bytes())?;
    }
    Ok(())
}
