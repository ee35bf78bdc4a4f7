//! Messages between calls: whole messages with a timeout, parts into a buffer, and an option that can be set back.

use crate::support::{bind_tcp, lasted, pipeline, within, zmtp::Peer};
use std::time::{Duration, Instant};
use zmq::{Context, Errno, Multipart, SocketType};

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(20);

#[test]
fn whole_messages_are_received_within_a_time() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "timed");
        let started = Instant::now();
        assert_eq!(pull.recv_multipart_timeout(SHORT).unwrap(), None);
        lasted(started.elapsed(), SHORT);
        assert_eq!(pull.recv_multipart_timeout(Duration::ZERO).unwrap(), None);
        push.send_multipart(["a", "", "c"]).unwrap();
        assert_eq!(pull.recv_multipart_timeout(LONG).unwrap(), Some(Multipart::from(["a", "", "c"])));
        // What is left of a message is received, too.
        push.send_multipart(["a", "b", "c"]).unwrap();
        assert!(pull.recv().unwrap().more());
        assert_eq!(pull.recv_multipart_timeout(None).unwrap(), Some(Multipart::from(["b", "c"])));
        // The socket's own timeout neither counts nor changes.
        pull.set_rcvtimeo(Some(Duration::ZERO)).unwrap();
        let started = Instant::now();
        assert_eq!(pull.recv_multipart_timeout(SHORT).unwrap(), None);
        lasted(started.elapsed(), SHORT);
        assert_eq!(pull.rcvtimeo().unwrap(), Some(Duration::ZERO));
        let weeks = Duration::from_secs(30 * 24 * 3600);
        assert_eq!(pull.recv_multipart_timeout(weeks).unwrap_err(), Errno::EINVAL);
        ctx.shutdown();
        assert_eq!(pull.recv_multipart_timeout(LONG).unwrap_err(), Errno::ETERM);
    });
}

#[test]
fn whole_messages_are_sent_within_a_time_or_come_back() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.set_sndtimeo(Some(Duration::ZERO)).unwrap();
        let started = Instant::now();
        let failed = push.send_multipart_timeout(["a", "b"], SHORT).unwrap_err();
        lasted(started.elapsed(), SHORT);
        assert_eq!(failed.error(), &Errno::EAGAIN);
        let unsent = failed.into_message();
        assert_eq!(unsent, Multipart::from(["a", "b"]));
        assert_eq!(push.sndtimeo().unwrap(), Some(Duration::ZERO));
        let weeks = Duration::from_secs(30 * 24 * 3600);
        assert_eq!(push.send_multipart_timeout(["a"], weeks).unwrap_err().error(), &Errno::EINVAL);
        let empty = push.send_multipart_timeout(Multipart::new(), SHORT).unwrap_err();
        assert_eq!(empty.error(), &Errno::EINVAL);

        // Room comes while it waits.
        push.bind("inproc://room").unwrap();
        let other = ctx.clone();
        let receiver = std::thread::spawn(move || {
            let pull = other.socket(zmq::PULL).unwrap();
            pull.connect("inproc://room").unwrap();
            pull.recv_multipart().unwrap()
        });
        push.send_multipart_timeout(unsent, LONG).unwrap();
        assert_eq!(receiver.join().unwrap(), Multipart::from(["a", "b"]));
    });
}

#[test]
fn a_buffer_tells_whether_more_parts_follow() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "more");
        push.send_multipart(["first", "", "last"]).unwrap();
        push.send("single").unwrap();
        let mut buffer = [0; 5];
        let received: Vec<_> = (0..4)
            .map(|_| {
                let part = pull.recv_buf(&mut buffer).unwrap();
                (part.size, part.copied, part.more, part.is_truncated())
            })
            .collect();
        let expected = [(5, 5, true, false), (0, 0, true, false), (4, 4, false, false), (6, 5, false, true)];
        assert_eq!(received, expected);
    });
}

#[test]
fn the_heartbeat_timeout_follows_the_interval_again() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_rcvhwm(0).unwrap();
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), None);
        socket.set_heartbeat_timeout(None).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), None);
        socket.set_heartbeat_timeout(Some(LONG)).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), Some(LONG));
        socket.set_heartbeat_timeout(None).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), None);
        socket.set_heartbeat_ivl(Some(Duration::from_millis(100))).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), None);
        // Given up after the interval: neither after 20 seconds, nor never.
        let mut peer = Peer::connect(&bind_tcp(&socket));
        let started = Instant::now();
        peer.shake_hands("DEALER", &[]);
        assert!(peer.is_closed_by_peer());
        assert!(started.elapsed() < LONG / 2, "{:?}", started.elapsed());
        // A value is one again.
        socket.set_heartbeat_timeout(Some(SHORT)).unwrap();
        socket.set_heartbeat_ivl(Some(Duration::from_millis(200))).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), Some(SHORT));
    });
}

/// The builder and files of options can say so, too.
#[test]
fn the_default_heartbeat_timeout_can_be_built() {
    let ctx = Context::new().unwrap();
    let socket = ctx.socket_builder(zmq::PULL).heartbeat_timeout(None).build().unwrap();
    assert_eq!(socket.heartbeat_timeout().unwrap(), None);
}

/// A kind that is known at run time only says what is wrong, for each way to send.
#[cfg(feature = "draft")]
#[test]
fn a_datagram_socket_says_how_it_sends() {
    let ctx = Context::new().unwrap();
    let socket = ctx.socket(SocketType::Dgram).unwrap();
    socket.bind("udp://127.0.0.1:*").unwrap();
    for error in [
        socket.send("x").unwrap_err().into(),
        socket.try_send("x").unwrap_err().into(),
        socket.send_flags("x", zmq::Flags::NONE).unwrap_err().into(),
        socket.send_timeout("x", SHORT).unwrap_err().into(),
        socket.send_multipart(["x"]).unwrap_err().into(),
        socket.send_multipart_timeout(["x"], SHORT).unwrap_err().into(),
    ] {
        let error: zmq::Error = error;
        assert!(error.to_string().contains("address and datagram"), "{error}");
    }
    // Part by part it may.
    let first = socket.send_flags("127.0.0.1:9", zmq::SNDMORE);
    assert_eq!(first.is_err(), crate::support::lacks(&[34, 65]));
    assert_eq!(socket.send("x").is_err(), crate::support::lacks(&[34, 65]));
}

/// And one that only receives does not send.
#[test]
fn a_receiver_does_not_send() {
    let ctx = Context::new().unwrap();
    let socket = ctx.socket(SocketType::Pull).unwrap();
    assert_eq!(socket.send_multipart_timeout(["x", "y"], SHORT).unwrap_err().error(), &Errno::ENOTSUP);
    let socket = ctx.socket(SocketType::Push).unwrap();
    assert_eq!(socket.recv_multipart_timeout(SHORT).unwrap_err(), Errno::ENOTSUP);
}

/// An XPUB keeps the end of a message for itself if that subscribes to what is subscribed to: what came before is a message.
#[test]
fn a_message_without_an_end() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let publisher = ctx.socket(zmq::XPUB).unwrap();
        let mut peer = Peer::connect(&bind_tcp(&publisher));
        peer.shake_hands("XSUB", &[]);
        peer.send(0, b"\x01topic");
        assert_eq!(publisher.recv_multipart().unwrap(), Multipart::from([b"\x01topic"]));
        peer.send(1, b"\x02half");
        peer.send(0, b"\x01topic");
        let parts = publisher.recv_multipart().unwrap();
        assert_eq!(parts, Multipart::from([b"\x02half"]));
        assert!(parts[0].more());
    });
}
