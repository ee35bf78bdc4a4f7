//! Bad input and bad luck give clear errors: the number, what it was about, and the message back.

use crate::support::{self, pipeline, within};
use std::time::Duration;
use zmq::{Context, Errno, ErrorKind, SocketType};

/// Fails unless `error` has the number and its text has all the words.
#[track_caller]
fn expect(error: zmq::Error, errno: Errno, words: &[&str]) {
    assert_eq!(error, errno);
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

#[test]
fn endpoint_with_a_nul() {
    within(10, || {
        let socket = Context::new().unwrap().socket(zmq::REP).unwrap();
        let endpoint = "tcp://127.0.0.1:5\u{0}";
        expect(socket.bind(endpoint).unwrap_err(), Errno::EINVAL, &["bind to", "127.0.0.1:5", "NUL"]);
        expect(socket.connect(endpoint).unwrap_err(), Errno::EINVAL, &["connect to", "NUL"]);
        expect(socket.unbind(endpoint).unwrap_err(), Errno::EINVAL, &["unbind from", "NUL"]);
        expect(socket.disconnect(endpoint).unwrap_err(), Errno::EINVAL, &["disconnect from", "NUL"]);
    });
}

#[test]
fn malformed_endpoints_and_unknown_transports() {
    within(10, || {
        let socket = Context::new().unwrap().socket(zmq::REP).unwrap();
        for (endpoint, errno) in [
            ("", Errno::EINVAL),
            ("tcp", Errno::EINVAL),
            ("tcp://", Errno::EINVAL),
            ("://x", Errno::EINVAL),
            ("tcp://127.0.0.1", Errno::EINVAL),
            ("tcp://127.0.0.1:port", Errno::EINVAL),
            ("tcp://no-such-interface:*", Errno::ENODEV),
            ("carrier-pigeon://home", Errno::EPROTONOSUPPORT),
        ] {
            let error = socket.bind(endpoint).unwrap_err();
            assert_eq!(error, errno, "{endpoint}: {error}");
            assert!(error.to_string().starts_with(&format!("bind to {endpoint:?}: ")), "{error}");
        }
        let error = socket.connect("carrier-pigeon://home").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        expect(error, Errno::EPROTONOSUPPORT, &["connect to \"carrier-pigeon://home\""]);
        expect(socket.connect("udp://127.0.0.1:5").unwrap_err(), Errno::ENOCOMPATPROTO, &["udp://"]);
    });
}

#[test]
fn port_in_use_names_the_endpoint() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let (first, second) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REP).unwrap());
        let endpoint = support::bind_tcp(&first);
        let error = second.bind(&endpoint).unwrap_err();
        assert_eq!(error.subject(), Some(&*format!("bind to {endpoint:?}")));
        assert_eq!(error.kind(), ErrorKind::AddressInUse);
        expect(error, Errno::EADDRINUSE, &[&endpoint, "EADDRINUSE"]);
        let port = endpoint.rsplit_once(':').unwrap().1.parse().unwrap();
        let error = second.bind_to_random_port_in("tcp://127.0.0.1", port..=port).unwrap_err();
        expect(error, Errno::EADDRINUSE, &["tcp://127.0.0.1", "no port of the range is free"]);
        // A socket that failed to bind is as good as before.
        support::bind_tcp(&second);
    });
}

#[cfg(unix)]
#[test]
fn ipc_below_a_file() {
    within(10, || {
        let socket = Context::new().unwrap().socket(zmq::REP).unwrap();
        let error = socket.bind("ipc:///etc/passwd/x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        expect(error, Errno::ENOTDIR, &["ipc:///etc/passwd/x"]);
        let long = format!("ipc:///tmp/{}", "x".repeat(200));
        expect(socket.bind(&long).unwrap_err(), Errno::ENAMETOOLONG, &[]);
    });
}

#[test]
fn unknown_numbers_print() {
    for raw in [0, -1, 4711, i32::MAX, i32::MIN + 1] {
        let errno = Errno::from_raw(raw);
        assert_eq!(errno.to_string(), format!("errno {raw}"));
        assert_eq!((errno.kind(), errno.name()), (ErrorKind::Other, None));
        assert!(!errno.message().is_empty());
        assert!(zmq::Error::from(errno).to_string().ends_with(&format!("(errno {raw})")));
    }
    assert_eq!(Errno::from_raw(i32::MIN).raw(), -1); // its place says that there is no error
    let io = std::io::Error::from(zmq::Error::from(Errno::EAGAIN));
    assert_eq!(io.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn context_after_shutdown() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "after-shutdown");
        assert!(!ctx.is_shut_down());
        ctx.shutdown();
        ctx.shutdown();
        assert!(ctx.is_shut_down());
        assert_eq!(ctx.socket(zmq::REQ).unwrap_err(), Errno::ETERM);
        assert_eq!(pull.recv().unwrap_err().kind(), ErrorKind::Terminated);
        let failed = push.send("kept").unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::ETERM, "kept".into()));
        let failed = push.send_multipart(["a", "b"]).unwrap_err();
        assert_eq!((failed.errno(), failed.message().len()), (Errno::ETERM, 2));
        expect(pull.bind("inproc://x").unwrap_err(), Errno::ETERM, &["inproc://x"]);
        expect(pull.linger().unwrap_err(), Errno::ETERM, &["ZMQ_LINGER"]);
        assert_eq!(pull.poll(zmq::POLLIN, None).unwrap_err(), Errno::ETERM);
        assert_eq!(pull.events().unwrap_err(), Errno::ETERM);
        drop((push, pull));
        let other = ctx.clone();
        ctx.term();
        assert!(other.is_shut_down());
        assert_eq!(other.socket(zmq::REQ).unwrap_err(), Errno::ETERM);
        expect(other.io_threads().unwrap_err(), Errno::ETERM, &["ZMQ_IO_THREADS"]);
        assert!(other.as_raw().is_null());
    });
}

#[test]
fn too_many_sockets() {
    within(10, || {
        let ctx = Context::builder().max_sockets(2).build().unwrap();
        assert_eq!(ctx.max_sockets(), 2);
        let first = ctx.socket(zmq::REQ).unwrap();
        let _second = ctx.socket(zmq::REQ).unwrap();
        let error = ctx.socket(zmq::DEALER).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooManySockets);
        expect(error, Errno::EMFILE, &["DEALER", "2", "ZMQ_MAX_SOCKETS"]);
        drop(first);
        support::eventually("a closed socket leaves its place", || ctx.socket(zmq::REQ).is_ok());
    });
}

#[test]
fn out_of_turn() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        rep.bind("inproc://turns").unwrap();
        req.connect("inproc://turns").unwrap();
        assert_eq!(req.recv().unwrap_err(), Errno::EFSM);
        assert_eq!(rep.send("x").unwrap_err().errno(), Errno::EFSM);
        req.send("first").unwrap();
        let failed = req.send("second").unwrap_err();
        assert_eq!((failed.errno(), failed.kind()), (Errno::EFSM, ErrorKind::WrongState));
        assert_eq!(failed.into_message(), "second");
        assert_eq!(rep.recv().unwrap(), "first");
        assert_eq!(rep.recv().unwrap_err(), Errno::EFSM);
    });
}

#[test]
fn router_to_nobody() {
    within(10, || {
        let router = Context::new().unwrap().socket(zmq::ROUTER).unwrap();
        router.send_multipart(["nobody", "dropped without a word"]).unwrap();
        router.set_router_mandatory(true).unwrap();
        let failed = router.send_multipart(["nobody", "body"]).unwrap_err();
        assert_eq!((failed.errno(), failed.kind()), (Errno::EHOSTUNREACH, ErrorKind::HostUnreachable));
        assert_eq!(failed.into_message(), ["nobody", "body"]);
        let failed = router.try_send_multipart(["nobody", "body"]).unwrap_err();
        assert_eq!((failed.errno(), failed.message().len()), (Errno::EHOSTUNREACH, 2));
    });
}

#[test]
fn no_room() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_sndhwm(1).unwrap();
        pull.set_rcvhwm(1).unwrap();
        pull.bind("inproc://room").unwrap();
        push.connect("inproc://room").unwrap();
        push.try_send("1").unwrap();
        push.try_send("2").unwrap();
        let failed = push.try_send("3").unwrap_err();
        assert_eq!((failed.errno(), failed.kind()), (Errno::EAGAIN, ErrorKind::WouldBlock));
        assert!(failed.is_would_block());
        assert_eq!(failed.into_message(), "3");
        let failed = push.try_send_multipart(["3", "4"]).unwrap_err();
        assert_eq!(failed.into_message(), ["3", "4"]);
        let failed = push.send_timeout("5", Duration::from_millis(5)).unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::EAGAIN, "5".into()));
        assert_eq!((pull.recv().unwrap(), pull.recv().unwrap()), ("1".into(), "2".into()));
        assert!(pull.try_recv().unwrap().is_none(), "a failed send left something behind");
    });
}

#[test]
fn draft_kinds_without_drafts() {
    if zmq::has(zmq::Capability::Draft) {
        return;
    }
    within(10, || {
        let ctx = Context::new().unwrap();
        for &kind in SocketType::DRAFT {
            let error = ctx.socket(kind).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            expect(error, Errno::ENOTSUP, &[kind.name(), "draft"]);
        }
        // They took no place.
        assert!(ctx.term_timeout(Duration::from_secs(5)).is_ok());
    });
}

#[test]
fn high_water_marks_of_a_live_socket() {
    if !support::lacks(&[10, 44]) {
        return; // tests/guards/mended.rs has that
    }
    within(10, || {
        let ctx = Context::new().unwrap();
        let (bound, connected) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        bound.set_rcvhwm(7).unwrap();
        assert!(bound.bind("carrier-pigeon://home").is_err());
        bound.set_rcvhwm(8).unwrap(); // still no endpoint
        bound.bind("inproc://marks").unwrap();
        connected.connect("inproc://marks").unwrap();
        expect(bound.set_rcvhwm(9).unwrap_err(), Errno::EINVAL, &["ZMQ_RCVHWM", "before"]);
        expect(connected.set_sndhwm(9).unwrap_err(), Errno::EINVAL, &["ZMQ_SNDHWM", "before"]);
        assert_eq!(bound.rcvhwm().unwrap(), 8);
        connected.disconnect("inproc://marks").unwrap();
        assert!(connected.set_sndhwm(9).is_err(), "pipes may still be closing");
        let unaware = connected.into_dyn();
        assert!(unaware.set_sndhwm(9).is_err());
    });
}

#[test]
fn values_out_of_range_name_the_option() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        let weeks = Some(Duration::from_secs(60 * 60 * 24 * 7 * 4));
        expect(socket.set_linger(weeks).unwrap_err(), Errno::EINVAL, &["ZMQ_LINGER", "2419200s"]);
        expect(socket.set_rcvtimeo(weeks).unwrap_err(), Errno::EINVAL, &["ZMQ_RCVTIMEO"]);
        expect(socket.set_sndhwm(u32::MAX).unwrap_err(), Errno::EINVAL, &["ZMQ_SNDHWM", "4294967295"]);
        expect(socket.set_maxmsgsize(Some(u64::MAX)).unwrap_err(), Errno::EINVAL, &["ZMQ_MAXMSGSIZE"]);
        expect(socket.set_routing_id([1; 256]).unwrap_err(), Errno::EINVAL, &["ZMQ_ROUTING_ID"]);
        let error = socket.set_routing_id(b"").unwrap_err();
        expect(error, Errno::EINVAL, &["ZMQ_ROUTING_ID", "1 to 255 bytes"]);
        let ages = Some(Duration::MAX);
        expect(socket.set_tcp_keepalive_idle(ages).unwrap_err(), Errno::EINVAL, &["ZMQ_TCP_KEEPALIVE_IDLE"]);
        assert_eq!(socket.recv_timeout(weeks).unwrap_err(), Errno::EINVAL);
        let failed = socket.send_timeout("x", weeks).unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::EINVAL, "x".into()));
        assert_eq!(socket.send_multipart(zmq::Multipart::new()).unwrap_err().errno(), Errno::EINVAL);

        let build = Context::builder;
        expect(build().io_threads(257).build().unwrap_err(), Errno::EINVAL, &["ZMQ_IO_THREADS", "257"]);
        expect(build().max_sockets(0).build().unwrap_err(), Errno::EINVAL, &["ZMQ_MAX_SOCKETS"]);
        expect(build().max_msgsz(u32::MAX).build().unwrap_err(), Errno::EINVAL, &["ZMQ_MAX_MSGSZ"]);
        expect(build().linger(weeks).build().unwrap_err(), Errno::EINVAL, &["ZMQ_LINGER"]);
    });
}

#[test]
fn what_a_kind_cannot_do_at_run_time() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let socket = |kind| ctx.socket(kind).unwrap();
        assert_eq!(socket(SocketType::Push).recv().unwrap_err(), Errno::ENOTSUP);
        let failed = socket(SocketType::Pull).send("x").unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::ENOTSUP, "x".into()));
        expect(socket(SocketType::Pull).subscribe("x").unwrap_err(), Errno::EINVAL, &["ZMQ_SUBSCRIBE"]);
        let error = socket(SocketType::Pull).set_router_mandatory(true).unwrap_err();
        expect(error, Errno::EINVAL, &["ZMQ_ROUTER_MANDATORY"]);
        let socket = Context::builder().io_threads(0).build().unwrap().socket(zmq::REQ).unwrap();
        let error = socket.connect("tcp://127.0.0.1:9").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoIoThread);
        expect(error, Errno::EMTHREAD, &["tcp://127.0.0.1:9"]);
    });
}
