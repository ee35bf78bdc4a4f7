//! What is not as the matrix has it, and why. A cell that is named here and passes fails: the row is old then.

use crate::matrix::{Axes, Mechanism, Outcome, Pattern, Transport};

/// How a cell ends that deviates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The peer's library does not have it, and its program says so.
    Lacks,
    /// Something else happens.
    Differs,
}

/// A deviation of a peer.
pub struct Deviation {
    /// The peers' names, or their beginnings up to a `-`; with a `=` at the end, the whole name.
    pub peers: &'static [&'static str],
    pub kind: Kind,
    /// Which cells.
    pub of: fn(&Axes) -> bool,
    pub reason: &'static str,
}

/// Peers on a libzmq of today, by whichever binding.
const LIBZMQ: [&str; 5] = ["pyzmq", "zmq.asyncio", "libzmq-debian", "zeromq.js", "CZMQ"];

/// Those of them on 4.3.4.
const LIBZMQ_434: [&str; 6] =
    ["pyzmq-22.0.3", "pyzmq-24", "pyzmq-25", "pyzmq-debian", "libzmq-debian", "CZMQ"];

pub const ALL: &[Deviation] = &[
    Deviation {
        peers: &LIBZMQ_434,
        kind: Kind::Differs,
        of: |axes| {
            axes.pattern == Pattern::LongTopic
                && axes.their_kind() == "SUB"
                && axes.transport != Transport::Ws
        },
        reason: "libzmq 4.3.4 frames a subscription to a topic of 246 to 255 bytes wrongly, with a length of eight bytes that no flag announces",
    },
    Deviation {
        peers: &LIBZMQ,
        kind: Kind::Differs,
        of: |axes| axes.their_kind() == "REQ" && axes.mechanism != Mechanism::Null && !axes.we_serve(),
        reason: "a REQ that is the server of PLAIN or CURVE takes no reply once it has asked an authenticator, in libzmq 4.3.4 and 4.3.5, and not in 4.1",
    },
    Deviation {
        peers: &LIBZMQ,
        kind: Kind::Differs,
        of: |axes| {
            let publishes = matches!(axes.their_kind(), "PUB" | "XPUB");
            publishes && axes.transport == Transport::Ws && axes.mechanism == Mechanism::Curve
        },
        reason: "a PUB or XPUB with CURVE over ws reads no subscription, in libzmq up to 4.3.5 (mend 51)",
    },
    Deviation {
        peers: &["libzmq-4.1", "libzmq-3.2", "libzmq-2.2"],
        kind: Kind::Lacks,
        of: |axes| axes.heartbeats,
        reason: "libzmq has heartbeats since 4.2",
    },
    Deviation {
        peers: &["libzmq-3.2", "libzmq-2.2"],
        kind: Kind::Lacks,
        of: |axes| axes.mechanism != Mechanism::Null || axes.pattern == Pattern::Stream,
        reason: "libzmq has mechanisms and STREAM since 4.0",
    },
    Deviation {
        peers: &["libzmq-4.1"],
        kind: Kind::Differs,
        of: |axes| {
            axes.pattern == Pattern::Stranger && axes.mechanism == Mechanism::Curve && !axes.we_serve()
        },
        reason: "the CURVE server of libzmq 4.1.2 writes the size of an object of C++ for that of the status in an ERROR",
    },
    Deviation {
        peers: &["libzmq-3.2"],
        kind: Kind::Differs,
        of: |axes| axes.pattern == Pattern::Upward,
        reason: "before libzmq 4 a XSUB sends subscriptions only, and a XPUB takes nothing else",
    },
    Deviation {
        peers: &["libzmq-2.2"],
        kind: Kind::Differs,
        of: |axes| matches!(axes.pattern, Pattern::XpubXsub | Pattern::LongTopic | Pattern::Upward),
        reason: "libzmq 2 sends and reads no subscriptions: a publisher sends all to all",
    },
    Deviation {
        peers: &["omq-tokio"],
        kind: Kind::Differs,
        of: |axes| axes.pattern == Pattern::Upward && axes.their_kind() == "XSUB",
        reason: "a XSUB of omq-tokio sends subscriptions only",
    },
    Deviation {
        peers: &["zeromq"],
        kind: Kind::Lacks,
        of: |axes| matches!(axes.pattern, Pattern::Pair | Pattern::Stream),
        reason: "the crate zeromq has neither PAIR nor STREAM",
    },
    Deviation {
        peers: &["zeromq"],
        kind: Kind::Lacks,
        of: |axes| axes.mechanism != Mechanism::Null,
        reason: "the crate zeromq has no mechanism but NULL",
    },
    Deviation {
        peers: &["zeromq"],
        kind: Kind::Lacks,
        of: |axes| axes.heartbeats,
        reason: "the crate zeromq sends no heartbeats",
    },
    Deviation {
        peers: &["JeroMQ"],
        kind: Kind::Lacks,
        of: |axes| axes.pattern == Pattern::Stream || axes.mechanism != Mechanism::Null || axes.heartbeats,
        reason: "Debian's JeroMQ 0.3.6 speaks ZMTP 2.0: it has no mechanisms and no heartbeats; nor has it STREAM",
    },
    Deviation {
        peers: &["JeroMQ"],
        kind: Kind::Lacks,
        of: |axes| axes.pattern == Pattern::LongId && axes.their_kind() == "DEALER",
        reason: "JeroMQ 0.3.6 takes the length of a routing id for a signed byte, and ends its I/O thread over one of 128 bytes",
    },
    Deviation {
        peers: &["JeroMQ"],
        kind: Kind::Differs,
        of: |axes| axes.pattern == Pattern::Upward && axes.their_kind() == "XSUB",
        reason: "a XSUB of JeroMQ 0.3.6 sends subscriptions only",
    },
    Deviation {
        peers: &["rzmq"],
        kind: Kind::Lacks,
        of: |axes| matches!(axes.their_kind(), "PAIR" | "STREAM" | "XPUB" | "XSUB"),
        reason: "the crate rzmq has neither PAIR nor STREAM, XPUB or XSUB",
    },
    Deviation {
        peers: &["rzmq"],
        kind: Kind::Differs,
        of: |axes| !axes.binder_serves,
        reason: "in rzmq the end that connects is the client of PLAIN and CURVE",
    },
    Deviation {
        peers: &["rzmq"],
        kind: Kind::Differs,
        of: |axes| axes.mechanism == Mechanism::Curve && axes.heartbeats,
        reason: "with CURVE rzmq reads no heartbeats",
    },
    Deviation {
        peers: &["rzmq"],
        kind: Kind::Differs,
        of: |axes| {
            axes.pattern == Pattern::Stranger && axes.mechanism == Mechanism::Curve && !axes.we_serve()
        },
        reason: "a CURVE server of rzmq admits every client",
    },
    Deviation {
        peers: &["rzmq"],
        kind: Kind::Lacks,
        of: |axes| axes.their_kind() == "REQ",
        reason: "a REQ of rzmq sends messages of one part only",
    },
    Deviation {
        peers: &["rzmq="],
        kind: Kind::Differs,
        of: |axes| matches!(axes.pattern, Pattern::DealerRouter | Pattern::LongId),
        reason: "the DEALER of rzmq adds an empty delimiter and its ROUTER drops it, unless AUTO_DELIMITER is 0, as for rzmq-raw",
    },
];

/// What a cell of a peer is expected to do instead.
pub fn expected(peer: &str, axes: &Axes) -> Option<&'static Deviation> {
    ALL.iter().find(|deviation| deviation.peers.iter().any(|name| is_of(peer, name)) && (deviation.of)(axes))
}

/// What a peer on libzmq may do in any cell with heartbeats.
pub const ABORT: &str =
    "a libzmq of others may abort when a heartbeat meets a connection that ends (mend 01)";

/// Why a cell is played again: the peer has aborted by chance.
pub fn aborts(peer: &str, axes: &Axes, outcome: &Outcome) -> Option<&'static str> {
    let on_libzmq = LIBZMQ.iter().any(|name| is_of(peer, name));
    let aborted = matches!(outcome, Outcome::Failed(what) if what.contains("SIGABRT"));
    (on_libzmq && axes.heartbeats && aborted).then_some(ABORT)
}

fn is_of(peer: &str, name: &str) -> bool {
    match name.strip_suffix('=') {
        Some(whole) => peer == whole,
        None => peer.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
    }
}

/// What is wrong about an outcome, if anything is.
pub fn wrong(outcome: &Outcome, expected: Option<&Deviation>) -> Option<String> {
    match (outcome, expected) {
        (Outcome::Passed, None) => None,
        (Outcome::Lacks(_), Some(Deviation { kind: Kind::Lacks, .. })) => None,
        (Outcome::Failed(_), Some(Deviation { kind: Kind::Differs, .. })) => None,
        (Outcome::Passed, Some(Deviation { reason, .. })) => {
            Some(format!("passed; src/deviations.rs is old: {reason}"))
        }
        (Outcome::Lacks(what), _) => Some(format!("the peer says that it lacks {what}")),
        (Outcome::Failed(what), _) => Some(what.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_that_ends_is_wrong() {
        let deviation = |kind| Deviation { peers: &[""], kind, of: |_| true, reason: "once" };
        let (lacks, differs) = (deviation(Kind::Lacks), deviation(Kind::Differs));
        assert!(wrong(&Outcome::Passed, None).is_none());
        assert!(wrong(&Outcome::Passed, Some(&lacks)).is_some());
        assert!(wrong(&Outcome::Passed, Some(&differs)).is_some());
        assert!(wrong(&Outcome::Lacks("x".into()), Some(&lacks)).is_none());
        assert!(wrong(&Outcome::Failed("x".into()), Some(&differs)).is_none());
        assert!(wrong(&Outcome::Failed("x".into()), Some(&lacks)).is_some());
        assert!(wrong(&Outcome::Lacks("x".into()), None).is_some());
    }

    #[test]
    fn only_an_abort_with_heartbeats_is_played_again() {
        let aborted = Outcome::Failed("the peer ended: signal: 6 (SIGABRT)".into());
        let mut cells = crate::matrix::all(&[Transport::Tcp]).into_iter();
        let beating = cells.find(|axes| axes.heartbeats).expect("a cell with heartbeats");
        let silent = Axes { heartbeats: false, ..beating };
        assert_eq!(aborts("pyzmq-27", &beating, &aborted), Some(ABORT));
        assert_eq!(aborts("pyzmq-27", &silent, &aborted), None);
        assert_eq!(aborts("rzmq", &beating, &aborted), None);
        assert_eq!(aborts("pyzmq-27", &beating, &Outcome::Failed("no message".into())), None);
    }
}
