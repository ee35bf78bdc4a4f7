//! The tables.

use super::{
    BOTH, COUNTS, FEWER_TRIPS, Place, RUNTIMES, SECONDS, SIZES, TOPICS, TRANSPORTS, TRIPS, TWICE, Table,
    apart, by_peers, bytes, effort, fewer, fewer_rounds, grid, latency, one_processor, throughput,
};

/// What is measured beside C.
pub fn all() -> Vec<Table> {
    let plural = |number: usize, name: &str| format!("{number} {name}{}", if number == 1 { "" } else { "s" });
    let table = |id, title, figures, programs, rows| Table {
        id,
        title,
        figures,
        programs,
        how: &[],
        place: Place::Anywhere,
        effort: effort(figures),
        rows,
    };
    vec![
        table(
            "throughput",
            "PUSH to PULL, messages in a second",
            SECONDS,
            TWICE,
            throughput(&TRANSPORTS, &SIZES),
        ),
        table(
            "latency",
            "A message of 16 B and its answer",
            TRIPS,
            TWICE,
            latency(&["req_rep", "dealer_router"], &TRANSPORTS),
        ),
        one_processor(table(
            "throughput-one",
            "PUSH to PULL, messages in a second, on one processor",
            SECONDS,
            TWICE,
            throughput(&TRANSPORTS, &[16, 1024, 65_536]),
        )),
        one_processor(table(
            "latency-one",
            "A message of 16 B and its answer, on one processor",
            TRIPS,
            TWICE,
            latency(&["req_rep", "dealer_router"], &TRANSPORTS),
        )),
        fewer_rounds(table(
            "fanout",
            "PUB to many SUBs, messages sent in a second, 16 B",
            SECONDS,
            BOTH,
            fewer(grid(
                &["inproc", "tcp"],
                &[1, 10, 100, 1000],
                |number| plural(number, "subscriber"),
                |transport, number| format!("fanout {transport} {number} 16"),
            )),
        )),
        table(
            "multipart",
            "PUSH to PULL, whole messages in a second, parts of 16 B",
            SECONDS,
            &[("C", "c"), ("Rust", "rust"), ("Rust, Multipart", "rust-multipart")],
            grid(
                &["inproc", "tcp"],
                &[1, 2, 8],
                |number| plural(number, "part"),
                |transport, number| format!("multipart {transport} {number} 16"),
            ),
        ),
        fewer_rounds(table(
            "routing",
            "A ROUTER that answers DEALERs, answers in a second, 16 B",
            SECONDS,
            BOTH,
            by_peers(grid(
                &["inproc", "tcp"],
                &[1, 10, 100, 1000],
                |number| plural(number, "peer"),
                |transport, number| format!("routing {transport} {number}"),
            )),
        )),
        fewer_rounds(table(
            "subscriptions",
            "One SUB with many subscriptions: messages in a second, and the time to subscribe once",
            TOPICS,
            BOTH,
            grid(
                &["inproc"],
                &[1, 100, 10_000, 1_000_000],
                |number| plural(number, "subscription"),
                |_, number| format!("subscriptions {number}"),
            ),
        )),
        Table {
            id: "payload",
            title: "Payloads made by the program, copied or handed over, messages in a second",
            figures: SECONDS,
            programs: &[
                ("C, copied", "c"),
                ("C, handed over", "c"),
                ("Rust, copied", "rust"),
                ("Rust, handed over", "rust"),
            ],
            how: &["copy", "zero", "copy", "zero"],
            place: Place::Anywhere,
            effort: effort(SECONDS),
            rows: grid(
                &["inproc", "tcp"],
                &[16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144],
                bytes,
                |transport, size| format!("payload HOW {transport} {size}"),
            ),
        },
        table(
            "curve",
            "PUSH to PULL with CURVE and without, messages in a second",
            SECONDS,
            BOTH,
            throughput(&["tcp", "curve"], &[16, 1024, 65_536]),
        ),
        table(
            "curve-latency",
            "A message of 16 B and its answer, with CURVE and without",
            TRIPS,
            BOTH,
            latency(&["req_rep"], &["tcp", "curve"]),
        ),
        fewer_rounds(table(
            "poller",
            "One message to one of many sockets, found by zmq_poll, messages in a second",
            SECONDS,
            BOTH,
            fewer(grid(
                &["inproc"],
                &[1, 10, 100, 1000],
                |number| plural(number, "socket"),
                |_, number| format!("poller {number}"),
            )),
        )),
        table(
            "runtimes",
            "PUSH to PULL on runtimes, messages in a second",
            SECONDS,
            RUNTIMES,
            throughput(&["tcp"], &[16, 1024, 65_536]),
        ),
        table(
            "runtimes-latency",
            "A message of 16 B and its answer, on runtimes",
            TRIPS,
            RUNTIMES,
            latency(&["req_rep", "dealer_router"], &["tcp"]),
        ),
        table(
            "runtimes-apart",
            "PUSH to PULL on runtimes, in two processes, messages in a second",
            SECONDS,
            RUNTIMES_APART,
            apart_rows(&["tcp"], &[16, 1024, 65_536]),
        ),
        one_processor(table(
            "runtimes-one",
            "PUSH to PULL on runtimes, messages in a second, on one processor",
            SECONDS,
            RUNTIMES,
            throughput(&["tcp"], &[16, 1024]),
        )),
    ]
}

/// Runtimes beside blocking calls, where each side has a process of its own.
const RUNTIMES_APART: &[(&str, &str)] = &[
    ("Rust", "rust"),
    ("Rust again", "rust"),
    ("C", "c"),
    ("tokio", "tokio"),
    ("tokio, multi-thread", "tokio-threads"),
    ("async-io", "async-io"),
];

/// Ours, where each side has a process of its own.
const APART: &[(&str, &str)] = &[
    ("Rust", "rust"),
    ("C", "c"),
    ("Rust, spinning", "rust-spin"),
    ("tokio", "tokio"),
    ("tokio, multi-thread", "tokio-threads"),
    ("async-io", "async-io"),
];

const FAR_TRANSPORTS: [&str; 2] = ["tcp", "ipc"];

fn apart_rows(transports: &[&str], sizes: &[usize]) -> Vec<super::Row> {
    let mut rows = grid(transports, sizes, bytes, |transport, size| format!("apart {transport} {size}"));
    for row in &mut rows {
        row.few = if row.x > 100_000.0 { 100 } else { 1000 };
    }
    rows
}

fn apart_trips() -> Vec<super::Row> {
    grid(&FAR_TRANSPORTS, &[16], bytes, |transport, size| format!("apart_trips {transport} {size}"))
}

/// Where each message is counted, not timed: instructions, and calls of the system, of both processes.
pub fn apart_counts() -> Table {
    let mut rows = apart_rows(&FAR_TRANSPORTS, &[16, 1024, 65_536]);
    for row in &mut rows {
        row.label = format!("PUSH/PULL, {}", row.label);
    }
    rows.extend(
        apart_trips().into_iter().map(|row| super::Row { label: format!("REQ/REP, {}", row.label), ..row }),
    );
    Table {
        id: "apart-counts",
        title: "Two processes: instructions and calls of the system for a message, or for a message and its answer",
        figures: COUNTS,
        programs: APART,
        how: &[],
        place: Place::Anywhere,
        effort: effort(COUNTS),
        rows,
    }
}

/// What other bindings, implementations and builds of libzmq are measured by.
pub fn peers() -> Vec<Table> {
    let fanout = grid(
        &["tcp"],
        &[1, 10, 100],
        |number| format!("{number} subscribers"),
        |transport, number| format!("fanout {transport} {number} 16"),
    );
    let programs = &[
        ("C", "c"),
        ("Rust", "rust"),
        ("tokio", "tokio"),
        ("tokio, multi-thread", "tokio-threads"),
        ("async-io", "async-io"),
    ];
    let table = |id, title, figures, programs, rows| Table {
        id,
        title,
        figures,
        programs,
        how: &[],
        place: Place::Anywhere,
        effort: effort(figures),
        rows,
    };
    vec![
        fewer_rounds(apart(table(
            "apart",
            "PUSH to PULL in two processes, a processor each, messages in a second",
            SECONDS,
            APART,
            apart_rows(&FAR_TRANSPORTS, &[16, 256, 1024, 16_384, 65_536, 1_048_576]),
        ))),
        fewer_rounds(apart(table(
            "apart-latency",
            "A message of 16 B and its answer, REQ and REP in two processes, a processor each",
            FEWER_TRIPS,
            APART,
            apart_trips(),
        ))),
        fewer_rounds(table(
            "peers",
            "PUSH to PULL in one process, messages in a second",
            SECONDS,
            programs,
            throughput(&["inproc"], &[16, 1024, 65_536]),
        )),
        fewer_rounds(table(
            "peers-fanout",
            "PUB to many SUBs, messages sent in a second, 16 B",
            SECONDS,
            programs,
            fewer(fanout),
        )),
    ]
}

/// What other builds of libzmq are measured by, all in C.
pub fn builds() -> Vec<Table> {
    let table = |id, title, figures, rows| Table {
        id,
        title,
        figures,
        programs: &[("ours", "c")],
        how: &[],
        place: Place::Anywhere,
        effort: effort(figures),
        rows,
    };
    vec![
        table(
            "builds",
            "PUSH to PULL in C over builds of libzmq, messages in a second",
            SECONDS,
            throughput(&TRANSPORTS, &[16, 1024, 65_536]),
        ),
        table(
            "builds-latency",
            "A message of 16 B and its answer in C, over builds of libzmq",
            TRIPS,
            latency(&["req_rep", "dealer_router"], &TRANSPORTS),
        ),
        one_processor(table(
            "builds-latency-one",
            "A message of 16 B and its answer in C, over builds of libzmq, on one processor",
            TRIPS,
            latency(&["req_rep", "dealer_router"], &TRANSPORTS),
        )),
    ]
}
