//! Options: which values, orders and moments libzmq would abort, corrupt memory or misbehave over.

use super::{Mend, lacks, refused};
use crate::{Errno, Error, Result, SocketType, socket::facts::Facts};
use std::time::Duration;

const EARLY: &str = "set it before the first bind or connect";

/// Before an option changes that may not once the socket has an endpoint: libzmq aborts or uses freed memory when a connection
/// breaks that was made under another value.
pub(crate) fn early(facts: &Facts) -> Result<()> {
    if facts.attached.get() { Err(refused(EARLY)) } else { Ok(()) }
}

/// Before an option of a thread-safe socket is set, under [`Facts::setup`]: without the mends, libzmq corrupts memory or aborts when
/// these change on a socket with peers, and another thread may just have made it one.
pub(crate) fn shared(facts: &Facts, option: i32) -> Result<()> {
    let changes_late = match option {
        zmq_sys::ZMQ_SNDHWM | zmq_sys::ZMQ_RCVHWM => lacks(Mend::Marks),
        zmq_sys::ZMQ_IMMEDIATE => lacks(Mend::Immediate),
        _ => false,
    };
    if changes_late && facts.kind.is_thread_safe() { early(facts) } else { Ok(()) }
}

/// Before messages queue only for connections that are up.
pub(crate) fn immediate(facts: &Facts, on: bool) -> Result<()> {
    if lacks(Mend::Immediate) {
        early(facts)?;
    }
    if on && facts.names().waiting.is_some() {
        return Err(refused("a routing id is set for the next connection (ZMQ_CONNECT_ROUTING_ID)"));
    }
    Ok(())
}

/// Before queues keep one message only, or all again.
pub(crate) fn conflate(facts: &Facts) -> Result<()> {
    if lacks(Mend::Conflate) { early(facts) } else { Ok(()) }
}

/// Before a high-water mark is set: 0 is none. Without the mend, a change on a live socket is sent to pipes that may be freed already.
pub(crate) fn high_water_mark(facts: &Facts, option: i32, mark: u32) -> Result<()> {
    if lacks(Mend::Marks) && facts.attached.get() {
        let reason =
            "set it before the first bind or connect: libzmq 4.3.5 or older corrupts memory otherwise";
        return Err(refused(reason));
    }
    if option == zmq_sys::ZMQ_RCVHWM && mark > 0 && facts.rare.heartbeats.get() {
        return Err(refused("heartbeats need a queue without a limit"));
    }
    Ok(())
}

/// Before the linger period is set.
pub(crate) fn linger(facts: &Facts, period: Option<Duration>) -> Result<()> {
    if period != Some(Duration::ZERO) && facts.rare.heartbeats.get() {
        return Err(refused("heartbeats need a linger period of zero"));
    }
    Ok(())
}

const TWICE: &str = "ZMQ_HELLO_MSG cannot be combined with ZMQ_PROBE_ROUTER on libzmq 4.3.5 or older";

/// Before each new peer gets an empty message. Without the mend, libzmq expects room for one message in a new queue, and aborts or
/// writes past its lists if a second one finds none.
pub(crate) fn probe(facts: &Facts, on: bool) -> Result<()> {
    if on && lacks(Mend::FirstMessages) && facts.rare.hello.get() { Err(refused(TWICE)) } else { Ok(()) }
}

/// Before each new peer gets a greeting, with the same room.
#[cfg(feature = "draft")]
pub(crate) fn greeting(facts: &Facts, on: bool) -> Result<()> {
    if on && lacks(Mend::FirstMessages) && facts.rare.probes.get() { Err(refused(TWICE)) } else { Ok(()) }
}

/// Before a peer may take over the name of another.
pub(crate) fn handover(facts: &Facts, on: bool) -> Result<()> {
    if on && facts.rare.heartbeats.get() {
        return Err(refused(
            "heartbeats cannot be combined with ZMQ_ROUTER_HANDOVER on libzmq 4.3.5 or older",
        ));
    }
    Ok(())
}

/// Before a ROUTER speaks raw TCP. There is no way back: libzmq forgets half of it.
pub(crate) fn raw_tcp(facts: &Facts, on: bool) -> Result<()> {
    early(facts)?;
    if !on && facts.rare.raw_tcp.get() {
        return Err(refused("it cannot be turned off again"));
    }
    Ok(())
}

/// Before connections have a heartbeat. `get` reads an option that is a C int.
///
/// Without the mends two assertions of libzmq are within reach, `_input_stopped` and `!_io_error`. Both need a connection
/// whose input has stopped, since the queue is full or is gone while the connection is still there, when a timer of the
/// heartbeat runs out. So that never is: the queue has no limit, and nothing takes it away but the end of the socket.
pub(crate) fn heartbeats(facts: &Facts, get: impl Fn(i32) -> Result<i32>) -> Result<()> {
    if !lacks(Mend::Heartbeats) {
        return Ok(());
    }
    if matches!(facts.kind, SocketType::Pair | SocketType::Channel) {
        // The second peer is turned away, and its connection stays.
        return Err(refused("PAIR and CHANNEL cannot have heartbeats on libzmq 4.3.5 or older"));
    }
    if get(zmq_sys::ZMQ_RCVHWM)? != 0 {
        return Err(refused(
            "set the option rcvhwm to 0 before: with heartbeats libzmq 4.3.5 or older aborts when a queue is full",
        ));
    }
    if get(zmq_sys::ZMQ_LINGER)? != 0 {
        return Err(refused(
            "set the option linger to zero before: with heartbeats libzmq 4.3.5 or older aborts in the linger period",
        ));
    }
    if facts.rare.handover.get() {
        return Err(refused(
            "heartbeats cannot be combined with ZMQ_ROUTER_HANDOVER on libzmq 4.3.5 or older",
        ));
    }
    Ok(())
}

/// After heartbeats were turned on or off. Connections that are there keep what they were made with.
pub(crate) fn note_heartbeats(facts: &Facts, on: bool) {
    if lacks(Mend::Heartbeats) {
        let heartbeats = &facts.rare.heartbeats;
        heartbeats.set(on || facts.attached.get() && heartbeats.get());
    }
}

/// The longest time to live of a heartbeat. 16 bits of tenths of a second hold 6553.5 s; without the mend, a peer multiplies the tenths
/// by 100 in 16 bits: what is longer comes out short there, and breaks connections. What the peers have is not known; they are
/// taken to be as this libzmq is.
pub(crate) fn longest_time_to_live() -> Duration {
    Duration::from_millis(if lacks(Mend::TimeToLive) { 65_500 } else { 6_553_500 })
}

/// Before a disconnect ends the attempts to connect.
pub(crate) fn stop_after_disconnect() -> Result<()> {
    if lacks(Mend::AfterDisconnect) {
        let reason = "AFTER_DISCONNECT reads uninitialized memory on libzmq 4.3.5 or older";
        return Err(Error::refused(Errno::ENOTSUP, "", reason));
    }
    Ok(())
}
