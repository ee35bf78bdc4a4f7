//! What a cell is: a value of each axis.

use std::{fmt, time::Duration};

/// Which conversation is held. Two names: the kinds of the first and of the second end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    ReqRep,
    PubSub,
    PushPull,
    DealerRouter,
    XpubXsub,
    Pair,
    Stream,
    /// A connection without messages for much longer than a heartbeat's timeout, by PUSH and PULL.
    Idle,
    /// A client that may not come in, by PUSH and PULL.
    Stranger,
    /// The longest routing id.
    LongId,
    /// Subscriptions around the length that needs a long frame, from SUB to XPUB.
    LongTopic,
    /// Messages from XSUB to XPUB that are no subscriptions.
    Upward,
}

impl Pattern {
    pub const ALL: [Pattern; 12] = [
        Pattern::ReqRep,
        Pattern::PubSub,
        Pattern::PushPull,
        Pattern::DealerRouter,
        Pattern::XpubXsub,
        Pattern::Pair,
        Pattern::Stream,
        Pattern::Idle,
        Pattern::Stranger,
        Pattern::LongId,
        Pattern::LongTopic,
        Pattern::Upward,
    ];

    /// The kinds of both ends, as ZeroMQ spells them.
    pub fn kinds(self) -> [&'static str; 2] {
        match self {
            Pattern::ReqRep => ["REQ", "REP"],
            Pattern::PubSub => ["PUB", "SUB"],
            Pattern::PushPull | Pattern::Idle | Pattern::Stranger => ["PUSH", "PULL"],
            Pattern::DealerRouter | Pattern::LongId => ["DEALER", "ROUTER"],
            Pattern::LongTopic => ["XPUB", "SUB"],
            Pattern::XpubXsub | Pattern::Upward => ["XPUB", "XSUB"],
            Pattern::Pair => ["PAIR", "PAIR"],
            Pattern::Stream => ["STREAM", "STREAM"],
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::Idle => f.write_str("idle"),
            Pattern::Stranger => f.write_str("stranger"),
            Pattern::LongId => f.write_str("DEALER/ROUTER, long id"),
            Pattern::LongTopic => f.write_str("XPUB/SUB, long topics"),
            Pattern::Upward => f.write_str("XPUB/XSUB, upward"),
            Pattern::Pair | Pattern::Stream => f.write_str(self.kinds()[0]),
            _ => write!(f, "{}/{}", self.kinds()[0], self.kinds()[1]),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Tcp,
    Ipc,
    Ws,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Transport::Tcp => "tcp",
            Transport::Ipc => "ipc",
            Transport::Ws => "ws",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    Null,
    Plain,
    Curve,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Blocking,
    Tokio,
}

/// The part of one end in a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    None,
    PlainServer,
    PlainClient,
    /// With a wrong password.
    PlainStranger,
    CurveServer,
    CurveClient,
    /// With keys that the server does not know.
    CurveStranger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeats {
    pub interval: Duration,
    pub timeout: Duration,
}

/// A cell of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    pub pattern: Pattern,
    /// Whether the first kind of the pattern is ours.
    pub ours_first: bool,
    /// Whether our end binds.
    pub we_bind: bool,
    pub transport: Transport,
    pub mechanism: Mechanism,
    /// Whether the end that binds is the mechanism's server.
    pub binder_serves: bool,
    pub heartbeats: bool,
    pub flavour: Flavour,
}

impl Axes {
    /// The kind of our end.
    pub fn our_kind(&self) -> &'static str {
        self.pattern.kinds()[usize::from(!self.ours_first)]
    }

    /// The kind of the peer's end.
    pub fn their_kind(&self) -> &'static str {
        self.pattern.kinds()[usize::from(self.ours_first)]
    }

    /// Whether our end is the mechanism's server.
    pub fn we_serve(&self) -> bool {
        self.we_bind == self.binder_serves
    }

    /// Whether the ends have more than a few small messages for each other.
    pub fn is_large(&self) -> bool {
        self.transport == Transport::Tcp && !self.heartbeats && self.binder_serves
    }
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flavour = if self.flavour == Flavour::Tokio { "tokio" } else { "blocking" };
        let binds = if self.we_bind { "binds" } else { "connects" };
        let mechanism = format!("{:?}", self.mechanism).to_uppercase();
        let transport = self.transport;
        write!(f, "{}: our {flavour} {} {binds}, {transport}, {mechanism}", self.pattern, self.our_kind())?;
        if self.mechanism != Mechanism::Null {
            f.write_str(if self.we_serve() { ", we are its server" } else { ", the peer is its server" })?;
        }
        if self.heartbeats { f.write_str(", heartbeats") } else { Ok(()) }
    }
}

/// Every cell. `transports` are those that both libraries have.
pub fn all(transports: &[Transport]) -> Vec<Axes> {
    let mut cells = Vec::new();
    for pattern in Pattern::ALL {
        for &transport in transports {
            for mechanism in [Mechanism::Null, Mechanism::Plain, Mechanism::Curve] {
                for number in 0..32_u8 {
                    let bit = |at: u8| number >> at & 1 == 1;
                    cells.push(Axes {
                        pattern,
                        transport,
                        mechanism,
                        ours_first: bit(0),
                        we_bind: bit(1),
                        flavour: if bit(2) { Flavour::Tokio } else { Flavour::Blocking },
                        heartbeats: bit(3),
                        binder_serves: bit(4),
                    });
                }
            }
        }
    }
    cells.retain(is_one);
    cells
}

/// Whether it is a cell that can be, and differs from each other.
fn is_one(axes: &Axes) -> bool {
    let plain_tcp = axes.transport == Transport::Tcp && !axes.heartbeats;
    // Who serves has nothing to do with who binds: shown over tcp, where mechanisms are the same as elsewhere.
    let turned = axes.binder_serves || (axes.mechanism != Mechanism::Null && plain_tcp);
    turned
        && match axes.pattern {
            // Both ends are the same.
            Pattern::Pair => axes.ours_first,
            // Raw tcp, without ZMTP and so without what it has.
            Pattern::Stream => axes.ours_first && axes.mechanism == Mechanism::Null && plain_tcp,
            // One end of each binds.
            Pattern::Idle => axes.heartbeats && axes.mechanism == Mechanism::Null && axes.ours_first,
            // The first kind is the client, and the server binds.
            Pattern::Stranger => {
                let servers = axes.ours_first != axes.we_bind && axes.binder_serves;
                plain_tcp && axes.mechanism != Mechanism::Null && servers
            }
            Pattern::LongId | Pattern::LongTopic | Pattern::Upward => {
                axes.mechanism == Mechanism::Null && !axes.heartbeats
            }
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_there_once() {
        let cells = all(&[Transport::Tcp, Transport::Ipc]);
        for (at, cell) in cells.iter().enumerate() {
            assert!(!cells[..at].contains(cell), "{cell} is there twice");
        }
        let count = |pattern| cells.iter().filter(|cell| cell.pattern == pattern).count();
        // Roles, who binds, flavours: 8; transports, mechanisms, heartbeats: 12; and those where the other end serves: 2 * 8.
        assert_eq!(count(Pattern::ReqRep), 8 * 12 + 16);
        assert_eq!(count(Pattern::Pair), (8 * 12 + 16) / 2);
        assert_eq!(count(Pattern::Stream), 4);
        assert_eq!(count(Pattern::Idle), 8);
        assert_eq!(count(Pattern::Stranger), 8);
        assert_eq!(count(Pattern::LongId), 16);
    }
}
