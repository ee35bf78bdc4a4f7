//! Every transport to pyzmq, with either side bound.

use crate::common::{self, Folder, Remote, context, has_ipv6, with_peers};
use std::path::Path;
use zmq::Multipart;

/// A message that the other side must get whole, whatever the transport does to it.
fn message() -> Vec<Vec<u8>> {
    vec![b"text".to_vec(), Vec::new(), vec![0xff; 100_000]]
}

/// Sends there and back over a connection that pyzmq makes to us.
#[track_caller]
fn we_bind(endpoint: &str) -> String {
    let remote = Remote::new();
    let (server, client) = (context().socket(zmq::REP).unwrap(), remote.socket("REQ"));
    server.set_ipv6(endpoint.contains('[')).unwrap();
    if endpoint.contains('[') {
        client.set_ipv6();
    }
    server.bind(endpoint).unwrap();
    let bound = server.last_endpoint().unwrap();
    client.connect(&bound);
    client.send(&message());
    let request = server.recv_multipart().unwrap();
    assert_eq!(request, Multipart::from(message()), "{endpoint}");
    server.send_multipart(request).unwrap();
    assert_eq!(client.recv(), message(), "{endpoint}");
    bound
}

/// Sends there and back over a connection that we make to pyzmq.
#[track_caller]
fn they_bind(endpoint: &str) -> String {
    let remote = Remote::new();
    let (client, server) = (context().socket(zmq::REQ).unwrap(), remote.socket("REP"));
    client.set_ipv6(endpoint.contains('[')).unwrap();
    if endpoint.contains('[') {
        server.set_ipv6();
    }
    let bound = server.bind(endpoint);
    client.connect(&bound).unwrap();
    client.send_multipart(message()).unwrap();
    let reply = server.echo(1, || client.recv_multipart().unwrap());
    assert_eq!(reply, Multipart::from(message()), "{endpoint}");
    remote.finish();
    bound
}

#[test]
fn tcp() {
    with_peers(|| {
        for bound in [we_bind("tcp://127.0.0.1:*"), they_bind("tcp://127.0.0.1:*")] {
            let port = bound.strip_prefix("tcp://127.0.0.1:").and_then(|port| port.parse::<u16>().ok());
            assert!(port.is_some_and(|port| port > 0), "{bound}");
        }
    });
}

/// The name of a host, which libzmq looks up.
#[test]
fn tcp_by_name() {
    with_peers(|| {
        let remote = Remote::new();
        let server = remote.socket("REP");
        let bound = server.bind("tcp://127.0.0.1:*");
        let client = context().socket(zmq::REQ).unwrap();
        client.connect(&bound.replace("127.0.0.1", "localhost")).unwrap();
        client.send("by name").unwrap();
        server.echo(1, || assert_eq!(client.recv().unwrap(), "by name"));
    });
}

#[test]
fn ipv6() {
    if !has_ipv6() {
        return;
    }
    with_peers(|| {
        for bound in [we_bind("tcp://[::1]:*"), they_bind("tcp://[::1]:*")] {
            assert!(bound.starts_with("tcp://[::1]:"), "{bound}");
        }
    });
}

/// Whether the file of an `ipc` endpoint is there.
#[cfg(unix)]
fn exists(endpoint: &str) -> bool {
    Path::new(endpoint.strip_prefix("ipc://").unwrap()).exists()
}

/// A file in the file system. libzmq leaves it there when the socket is closed, so the next must bind over it.
#[cfg(unix)]
#[test]
fn ipc_path() {
    with_peers(|| {
        let folder = Folder::new();
        for (bind, name) in [(we_bind as fn(&str) -> String, "ours"), (they_bind, "theirs")] {
            assert_eq!(bind(&folder.ipc(name)), folder.ipc(name));
            assert!(exists(&folder.ipc(name)));
            assert_eq!(bind(&folder.ipc(name)), folder.ipc(name));
        }
        // Bytes beyond ASCII: a path is bytes.
        assert_eq!(we_bind(&folder.ipc("ключ")), folder.ipc("ключ"));
    });
}

/// A path that libzmq chooses, and removes in the end.
#[cfg(unix)]
#[test]
fn ipc_wildcard() {
    with_peers(|| {
        for bound in [we_bind("ipc://*"), they_bind("ipc://*")] {
            assert!(bound.starts_with("ipc://") && !bound.ends_with('*'), "{bound}");
            assert!(!exists(&bound));
        }
    });
}

/// A name without a file.
#[test]
#[cfg(target_os = "linux")]
fn ipc_abstract() {
    with_peers(|| {
        for bind in [we_bind as fn(&str) -> String, they_bind] {
            let endpoint = common::abstract_ipc();
            assert_eq!(bind(&endpoint), endpoint);
            assert!(!exists(&endpoint));
        }
    });
}

/// One socket on several transports at once serves the peers of all of them.
#[test]
fn several_at_once() {
    with_peers(|| {
        let folder = Folder::new();
        let remote = Remote::new();
        let sink = context().socket(zmq::PULL).unwrap();
        let files = [folder.ipc("sink"), "ipc://*".to_owned()].into_iter().filter(|_| zmq::has("ipc"));
        for endpoint in ["tcp://127.0.0.1:*".to_owned()].into_iter().chain(files) {
            sink.bind(&endpoint).unwrap();
            let source = remote.socket("PUSH");
            source.connect(&sink.last_endpoint().unwrap());
            source.send(&[&endpoint]);
            assert_eq!(sink.recv().unwrap(), endpoint.as_str());
        }
    });
}
