//! Async has what blocking has, and the other way round: read in the sources.

use crate::support::surface::{Surface, read};
use std::collections::BTreeSet;

/// What one of them has alone, and why.
struct Alone {
    of: &'static str,
    names: &'static [&'static str],
    #[allow(dead_code)] // for the reader
    why: &'static str,
}

const BLOCKING: &[Alone] = &[
    Alone {
        of: "Socket",
        names: &["as_raw", "into_raw", "from_raw", "getsockopt", "setsockopt"],
        why: "pointers, for other languages: `with` lends the blocking socket, `into_blocking` gives it",
    },
    Alone {
        of: "Socket",
        names: &["fd"],
        why: "the reactor waits for the descriptor: another reader would take its edges",
    },
    Alone {
        of: "Socket",
        names: &["send_flags", "recv_flags"],
        why: "a future that is dropped must not leave half a message: `send_multipart`, `try_send`, `try_recv`",
    },
    Alone { of: "Socket", names: &["spin", "set_spin"], why: "an async socket never sleeps in a receive" },
    Alone {
        of: "Context",
        names: &["as_raw", "into_raw", "from_raw", "from_raw_borrowed"],
        why: "pointers, for other languages: `to_blocking`, and `from` the other way",
    },
    Alone { of: "Context", names: &["spin", "set_spin"], why: "as that of sockets" },
    Alone { of: "Monitor", names: &["iter"], why: "an async monitor is a `Stream`" },
    Alone { of: "Monitor", names: &["poll_item"], why: "for `poll`, which keeps a thread waiting" },
];

const ASYNC: &[Alone] = &[
    Alone {
        of: "Socket",
        names: &["new", "with", "into_blocking"],
        why: "from the blocking socket, and to it",
    },
    Alone {
        of: "Socket",
        names: &["into_split", "into_sink"],
        why: "halves for two tasks, and what the futures crates ask for",
    },
    Alone { of: "Socket", names: &["recv_many"], why: "looks at the runtime once for a burst" },
    Alone { of: "Socket", names: &["poll_timeout"], why: "the blocking `poll` has a timeout" },
    Alone { of: "Context", names: &["to_blocking"], why: "from the blocking context, and to it" },
    Alone { of: "Monitor", names: &["new"], why: "from the blocking monitor" },
];

const TYPES: [&str; 4] = ["Socket", "Context", "Monitor", "ProxyControl"];

/// What is in `all` and not in `other`, but for what may stand alone; and what may, and does not.
fn differs(surface: &Surface, of: &str, other: &str, alone: &[Alone], kind: &str) -> Vec<String> {
    let names =
        |of: &str| surface.get(of).unwrap_or_else(|| panic!("no methods of {of} were found")).names.clone();
    let (names, others) = (names(of), names(other));
    let alone: BTreeSet<String> = alone
        .iter()
        .filter(|alone| alone.of == kind)
        .flat_map(|alone| alone.names.iter().map(|name| (*name).to_owned()))
        .collect();
    let lacks = names.difference(&others).filter(|name| !alone.contains(*name));
    let stale = alone.iter().filter(|name| others.contains(*name) || !names.contains(*name));
    lacks
        .map(|name| format!("{other} has no `{name}`, which {of} has"))
        .chain(stale.map(|name| {
            format!("`{name}` of {of} stands on the list of what {other} lacks, and does not need to")
        }))
        .collect()
}

#[test]
fn blocking_and_async_have_the_same_methods() {
    let surface = read();
    let mut found = Vec::new();
    for of in TYPES {
        let other = format!("asynchronous::{of}");
        found.extend(differs(&surface, of, &other, BLOCKING, of));
        found.extend(differs(&surface, &other, of, ASYNC, of));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The reader finds what is made in each of the ways.
#[test]
fn the_reader_finds_methods() {
    let surface = read();
    for (of, names) in [
        (
            "Socket",
            &[
                "send",
                "bind",
                "set_linger",
                "sndhwm",
                "set_router_mandatory",
                "subscribe",
                "setsockopt",
                "poll",
            ][..],
        ),
        (
            "asynchronous::Socket",
            &["send", "bind", "set_linger", "sndhwm", "recv_timeout", "monitor", "set_security", "join"],
        ),
        ("Context", &["socket", "set_ipv6", "term_timeout", "destroy"]),
        ("asynchronous::Context", &["socket", "set_ipv6", "term_timeout", "max_sockets", "builder"]),
        ("asynchronous::Monitor", &["recv", "recv_timeout", "trace"]),
    ] {
        for name in names {
            assert!(surface[of].names.contains(*name), "{of}::{name} was not found");
        }
    }
    assert!(!surface["Socket"].names.contains("push"), "a method of another type");
    assert!(surface["Socket"].names.len() > 200, "{}", surface["Socket"].names.len());
    assert!(
        surface["Socket"].aliases.contains("ZMQ_LINGER") && surface["Socket"].aliases.contains("zmq_bind")
    );
}
