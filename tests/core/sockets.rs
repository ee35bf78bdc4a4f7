//! Sending and receiving, binding and connecting, and the options: what each method does, over inproc and tcp.

use crate::support::{self, pipeline, within};
use std::time::Duration;
use zmq::{
    Context, Errno, Flags, Message, Multipart, RecvStringError, Socket, SocketType, SocketType::*, kind::Kind,
};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(10);

/// Two sockets that are joined over a transport; the first is bound.
fn joined(ctx: &Context, kinds: [SocketType; 2], transport: &str) -> [Socket<SocketType>; 2] {
    let [bound, connected] = kinds.map(|kind| {
        let socket = ctx.socket(kind).unwrap();
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        socket
    });
    let name = format!("inproc://{}-{}", kinds[0], kinds[1]);
    bound.bind(if transport == "inproc" { &name } else { transport }).unwrap();
    if connected.socket_type() == Sub {
        connected.subscribe("").unwrap();
    }
    connected.connect(&bound.last_endpoint().unwrap()).unwrap();
    [bound, connected]
}

#[test]
fn every_kind_talks_to_its_peer() {
    within(30, || {
        let ctx = Context::new().unwrap();
        for transport in ["inproc", "tcp://127.0.0.1:*"] {
            for kinds in [[Pair, Pair], [Push, Pull], [Pull, Push], [Dealer, Dealer]] {
                let [a, b] = joined(&ctx, kinds, transport);
                let (from, to) = if kinds[0] == Pull { (b, a) } else { (a, b) };
                from.send_multipart(["one", "", "three"]).unwrap();
                assert_eq!(to.recv_multipart().unwrap(), ["one", "", "three"], "{kinds:?}");
            }
            for kinds in [[Rep, Req], [Router, Req], [Rep, Dealer], [Router, Dealer]] {
                let [server, client] = joined(&ctx, kinds, transport);
                let mut question = Multipart::from(["question"]);
                if kinds == [Rep, Dealer] {
                    question.push_front("");
                }
                client.send_multipart(question).unwrap();
                let mut request = server.recv_multipart().unwrap();
                assert_eq!(request.pop().unwrap(), "question");
                request.push("answer");
                server.send_multipart(request).unwrap();
                assert_eq!(client.recv_multipart().unwrap().pop().unwrap(), "answer", "{kinds:?}");
            }
            let [publisher, subscriber] = joined(&ctx, [XPub, XSub], transport);
            subscriber.send(b"\x01a").unwrap();
            assert_eq!(publisher.recv().unwrap(), b"\x01a");
            publisher.send("b is not for it").unwrap();
            publisher.send("a is").unwrap();
            assert_eq!(subscriber.recv().unwrap(), "a is");
            let [publisher, subscriber] = joined(&ctx, [Pub, Sub], transport);
            support::eventually("the subscription arrives", || {
                publisher.send("topic").unwrap();
                subscriber.try_recv().unwrap().is_some_and(|message| message == "topic")
            });
        }
    });
}

#[test]
fn stream_speaks_plain_tcp() {
    use std::io::{Read as _, Write as _};
    within(20, || {
        let ctx = Context::new().unwrap();
        let stream = ctx.socket(zmq::STREAM).unwrap();
        let port = stream.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let mut peer = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        let hello = stream.recv_multipart().unwrap();
        assert_eq!((hello.len(), hello[1].len()), (2, 0), "an id, and nothing yet");
        peer.write_all(b"ping").unwrap();
        let mut request = stream.recv_multipart().unwrap();
        assert_eq!((&request[0], &request[1]), (&hello[0], &"ping".into()));
        request[1] = "pong".into();
        stream.send_multipart(request).unwrap();
        let mut answer = [0; 4];
        peer.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"pong");
    });
}

#[test]
fn the_send_family() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "send-family");
        let mut reused = Message::from("1");
        push.send_from(&mut reused).unwrap();
        assert!(reused.is_empty());
        reused = "2".into();
        push.send_from(&mut reused).unwrap();
        push.try_send("3").unwrap();
        push.send_timeout("4", LONG).unwrap();
        push.send_timeout("5", None).unwrap();
        push.send_string(String::from("6")).unwrap();
        push.send_flags("7", zmq::DONTWAIT).unwrap();
        push.send_flags("8", Flags::NONE).unwrap();
        push.send(String::from("9")).unwrap();
        push.send_flags("1", zmq::SNDMORE).unwrap();
        push.send([b'0']).unwrap();
        for number in 1..=9 {
            assert_eq!(pull.recv().unwrap(), number.to_string());
        }
        assert_eq!(pull.recv_multipart().unwrap(), ["1", "0"]);
        push.send_flags("a", zmq::SNDMORE | zmq::DONTWAIT).unwrap();
        assert!(pull.try_recv().unwrap().is_none(), "half a message is none");
        push.send("b").unwrap();
        push.try_send_multipart(vec!["c", "d"]).unwrap();
        push.send_multipart(Message::from("e")).unwrap();
        assert_eq!(pull.recv_multipart().unwrap(), ["a", "b"]);
        assert_eq!(pull.recv_multipart().unwrap(), ["c", "d"]);
        assert_eq!(pull.recv_multipart().unwrap(), ["e"]);
        // A message that was not sent is as it was.
        let nobody = ctx.socket(zmq::PUSH).unwrap();
        nobody.set_sndtimeo(Some(Duration::from_millis(1))).unwrap();
        let mut kept = Message::from(vec![1; 100]);
        let place = kept.as_ptr();
        assert!(nobody.send_from(&mut kept).unwrap_err().is_would_block());
        assert_eq!((kept.as_ptr(), kept.len()), (place, 100));
        nobody.set_sndtimeo(None).unwrap();
        // It waits for a peer, and for the context's end.
        let late = ctx.socket(zmq::PULL).unwrap();
        let alone = ctx.socket(zmq::PUSH).unwrap();
        let waiting = std::thread::spawn(move || {
            nobody.connect("inproc://send-family-late").unwrap();
            nobody.send("late").unwrap();
            alone.send("never").unwrap_err().errno()
        });
        late.bind("inproc://send-family-late").unwrap();
        assert_eq!(late.recv().unwrap(), "late");
        let dynamic = ctx.socket(Pull).unwrap();
        assert_eq!(dynamic.send("x").unwrap_err().errno(), Errno::ENOTSUP);
        ctx.shutdown();
        assert_eq!(waiting.join().unwrap(), Errno::ETERM);
    });
}

#[test]
fn the_receive_family() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "receive-family");
        assert!(pull.try_recv().unwrap().is_none());
        assert!(pull.try_recv_multipart().unwrap().is_none());
        assert!(pull.recv_timeout(Duration::from_millis(1)).unwrap().is_none());
        assert!(pull.recv_timeout(Duration::from_nanos(1)).unwrap().is_none());
        assert_eq!(pull.recv_flags(zmq::DONTWAIT).unwrap_err(), Errno::EAGAIN);
        pull.set_rcvtimeo(Some(Duration::from_millis(1))).unwrap();
        assert!(pull.recv().unwrap_err().is_would_block());
        let mut parts = Multipart::from(["old", "parts"]);
        assert!(pull.recv_multipart_into(&mut parts).unwrap_err().is_would_block());
        assert!(parts.is_empty());

        for size in [5, 500] {
            push.send(vec![b'x'; size]).unwrap();
            let mut message = Message::from(vec![1; 1000]);
            pull.recv_into(&mut message).unwrap();
            assert_eq!(message, vec![b'x'; size]);
            push.send(vec![b'y'; size]).unwrap();
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), vec![b'y'; size]);
            push.send(vec![b'z'; size]).unwrap();
            let mut buffer = [0; 8];
            let received = pull.recv_buf(&mut buffer).unwrap();
            assert_eq!((received.size, received.copied), (size, size.min(8)));
            assert_eq!(received.is_truncated(), size > 8);
            assert!(buffer[..received.copied].iter().all(|&byte| byte == b'z'));
        }
        push.send("").unwrap();
        assert_eq!(pull.recv_buf(&mut []).unwrap().size, 0);

        push.send("größer").unwrap();
        assert_eq!(pull.recv_string().unwrap(), "größer");
        push.send(b"\xff").unwrap();
        match pull.recv_string() {
            Err(RecvStringError::NotUtf8(part)) => assert_eq!(part, b"\xff"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(pull.recv_string(), Err(RecvStringError::Recv(error)) if error.is_would_block()));

        push.send_multipart(["1", "2", "3"]).unwrap();
        let first = pull.recv().unwrap();
        assert!(first.more() && pull.rcvmore().unwrap());
        assert_eq!(pull.recv_multipart().unwrap(), ["2", "3"]);
        assert!(!pull.rcvmore().unwrap());
        let (mut reused, mut parts) = (Multipart::new(), Multipart::new());
        for count in [3, 1, 1000, 2] {
            parts.extend(vec!["part"; count]);
            push.send_multipart_from(&mut parts).unwrap();
            assert!(parts.is_empty());
            pull.recv_multipart_into(&mut reused).unwrap();
            assert_eq!(reused, vec!["part"; count]);
        }
        assert_eq!(push.send_multipart_from(&mut parts).unwrap_err().errno(), Errno::EINVAL);
        let alone = ctx.socket(zmq::PUSH).unwrap();
        alone.set_sndtimeo(Some(Duration::from_millis(1))).unwrap();
        parts.extend(["not", "sent"]);
        assert!(alone.send_multipart_from(&mut parts).unwrap_err().is_would_block());
        assert_eq!(parts, ["not", "sent"]);
    });
}

/// A panic of the iterator that gives the parts must not leave half a message in the socket.
#[test]
fn a_panic_between_parts_leaves_nothing_behind() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "panic");
        let parts = (0..3).map(|number| {
            assert!(number < 2, "on purpose");
            "part"
        });
        let attempt = std::panic::AssertUnwindSafe(|| push.send_multipart(parts.collect::<Multipart>()));
        assert!(std::panic::catch_unwind(attempt).is_err());
        push.send("whole").unwrap();
        assert_eq!(pull.recv_multipart().unwrap(), ["whole"]);
    });
}

#[test]
fn endpoints_come_and_go() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (rep, req) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
        assert_eq!(rep.last_endpoint().unwrap(), "");
        let port = rep.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let endpoint = rep.last_endpoint().unwrap();
        assert_eq!(endpoint, format!("tcp://127.0.0.1:{port}"));
        req.connect(&endpoint).unwrap();
        assert_eq!(req.last_endpoint().unwrap(), endpoint);
        req.disconnect(&endpoint).unwrap();
        let error = req.disconnect(&endpoint).unwrap_err();
        assert_eq!((&error, error.kind()), (&Errno::ENOENT.into(), zmq::ErrorKind::NotFound));
        assert!(error.to_string().contains(&endpoint), "{error}");
        rep.unbind(&endpoint).unwrap();
        assert_eq!(rep.unbind(&endpoint).unwrap_err(), Errno::ENOENT);
        support::eventually("the port is free again", || {
            ctx.socket(zmq::REP).unwrap().bind(&endpoint).is_ok()
        });

        let ports = 20_000..=32_000;
        let port = rep.bind_to_random_port_in("tcp://127.0.0.1", ports.clone()).unwrap();
        assert!(ports.contains(&port));
        assert_eq!(rep.last_endpoint().unwrap(), format!("tcp://127.0.0.1:{port}"));
        let single = ctx.socket(zmq::REP).unwrap();
        support::eventually("a range of one port is enough", || {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            single.bind_to_random_port_in("tcp://127.0.0.1", free..=free).is_ok_and(|port| port == free)
        });
        // What another port would not mend either.
        let error = rep.bind_to_random_port_in("pigeon://loft", ports.clone()).unwrap_err();
        assert_eq!(error.errno(), rep.bind("pigeon://loft:20000").unwrap_err().errno());
        assert_ne!(error, Errno::EADDRINUSE);
        #[expect(clippy::reversed_empty_ranges)]
        let none = rep.bind_to_random_port_in("tcp://127.0.0.1", 5..=4);
        assert_eq!(none.unwrap_err(), Errno::EADDRINUSE);
        #[cfg(target_os = "linux")]
        for endpoint in ["ipc://*", &format!("ipc://@zmq-sockets-{}", std::process::id())] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            pull.bind(endpoint).unwrap();
            push.connect(&pull.last_endpoint().unwrap()).unwrap();
            push.send("x").unwrap();
            assert_eq!(pull.recv().unwrap(), "x");
        }
    });
}

/// Sets and reads an option again.
macro_rules! keeps {
    ($socket:ident: $($get:ident $set:ident $default:expr => $($value:expr),+;)+) => {$(
        assert_eq!($socket.$get().unwrap(), $default, stringify!($get));
        $(
            $socket.$set($value).unwrap();
            assert_eq!($socket.$get().unwrap(), $value, stringify!($get));
        )+
    )+};
}

#[test]
fn options_keep_their_values() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        let millis = |millis| Some(Duration::from_millis(millis));
        keeps! { socket:
            linger set_linger None => millis(0), millis(1500), millis(i32::MAX as u64), None;
            sndhwm set_sndhwm 1000 => 0, 1, 5000;
            rcvhwm set_rcvhwm 1000 => 0, 1, 5000;
            sndtimeo set_sndtimeo None => millis(0), millis(7), None;
            rcvtimeo set_rcvtimeo None => millis(0), millis(7), None;
            immediate set_immediate false => true, false;
            maxmsgsize set_maxmsgsize None => Some(0), Some(1 << 40), None;
            ipv6 set_ipv6 false => true, false;
            reconnect_ivl set_reconnect_ivl millis(100) => None, millis(5);
            tcp_keepalive set_tcp_keepalive None => Some(true), Some(false), None;
            tcp_keepalive_cnt set_tcp_keepalive_cnt None => Some(5), None;
            tcp_keepalive_idle set_tcp_keepalive_idle None => Some(LONG), None;
            tcp_keepalive_intvl set_tcp_keepalive_intvl None => Some(LONG), None;
        }
        socket.set_linger(Some(Duration::from_micros(1))).unwrap();
        assert_eq!(socket.linger().unwrap(), millis(1), "fractions round up");
        socket.set_tcp_keepalive_idle(Some(Duration::from_millis(1001))).unwrap();
        assert_eq!(socket.tcp_keepalive_idle().unwrap(), Some(Duration::from_secs(2)));
        assert_eq!(socket.routing_id().unwrap(), b"");
        for id in [&b"name"[..], &[255; 255]] {
            socket.set_routing_id(id).unwrap();
            assert_eq!(socket.routing_id().unwrap(), id);
        }
        assert!(!socket.rcvmore().unwrap());

        let ctx = Context::builder().io_threads(2).ipv6(true).blocky(false).max_msgsz(99).build().unwrap();
        assert_eq!((ctx.io_threads().unwrap(), ctx.max_msgsz().unwrap()), (2, 99));
        assert!(ctx.ipv6().unwrap() && !ctx.blocky().unwrap() && ctx.socket_limit().unwrap() >= 1023);
        let socket = ctx.socket(zmq::REQ).unwrap();
        assert!(socket.ipv6().unwrap());
        assert_eq!(socket.linger().unwrap(), millis(0));
        ctx.set_ipv6(false).unwrap();
        ctx.set_blocky(true).unwrap();
        assert_eq!(ctx.socket(zmq::REQ).unwrap().linger().unwrap(), None);
        assert_eq!(ctx.msg_t_size().unwrap(), 64);
    });
}

#[test]
fn routing_ids_and_subscriptions() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        dealer.set_routing_id(b"not \xff UTF-8").unwrap();
        router.bind("inproc://id").unwrap();
        dealer.connect("inproc://id").unwrap();
        dealer.send("x").unwrap();
        assert_eq!(router.recv_multipart().unwrap(), [&b"not \xff UTF-8"[..], b"x"]);

        let (publisher, subscriber) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::SUB).unwrap());
        publisher.bind("inproc://topics").unwrap();
        subscriber.connect("inproc://topics").unwrap();
        for topic in ["a", "b"] {
            subscriber.subscribe(topic).unwrap();
            assert_eq!(publisher.recv().unwrap(), format!("\x01{topic}"));
        }
        subscriber.unsubscribe("a").unwrap();
        assert_eq!(publisher.recv().unwrap(), "\0a");
        publisher.send("a1").unwrap();
        publisher.send("b1").unwrap();
        assert_eq!(subscriber.recv().unwrap(), "b1");
        assert_eq!(zmq::REQ.socket_type().to_string(), "REQ");
        for &kind in SocketType::STABLE.iter().chain(SocketType::DRAFT) {
            assert_eq!(SocketType::from_raw(kind.raw()), Some(kind));
        }
        assert_eq!(SocketType::from_raw(99), None);
    });
}

#[test]
fn flags_are_sets() {
    let both = zmq::DONTWAIT | zmq::SNDMORE;
    assert_eq!([Flags::NONE, zmq::DONTWAIT, zmq::SNDMORE, both].map(Flags::bits), [0, 1, 2, 3]);
    assert_eq!(both | zmq::SNDMORE, both);
    assert!(both.contains(zmq::DONTWAIT) && both.contains(both) && both.contains(Flags::NONE));
    assert!(!zmq::SNDMORE.contains(zmq::DONTWAIT) && !zmq::SNDMORE.contains(both));
    assert!(Flags::NONE.contains(Flags::NONE) && !Flags::NONE.contains(zmq::SNDMORE));
    let texts = [Flags::NONE, zmq::SNDMORE, both].map(|flags| format!("{flags:?}"));
    assert_eq!(texts, ["Flags()", "Flags(SNDMORE)", "Flags(DONTWAIT | SNDMORE)"]);
}
