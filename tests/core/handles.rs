//! Descriptors of sockets, and contexts and sockets that are shared with C.

use crate::support::{
    self, in_child, lacks, pipeline,
    raw::c::{self, Ptr},
    within,
};
#[cfg(unix)]
use std::os::fd::{AsFd, AsRawFd};
use std::{thread, time::Duration};
#[cfg(unix)]
use zmq::PollItem;
use zmq::{Context, Errno, SocketType};

/// An event loop that knows nothing but descriptors sees every message, in both directions of one socket.
#[cfg(unix)]
#[test]
fn waiting_for_descriptors() {
    within(60, || {
        const COUNT: u32 = 2000;
        let ctx = Context::new().unwrap();
        let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.set_sndhwm(10).unwrap();
        b.set_rcvhwm(10).unwrap();
        b.connect(&support::bind_tcp(&a)).unwrap();
        let echo = thread::spawn(move || {
            for _ in 0..COUNT {
                b.send(b.recv().unwrap()).unwrap();
            }
            b
        });
        let (mut sent, mut received) = (0, 0);
        while received < COUNT {
            let events = a.events().unwrap();
            if events.contains(zmq::POLLIN) {
                assert_eq!(a.recv().unwrap(), received.to_string());
                received += 1;
            } else if sent < COUNT && events.contains(zmq::POLLOUT) {
                a.send(sent.to_string()).unwrap();
                sent += 1;
            } else {
                zmq::poll(&mut [PollItem::from_fd(a.as_fd(), zmq::POLLIN)], None).unwrap();
            }
        }
        echo.join().unwrap();
    });
}

/// Each kind has its own, the same from beginning to end, also after a shutdown and where the type forgot the kind.
#[cfg(target_os = "linux")]
#[test]
fn descriptors_are_known() {
    let ctx = Context::new().unwrap();
    let sockets: Vec<_> = SocketType::STABLE.iter().map(|&kind| ctx.socket(kind).unwrap()).collect();
    let numbers = || -> Vec<_> { sockets.iter().map(|socket| socket.fd().unwrap().as_raw_fd()).collect() };
    let before = numbers();
    let mut distinct = before.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), sockets.len());
    assert!(before.iter().all(|fd| support::descriptors().contains_key(fd)));
    let pull = ctx.socket(zmq::PULL).unwrap();
    let number = pull.as_raw_fd();
    assert_eq!((pull.as_fd().as_raw_fd(), pull.fd().unwrap().as_raw_fd()), (number, number));
    assert!(!before.contains(&number));
    assert_eq!(pull.into_dyn().fd().unwrap().as_raw_fd(), number);
    ctx.shutdown();
    assert_eq!(numbers(), before);
}

#[test]
fn thread_safe_kinds_have_none() {
    let drafts = zmq::has(zmq::Capability::Draft);
    assert!(drafts || !cfg!(feature = "draft") || !support::is_vendored());
    let ctx = Context::new().unwrap();
    for &kind in SocketType::DRAFT {
        let Ok(socket) = ctx.socket(kind) else { continue }; // refused without the feature
        match socket.fd() {
            Ok(_) => assert_eq!(kind, SocketType::Dgram),
            Err(error) => assert_eq!(error, Errno::ENOTSUP, "{kind}"),
        }
    }
}

/// A socket is given to C, which sends and closes, and another comes from C.
#[test]
fn sockets_come_and_go() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "come-and-go");
        push.send("from here").unwrap();
        let (raw, of) = push.into_raw();
        assert!(of == ctx);
        c::send(Ptr(raw), b"from C").unwrap();
        assert_eq!((pull.recv().unwrap(), pull.recv().unwrap()), ("from here".into(), "from C".into()));
        c::close(Ptr(raw)).unwrap();
        drop(of);

        let theirs = c::socket(Ptr(ctx.as_raw()), zmq_sys::ZMQ_PUSH);
        c::connect(theirs, c"inproc://come-and-go").unwrap();
        c::send(theirs, b"from C").unwrap();
        let push = c::take_socket(&ctx, theirs, zmq::PUSH).unwrap();
        push.send("from here").unwrap();
        assert_eq!((pull.recv().unwrap(), pull.recv().unwrap()), ("from C".into(), "from here".into()));
        assert!(push.fd().is_ok() && push.as_raw() == theirs.0);
        // There and back.
        let (raw, _) = push.into_raw();
        let push = c::take_socket(&ctx, Ptr(raw), SocketType::Push).unwrap();
        push.send("again").unwrap();
        assert_eq!(pull.recv().unwrap(), "again");
        drop((push, pull));
        ctx.term();
    });
}

#[test]
fn what_is_known_of_a_socket_from_c() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let open = |kind| c::socket(Ptr(ctx.as_raw()), kind);
        let theirs = open(zmq_sys::ZMQ_PULL);
        c::set_int(theirs, zmq_sys::ZMQ_RCVTIMEO, 20).unwrap();
        let error = c::take_socket(&ctx, theirs, zmq::PUSH).unwrap_err();
        assert!(error == Errno::EINVAL && error.to_string().contains("PUSH"), "{error}");
        let pull = c::take_socket(&ctx, theirs, zmq::PULL).unwrap();
        assert_eq!(pull.recv().unwrap_err(), Errno::EAGAIN); // its own timeout is known
        assert_eq!(pull.rcvtimeo(), Ok(Some(Duration::from_millis(20))));
        assert_eq!(pull.set_rcvhwm(7).is_err(), lacks(&[10, 44])); // it may be bound

        let theirs = open(zmq_sys::ZMQ_PUSH);
        c::set_int(theirs, zmq_sys::ZMQ_CONFLATE, 1).unwrap();
        let push = c::take_socket(&ctx, theirs, zmq::PUSH).unwrap();
        let failed = push.try_send_multipart(["a", "b"]).unwrap_err();
        assert_eq!(failed.errno(), if lacks(&[9]) { Errno::EINVAL } else { Errno::EAGAIN });
        assert_eq!(c::take_socket(&ctx, Ptr(std::ptr::null_mut()), zmq::PUSH).unwrap_err(), Errno::EFAULT);

        let theirs = open(zmq_sys::ZMQ_PAIR);
        c::set_int(theirs, zmq_sys::ZMQ_HEARTBEAT_IVL, 10_000).unwrap();
        let pair = c::take_socket(&ctx, theirs, zmq::PAIR).unwrap();
        let endpoint = support::bind_tcp(&pair);
        assert_eq!(pair.unbind(&endpoint).is_err(), lacks(&[1, 2, 3, 4, 13, 20]));
        drop(pair);

        // It is listed while it is open.
        let left = ctx.clone().term_timeout(Duration::ZERO).unwrap_err();
        let mut kinds: Vec<_> = left.open_sockets().iter().map(|socket| socket.socket_type.name()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["PULL", "PUSH"]);
        drop((pull, push));
        ctx.term();
    });
}

/// A socket that C still has holds the end of the context up, as in C.
#[test]
fn the_end_waits_for_c() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (raw, of) = ctx.socket(zmq::PULL).unwrap().into_raw();
        let theirs = Ptr(raw);
        let waiting = thread::spawn(move || drop((ctx, of)));
        assert_eq!(c::recv(theirs), Err(zmq_sys::ETERM)); // the end wakes it
        assert!(!waiting.is_finished());
        c::close(theirs).unwrap();
        waiting.join().unwrap();
    });
}

/// C's context, which is ours from now on, with one of C's sockets in it.
#[cfg(target_os = "linux")]
#[test]
fn a_context_from_c() {
    in_child!(30, || {
        let theirs = c::context();
        let pull = c::socket(theirs, zmq_sys::ZMQ_PULL);
        c::bind(pull, c"inproc://c").unwrap();
        let ctx = c::take_context(theirs).unwrap();
        assert_eq!(ctx.as_raw(), theirs.0);
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect("inproc://c").unwrap();
        push.send("Hello").unwrap();
        assert_eq!(c::recv(pull).unwrap(), b"Hello");
        c::close(pull).unwrap();
        drop(ctx);
        let its_threads = || support::threads().values().filter(|name| name.starts_with("ZMQbg")).count();
        support::eventually("its threads have their names", || its_threads() == 2);
        drop(push); // the last to hold it
        support::eventually("its threads end", || its_threads() == 0);

        // One that nobody used yet, and nothing.
        let ctx = c::take_context(c::context()).unwrap();
        pipeline(&ctx, "unused").0.send("x").unwrap();
        assert_eq!(c::take_context(Ptr(std::ptr::null_mut())).unwrap_err(), Errno::EFAULT);
    });
}

/// C's context, which stays C's.
#[test]
fn a_borrowed_context() {
    within(30, || {
        let theirs = c::context();
        c::ctx_set(theirs, zmq_sys::ZMQ_MAX_SOCKETS, 60).unwrap();
        let pull = c::socket(theirs, zmq_sys::ZMQ_PULL);
        c::bind(pull, c"inproc://c").unwrap();
        let ctx = c::borrow_context(theirs).unwrap();
        assert_eq!(ctx.max_sockets(), 60);
        let push = ctx.socket(zmq::PUSH).unwrap();
        // More than the connections there may be to names that nobody has bound: C has bound this one.
        for _ in 0..120 {
            push.connect("inproc://c").unwrap();
        }
        push.send("x").unwrap();
        assert_eq!(c::recv(pull).unwrap(), b"x");
        drop(push);
        drop(ctx); // leaves it alone
        let (a, b) = (c::borrow_context(theirs).unwrap(), c::borrow_context(theirs).unwrap());
        assert!(a != b && !a.is_shut_down());
        drop(b);
        a.term(); // shuts it down, and C sees it
        assert_eq!(c::recv(pull), Err(zmq_sys::ETERM));
        assert_eq!(c::borrow_context(theirs).unwrap_err(), Errno::ETERM);
        c::close(pull).unwrap();
        c::term(theirs).unwrap();
    });
}

/// A context given to C.
#[test]
fn a_context_for_c() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::PUSH).unwrap();
        let ctx = ctx.into_raw().unwrap_err();
        drop(socket);
        let another = ctx.clone();
        let ctx = ctx.into_raw().unwrap_err();
        drop(another);
        let raw = Ptr(ctx.into_raw().unwrap());
        let (pull, push) = (c::socket(raw, zmq_sys::ZMQ_PULL), c::socket(raw, zmq_sys::ZMQ_PUSH));
        c::bind(pull, c"inproc://for-c").unwrap();
        c::connect(push, c"inproc://for-c").unwrap();
        c::send(push, b"x").unwrap();
        assert_eq!(c::recv(pull).unwrap(), b"x");
        c::close(pull).unwrap();
        c::close(push).unwrap();
        c::term(raw).unwrap();

        let ctx = Context::new().unwrap();
        ctx.clone().term();
        assert_eq!(ctx.into_raw().unwrap(), std::ptr::null_mut());
    });
}

/// The process's own context can be given away, too; the next who asks gets a new one.
#[test]
fn the_instance() {
    within(30, || {
        let raw = Ptr(Context::instance().unwrap().into_raw().unwrap());
        let next = Context::instance().unwrap();
        assert!(next.as_raw() != raw.0);
        c::term(raw).unwrap();
    });
}
