//! What is sent: which messages libzmq would abort, hang or lose over.
//!
//! - Without the mend ([`Mend::Topics`]) each byte of a topic takes stack of the thread that takes it back (80 bytes in Debian's build
//!   of 4.3.4), and of a thread of libzmq's own when the socket is closed (48 bytes); a topic that is too long aborts the process.
//! - A datagram has 8192 bytes at most; what is larger is dropped, or written past a buffer ([`Mend::Datagrams`]).
//! - A queue that keeps one part only loses the rest of a message, and the process ends ([`Mend::Conflate`]).
//! - A client of web sockets masks a payload where it lies, unless other messages share it ([`Mend::Masks`]).
//! - A DGRAM aborts the process when it waits without being bound, or when half of a message is left over for another connection
//!   ([`Mend::Dgram`]). Thread-safe kinds send messages of one part. Over `norm` a part that is too long keeps an I/O thread busy for ever.

use super::{Mend, lacks, refused};
use crate::{
    Errno, Error, Message, Result, SocketType,
    socket::facts::{Facts, RadioUse},
};

/// What fits into a datagram of libzmq, with the group and its length.
const DATAGRAM: usize = 8192;

const TWO_PARTS: &str = "a DGRAM socket sends two parts: address and datagram";

const TOO_LARGE: &str = "a datagram has 8192 bytes at most";

/// What NORM takes in one part: libzmq's buffer less a mark, flags and the length.
const NORM_PART: usize = 2048 - 1 - 9;

/// The longest topic on a libzmq that lacks the mend. At 128 bytes of stack for each, it takes half of the smallest stack that threads
/// have unless somebody asks for another: 2 MiB for those of Rust, 512 KiB for those libzmq starts on Apple's systems, and
/// 128 KiB with musl, where only the 48 bytes count.
const LONGEST_TOPIC: usize = if cfg!(target_env = "musl") {
    1024
} else if cfg!(target_vendor = "apple") {
    2048
} else {
    8192
};

/// Whether each message of this socket is checked before it is sent.
pub(crate) fn are_checked(facts: &Facts) -> bool {
    match facts.kind {
        SocketType::Dgram => true,
        SocketType::Radio => lacks(Mend::Datagrams) || facts.radio_did() == RadioUse::Udp,
        _ => facts.norm.get() || are_topics(facts),
    }
}

/// Whether what is sent may be a subscription that is too long.
fn are_topics(facts: &Facts) -> bool {
    facts.kind == SocketType::XSub && lacks(Mend::Topics)
}

/// Before a part is sent whose socket checks them. `group_len` is the length of the name of its group.
pub(crate) fn may_send(facts: &Facts, part: &[u8], group_len: impl FnOnce() -> usize) -> Result<()> {
    if facts.norm.get() {
        fits_norm(part.len())?;
    }
    if let (true, [0 | 1, topic @ ..]) = (are_topics(facts), part) {
        fits_topic(topic.len()).map_err(|error| error.rename("send"))?;
    }
    if facts.kind == SocketType::Dgram && part.len() > DATAGRAM {
        return Err(Error::refused(Errno::EMSGSIZE, "send", TOO_LARGE));
    }
    if facts.kind == SocketType::Radio {
        radio_may_send(facts, 1 + group_len() + part.len())?;
    }
    Ok(())
}

/// Before a socket subscribes to a topic of so many bytes, or takes that back.
pub(crate) fn fits_topic(bytes: usize) -> Result<()> {
    if bytes <= LONGEST_TOPIC || !lacks(Mend::Topics) {
        return Ok(());
    }
    let reason = format!(
        "a topic of {bytes} bytes: this libzmq takes {LONGEST_TOPIC} at most, or its stack may overflow"
    );
    Err(Error::refused(Errno::EMSGSIZE, "", reason))
}

/// Refuses a part that would keep the I/O thread busy for ever: libzmq does not get over the end of its buffer.
pub(crate) fn fits_norm(size: usize) -> Result<()> {
    if size <= NORM_PART {
        return Ok(());
    }
    let reason = format!("a part of {size} bytes; over norm libzmq sends {NORM_PART} at most");
    Err(Error::refused(Errno::EMSGSIZE, "send", reason))
}

/// Whether a payload in memory of the program may be written to on its way, unless it counts as shared.
pub(crate) fn write_to_payloads() -> bool {
    lacks(Mend::Masks)
}

/// Whether a socket that sends subscriptions loses those above its high-water mark, so that it should have none.
pub(crate) fn lose_subscriptions() -> bool {
    lacks(Mend::Subscriptions)
}

/// Before a RADIO sends so many bytes, group and all.
fn radio_may_send(facts: &Facts, size: usize) -> Result<()> {
    if size <= DATAGRAM {
        return Ok(());
    }
    let first = if lacks(Mend::Datagrams) { facts.radio_does(RadioUse::Large) } else { facts.radio_did() };
    if first != RadioUse::Udp {
        return Ok(());
    }
    let reason =
        format!("{size} bytes with the group; a RADIO that is connected over udp sends {DATAGRAM} at most");
    Err(Error::refused(Errno::EMSGSIZE, "send", reason))
}

/// Before a RADIO connects over udp. From then on its messages are checked.
pub(super) fn radio_may_use_udp(facts: &Facts) -> Result<()> {
    if facts.radio_does(RadioUse::Udp) == RadioUse::Udp {
        facts.check_sends(true);
        return Ok(());
    }
    let reason = "this RADIO has sent messages larger than a datagram; use another for udp";
    Err(Error::refused(Errno::EMSGSIZE, "", reason))
}

/// Whether messages of several parts are nothing special here.
#[inline]
pub(crate) fn take_several(facts: &Facts) -> bool {
    !(facts.kind.is_draft() || lacks(Mend::Conflate) && facts.conflates.get())
}

/// Before a call of C begins a message of several parts.
#[inline]
pub(crate) fn may_begin(facts: &Facts, call: &'static str) -> Result<()> {
    if take_several(facts) { Ok(()) } else { begins(facts, call) }
}

/// Before a whole message is sent.
#[inline]
pub(crate) fn may_send_parts(facts: &Facts, call: &'static str, parts: &[Message]) -> Result<()> {
    if take_several(facts) { Ok(()) } else { sends_parts(facts, call, parts) }
}

#[cold]
fn begins(facts: &Facts, call: &'static str) -> Result<()> {
    if never_wait(facts) {
        let reason = "a DGRAM socket sends address and datagram at once, by send_multipart";
        return Err(Error::refused(Errno::EINVAL, call, reason));
    }
    may_send_several(facts, call)
}

#[cold]
fn sends_parts(facts: &Facts, call: &'static str, parts: &[Message]) -> Result<()> {
    if facts.kind == SocketType::Dgram {
        return may_send_datagram(facts, call, parts);
    }
    if parts.len() > 1 { may_send_several(facts, call) } else { Ok(()) }
}

fn may_send_several(facts: &Facts, call: &'static str) -> Result<()> {
    let reason = if lacks(Mend::Conflate) && facts.conflates.get() {
        // libzmq aborts when a queue that keeps one part only has lost the rest of a message.
        "a conflating socket (ZMQ_CONFLATE) sends messages of one part"
    } else if facts.kind.is_thread_safe() {
        "a thread-safe socket sends messages of one part"
    } else {
        return Ok(());
    };
    Err(Error::refused(Errno::EINVAL, call, reason))
}

fn may_send_datagram(facts: &Facts, call: &'static str, parts: &[Message]) -> Result<()> {
    let (errno, reason) = match parts {
        [_, datagram] if datagram.len() > DATAGRAM => (Errno::EMSGSIZE, TOO_LARGE),
        [_, _] if !never_wait(facts) => return Ok(()),
        [_, _] if !facts.attached.get() => (Errno::EINVAL, "bind the DGRAM socket first"),
        [_, _] if facts.rare.half_sent.get() => {
            (Errno::EFSM, "the address could not be bound in the background; use another socket")
        }
        [_, _] => return Ok(()),
        _ => (Errno::EINVAL, TWO_PARTS),
    };
    Err(Error::refused(errno, call, reason))
}

/// Whether a send must not wait by itself, and is looked at part by part: a DGRAM that libzmq cannot leave alone.
pub(crate) fn never_wait(facts: &Facts) -> bool {
    facts.kind == SocketType::Dgram && lacks(Mend::Dgram)
}

/// What libzmq means where it refuses a part of a DGRAM.
pub(crate) fn explain(facts: &Facts, error: Error) -> Error {
    if facts.kind == SocketType::Dgram && error == Errno::EINVAL {
        return Error::refused(Errno::EINVAL, "send", TWO_PARTS);
    }
    error
}

/// Before a DGRAM sends the first of its two parts, with `more` to come, or the second.
pub(crate) fn may_send_half(facts: &Facts, more: bool) -> Result<()> {
    if more == facts.rare.half_sent.get() {
        return Err(refused(TWO_PARTS).rename("send"));
    }
    Ok(())
}
