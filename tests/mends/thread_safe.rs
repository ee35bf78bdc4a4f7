//! Kinds of the draft API that threads may share.

use std::{io::Write, thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, COMMAND, MORE, command, frames, settle},
    raw::Context,
    system::{leave_free, raw::limit_descriptors},
};

#[test]
fn mend_16_two_of_them_over_inproc() {
    mended!(60, || {
        let context = Context::new();
        let (one, other) = (context.socket(ZMQ_CHANNEL), context.socket(ZMQ_CHANNEL));
        one.bind("inproc://locks");
        other.connect("inproc://locks");
        let both = [one, other].map(|socket| {
            thread::spawn(move || {
                for _ in 0..1_000_000 {
                    let _ = socket.try_send(b"x", ZMQ_DONTWAIT);
                    let _ = socket.try_recv(ZMQ_DONTWAIT);
                }
                socket.set(ZMQ_LINGER, 0);
                socket
            })
        });
        for thread in both {
            thread.join().unwrap().close();
        }
        context.term().unwrap();
    });
}

/// The thread that ends it has none to be woken by.
#[test]
fn mend_92_one_is_closed_without_a_descriptor() {
    mended!(30, || {
        for bound in ["inproc://end", "tcp://127.0.0.1:*"] {
            let context = Context::new();
            let [early, late, server] = [ZMQ_CLIENT, ZMQ_CLIENT, ZMQ_SERVER].map(|kind| context.socket(kind));
            let endpoint = server.bind(bound);
            for client in [&early, &late] {
                client.connect(&endpoint);
                client.send(b"hello", 0);
                assert_eq!(server.recv().0, b"hello");
            }
            let full = leave_free(0);
            // What is on its way arrives, and each ends while the others go on.
            early.send(b"last", 0);
            early.close();
            assert_eq!(server.recv().0, b"last");
            late.send(b"still", 0);
            assert_eq!(server.recv().0, b"still");
            server.close();
            late.close();
            context.term().unwrap();
            limit_descriptors(256);
            drop(full);
        }
    });
}

#[test]
fn mend_35_a_group_whose_name_is_too_long() {
    mended!(20, || {
        let context = Context::new();
        let radio = context.socket(ZMQ_RADIO);
        let endpoint = radio.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "DISH");
        stranger.send(COMMAND, &command("JOIN", &[b'g'; 300]));
        assert!(stranger.is_closed_by_peer());
        let mut good = peer::connect(&endpoint, "DISH");
        good.send(COMMAND, &command("JOIN", &[b'g'; 255]));
        settle();
        radio.send_to_group(&"g".repeat(255), b"hello");
        assert_eq!(good.receive(), Some((MORE, vec![b'g'; 255])));
        radio.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_35_a_group_without_a_name_while_the_queue_is_full() {
    mended!(20, || {
        let context = Context::new();
        let dish = context.socket(ZMQ_DISH);
        dish.set(ZMQ_RCVHWM, 2);
        dish.join("g");
        let endpoint = dish.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "RADIO");
        let mut bytes = Vec::new();
        for _ in 0..10 {
            bytes.extend(frames([(MORE, &b"g"[..]), (0, b"x"), (MORE, b""), (0, b"y")]));
        }
        stranger.stream.write_all(&bytes).unwrap();
        settle();
        for _ in 0..10 {
            assert_eq!(dish.recv().0, b"x");
        }
        // A PING is answered, and ends nothing.
        stranger.send(COMMAND, &command("PING", &[0, 0]));
        let answers = peer::rest(&mut stranger, Duration::from_secs(1));
        assert!(answers.contains(&(COMMAND, command("PONG", b""))), "{answers:?}");
        stranger.stream.write_all(&frames([(MORE, &b"g"[..]), (0, b"z")])).unwrap();
        assert_eq!(dish.recv().0, b"z");
        dish.close();
        context.term().unwrap();
    });
}

/// An owner that tells when it goes.
struct Owner(std::sync::mpsc::Sender<()>);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &[7; 1000]
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[test]
fn mend_52_messages_that_a_channel_drops() {
    mended!(30, || {
        let (dropped, wait) = std::sync::mpsc::channel();
        let context = zmq::Context::new().unwrap();
        let channel = context.socket(zmq::SocketType::Channel).unwrap();
        channel.bind("inproc://channel").unwrap();
        let pair = context.socket(zmq::PAIR).unwrap();
        pair.connect("inproc://channel").unwrap();
        pair.send("first").unwrap();
        for count in [2, 3, 5] {
            let parts: zmq::Multipart =
                (0..count).map(|_| zmq::Message::from_owner(Owner(dropped.clone()))).collect();
            pair.send_multipart(parts).unwrap();
        }
        pair.send("last").unwrap();
        for text in ["first", "last"] {
            assert_eq!(channel.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), text);
        }
        assert!(channel.try_recv().unwrap().is_none());
        for part in 0..2 + 3 + 5 {
            wait.recv_timeout(Duration::from_secs(10)).unwrap_or_else(|_| panic!("part {part} has leaked"));
        }
    });
}
