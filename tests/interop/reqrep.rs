//! REQ and REP with pyzmq: who comes first, how many come, and who goes away.

use crate::common::{Folder, Process, Remote, bind_tcp, context, with_peers};
use std::thread;

#[test]
fn our_client_before_their_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.late("late");
        let remote = Remote::new();
        let client = context().socket(zmq::REQ).unwrap();
        client.connect(&endpoint).unwrap();
        client.send("early").unwrap();
        assert_eq!(client.try_recv().unwrap(), None);
        let server = remote.socket("REP");
        server.bind(&endpoint);
        server.echo(1, || assert_eq!(client.recv().unwrap(), "early"));
    });
}

#[test]
fn their_client_before_our_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.late("late");
        let remote = Remote::new();
        let client = remote.socket("REQ");
        client.connect(&endpoint);
        client.send(&["early"]);
        let server = context().socket(zmq::REP).unwrap();
        server.bind(&endpoint).unwrap();
        assert_eq!(server.recv().unwrap(), "early");
        server.send("late").unwrap();
        assert_eq!(client.recv(), [b"late"]);
    });
}

/// A server that ends and begins again at the same address: the client that stays connects to it again.
#[test]
fn our_client_survives_their_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.late("again");
        let client = context().socket(zmq::REQ).unwrap();
        client.connect(&endpoint).unwrap();
        for round in ["first", "second", "third"] {
            let remote = Remote::new();
            let server = remote.socket("REP");
            server.bind(&endpoint);
            client.send(round).unwrap();
            server.echo(1, || assert_eq!(client.recv().unwrap(), round));
            remote.kill();
        }
    });
}

#[test]
fn many_of_their_clients() {
    with_peers(|| {
        let server = context().socket(zmq::REP).unwrap();
        let endpoint = bind_tcp(&server);
        let remote = Remote::new();
        let clients: Vec<_> = (0..40).map(|_| remote.socket("REQ")).collect();
        // All ask before any is answered.
        for (number, client) in clients.iter().enumerate() {
            client.connect(&endpoint);
            client.send(&[format!("request {number}")]);
        }
        for _ in &clients {
            let request = server.recv_string().unwrap();
            server.send(request.replace("request", "reply")).unwrap();
        }
        for (number, client) in clients.iter().enumerate() {
            assert_eq!(client.recv(), [format!("reply {number}").into_bytes()]);
        }
    });
}

#[test]
fn many_of_our_clients() {
    with_peers(|| {
        const CLIENTS: usize = 20;
        const REQUESTS: usize = 25;
        let remote = Remote::new();
        let server = remote.socket("REP");
        let endpoint = server.bind("tcp://127.0.0.1:*");
        let context = context();
        server.echo(CLIENTS * REQUESTS, || {
            thread::scope(|scope| {
                for number in 0..CLIENTS {
                    let (context, endpoint) = (context.clone(), &endpoint);
                    scope.spawn(move || {
                        let client = context.socket(zmq::REQ).unwrap();
                        client.connect(endpoint).unwrap();
                        for request in 0..REQUESTS {
                            let text = format!("{request} of {number}");
                            client.send(&text).unwrap();
                            assert_eq!(client.recv().unwrap(), text);
                        }
                    });
                }
            });
        });
    });
}

/// "Run several client.py and see": one server answers all of them.
#[test]
fn several_of_our_client_programs() {
    with_peers(|| {
        let (server, endpoint) = Process::tutorial_bound("server", "tcp://127.0.0.1:*");
        let clients = [(); 4].map(|()| Process::example("client", &[], &[("ZMQ_ENDPOINT", &endpoint)]));
        for client in clients {
            assert_eq!(client.finish()[1..], ["Received reply [ b'World' ]"]);
        }
        server.expect(&["Received request: b'Hello'"; 4]);
    });
}

/// A client that is killed before its answer does not stop the server.
#[test]
fn their_client_dies_before_our_answer() {
    with_peers(|| {
        let server = context().socket(zmq::REP).unwrap();
        let endpoint = bind_tcp(&server);
        let (dying, living) = (Remote::new(), Remote::new());
        let client = dying.socket("REQ");
        client.connect(&endpoint);
        client.send(&["last words"]);
        assert_eq!(server.recv().unwrap(), "last words");
        dying.kill();
        server.send("nobody hears this").unwrap();

        let client = living.socket("REQ");
        client.connect(&endpoint);
        client.send(&["next"]);
        assert_eq!(server.recv().unwrap(), "next");
        server.send("yes").unwrap();
        assert_eq!(client.recv(), [b"yes"]);
    });
}
