//! RFC 12, the clustered hashmap protocol of Clone, and its messages.

use super::{context, dealer};
use crate::support::{Folder, Process, Rust, Script, alone, until};
use std::{sync::mpsc, thread, time::Duration};
use zmq::multipart;

/// A pair of Clone servers that meet in a folder, and where the first one's sockets are.
fn clone_server(folder: &Folder) -> ([Process; 2], [String; 3]) {
    let at = |name: &str| format!("ipc://{}", folder.path().join(name).display());
    let sockets =
        |name: &str| ["snapshots", "updates", "collector"].map(|socket| at(&format!("{name}-{socket}")));
    let start = |role: &str, me: &str, peer: &str| {
        let script = Script::new(Rust, "clonesrv6")
            .arg(role)
            .arg(&sockets(me).join(","))
            .arg(&sockets(peer).join(","));
        script.arg(&at(&format!("{me}-state"))).arg(&at(&format!("{peer}-state"))).haste(4).start()
    };
    let servers = [start("-p", "p", "b"), start("-b", "b", "p")];
    (servers, sockets("p"))
}

/// A server: KTHXBAI, KVPUB, KVSYNC, HUGZ, and the end of a value that expires.
#[test]
fn chp_of_a_server() {
    alone(60, || {
        let (context, folder) = (context(), Folder::new());
        let (_servers, [snapshots, updates, collector]) = clone_server(&folder);
        let subscriber = context.socket_builder(zmq::SUB).subscribe("").connect(&updates).build().unwrap();
        // Only the active one says so: from here on it takes updates, and the subscription has arrived.
        let hugz = multipart![b"HUGZ", [0; 8], "", "", ""];
        assert_eq!(subscriber.recv_multipart().unwrap(), hugz);
        let next = || loop {
            let parts = subscriber.recv_multipart().unwrap();
            if parts != hugz {
                break parts;
            }
        };

        let snapshot = || {
            let client = dealer(&context, &snapshots);
            client.send_multipart(["ICANHAZ?", "/client/"]).unwrap();
            client
        };
        let empty = multipart![b"KTHXBAI", [0; 8], "", "", b"/client/"];
        assert_eq!(snapshot().recv_multipart().unwrap(), empty);

        // A PUB discards what is sent before the server has subscribed, so the server's subscription is waited for.
        let publisher = context.socket_builder(zmq::XPUB).connect(&collector).build().unwrap();
        assert_eq!(publisher.recv().unwrap(), [1][..]);
        let (first, second) = ([7; 16], [8; 16]);
        publisher.send_multipart(multipart![b"/client/a", [0; 8], first, "", b"\0value"]).unwrap();
        assert_eq!(next(), multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 1], first, "", b"\0value"]);
        publisher
            .send_multipart(multipart![b"/other/b", [0; 8], second, "ttl=600\nx=y\n", b"value"])
            .unwrap();
        assert_eq!(
            next(),
            multipart![b"/other/b", [0, 0, 0, 0, 0, 0, 0, 2], second, "ttl=600\nx=y\n", b"value"]
        );

        let client = snapshot();
        let value = multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 1], "", "", b"\0value"];
        assert_eq!(client.recv_multipart().unwrap(), value);
        let end = multipart![b"KTHXBAI", [0, 0, 0, 0, 0, 0, 0, 2], "", "", b"/client/"];
        assert_eq!(client.recv_multipart().unwrap(), end);

        // An empty value deletes; a value that expires is deleted by the server.
        publisher.send_multipart(multipart![b"/client/a", [0; 8], [9; 16], "", ""]).unwrap();
        assert_eq!(next(), multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 3], [9; 16], "", ""]);
        publisher.send_multipart(multipart![b"/client/c", [0; 8], [9; 16], "ttl=0.01\n", b"value"]).unwrap();
        assert_eq!(next()[1], [0, 0, 0, 0, 0, 0, 0, 4][..]);
        let deleted = next();
        assert_eq!(deleted[..2], multipart![b"/client/c", [0, 0, 0, 0, 0, 0, 0, 5]][..]);
        assert!(deleted.len() == 5 && deleted[4].is_empty(), "{deleted:?}");
    });
}

/// A client: ICANHAZ, KVSET, and the same again until it is published.
#[test]
fn chp_of_a_client() {
    alone(60, || {
        let (context, folder) = (context(), Folder::new());
        let sockets = ["snapshots", "updates", "collector"]
            .map(|socket| format!("ipc://{}", folder.path().join(socket).display()));
        let snapshots = context.socket_builder(zmq::ROUTER).bind(&sockets[0]).build().unwrap();
        let publisher = context.socket_builder(zmq::PUB).bind(&sockets[1]).build().unwrap();
        let collector = context.socket_builder(zmq::SUB).subscribe("").bind(&sockets[2]).build().unwrap();
        let (stop, stopped) = mpsc::channel::<()>();
        // A server whose table has one key, and which publishes an update once it has had one of the client's.
        let server = thread::spawn(move || {
            let nine = [0, 0, 0, 0, 0, 0, 0, 9];
            let mut set = None;
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let wait = Duration::from_millis(50);
                let [asked, told] = zmq::readable([&snapshots, &collector], wait).unwrap();
                if asked {
                    let request = snapshots.recv_multipart().unwrap();
                    assert_eq!(request[1..], multipart![b"ICANHAZ?", b"/client/"][..]);
                    let value = multipart![&request[0], b"/client/a", [0; 8], "", "", b"one"];
                    snapshots.send_multipart(value).unwrap();
                    let end = multipart![&request[0], b"KTHXBAI", nine, "", "", b"/client/"];
                    snapshots.send_multipart(end).unwrap();
                }
                if told {
                    let update = collector.recv_multipart().unwrap();
                    assert!(update.len() == 5 && update[0].starts_with(b"/client/"), "{update:?}");
                    assert!(
                        update[1] == [0; 8][..] && update[2].len() == 16 && update[3].is_empty(),
                        "{update:?}"
                    );
                    // What comes again is the same.
                    assert_eq!(*set.get_or_insert_with(|| update.clone()), update);
                }
                publisher.send_multipart(multipart![b"HUGZ", [0; 8], "", "", ""]).unwrap();
                if set.is_some() {
                    // What is not after the snapshot is passed over.
                    publisher.send_multipart(multipart![b"/client/b", nine, [1; 16], "", b"old"]).unwrap();
                    let ten = [0, 0, 0, 0, 0, 0, 0, 10];
                    publisher.send_multipart(multipart![b"/client/b", ten, [2; 16], "", b"new"]).unwrap();
                }
            }
        });
        let client = Script::new(Rust, "clonecli6").arg("1").arg(&sockets.join(",")).haste(4).start();
        until(&client, |line| line == "I: b'/client/a' is b'one'");
        let line = until(&client, |line| line.starts_with("I: b'/client/b'"));
        assert_eq!(line, "I: b'/client/b' is b'new'");
        drop(stop);
        server.join().unwrap();
    });
}
