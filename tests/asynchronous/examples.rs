//! The examples, against the programs that users have in Python.

use crate::common::{Folder, Process, with_peers};

#[test]
fn our_client_and_their_server() {
    with_peers(|| {
        let (server, endpoint) = Process::tutorial_bound("server", "tcp://127.0.0.1:*");
        let client = Process::example("async_client", &[], &[("ZMQ_ENDPOINT", &endpoint)]);
        client.expect(&["Connecting to hello world server…", "Received reply [ b'World' ]"]);
        server.expect(&["Received request: b'Hello'"]);
        assert_eq!(client.finish(), [""; 0]);
    });
}

/// The clients come first, and the server serves them at the same time.
#[test]
fn their_clients_and_our_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("server");
        let clients = [(); 3].map(|()| Process::python("tutorial.py", &["client", &endpoint]));
        for client in &clients {
            client.expect(&["Connecting to hello world server…"]);
        }
        let server = Process::example("async_server", &[], &[("ZMQ_ENDPOINT", &endpoint)]);
        server.expect(&["Received request: b'Hello'"; 3]);
        for client in clients {
            client.expect(&["Received reply [ b'World' ]"]);
            assert_eq!(client.finish(), [""; 0]);
        }
        server.kill();
    });
}

#[test]
fn poller() {
    with_peers(|| {
        let lines = Process::example("async_poller", &[], &[]).finish();
        let received: Vec<_> = lines.iter().filter(|line| line.starts_with("recving")).collect();
        assert!(!received.is_empty(), "{lines:?}");
        assert_eq!(lines.last().unwrap(), "nothing more");
    });
}

#[test]
fn coroutines() {
    with_peers(|| {
        let mut lines = Process::example("async_coroutines", &[], &[]).finish();
        lines.retain(|line| line.starts_with("answered"));
        let expected: Vec<_> = (0..5).map(|number| format!("answered b'hello {number}'")).collect();
        assert_eq!(lines, expected);
    });
}
