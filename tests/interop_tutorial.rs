//! Each program of the tutorial, as the example of this crate and as the Python that users have: each against the
//! other, and each printing what the other prints.
#![cfg(unix)]

mod common;

use common::{Folder, Process, Remote, with_peers};
use std::time::Duration;

const FORWARDING: &str = "work1 正在转发...";

/// An example with its one endpoint.
fn example(name: &str, endpoint: &str) -> Process {
    Process::example(name, &[], &[("ZMQ_ENDPOINT", endpoint)])
}

#[test]
fn our_client_and_their_server() {
    with_peers(|| {
        let (server, endpoint) = Process::tutorial_bound("server", "tcp://127.0.0.1:*");
        let client = example("client", &endpoint);
        client.expect(&["Connecting to hello world server…", "Received reply [ b'World' ]"]);
        server.expect(&["Received request: b'Hello'"]);
        assert_eq!(client.finish(), [""; 0]);
    });
}

/// The clients come first, as in the tutorial, and there are several.
#[test]
fn their_clients_and_our_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("server");
        let clients = [(); 2].map(|()| Process::python("tutorial.py", &["client", &endpoint]));
        for client in &clients {
            client.expect(&["Connecting to hello world server…"]);
        }
        let server = example("server", &endpoint);
        server.expect(&["Received request: b'Hello'"; 2]);
        for client in clients {
            assert_eq!(client.finish(), ["Received reply [ b'World' ]"]);
        }
        server.kill();
    });
}

/// The line that ends `subscribe`, checked as far as random numbers allow.
#[track_caller]
fn expect_average(line: &str, zip: &str) {
    let average = line.strip_prefix(&format!("Average temperature for zipcode '{zip}' was "));
    let average = average.and_then(|rest| rest.strip_suffix('F')).and_then(|number| number.parse().ok());
    assert!(average.is_some_and(|average: i32| (-80..135).contains(&average)), "{line:?}");
}

#[test]
fn our_subscribe_and_their_publisher() {
    with_peers(|| {
        let (_publisher, endpoint) = Process::tutorial_bound("publisher", "tcp://127.0.0.1:*");
        // Every code that begins with a 7, so that five come soon.
        let subscribe = Process::example("subscribe", &["7"], &[("ZMQ_ENDPOINT", &endpoint)]);
        subscribe.expect(&["Collecting updates from weather server..."]);
        expect_average(&subscribe.finish().concat(), "7");
    });
}

#[test]
fn their_subscribe_and_our_publisher() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("publisher");
        let subscribe = Process::python("tutorial.py", &["subscribe", &endpoint, "7"]);
        subscribe.expect(&["Collecting updates from weather server..."]);
        let publisher = example("publisher", &endpoint);
        expect_average(&subscribe.finish().concat(), "7");
        assert_eq!(publisher.kill(), [""; 0]);
    });
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

#[test]
fn our_worker_between_theirs() {
    with_peers(|| {
        let (sink, sink_endpoint) = Process::tutorial_bound("sink", "tcp://127.0.0.1:*");
        let (ventilator, endpoint) = Process::tutorial_bound("ventilator", "tcp://127.0.0.1:*");
        let environment = [("ZMQ_ENDPOINT", &*endpoint), ("ZMQ_SINK_ENDPOINT", &*sink_endpoint)];
        let worker = Process::example("worker", &[], &environment);
        ventilator.expect(&["已发送"; 3]);
        worker.expect(&[FORWARDING; 3]);
        sink.expect(&["response: b'test'"; 3]);
    });
}

#[test]
fn their_worker_between_ours() {
    with_peers(|| {
        let folder = Folder::new();
        let (endpoint, sink_endpoint) = (folder.ipc("ventilator"), folder.ipc("sink"));
        let sink = example("sink", &sink_endpoint);
        let worker = Process::python("tutorial.py", &["worker", &endpoint, &sink_endpoint]);
        let ventilator = example("ventilator", &endpoint);
        ventilator.expect(&["已发送"; 2]);
        worker.expect(&[FORWARDING; 2]);
        sink.expect(&["response: b'test'"; 2]);
    });
}

#[test]
fn our_hello_and_theirs() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("pull");
        let push = example("hello_push", &endpoint);
        let pull = Process::python("tutorial.py", &["hello_pull", &endpoint]);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]);

        let (push, endpoint) = Process::tutorial_bound("hello_push", "tcp://127.0.0.1:*");
        let pull = example("hello_pull", &endpoint);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]);
    });
}

#[test]
fn our_updates_and_theirs() {
    with_peers(|| {
        let update = "b'A new message from publisher!'";
        let folder = Folder::new();
        let endpoint = folder.ipc("updates");
        let theirs = Process::python("tutorial.py", &["update_sub", &endpoint]);
        let publisher = example("update_pub", &endpoint);
        theirs.expect(&[update; 2]);
        assert_eq!(publisher.kill(), [""; 0]);

        let (_publisher, endpoint) = Process::tutorial_bound("update_pub", "tcp://127.0.0.1:*");
        let ours = example("update_sub", &endpoint);
        ours.expect(&[update; 3]);
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
