//! Topics. Without the mend ([`Mend::Topics`]) each byte of one takes stack of the thread that takes it back (80 bytes in Debian's build of 4.3.4),
//! and of a thread of libzmq's own when the socket is closed (48 bytes); a topic that is too long ends the process.

use super::*;
use crate::guard::{Mend, lacks};

/// The longest topic on a libzmq like that. At 128 bytes of stack for each, it takes half of the smallest stack that threads have
/// unless somebody asks for another: 2 MiB for those of Rust, 512 KiB for those libzmq starts on Apple's systems, and
/// 128 KiB with musl, where only the 48 bytes count.
pub(crate) const LONGEST: usize = if cfg!(target_env = "musl") {
    1024
} else if cfg!(target_vendor = "apple") {
    2048
} else {
    8192
};

/// Whether a socket can subscribe to a topic of so many bytes.
pub(crate) fn fits(bytes: usize) -> Result<()> {
    if bytes <= LONGEST || !lacks(Mend::Topics) {
        return Ok(());
    }
    let reason =
        format!("a topic of {bytes} bytes: this libzmq takes {LONGEST} at most, or its stack may overflow");
    Err(Error::refused(Errno::EMSGSIZE, "", reason))
}

/// Subscribes to a topic, or takes it back.
pub(crate) fn set(socket: &RawSocket, option: i32, topic: &[u8]) -> Result<()> {
    fits(topic.len())?;
    socket.set_bytes(option, topic)
}

/// Before an XSUB sends a part, which may be a subscription.
pub(crate) fn may_send(part: &[u8]) -> Result<()> {
    match part {
        [0 | 1, topic @ ..] => fits(topic.len()).map_err(|error| error.rename("send")),
        _ => Ok(()),
    }
}
