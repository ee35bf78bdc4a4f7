//! What who stands between two peers cannot do, and what others cannot make a server do.

use zmq_sys::*;

use super::{client, first_token, guest::Guest, mended, mended_with, server};
use crate::{peer, raw::Context, support::this_test};

/// A server by hand sends what it wrapped first last, or not at all.
#[test]
fn mend_98_messages_in_another_order() {
    mended(&this_test!(), || {
        let context = Context::new();
        for left_out in [false, true] {
            let (listener, endpoint) = peer::listener();
            let pull = client(context, ZMQ_PULL);
            pull.connect(&endpoint);
            let mut push = Guest::accept(&listener);
            push.let_in("PUSH").unwrap();
            push.say(0, b"first");
            assert_eq!(pull.recv().0, b"first");
            let [second, third] = [b"second", b"third!"].map(|text| push.wrapped(0, text));
            push.peer.send(0, &third);
            if !left_out {
                push.peer.send(0, &second);
            }
            assert!(push.peer.is_closed_by_peer());
            assert!(pull.try_recv(ZMQ_DONTWAIT).is_err());
            pull.close();
        }
        context.term().unwrap();
    });
}

#[test]
fn mend_99_a_server_has_no_keys_of_a_client() {
    mended_with(&this_test!(), 60, &[("KRB5_CLIENT_KTNAME", "FILE:/nowhere")], || {
        let context = Context::new();
        let pull = server(context, ZMQ_PULL);
        let mut guest = Guest::connect(&pull.bind("tcp://127.0.0.1:*"));
        guest.enter("PUSH").unwrap();
        guest.say(0, b"let in");
        assert_eq!(pull.recv().0, b"let in");
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_99_a_client_has_no_keys_of_a_server() {
    mended_with(&this_test!(), 60, &[("KRB5_KTNAME", "FILE:/nowhere")], || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let push = client(context, ZMQ_PUSH);
        push.connect(&endpoint);
        first_token(&listener);
        push.close();
        context.term().unwrap();
    });
}
