//! Messages that are half on their way when a queue goes, or changes.

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use zmq_sys::*;

use crate::{
    mended, mended_with,
    peer::{self, COMMAND, MORE, frames, settle},
    raw::{Context, Socket},
};

#[test]
fn mend_07_a_connection_breaks_when_the_rest_of_its_message_has_gone() {
    mended!(60, || {
        for round in 0..40 {
            let context = Context::new();
            let (listener, endpoint) = peer::listener();
            let mut peers = Vec::new();
            for _ in 0..8 {
                let push = context.socket(ZMQ_PUSH);
                push.set(ZMQ_LINGER, 20);
                push.set(ZMQ_SNDBUF, 4096);
                push.connect(&endpoint);
                let mut peer = peer::accept(&listener, "PULL");
                for _ in 0..200 {
                    push.send(&[7; 40_000], ZMQ_SNDMORE);
                }
                push.send(b"", 0);
                // The first bytes are here, so it has begun.
                peer.stream.read_exact(&mut [0; 1000]).unwrap();
                peers.push((push, peer));
            }
            let (sockets, peers): (Vec<Socket>, Vec<_>) = peers.into_iter().unzip();
            sockets.into_iter().for_each(Socket::close);
            thread::sleep(Duration::from_micros(18_500 + 100 * round));
            peers.into_iter().for_each(peer::reset);
            drop(listener);
            context.term().unwrap();
        }
    });
}

/// Waits until a socket knows that a connection has gone.
fn gone(socket: Socket, monitor: Socket) {
    assert_eq!(monitor.event(), ZMQ_EVENT_DISCONNECTED);
    for _ in 0..4 {
        settle();
        socket.can_receive();
    }
}

#[test]
fn mend_08_a_peer_leaves_between_two_parts_that_are_sent() {
    mended!(60, || {
        for (before, leaves) in (0..3).flat_map(|before| (0..3).map(move |leaves| (before, leaves))) {
            let context = Context::new();
            let push = context.socket(ZMQ_PUSH);
            let monitor = push.monitor(context, ZMQ_EVENT_DISCONNECTED);
            let endpoint = push.bind("tcp://127.0.0.1:*");
            let mut peers: Vec<_> = (0..3).map(|_| peer::connect(&endpoint, "PULL")).collect();
            settle();
            let send = |number: u8| {
                push.send(&[number, b'a'], ZMQ_SNDMORE);
                push.send(&[number, b'b'], 0);
            };
            (0..before).for_each(send);
            push.send(&[9, b'a'], ZMQ_SNDMORE);
            drop(peers.remove(leaves));
            gone(push, monitor);
            push.send(&[9, b'b'], 0);
            (10..14).for_each(send);
            for peer in &mut peers {
                let frames = peer::rest(peer, Duration::from_millis(200));
                for pair in frames.chunks(2) {
                    let [(flags, first), (last, second)] = pair else { panic!("half a message: {frames:?}") };
                    assert_eq!((*flags, *last), (MORE, 0), "{frames:?}");
                    assert!(first[0] == second[0] && first[1] == b'a' && second[1] == b'b', "{frames:?}");
                }
            }
            monitor.close();
            push.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_08_an_endpoint_is_taken_away_between_two_parts_of_another() {
    mended!(60, || {
        for leaves in 0..2 {
            let context = Context::new();
            let pull = context.socket(ZMQ_PULL);
            let (listeners, endpoints): (Vec<_>, Vec<_>) = (0..3).map(|_| peer::listener()).unzip();
            let mut peers = Vec::new();
            for (listener, endpoint) in listeners.iter().zip(&endpoints) {
                pull.connect(endpoint);
                peers.push(peer::accept(listener, "PUSH"));
            }
            for (peer, name) in peers.iter_mut().zip(0..) {
                for number in 0..3 {
                    let (a, b) = ([name, number, b'a'], [name, number, b'b']);
                    peer.stream.write_all(&frames([(MORE, &a[..]), (0, &b[..])])).unwrap();
                }
            }
            settle();
            let whole = || {
                let message = pull.recv_message();
                assert_eq!(message.len(), 2, "{message:?}");
                assert_eq!(message[0][..2], message[1][..2], "{message:?}");
                assert_eq!((message[0][2], message[1][2]), (b'a', b'b'));
            };
            // In turns, so this is half of one of the third.
            (0..2).for_each(|_| whole());
            let (first, more) = pull.recv();
            assert!(more);
            pull.disconnect(&endpoints[leaves]);
            for _ in 0..4 {
                settle();
                pull.can_receive();
            }
            let (second, more) = pull.recv();
            assert_eq!((&second[..2], second[2], more), (&first[..2], b'b', false));
            (0..4).for_each(|_| whole());
            pull.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_10_high_water_marks_change_while_peers_come_and_go() {
    // The allocator fills what is freed, so that nobody lives on in it.
    let environment = [("MALLOC_PERTURB_", "165")];
    mended_with!(60, &environment, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.bind("inproc://marks");
        let stop = Arc::new(AtomicBool::new(false));
        let peers: Vec<_> = (0..4)
            .map(|_| {
                let stop = stop.clone();
                thread::spawn(move || {
                    while !stop.load(Ordering::SeqCst) {
                        // What was closed is there until the reaper comes by.
                        let Ok(push) = context.try_socket(ZMQ_PUSH) else {
                            thread::yield_now();
                            continue;
                        };
                        push.set(ZMQ_LINGER, 0);
                        push.connect("inproc://marks");
                        let _ = push.try_send(b"x", ZMQ_DONTWAIT);
                        push.close();
                    }
                })
            })
            .collect();
        let end = Instant::now() + Duration::from_secs(4);
        for number in (0..10).cycle().take_while(|_| Instant::now() < end) {
            pull.set(ZMQ_RCVHWM, 10 + number);
            while pull.try_recv(ZMQ_DONTWAIT).is_ok() {}
        }
        stop.store(true, Ordering::SeqCst);
        for peer in peers {
            peer.join().unwrap();
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_19_an_endpoint_is_taken_away_after_the_first_part() {
    mended!(60, || {
        let pairs = [(ZMQ_PUSH, ZMQ_PULL), (ZMQ_DEALER, ZMQ_DEALER), (ZMQ_DEALER, ZMQ_ROUTER)];
        for (from, to) in pairs {
            for bound in ["tcp://127.0.0.1:*", "ipc://*", "inproc://rest"] {
                let context = Context::new();
                let (sender, receiver) = (context.socket(from), context.socket(to));
                let endpoint = sender.bind(bound);
                receiver.connect(&endpoint);
                sender.send(b"one", ZMQ_SNDMORE);
                sender.send(b"two", ZMQ_SNDMORE);
                sender.send(b"three", 0);
                if to == ZMQ_ROUTER {
                    assert!(receiver.recv().1);
                }
                assert_eq!(receiver.recv(), (b"one".to_vec(), true));
                receiver.disconnect(&endpoint);
                settle();
                assert!(receiver.can_receive());
                assert_eq!(receiver.recv(), (b"two".to_vec(), true));
                assert_eq!(receiver.recv(), (b"three".to_vec(), false));
                assert!(receiver.try_recv(ZMQ_DONTWAIT).is_err());
                receiver.close();
                sender.set(ZMQ_LINGER, 0);
                sender.close();
                context.term().unwrap();
            }
        }
    });
}

#[test]
fn mend_42_an_endpoint_of_a_pair_is_taken_away_after_the_first_part() {
    mended!(60, || {
        for bound in ["tcp://127.0.0.1:*", "ipc://*", "inproc://rest"] {
            let context = Context::new();
            let (sender, receiver) = (context.socket(ZMQ_PAIR), context.socket(ZMQ_PAIR));
            let endpoint = sender.bind(bound);
            receiver.connect(&endpoint);
            sender.send(b"one", ZMQ_SNDMORE);
            sender.send(b"two", ZMQ_SNDMORE);
            sender.send(b"three", 0);
            assert_eq!(receiver.recv(), (b"one".to_vec(), true));
            receiver.disconnect(&endpoint);
            settle();
            assert!(receiver.can_receive());
            assert_eq!(receiver.recv(), (b"two".to_vec(), true));
            assert_eq!(receiver.recv(), (b"three".to_vec(), false));
            assert!(receiver.try_recv(ZMQ_DONTWAIT).is_err());
            receiver.close();
            sender.set(ZMQ_LINGER, 0);
            sender.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_23_more_topics_than_the_queue_has_places() {
    mended!(30, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let sub = context.socket(ZMQ_SUB);
        sub.connect(&endpoint);
        for number in 0..2500u32 {
            sub.set_bytes(ZMQ_SUBSCRIBE, &number.to_be_bytes()).unwrap();
        }
        for _ in 0..2 {
            let mut publisher = peer::accept(&listener, "PUB");
            for number in 0..2500 {
                let (flags, _) = publisher.receive().unwrap_or_else(|| panic!("only {number} topics"));
                assert_eq!(flags, COMMAND);
            }
            // The publisher is restarted; the SUB looks after it inside of its calls.
            drop(publisher);
            settle();
            sub.can_receive();
        }
        sub.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_44_the_mark_falls_in_the_middle_of_a_message() {
    mended!(30, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_SNDHWM, 10);
        router.bind("inproc://mark");
        let dealer = context.socket(ZMQ_DEALER);
        dealer.set(ZMQ_RCVHWM, 1);
        dealer.set_bytes(ZMQ_ROUTING_ID, b"d").unwrap();
        dealer.connect("inproc://mark");
        dealer.send(b"hello", 0);
        router.recv_message();
        let message = |number: u8| {
            router.send(b"d", ZMQ_SNDMORE);
            router.send(&[number, b'a'], ZMQ_SNDMORE);
            if number == 4 {
                router.set(ZMQ_SNDHWM, 1);
            }
            router.send(&[number, b'b'], 0);
        };
        (0..5).for_each(message);
        for number in 0..5 {
            assert_eq!(dealer.recv_message(), [[number, b'a'], [number, b'b']]);
        }
        // There is room again, and it is told.
        dealer.can_receive();
        router.can_receive();
        message(5);
        assert_eq!(dealer.recv_message(), [[5, b'a'], [5, b'b']]);
        dealer.close();
        router.close();
        context.term().unwrap();
    });
}

/// An owner of a part that follows nothing and is followed by nothing.
struct Owner(std::sync::mpsc::SyncSender<()>);

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
fn mend_48_a_message_that_was_not_finished() {
    mended!(30, || {
        let (dropped, wait) = std::sync::mpsc::sync_channel(1);
        let context = zmq::Context::new().unwrap();
        let pull = context.socket(zmq::PULL).unwrap();
        pull.bind("inproc://half").unwrap();
        let push = context.socket(zmq::PUSH).unwrap();
        push.connect("inproc://half").unwrap();
        push.send_flags(zmq::Message::from_owner(Owner(dropped)), zmq::SNDMORE).unwrap();
        drop(pull);
        settle();
        push.events().unwrap(); // it hears of it
        drop(push);
        context.term();
        wait.recv_timeout(Duration::from_secs(10)).expect("the part has leaked");
    });
}

#[test]
fn mend_48_a_message_that_was_not_finished_when_the_connection_came_back() {
    mended!(30, || {
        let (dropped, wait) = std::sync::mpsc::sync_channel(1);
        let (listener, endpoint) = peer::listener();
        let context = zmq::Context::new().unwrap();
        let xsub = context.socket(zmq::XSUB).unwrap();
        xsub.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
        xsub.connect(&endpoint).unwrap();
        let publisher = peer::accept(&listener, "XPUB");
        xsub.send_flags(zmq::Message::from_owner(Owner(dropped)), zmq::SNDMORE).unwrap();
        drop(publisher);
        // It gets a new queue for a new connection.
        let _publisher = peer::accept(&listener, "XPUB");
        settle();
        xsub.events().unwrap();
        drop(xsub);
        context.term();
        wait.recv_timeout(Duration::from_secs(10)).expect("the part has leaked");
    });
}
