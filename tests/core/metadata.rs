//! What a message has beside its payload.

use crate::support::{self, bind_tcp, pipeline, within};
use std::{thread, time::Duration};
use zmq::{Context, Errno, Message, MessageProperty, Multipart, SocketType};

/// Not among the constants of the stable API.
#[cfg(target_os = "linux")]
const ZMQ_METADATA: i32 = 95;

/// Short and long: libzmq keeps them differently.
const SIZES: [usize; 2] = [5, 1000];

#[cfg(target_os = "linux")]
#[test]
fn of_a_connection() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        support::raw::set_option(&dealer, zmq_sys::ZMQ_ROUTING_ID, b"a dealer").unwrap();
        // Marked as a draft, so that another build may not have it.
        let coloured = support::raw::set_option(&dealer, ZMQ_METADATA, b"X-Colour:green").is_ok();
        assert!(coloured || !support::is_vendored());
        dealer.connect(&bind_tcp(&router)).unwrap();
        for size in SIZES {
            dealer.send_multipart([Message::with_size(size), Message::new()]).unwrap();
            let parts = router.recv_multipart().unwrap();
            assert_eq!((parts.len(), &parts[0]), (3, &Message::from("a dealer")));
            for message in [&parts[1], &parts[1].clone(), &parts[2]] {
                assert_eq!(message.peer_address(), Some("127.0.0.1"));
                assert_eq!(message.socket_type(), Some(SocketType::Dealer));
                assert_eq!(message.user_id(), None);
                assert_eq!(message.get(MessageProperty::RoutingId), Some("a dealer"));
                assert_eq!(message.gets("Identity"), Some("a dealer"));
                assert_eq!(message.gets("X-Colour"), coloured.then_some("green"));
                assert_eq!(message.metadata("X-Colour").unwrap(), coloured.then_some(&b"green"[..]));
                assert_eq!((message.gets("X-Size"), message.gets("")), (None, None));
                assert!(message.src_fd().is_some_and(support::raw::is_tcp_connection));
            }
            assert_eq!((parts[1].more(), parts[2].more()), (true, false));
            for property in [
                MessageProperty::SocketType,
                MessageProperty::RoutingId,
                MessageProperty::PeerAddress,
                MessageProperty::UserId,
            ] {
                assert_eq!(parts[1].get(property), parts[1].gets(property.name()));
            }
        }
    });
}

#[test]
fn whether_more_follows() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "more");
        let lonely = ctx.socket(zmq::PUSH).unwrap(); // has nobody to send to
        lonely.set_sndtimeo(Some(Duration::ZERO)).unwrap();
        pull.set_rcvtimeo(Some(Duration::ZERO)).unwrap();
        for size in SIZES {
            // What was never received has nothing after it, also when it was to be sent with something.
            let error = lonely.send_flags(vec![1; size], zmq::SNDMORE | zmq::DONTWAIT).unwrap_err();
            assert_eq!(*error.error(), Errno::EAGAIN);
            assert!(!error.into_message().more());

            push.send_multipart([Message::with_size(size), Message::with_size(size)]).unwrap();
            let mut part = pull.recv().unwrap();
            assert!(part.more() && part.clone().more() && part.shared() == (size == SIZES[1]));
            part.make_mut()[0] = 1; // a copy, if it is long
            assert!(part.more());
            assert_eq!(lonely.send_from(&mut part).unwrap_err(), Errno::EAGAIN);
            assert!(part.more() && part[0] == 1);
            push.send_from(&mut part).unwrap();
            assert!(!part.more() && part.is_empty());

            let mut part = pull.recv().unwrap();
            assert!(!part.more());
            pull.recv_into(&mut part).unwrap();
            assert!(!part.more() && part[0] == 1 && part.len() == size);

            // What fails to be received leaves nothing behind.
            push.send_multipart(["first", "last"]).unwrap();
            let mut first = pull.recv().unwrap();
            assert!(first.more() && !pull.recv().unwrap().more());
            assert_eq!(pull.recv_into(&mut first).unwrap_err(), Errno::EAGAIN);
            assert_eq!(first.more(), !first.is_empty());
        }
    });
}

#[test]
fn of_no_connection() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "metadata");
        push.send("x").unwrap();
        for message in [pull.recv().unwrap(), Message::new(), Message::with_size(1000)] {
            assert_eq!(
                (message.peer_address(), message.socket_type(), message.user_id()),
                (None, None, None)
            );
            assert_eq!(message.get(MessageProperty::RoutingId), None);
            #[cfg(unix)]
            assert_eq!(message.src_fd(), None);
            assert_eq!(message.metadata("Peer-Address"), Ok(None));
        }
    });
}

#[test]
fn a_name_with_a_nul() {
    let error = Message::new().metadata("User\0-Id").unwrap_err();
    assert_eq!(error, Errno::EINVAL);
    assert!(error.to_string().contains("User\\0-Id"), "{error}");
    assert_eq!(Message::new().gets("User\0-Id"), None);
}

/// The authenticator names the user, and adds what it likes.
#[test]
fn of_an_authenticator() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let handler = ctx.socket(zmq::REP).unwrap();
        support::raw::bind(&handler, c"inproc://zeromq.zap.01").unwrap();
        let handler = thread::spawn(move || {
            let request = handler.recv_multipart().unwrap();
            let (version, id) = (request[0].clone(), request[1].clone());
            let metadata = Message::from(b"\x04Role\0\0\0\x05chief");
            handler
                .send_multipart([version, id, "200".into(), "OK".into(), "Jürgen".into(), metadata])
                .unwrap();
        });
        let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        support::raw::set_option(&pull, zmq_sys::ZMQ_ZAP_DOMAIN, b"test").unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        push.send("x").unwrap();
        let message = pull.recv().unwrap();
        assert_eq!(message.user_id(), Some("Jürgen"));
        assert_eq!(message.gets("Role"), Some("chief"));
        assert_eq!(message.get(MessageProperty::SocketType), Some("PUSH"));
        handler.join().unwrap();
    });
}

#[test]
fn shared() {
    for size in SIZES {
        let message = Message::with_size(size);
        assert!(!message.shared());
        let clone = message.clone();
        assert_eq!((message.shared(), clone.shared()), (size > 33, size > 33));
        drop(clone);
        assert_eq!(message.shared(), size > 33);
    }
    assert!(Message::from_static(&[7; 100]).shared());
    assert!(!Message::from(vec![7; 100]).shared());
}

/// Threads read and clone messages of one connection, which all share its properties, while others drop theirs.
#[test]
fn properties_are_shared_by_threads() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.connect(&bind_tcp(&pull)).unwrap();
        for round in 0..20 {
            let sent = Multipart::from(SIZES.map(Message::with_size).to_vec());
            push.send_multipart(sent).unwrap();
            let parts = pull.recv_multipart().unwrap();
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for _ in 0..100 {
                            let copies: Vec<_> =
                                parts.iter().flat_map(|part| [part.clone(), part.clone()]).collect();
                            for message in parts.iter().chain(&copies) {
                                assert_eq!(message.peer_address(), Some("127.0.0.1"), "{round}");
                                assert!(message.len() < 100 || message.shared());
                            }
                        }
                    });
                }
            });
            if round == 10 {
                drop(parts);
            } else {
                // The last share may go after the connection.
                thread::spawn(move || (parts[0].socket_type() == Some(SocketType::Push)).then_some(parts));
            }
        }
        push.set_linger(Some(Duration::ZERO)).unwrap();
    });
}
