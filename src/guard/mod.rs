//! Which faults of libzmq the linked one still has, and what is refused for as long.
//!
//! One row for each, and the rules in the rooms beside this file, by what they are about. A rule asks [`lacks`] about its row, and
//! nothing else about versions; nobody else can ask. The compiled libzmq has the mends that `zmq_sys::MENDS` names, which the
//! compiler knows, so that there nothing is left of the rule; with an installed one it stands up to the last version that has the
//! fault. What every libzmq would abort over stands in the same rooms, without a row.
//!
//! Rules are about the facts of a socket (`src/socket/facts.rs`) and the values of a call. They ask neither C nor the system; where they
//! need an answer, they are given the question. What is tried on the system first, since libzmq takes for granted that it works, is
//! where it is asked: the threads of a context (`context/startup/`), interfaces and options of the system (`socket/system/`, `endpoint/`),
//! the groups of pgm and norm (`socket/multicast/`), and certificates (`socket/wss/`).

pub(crate) mod authentication;
pub(crate) mod connections;
pub(crate) mod contexts;
pub(crate) mod inproc;
pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod polls;
pub(crate) mod sends;

use crate::{Errno, Error, version};

macro_rules! rules {
    ($($(#[doc = $defect:literal])+ $name:ident: [$($mend:literal),+], until $until:tt, refuses $rule:literal, in $test:literal;)*) => {
        /// What a libzmq can lack; the comment says what the fault is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(dead_code)] // what only a feature asks about
        enum Mend {
            $($(#[doc = $defect])+ $name,)*
        }

        /// Whether the linked libzmq has this fault still.
        #[inline(always)]
        fn lacks(mend: Mend) -> bool {
            match mend {
                $(Mend::$name => (const { !(true $(&& zmq_sys::has_mend($mend))+) }) && version() <= $until,)*
            }
        }

        #[cfg(test)]
        const RULES: &[Rule] = &[$(Rule {
            mend: Mend::$name,
            lifted_by: &[$($mend),+],
            until: $until,
            refuses: $rule,
            test: $test,
        },)*];
    };
}

rules! {
    /// Each byte of a topic takes stack when it is taken back.
    Topics: [25], until (4, 3, 5),
        refuses "topics of more than `sends::LONGEST_TOPIC` bytes",
        in "tests/guards/few_lines.rs::topics_and_the_stack";
    /// A first message (greeting, welcome, routing id) to a peer that left before it was there aborts the process.
    Greetings: [26], until (4, 3, 5),
        refuses "to greet on an inproc name that others waited for; a PAIR there, and leaving it, where a ROUTER or REP waits",
        in "tests/core/inproc_left.rs::a_greeting_for_who_has_left";
    /// REQ and DISH as servers with an authenticator receive nothing.
    Credentials: [22], until (4, 3, 5),
        refuses "a REQ or DISH that asks an authenticator",
        in "tests/guards/few_lines.rs::servers_that_would_hear_nothing";
    /// Subscriptions above the high-water mark are lost when a publisher comes back.
    Subscriptions: [23], until (4, 3, 5),
        refuses "nothing: a SUB has no sndhwm unless the program sets one",
        in "tests/guards/few_lines.rs::more_topics_than_the_high_water_mark";
    /// Heartbeats abort the process, or drop a slow reader, where a queue is full or gone when their timers run out.
    Heartbeats: [1, 2, 3, 4, 13, 20], until (4, 3, 5),
        refuses "heartbeats with a receive mark, a linger period, handover, one peer, unbind or disconnect",
        in "tests/guards/heartbeats.rs::what_must_hold_before_and_while";
    /// High-water marks that change on a live socket are told to freed pipes.
    Marks: [10, 44], until (4, 3, 5),
        refuses "to set sndhwm and rcvhwm after the first bind or connect",
        in "tests/guards/defects.rs::high_water_marks_while_peers_come_and_go";
    /// `ZMQ_IMMEDIATE` that changes while a connection lives aborts the process when that breaks.
    Immediate: [27], until (4, 3, 5),
        refuses "to set immediate after the first bind or connect",
        in "tests/guards/defects.rs::immediate_taken_back_on_a_live_socket";
    /// The rest of a message is lost, and the process ends, when its endpoint is taken away in the middle of it.
    Middle: [8, 19, 42], until (4, 3, 5),
        refuses "unbind and disconnect while a message is half received, or may be",
        in "tests/guards/messages.rs::an_endpoint_stays_in_the_middle_of_a_message";
    /// A queue that keeps one part promises more parts, and the process ends.
    Conflate: [9], until (4, 3, 5),
        refuses "messages of several parts on a socket that conflates, and a change of conflate on a live one",
        in "tests/guards/defects.rs::several_parts_on_a_conflating_socket";
    /// Two thread-safe sockets joined by inproc lock each other out for ever.
    ThreadSafe: [16], until (4, 3, 5),
        refuses "inproc for the thread-safe kinds",
        in "tests/draft/inproc.rs::thread_safe_kinds_inside_the_process";
    /// A message larger than a datagram is written past a buffer.
    Datagrams: [17], until (4, 3, 5),
        refuses "udp to a RADIO that has sent large messages",
        in "tests/draft/datagrams.rs::messages_larger_than_a_datagram";
    /// A peer that joins a group with a long name aborts the process of its RADIO.
    Groups: [35], until (4, 3, 5),
        refuses "commands of more than 260 bytes to a RADIO without a mechanism",
        in "tests/draft/kinds.rs::a_join_that_is_too_long";
    /// The path of a ws endpoint begins at its last slash, its host ends at its last colon; a request that is too long aborts the process.
    Websocket: [18, 43, 60], until (4, 3, 5),
        refuses "paths of several segments, with a colon, or too long for a request",
        in "tests/guards/defects.rs::websocket_paths";
    /// `ZMQ_RECONNECT_STOP_AFTER_DISCONNECT` reads a flag that was never written.
    AfterDisconnect: [18], until (4, 3, 5),
        refuses "ReconnectStop::AFTER_DISCONNECT",
        in "tests/guards/network.rs::attempts_to_connect_that_end";
    /// A GSSAPI server admits clients that the authenticator rejected.
    GssapiRefusal: [31], until (4, 3, 5),
        refuses "a GSSAPI server with a ZAP domain",
        in "tests/security/mechanisms.rs::all_or_nothing";
    /// The authenticator's answer about a connection that has gone aborts the process, or counts for the next one.
    LateAnswer: [14], until (4, 3, 5),
        refuses "servers that connect, and connect again, beside an authenticator",
        in "tests/security/authenticator_guards.rs::a_server_that_connects_does_not_ask_twice";
    /// A PLAIN server that must have a domain, and has none, aborts the process at its first peer.
    Domain: [27], until (4, 3, 5),
        refuses "zap_enforce_domain before there is a domain",
        in "tests/security/authenticator_guards.rs::a_plain_server_that_must_have_a_domain_has_one";
    /// A time to live above 65.5 s is cut to 16 bits of milliseconds.
    TimeToLive: [6], until (4, 3, 5),
        refuses "heartbeat_ttl above 65.5 s",
        in "tests/options/tables.rs::HEARTBEAT_TTL";
    /// A name for a connection that another peer has aborts the process.
    PeerNames: [21, 27], until (4, 3, 5),
        refuses "names for connections that a peer could have, or bring",
        in "tests/guards/values.rs::names_of_peers_that_are_taken";
    /// A ROUTER makes up routing ids without a look at whether a peer has claimed them.
    MadeUpNames: [21], until (4, 3, 5),
        refuses "routing ids and names of peers that begin with a zero",
        in "tests/guards/few_lines.rs::routing_ids_that_a_router_makes_up";
    /// A socket of a kind that cannot answer, where authenticators listen, aborts the process at the first peer that comes.
    ZapEndpoint: [32], until (4, 3, 5),
        refuses "inproc://zeromq.zap.01 to all but an Authenticator",
        in "tests/guards/defects.rs::the_endpoint_of_authentication_handlers";
    /// The statistics of connections are written to one that has been freed.
    Statistics: [10], until (4, 3, 5),
        refuses "monitor_pipes_stats",
        in "tests/core/monitor.rs::statistics_of_connections";
    /// A context that starts without enough descriptors or threads aborts the process.
    Start: [36, 64], until (4, 3, 5),
        refuses "nothing: a context takes what it is about to need, and gives it back, before its threads start",
        in "tests/guards/defects_system.rs::a_context_without_descriptors";
    /// A context that ends with connections to inproc names that nobody has bound, and no descriptor, aborts the process.
    Pending: [33], until (4, 3, 5),
        refuses "nothing: such a context is leaked",
        in "tests/guards/defects_system.rs::pending_connections_and_no_descriptors_at_the_end";
    /// A connection that keeps one message has lost what who binds its inproc name expects: the process ends.
    ConflateWaits: [61], until (4, 3, 5),
        refuses "to connect a socket that conflates to an inproc name that nobody has bound",
        in "tests/core/inproc_names.rs::a_name_that_was_unbound_is_bound_by_nobody";
    /// A greeting and a probe do not fit into the same new queue: the process aborts, or writes past its lists.
    FirstMessages: [26, 39, 62], until (4, 3, 5),
        refuses "hello_msg and probe_router on the same socket",
        in "tests/guards/values.rs::first_messages_into_the_smallest_queues";
    /// A DGRAM that waits without a peer, or whose endpoint goes in the middle of a message, aborts the process.
    Dgram: [34, 65], until (4, 3, 5),
        refuses "to send before a DGRAM is bound, address and datagram one by one, and a second endpoint after the first",
        in "tests/draft/datagrams.rs::what_a_dgram_refuses";
    /// A wait for more items than descriptors the process may have open aborts it.
    Polls: [90], until (4, 3, 5),
        refuses "such a wait, for which the system is asked each time how many that are",
        in "tests/guards/defects_system.rs::more_items_than_descriptors";
    /// A client of web sockets masks a payload where it lies, although it is memory of the program.
    Masks: [88], until (4, 3, 5),
        refuses "nothing: a payload that others may see counts as shared, which is masked in a copy",
        in "tests/guards/few_lines.rs::payloads_of_others_over_web_sockets";
}

/// What must be done in another way, or at another moment.
#[cold]
fn refused(reason: &'static str) -> Error {
    Error::refused(Errno::EINVAL, "", reason)
}

/// What this libzmq cannot do.
#[cold]
fn unsupported(reason: &'static str) -> Error {
    Error::refused(Errno::ENOTSUP, "", reason)
}

/// A row of the table.
#[cfg(test)]
struct Rule {
    mend: Mend,
    /// The mends of the compiled libzmq without which the fault is there.
    lifted_by: &'static [u32],
    /// The last released version that has it.
    until: (i32, i32, i32),
    /// What is refused, or done otherwise, for as long.
    refuses: &'static str,
    /// File and test, of both sides.
    test: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    /// Whether the libzmq is one that was compiled here, with all of its mends.
    fn has_all() -> bool {
        !zmq_sys::MENDS.is_empty() && option_env!("ZMQ_SYS_WITHOUT_MENDS").is_none()
    }

    #[test]
    fn each_row_names_mends_that_there_are() {
        for rule in RULES {
            let known = rule.lifted_by.iter().all(|number| zmq_sys::MENDS.contains(number));
            assert!(known || !has_all(), "{:?}: {:?} of {:?}", rule.mend, rule.lifted_by, zmq_sys::MENDS);
            assert!(!rule.refuses.is_empty());
        }
    }

    #[test]
    fn what_is_mended_is_lacked_by_no_libzmq_that_was_compiled_here() {
        for rule in RULES {
            let mended = rule.lifted_by.iter().all(|number| zmq_sys::has_mend(*number));
            assert_eq!(lacks(rule.mend), !mended && version() <= rule.until, "{:?}", rule.mend);
            assert!(!lacks(rule.mend) || !has_all());
        }
    }

    /// The tests of this crate are beside it, or it is a package without them.
    #[test]
    fn each_row_names_a_test_that_there_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        if !root.join("tests/guards").is_dir() {
            return;
        }
        for rule in RULES {
            let (file, name) = rule.test.split_once("::").unwrap_or_default();
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            let there = text.contains(&format!("fn {name}()")) || text.contains(&format!("ZMQ_{name}:"));
            assert!(there, "{:?}: no {name} in {file}", rule.mend);
        }
    }
}
