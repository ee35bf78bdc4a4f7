//! Each program of the tutorial, as the example of this crate and as the Python that users have: each against the
//! other, and each printing what the other prints.

use crate::common::{
    self, Process, Remote,
    tutorial::{self, example},
    with_peers,
};
use std::time::Duration;

#[test]
fn our_client_and_their_server() {
    tutorial::our_client_and_their_server("");
}

#[test]
fn their_clients_and_our_server() {
    tutorial::their_clients_and_our_server("");
}

#[test]
fn our_subscribe_and_their_publisher() {
    tutorial::our_subscribe_and_their_publisher("");
}

#[test]
fn their_subscribe_and_our_publisher() {
    tutorial::their_subscribe_and_our_publisher("");
}

#[test]
fn our_worker_between_theirs() {
    tutorial::our_worker_between_theirs("");
}

#[test]
fn their_worker_between_ours() {
    tutorial::their_worker_between_ours("");
}

#[test]
fn our_hello_and_theirs() {
    tutorial::our_hello_and_theirs("");
}

#[test]
fn our_updates_and_theirs() {
    tutorial::our_updates_and_theirs("");
}

/// Known updates instead of random ones: the default zip code, only that, and the average rounded as Python does.
#[test]
fn our_subscribe_takes_what_it_asked_for() {
    with_peers(|| {
        let remote = Remote::new();
        let publisher = remote.socket("XPUB");
        let subscribe = example("subscribe", &publisher.bind("tcp://127.0.0.1:*"));
        assert_eq!(publisher.recv(), [b"\x0110001"]);
        for temperature in [-10, -20, -30, 5, -3] {
            publisher.send(&[format!("10001 {temperature} 40")]);
            publisher.send(&["10002 100 40"]);
        }
        let lines = subscribe.finish(); // -58 / 5 is -11.6
        assert_eq!(lines[1..], ["Average temperature for zipcode '10001' was -11F"]);
    });
}

/// Ctrl-C wakes a server that waits, and it ends well.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_server_that_waits() {
    common::deadline::deadline(Duration::from_secs(60), || {
        let server = Process::example("interruptible", &[], &[]);
        let client = common::context().socket(zmq::REQ).unwrap();
        client.connect(&server.line()).unwrap();
        client.send("here?").unwrap();
        assert_eq!(client.recv().unwrap(), "here?");
        server.interrupt();
        assert_eq!(server.finish(), ["interrupted", "ended"]);
    });
}

#[test]
fn quickstart_runs_to_its_end() {
    // It needs no peers.
    common::deadline::deadline(Duration::from_secs(60), || {
        let lines = Process::example("quickstart", &[], &[]).finish();
        assert_eq!(lines.last().unwrap(), "all messages arrived");
        for transport in ["tcp://127.0.0.1:", "inproc://"] {
            for pattern in ["REQ/REP", "PUB/SUB", "PUSH/PULL"] {
                let title = format!("{pattern} over {transport}");
                assert!(lines.iter().any(|line| line.starts_with(&title)), "no {title:?} in {lines:?}");
            }
        }
    });
}
