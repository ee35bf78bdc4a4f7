//! Queues that keep one message.

use zmq_sys::*;

use crate::{
    mended,
    raw::{Context, Socket},
};

fn conflating(context: Context, kind: i32) -> Socket {
    let socket = context.socket(kind);
    socket.set(ZMQ_CONFLATE, 1);
    socket
}

#[test]
fn mend_61_it_waits_for_an_inproc_name() {
    mended!(30, || {
        let context = Context::new();
        for sent in 0..3 {
            let push = conflating(context, ZMQ_PUSH);
            let name = format!("inproc://later-{sent}");
            push.connect(&name);
            for number in 0..sent {
                push.send(&[number], 0);
            }
            let pull = context.socket(ZMQ_PULL);
            pull.bind(&name);
            if sent == 0 {
                push.send(&[9], 0);
            }
            assert_eq!(pull.recv(), (vec![sent.checked_sub(1).unwrap_or(9)], false));
            push.close();
            pull.close();
        }
        // Nobody binds it before the context ends.
        let push = conflating(context, ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.connect("inproc://never");
        push.send(b"lost", 0);
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_61_a_router_learns_the_name_of_who_conflates() {
    mended!(30, || {
        let context = Context::new();
        for bind_first in [true, false] {
            let name = format!("inproc://router-{bind_first}");
            let router = context.socket(ZMQ_ROUTER);
            let dealer = conflating(context, ZMQ_DEALER);
            dealer.set_bytes(ZMQ_ROUTING_ID, b"name").unwrap();
            if bind_first {
                router.bind(&name);
            }
            dealer.connect(&name);
            dealer.send(b"first", 0);
            dealer.send(b"second", 0);
            if !bind_first {
                router.bind(&name);
            }
            assert_eq!(router.recv_message(), [b"name".to_vec(), b"second".to_vec()]);
            router.send(b"name", ZMQ_SNDMORE);
            router.send(b"answer", 0);
            assert_eq!(dealer.recv().0, b"answer");
            dealer.close();
            router.close();
        }
        context.term().unwrap();
    });
}

#[test]
fn mend_61_the_last_message_of_who_leaves() {
    mended!(30, || {
        let context = Context::new();
        for endpoint in ["inproc://last", "tcp://127.0.0.1:*", "ipc://*"] {
            let pull = context.socket(ZMQ_PULL);
            let endpoint = pull.bind(endpoint);
            let push = conflating(context, ZMQ_PUSH);
            push.connect(&endpoint);
            push.send(b"first", 0);
            push.send(b"last", 0);
            push.close();
            let mut last = pull.recv().0;
            if last == b"first" {
                last = pull.recv().0;
            }
            assert_eq!(last, b"last", "{endpoint}");
            pull.close();
        }
        context.term().unwrap();
    });
}

#[test]
fn mend_61_the_newest_is_never_dropped() {
    const ROUNDS: u32 = 20_000;
    mended!(60, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.bind("inproc://newest");
        let push = conflating(context, ZMQ_PUSH);
        push.connect("inproc://newest");
        // Two at a time: the first wakes the reader, so that now and then it looks while the second is written.
        let (arrived, wait) = std::sync::mpsc::sync_channel(1);
        let reader = std::thread::spawn(move || {
            for round in 0..ROUNDS {
                while pull.recv().0 != (2 * round + 1).to_ne_bytes() {}
                arrived.send(()).unwrap();
            }
            pull.close();
        });
        for number in 0..2 * ROUNDS {
            push.send(&number.to_ne_bytes(), 0);
            if number % 2 == 1 {
                wait.recv().expect("the second has not arrived");
            }
        }
        reader.join().unwrap();
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_61_a_publisher_hears_of_each_topic() {
    mended!(30, || {
        let context = Context::new();
        // The subscriber conflates, or the publisher does, whose queue the topics come through.
        for subscriber in [true, false] {
            for endpoint in [&format!("inproc://topics-{subscriber}"), "tcp://127.0.0.1:*"] {
                let publisher = context.socket(ZMQ_PUB);
                publisher.set(ZMQ_CONFLATE, i32::from(!subscriber));
                let endpoint = publisher.bind(endpoint);
                let sub = context.socket(ZMQ_SUB);
                sub.set(ZMQ_CONFLATE, i32::from(subscriber));
                sub.set(ZMQ_RCVTIMEO, 100);
                for topic in ["a", "b", "c"] {
                    sub.set_bytes(ZMQ_SUBSCRIBE, topic.as_bytes()).unwrap();
                }
                sub.connect(&endpoint);
                for topic in ["c", "a", "b"] {
                    // Until it has arrived for the first time.
                    let heard = (0..50).any(|_| {
                        publisher.send(topic.as_bytes(), 0);
                        sub.try_recv(0).is_ok_and(|(body, _)| body == topic.as_bytes())
                    });
                    assert!(heard, "{topic} over {endpoint}, {subscriber}");
                }
                sub.close();
                publisher.close();
            }
        }
        context.term().unwrap();
    });
}

#[test]
fn mend_61_marks_that_are_set_later() {
    mended!(30, || {
        let context = Context::new();
        for endpoint in ["inproc://marks", "tcp://127.0.0.1:*"] {
            let pull = context.socket(ZMQ_PULL);
            pull.set(ZMQ_RCVHWM, 1);
            let endpoint = pull.bind(endpoint);
            let push = conflating(context, ZMQ_PUSH);
            push.set(ZMQ_LINGER, 0);
            push.connect(&endpoint);
            push.set(ZMQ_SNDHWM, 1);
            pull.set(ZMQ_RCVHWM, 2);
            for number in 0..100u8 {
                push.try_send(&[number], ZMQ_DONTWAIT).unwrap_or_else(|error| panic!("{number}: {error}"));
            }
            while pull.recv().0 != [99] {}
            push.close();
            pull.close();
        }
        context.term().unwrap();
    });
}
