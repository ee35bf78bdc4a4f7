//! RFC 7, the Majordomo protocol, and RFC 8 for what a broker says of its services.

use super::{context, dealer, router};
use crate::support::{FREE, Rust, Script, alone, count};
use zmq::{Dealer, Socket, multipart};

/// What clients send: REQUEST; and read: REPLY.
#[test]
fn mdp_of_a_client() {
    alone(60, || {
        let (broker, endpoint) = router(&context());
        for client in ["mdclient", "mdclient2"] {
            let client = Script::new(Rust, client).end(5555, &endpoint).rust("1").start();
            let mut request = broker.recv_multipart().unwrap();
            let address = request.pop_front().unwrap();
            assert_eq!(request, multipart!["", b"MDPC01", b"echo", b"Hello world"]);
            broker.send_multipart(multipart![address, "", b"MDPC01", b"echo", b"Hello", b"world"]).unwrap();
            assert_eq!(count(client, "1 requests/replies processed"), 1);
        }
    });
}

/// What a worker sends: READY, HEARTBEAT, REPLY; and read: REQUEST, HEARTBEAT, DISCONNECT.
#[test]
fn mdp_of_a_worker() {
    alone(60, || {
        let (broker, endpoint) = router(&context());
        let _worker = Script::new(Rust, "mdworker").end(5555, &endpoint).haste(2).start();
        let ready = multipart!["", b"MDPW01", b"\x01", b"echo"];
        let heartbeat = multipart!["", b"MDPW01", b"\x04"];
        let hear = || {
            let mut parts = broker.recv_multipart().unwrap();
            (parts.pop_front().unwrap(), parts)
        };
        let (address, command) = hear();
        assert_eq!(command, ready);
        assert_eq!(hear(), (address.clone(), heartbeat.clone()));
        broker.send_multipart(multipart![&address, "", b"MDPW01", b"\x04"]).unwrap();
        broker
            .send_multipart(multipart![&address, "", b"MDPW01", b"\x02", b"client", "", b"one", b"two"])
            .unwrap();
        let reply = multipart!["", b"MDPW01", b"\x03", b"client", "", b"one", b"two"];
        while hear() != (address.clone(), reply.clone()) {}
        broker.send_multipart(multipart![&address, "", b"MDPW01", b"\x05"]).unwrap();
        // It begins anew on another socket, and has nothing more to say on this one; a heartbeat may have been on its way.
        let (other, command) = loop {
            let (from, command) = hear();
            if from != address || command != heartbeat {
                break (from, command);
            }
        };
        assert_ne!(other, address, "{command:?}");
        assert_eq!(command, ready);
        // A broker that is silent is left, and asked again.
        loop {
            let (from, command) = hear();
            if from != other {
                assert_eq!(command, ready);
                break;
            }
        }
    });
}

/// What a broker sends: REQUEST and REPLY, HEARTBEAT, DISCONNECT, and the status of a service.
#[test]
fn mdp_of_a_broker() {
    alone(60, || {
        let context = context();
        let (_broker, [endpoint]) = Script::new(Rust, "mdbroker").end(5555, FREE).haste(2).bound();
        let (client, worker) = (dealer(&context, &endpoint), dealer(&context, &endpoint));
        let ask = |service: &str, body: &str| {
            client.send_multipart(["", "MDPC01", service, body]).unwrap();
            client.recv_multipart().unwrap()
        };
        assert_eq!(ask("mmi.service", "echo"), multipart!["", b"MDPC01", b"mmi.service", b"404"]);
        assert_eq!(ask("mmi.other", "echo"), multipart!["", b"MDPC01", b"mmi.other", b"501"]);

        worker.send_multipart(["", "MDPW01", "\x01", "echo"]).unwrap();
        assert_eq!(worker.recv_multipart().unwrap(), multipart!["", b"MDPW01", b"\x04"]);
        assert_eq!(ask("mmi.service", "echo"), multipart!["", b"MDPC01", b"mmi.service", b"200"]);

        client.send_multipart(["", "MDPC01", "echo", "one", "two"]).unwrap();
        // Heartbeats go on, both ways; a worker that it knows no more gets DISCONNECT, which would fail here.
        let work = |worker: &Socket<Dealer>| loop {
            let parts = worker.recv_multipart().unwrap();
            if parts != multipart!["", b"MDPW01", b"\x04"] {
                break parts;
            }
            worker.send_multipart(["", "MDPW01", "\x04"]).unwrap();
        };
        let request = work(&worker);
        assert_eq!(request.len(), 7, "{request:?}");
        assert_eq!(request[..3], multipart!["", b"MDPW01", b"\x02"][..]);
        assert_eq!(request[4..], multipart!["", b"one", b"two"][..]);
        worker.send_multipart(multipart!["", b"MDPW01", b"\x03", &request[3], "", b"three"]).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart!["", b"MDPC01", b"echo", b"three"]);

        // Valid and not expected: a second READY, a service of the broker's own, a reply of somebody unknown.
        let disconnect = multipart!["", b"MDPW01", b"\x05"];
        worker.send_multipart(["", "MDPW01", "\x01", "echo"]).unwrap();
        assert_eq!(work(&worker), disconnect);
        for unexpected in [
            multipart!["", b"MDPW01", b"\x01", b"mmi.mine"],
            multipart!["", b"MDPW01", b"\x03", b"client", "", b"three"],
            multipart!["", b"MDPW01", b"\x04"],
        ] {
            let worker = dealer(&context, &endpoint);
            worker.send_multipart(unexpected).unwrap();
            assert_eq!(worker.recv_multipart().unwrap(), disconnect);
        }
        // It knows that none of them is a worker.
        assert_eq!(ask("mmi.service", "echo")[3], "404");
    });
}
