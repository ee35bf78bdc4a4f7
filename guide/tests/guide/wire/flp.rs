//! RFC 10, the Freelance protocol.

use super::context;
use crate::support::{FREE, Rust, Script, alone, count};
use zmq::multipart;

/// A server: PONG, and the control frame as it came.
#[test]
fn flp_of_a_server() {
    alone(60, || {
        let context = context();
        let (_server, [endpoint]) = Script::new(Rust, "flserver3").end(5555, FREE).bound();
        // Its name is its endpoint: what is sent to that name arrives.
        let client = context.socket_builder(zmq::ROUTER).router_mandatory(true).build().unwrap();
        client.connect(&endpoint).unwrap();
        while client
            .send_multipart([&*endpoint, "PING"])
            .is_err_and(|error| error.errno() == zmq::Errno::EHOSTUNREACH)
        {}
        assert_eq!(client.recv_multipart().unwrap(), multipart![&endpoint, b"PONG"]);
        client.send_multipart(multipart![&endpoint, b"\0\xFF control", b"a", b"name"]).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart![&endpoint, b"\0\xFF control", b"OK"]);
    });
}

/// A client: PING, and a control frame before what it asks. It has no name.
#[test]
fn flp_of_a_client() {
    alone(60, || {
        let context = context();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let endpoint = format!("tcp://127.0.0.1:{port}");
        let server = context.socket_builder(zmq::ROUTER).routing_id(endpoint.as_bytes()).build().unwrap();
        server.bind(&endpoint).unwrap();
        let client = Script::new(Rust, "flclient3").arg(&endpoint).env("REQUESTS", "1").haste(4).start();
        let (mut pinged, mut asked) = (false, None);
        while !pinged || asked.is_none() {
            let mut parts = server.recv_multipart().unwrap();
            let name = parts.pop_front().unwrap();
            assert_eq!((name.len(), name[0]), (5, 0), "a name of its own: {name:?}");
            if parts == multipart![b"PING"] {
                pinged = true;
                server.send_multipart(multipart![&name, b"PONG"]).unwrap();
            } else {
                assert_eq!(parts[1..], multipart![b"random name"][..]);
                asked = parts.pop_front().map(|control| (name, control));
            }
        }
        let (name, control) = asked.unwrap();
        // An answer to another request is passed over.
        server.send_multipart(multipart![&name, b"another", b"OK"]).unwrap();
        server.send_multipart(multipart![name, control, b"OK"]).unwrap();
        assert_eq!(count(client, "1 requests answered, 0 lost"), 1);
    });
}
