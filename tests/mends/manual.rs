//! Publishers that decide themselves who is subscribed.

use zmq_sys::*;

use crate::{
    mended,
    peer::settle,
    raw::{Context, Socket},
};

fn publisher(context: Context, endpoint: &str) -> Socket {
    let xpub = context.socket(ZMQ_XPUB);
    xpub.set(ZMQ_XPUB_MANUAL, 1);
    xpub.bind(endpoint);
    xpub
}

fn subscriber(context: Context, endpoint: &str, says: &[&[u8]]) -> Socket {
    let xsub = context.socket(ZMQ_XSUB);
    xsub.set(ZMQ_LINGER, 0);
    xsub.connect(endpoint);
    says.iter().for_each(|message| xsub.send(message, 0));
    xsub
}

#[test]
fn mend_66_who_has_gone_is_not_subscribed_nor_who_comes_after() {
    mended!(30, || {
        let context = Context::new();
        let endpoint = "inproc://manual";
        let xpub = publisher(context, endpoint);
        let gone = [(); 4].map(|()| subscriber(context, endpoint, &[b"\x01a"]));
        assert!(xpub.can_receive()); // it has what they said
        gone.into_iter().for_each(Socket::close);
        for _ in 0..3 {
            settle();
            xpub.can_receive(); // it hears that they have gone
        }
        // Their memory is free for others.
        let others = [(); 4].map(|()| subscriber(context, endpoint, &[]));
        xpub.can_receive();
        while let Ok((message, _)) = xpub.try_recv(ZMQ_DONTWAIT) {
            if message == b"\x01a" {
                xpub.set_bytes(ZMQ_SUBSCRIBE, b"a").unwrap();
            }
        }
        xpub.send(b"a: for nobody", 0);
        for other in others {
            other.set(ZMQ_RCVTIMEO, 200);
            assert!(other.try_recv(0).is_err(), "it has not subscribed");
            other.close();
        }
        xpub.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_66_a_message_is_no_subscription() {
    mended!(30, || {
        let context = Context::new();
        let endpoint = "inproc://manual-messages";
        let xpub = publisher(context, endpoint);
        let first = subscriber(context, endpoint, &[b"a message", b"\x01a"]);
        assert!(xpub.can_receive());
        let second = subscriber(context, endpoint, &[b"\x01b"]);
        xpub.can_receive();
        for expected in [&b"a message"[..], b"\x01a", b"\x01b"] {
            let (message, _) = xpub.recv();
            assert_eq!(message, expected);
            if let [1, topic @ ..] = &message[..] {
                xpub.set_bytes(ZMQ_SUBSCRIBE, topic).unwrap();
            }
        }
        xpub.send(b"a: for the first", 0);
        xpub.send(b"b: for the second", 0);
        assert_eq!(first.recv().0, b"a: for the first");
        assert_eq!(second.recv().0, b"b: for the second");
        first.close();
        second.close();
        xpub.close();
        context.term().unwrap();
    });
}
