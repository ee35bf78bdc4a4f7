//! The Paranoid Pirate protocol, [RFC 6](https://rfc.zeromq.org/spec/6): two commands of one byte; what has more parts is work.

/// A worker is there.
pub const READY: &[u8] = b"\x01";
/// Either is alive.
pub const HEARTBEAT: &[u8] = b"\x02";
/// How many heartbeats may stay away.
pub const LIVENESS: u32 = 3;
