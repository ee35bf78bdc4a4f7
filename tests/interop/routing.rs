//! ROUTER and DEALER with pyzmq: identities are bytes, not text.

use crate::common::{Remote, bind_tcp, context, with_peers};
use zmq::Multipart;

/// Identities that no text type would hold; the last is as long as one may be.
fn identities() -> [Vec<u8>; 4] {
    [b"\xff\xfe\x00\x80".to_vec(), b"\x80".to_vec(), b"\xc3\x28'\"\\\n".to_vec(), vec![0xf5; 255]]
}

#[test]
fn our_router_and_their_dealers() {
    with_peers(|| {
        let router = context().socket(zmq::ROUTER).unwrap();
        router.set_router_mandatory(true).unwrap();
        let endpoint = bind_tcp(&router);
        let remote = Remote::new();
        let dealers = identities().map(|identity| {
            let dealer = remote.socket("DEALER");
            dealer.set("identity", &identity);
            dealer.connect(&endpoint);
            dealer.send(&[b"from ".as_slice(), &identity]);
            let received = router.recv_multipart().unwrap();
            assert_eq!(received, Multipart::from([identity.as_slice(), b"from ", &identity]));
            (identity, dealer)
        });
        // In another order than they came, and each gets its own.
        for (identity, _) in dealers.iter().rev() {
            router.send_multipart([identity.as_slice(), b"to", identity]).unwrap();
        }
        for (identity, dealer) in &dealers {
            assert_eq!(dealer.recv(), [b"to".as_slice(), identity]);
        }
        let nobody = Multipart::from([b"\xff\xff".as_slice(), b"to nobody"]);
        let failed = router.send_multipart(nobody.clone()).unwrap_err();
        assert_eq!(failed.errno(), zmq::Errno::EHOSTUNREACH);
        assert_eq!(failed.into_message(), nobody);
    });
}

#[test]
fn their_router_and_our_dealers() {
    with_peers(|| {
        let remote = Remote::new();
        let router = remote.socket("ROUTER");
        let endpoint = router.bind("tcp://127.0.0.1:*");
        let context = context();
        let dealers = identities().map(|identity| {
            let dealer = context.socket(zmq::DEALER).unwrap();
            dealer.set_routing_id(&identity).unwrap();
            assert_eq!(dealer.routing_id().unwrap(), identity);
            dealer.connect(&endpoint).unwrap();
            dealer.send_multipart([b"from ".as_slice(), &identity]).unwrap();
            assert_eq!(router.recv(), [identity.as_slice(), b"from ", &identity]);
            (identity, dealer)
        });
        for (identity, _) in dealers.iter().rev() {
            router.send(&[identity.as_slice(), b"to", identity]);
        }
        for (identity, dealer) in &dealers {
            assert_eq!(dealer.recv_multipart().unwrap(), Multipart::from([b"to".as_slice(), identity]));
        }
    });
}

/// The identities that a ROUTER makes up are binary, too; and a REQ has an empty part around its request.
#[test]
fn our_router_and_their_requests() {
    with_peers(|| {
        let router = context().socket(zmq::ROUTER).unwrap();
        let endpoint = bind_tcp(&router);
        let remote = Remote::new();
        let clients = [0, 1, 2].map(|number| {
            let client = remote.socket("REQ");
            client.connect(&endpoint);
            client.send(&[format!("request {number}")]);
            let mut request = router.recv_multipart().unwrap();
            assert_eq!(request.len(), 3);
            assert_eq!(request[0].len(), 5, "zero and four random bytes");
            assert_eq!(request[0][0], 0);
            assert_eq!((request[1].len(), request[2] == format!("request {number}")), (0, true));
            request[2] = format!("reply {number}").into();
            (client, request)
        });
        for (number, (client, reply)) in clients.into_iter().enumerate().rev() {
            router.send_multipart(reply).unwrap();
            assert_eq!(client.recv(), [format!("reply {number}").into_bytes()]);
        }
    });
}

/// A DEALER in front of a REP must send what a REQ would.
#[test]
fn our_dealer_and_their_server() {
    with_peers(|| {
        let remote = Remote::new();
        let server = remote.socket("REP");
        let dealer = context().socket(zmq::DEALER).unwrap();
        dealer.connect(&server.bind("tcp://127.0.0.1:*")).unwrap();
        server.echo(50, || {
            for number in 0..50 {
                dealer.send_multipart([String::new(), number.to_string()]).unwrap();
            }
            for number in 0..50 {
                let reply = dealer.recv_multipart().unwrap();
                assert_eq!(reply, Multipart::from([String::new(), number.to_string()]));
            }
        });
    });
}
