//! RFC 6, the Paranoid Pirate protocol.

use super::{context, dealer, router};
use crate::support::{FREE, Rust, Script, alone};
use zmq::multipart;

/// A queue: heartbeats, and a request with the address of who sent it.
#[test]
fn ppp_of_a_queue() {
    alone(60, || {
        let context = context();
        let script = Script::new(Rust, "ppqueue").end(5555, FREE).end(5556, FREE).haste(2);
        let (_queue, [frontend, backend]) = script.bound();
        let worker = dealer(&context, &backend);
        worker.send(b"\x01").unwrap();
        assert_eq!(worker.recv_multipart().unwrap(), multipart![b"\x02"]);
        let client = dealer(&context, &frontend);
        client.send_multipart(["", "one", "two"]).unwrap();
        let request = loop {
            worker.send(b"\x02").unwrap();
            let parts = worker.recv_multipart().unwrap();
            if parts != multipart![b"\x02"] {
                break parts;
            }
        };
        assert_eq!(request[1..], multipart!["", b"one", b"two"][..]);
        worker.send_multipart(request).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart!["", b"one", b"two"]);
    });
}

/// A worker: READY, HEARTBEAT, an echo, and READY again for a queue that was silent.
#[test]
fn ppp_of_a_worker() {
    alone(60, || ppp_worker("ppworker"));
}

#[test]
fn ppp_of_a_worker_on_tokio() {
    alone(60, || ppp_worker("ppworker_tokio"));
}

fn ppp_worker(worker: &str) {
    let (queue, endpoint) = router(&context());
    let _worker = Script::new(Rust, worker).end(5556, &endpoint).rust("0").haste(2).start();
    let ready = queue.recv_multipart().unwrap();
    assert_eq!(ready[1..], multipart![b"\x01"][..]);
    assert_eq!(queue.recv_multipart().unwrap(), multipart![&ready[0], b"\x02"]);
    let request = multipart![&ready[0], b"client", "", b"one", b"two"];
    queue.send_multipart(request.clone()).unwrap();
    while queue.recv_multipart().unwrap() != request {}
    let again = loop {
        let parts = queue.recv_multipart().unwrap();
        if parts[0] != ready[0] {
            break parts;
        }
    };
    assert_eq!(again[1..], multipart![b"\x01"][..]);
}
