//! The programs of the tutorial, ours against the Python that users have. The names of ours begin with `ours`: nothing, or
//! `async_`.

use super::{Folder, Process, with_peers};

const FORWARDING: &str = "work1 正在转发...";

/// An example with its one endpoint.
pub fn example(name: &str, endpoint: &str) -> Process {
    Process::example(name, &[], &[("ZMQ_ENDPOINT", endpoint)])
}

/// The line that ends `subscribe`, checked as far as random numbers allow.
#[track_caller]
fn expect_average(line: &str, zip: &str) {
    let average = line.strip_prefix(&format!("Average temperature for zipcode '{zip}' was "));
    let average = average.and_then(|rest| rest.strip_suffix('F')).and_then(|number| number.parse().ok());
    assert!(average.is_some_and(|average: i32| (-80..135).contains(&average)), "{line:?}");
}

pub fn our_client_and_their_server(ours: &'static str) {
    with_peers(move || {
        let (server, endpoint) = Process::tutorial_bound("server", "tcp://127.0.0.1:*");
        let client = example(&format!("{ours}client"), &endpoint);
        client.expect(&["Connecting to hello world server…", "Received reply [ b'World' ]"]);
        server.expect(&["Received request: b'Hello'"]);
        assert_eq!(client.finish(), [""; 0]);
    });
}

/// The clients come first, as in the tutorial, and there are several.
pub fn their_clients_and_our_server(ours: &'static str) {
    with_peers(move || {
        let folder = Folder::new();
        let endpoint = folder.ipc("server");
        let clients = [(); 2].map(|()| Process::python("tutorial.py", &["client", &endpoint]));
        for client in &clients {
            client.expect(&["Connecting to hello world server…"]);
        }
        let server = example(&format!("{ours}server"), &endpoint);
        server.expect(&["Received request: b'Hello'"; 2]);
        for client in clients {
            assert_eq!(client.finish(), ["Received reply [ b'World' ]"]);
        }
        server.kill();
    });
}

pub fn our_subscribe_and_their_publisher(ours: &'static str) {
    with_peers(move || {
        let (_publisher, endpoint) = Process::tutorial_bound("publisher", "tcp://127.0.0.1:*");
        // Every code that begins with a 7, so that five come soon.
        let subscribe = Process::example(&format!("{ours}subscribe"), &["7"], &[("ZMQ_ENDPOINT", &endpoint)]);
        subscribe.expect(&["Collecting updates from weather server..."]);
        expect_average(&subscribe.finish().concat(), "7");
    });
}

pub fn their_subscribe_and_our_publisher(ours: &'static str) {
    with_peers(move || {
        let folder = Folder::new();
        let endpoint = folder.ipc("publisher");
        let subscribe = Process::python("tutorial.py", &["subscribe", &endpoint, "7"]);
        subscribe.expect(&["Collecting updates from weather server..."]);
        let publisher = example(&format!("{ours}publisher"), &endpoint);
        expect_average(&subscribe.finish().concat(), "7");
        assert_eq!(publisher.kill(), [""; 0]);
    });
}

pub fn our_worker_between_theirs(ours: &'static str) {
    with_peers(move || {
        let (sink, sink_endpoint) = Process::tutorial_bound("sink", "tcp://127.0.0.1:*");
        let (ventilator, endpoint) = Process::tutorial_bound("ventilator", "tcp://127.0.0.1:*");
        let environment = [("ZMQ_ENDPOINT", &*endpoint), ("ZMQ_SINK_ENDPOINT", &*sink_endpoint)];
        let worker = Process::example(&format!("{ours}worker"), &[], &environment);
        ventilator.expect(&["已发送"; 3]);
        worker.expect(&[FORWARDING; 3]);
        sink.expect(&["response: b'test'"; 3]);
    });
}

pub fn their_worker_between_ours(ours: &'static str) {
    with_peers(move || {
        let folder = Folder::new();
        let (endpoint, sink_endpoint) = (folder.ipc("ventilator"), folder.ipc("sink"));
        let sink = example(&format!("{ours}sink"), &sink_endpoint);
        let worker = Process::python("tutorial.py", &["worker", &endpoint, &sink_endpoint]);
        let ventilator = example(&format!("{ours}ventilator"), &endpoint);
        ventilator.expect(&["已发送"; 2]);
        worker.expect(&[FORWARDING; 2]);
        sink.expect(&["response: b'test'"; 2]);
    });
}

pub fn our_hello_and_theirs(ours: &'static str) {
    with_peers(move || {
        let folder = Folder::new();
        let endpoint = folder.ipc("pull");
        let push = example(&format!("{ours}hello_push"), &endpoint);
        let pull = Process::python("tutorial.py", &["hello_pull", &endpoint]);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]);

        let (push, endpoint) = Process::tutorial_bound("hello_push", "tcp://127.0.0.1:*");
        let pull = example(&format!("{ours}hello_pull"), &endpoint);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]);
    });
}

pub fn our_updates_and_theirs(ours: &'static str) {
    with_peers(move || {
        let update = "b'A new message from publisher!'";
        let folder = Folder::new();
        let endpoint = folder.ipc("updates");
        let theirs = Process::python("tutorial.py", &["update_sub", &endpoint]);
        let publisher = example(&format!("{ours}update_pub"), &endpoint);
        theirs.expect(&[update; 2]);
        assert_eq!(publisher.kill(), [""; 0]);

        let (_publisher, endpoint) = Process::tutorial_bound("update_pub", "tcp://127.0.0.1:*");
        let ours = example(&format!("{ours}update_sub"), &endpoint);
        ours.expect(&[update; 3]);
    });
}
