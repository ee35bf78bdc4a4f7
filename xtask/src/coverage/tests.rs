//! The header that is compiled is wrapped as a whole, and the list of what is not has no lines that say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::reasons::REASONS;
use super::{links, missing, scan};
use crate::workspace::Workspace;

fn sources() -> BTreeMap<String, String> {
    scan::used(&Workspace::load().unwrap().root.join("src")).unwrap()
}

fn header() -> String {
    fs::read_to_string(Workspace::load().unwrap().libzmq().unwrap().join("include/zmq.h")).unwrap()
}

fn items() -> Vec<scan::Item> {
    scan::header(&header())
}

#[test]
fn the_header_is_read_whole() {
    let items = items();
    let count = |group: &str| items.iter().filter(|item| item.group == group).count();
    let names: BTreeSet<_> = items.iter().map(|item| item.name.as_str()).collect();
    for name in ["zmq_msg_send", "zmq_proxy_steerable", "EFSM", "ENOTSUP", "ZMQ_LINGER", "ZMQ_STREAM"] {
        assert!(names.contains(name), "{name}");
    }
    assert_eq!((count("Functions"), count("Socket options"), count("DRAFT Socket options")), (96, 76, 32));
}

#[test]
fn nothing_is_left_out() {
    let used = sources();
    assert_eq!(missing(&header(), &used), [""; 0], "neither wrapped nor on the list");
    // And what is not there is found to be missing.
    let header = header() + "\n#define ZMQ_NEWEST 4711\nZMQ_EXPORT int zmq_newest (void *s_);\n";
    let found = missing(&header, &used);
    assert!(
        found.len() == 2 && found.iter().all(|line| line.to_lowercase().contains("zmq_newest")),
        "{found:?}"
    );
}

/// `cargo xtask coverage` writes the page.
#[test]
fn the_page_names_the_items() {
    let workspace = Workspace::load().unwrap();
    let (used, page) = (sources(), fs::read_to_string(workspace.root.join(super::PAGE)).unwrap());
    let links = links::read(&workspace.root.join("src")).unwrap();
    for item in items() {
        if scan::place(&item, &used).is_none() {
            continue;
        }
        let place = links::cell(&item.name, &item.group, &links);
        let place = place.unwrap_or_else(|| panic!("nothing has {} as doc(alias)", item.name));
        let draft = if item.draft { " (draft)" } else { "" };
        let row = format!("| `{}`{draft} | {place} |", item.name);
        assert!(page.contains(&row), "not on the page, run `cargo xtask coverage`: {row}");
    }
}

/// The item that wraps it, and not the first file that mentions it. `cargo doc` finds out whether each link leads somewhere.
#[test]
fn the_page_links_what_has_the_name() {
    let page = include_str!("../../../src/guide/coverage.md");
    for row in [
        "| `zmq_bind` | [`Socket::bind`](crate::Socket::bind) |",
        "| `zmq_ctx_term` | [`Context::term`](crate::Context::term), [`Context::term_timeout`](crate::Context::term_timeout) |",
        "| `zmq_poll` | [`poll`](crate::poll), [`Socket::poll`](crate::Socket::poll), [`Poller`](crate::Poller), [`readable`](crate::readable) |",
        "| `zmq_z85_encode` | [`z85::encode`](crate::z85::encode) |",
        "| `EFSM` | [`Errno::EFSM`](crate::Errno::EFSM) |",
        "| `ZMQ_REQ` | [`REQ`](crate::REQ) |",
        "| `ZMQ_SNDHWM` | [`Socket::sndhwm`](crate::Socket::sndhwm), [`Socket::set_sndhwm`](crate::Socket::set_sndhwm) |",
        "[`Context::io_threads`](crate::Context::io_threads)",
        "| `ZMQ_GSSAPI` | [`Mechanism::Gssapi`](crate::Mechanism::Gssapi) |",
        "| `zmq_join` (draft) | `Socket::join` |",
    ] {
        assert!(page.contains(row), "{row}");
    }
}

#[test]
fn the_list_is_not_stale() {
    let (used, items) = (sources(), items());
    let mut names = BTreeSet::new();
    for (name, reason) in REASONS {
        assert!(names.insert(name), "{name} is twice on the list");
        assert!(reason.len() > 10, "{name}: {reason:?} is no reason");
        let item = items.iter().find(|item| item.name == *name);
        if let Some(place) = item.and_then(|item| scan::place(item, &used)) {
            panic!("{name} is on the list, and {place} uses it");
        }
        assert!(item.is_some(), "{name} is on the list, and the header does not have it");
    }
}

/// The names that `zmq_has` of 4.3.5 knows.
#[test]
fn every_capability_is_known() {
    let known = ["ipc", "pgm", "tipc", "norm", "curve", "gssapi", "vmci", "draft", "WS", "WSS"];
    let source = Workspace::load().unwrap().root.join("src/version/mod.rs");
    let source = fs::read_to_string(source).unwrap();
    for name in known {
        assert!(source.contains(&format!("\"{name}\"")), "{name}");
    }
}
