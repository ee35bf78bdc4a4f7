//! How contexts and sockets end: when asked to, in any order, and without a trace.

use crate::support::{self, in_child, lasted, pipeline, within};
use std::{
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, Socket, SocketType};

#[cfg(target_os = "linux")]
#[test]
fn shutdown_wakes_blocked_calls() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let blocked = |name: &'static str| {
            let (ctx, tell) = (ctx.clone(), tell.clone());
            thread::spawn(move || {
                let (_, pull) = pipeline(&ctx, name);
                let push = ctx.socket(zmq::PUSH).unwrap();
                tell.send(support::raw::gettid()).unwrap();
                let error = match name {
                    "recv" => pull.recv().unwrap_err(),
                    "recv_timeout" => pull.recv_timeout(Duration::from_secs(60)).unwrap_err(),
                    "recv_multipart" => pull.recv_multipart().unwrap_err(),
                    "send" => push.send("x").unwrap_err().into(),
                    _ => pull.poll(zmq::POLLIN, None).unwrap_err(),
                };
                assert!(error.is_terminated(), "{name}: {error}");
            })
        };
        let calls = ["recv", "recv_timeout", "recv_multipart", "send", "poll"].map(blocked);
        for _ in &calls {
            let tid = told.recv().unwrap();
            support::eventually("the call blocks", || support::is_blocked(tid));
        }
        ctx.shutdown();
        for call in calls {
            call.join().unwrap();
        }
        ctx.term();
    });
}

#[test]
fn term_waits_for_sockets_of_other_threads() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "term");
        drop(_push);
        let holder = thread::spawn(move || pull.recv().unwrap_err());
        ctx.term(); // ends when the thread has let go of its socket
        assert_eq!(holder.join().unwrap(), Errno::ETERM);
    });
}

#[test]
fn term_timeout_lists_what_is_open() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let rep = ctx.socket(zmq::REP).unwrap();
        let endpoint = support::bind_tcp(&rep);
        let idle = ctx.socket(SocketType::Sub).unwrap();
        let error = ctx.clone().term_timeout(Duration::from_millis(20)).unwrap_err();
        assert_eq!(error.to_string(), format!("still open: REP ({endpoint}); SUB"));
        let kinds: Vec<_> = error.open_sockets().iter().map(|socket| socket.socket_type).collect();
        assert_eq!(kinds, [SocketType::Rep, SocketType::Sub]);
        assert_eq!(error.open_sockets()[0].endpoints, [endpoint]);
        drop((rep, idle));
        ctx.term_timeout(Duration::from_secs(10)).unwrap();
    });
}

#[test]
fn term_timeout_does_not_list_what_was_left() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        let [first, second, third] = [(); 3].map(|()| support::bind_tcp(&pull));
        push.connect(&first).unwrap();
        push.connect(&second).unwrap();
        push.disconnect(&first).unwrap();
        pull.unbind(&second).unwrap();
        let error = ctx.clone().term_timeout(Duration::from_millis(20)).unwrap_err();
        let endpoints: Vec<_> = error.open_sockets().iter().map(|socket| socket.endpoints.clone()).collect();
        assert_eq!(endpoints, [vec![first, third], vec![second]]);
    });
}

#[test]
fn term_timeout_with_messages_that_linger() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.set_linger(Some(Duration::from_millis(300))).unwrap();
        push.connect("tcp://127.0.0.1:9").unwrap();
        push.send("nobody takes it").unwrap();
        drop(push);
        let error = ctx.term_timeout(Duration::from_millis(10)).unwrap_err();
        assert!(error.open_sockets().is_empty());
        assert!(error.to_string().contains("linger"), "{error}");
    });
}

#[test]
fn every_term_waits_for_the_end() {
    within(30, || {
        let linger = Duration::from_millis(300);
        let least = linger - Duration::from_millis(2); // C counts in whole milliseconds
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.set_linger(Some(linger)).unwrap();
        push.connect("tcp://127.0.0.1:9").unwrap();
        push.send("nobody takes it").unwrap();
        let closed = Instant::now();
        drop(push);
        ctx.clone().term_timeout(Duration::ZERO).unwrap_err();
        let terms = [ctx.clone(), ctx.clone()].map(|ctx| {
            thread::spawn(move || {
                ctx.term();
                closed.elapsed()
            })
        });
        ctx.term_timeout(Duration::from_secs(20)).unwrap();
        lasted(closed.elapsed(), least);
        for term in terms {
            lasted(term.join().unwrap(), least);
        }
    });
}

#[test]
fn drop_waits_as_long_as_linger_says() {
    within(20, || {
        for (linger, by_builder) in [(0, true), (200, true), (0, false), (200, false)] {
            let linger = Duration::from_millis(linger) * support::slowness();
            let mut builder = Context::builder();
            if by_builder {
                builder = builder.linger(Some(linger));
            }
            let ctx = builder.build().unwrap();
            let push = ctx.socket(zmq::PUSH).unwrap();
            if !by_builder {
                push.set_linger(Some(linger)).unwrap();
            }
            assert_eq!(push.linger().unwrap(), Some(linger));
            push.connect("tcp://127.0.0.1:9").unwrap();
            push.send("nobody takes it").unwrap();
            let started = Instant::now();
            drop(push);
            let closed = started.elapsed();
            assert!(
                closed < Duration::from_millis(150) * support::slowness(),
                "the drop of a socket waited {closed:?}"
            );
            drop(ctx);
            let spent = started.elapsed();
            // libzmq's timers count from the last time its thread looked at the clock.
            assert!(spent >= linger.saturating_sub(Duration::from_millis(20)), "{spent:?} of {linger:?}");
            assert!(spent < linger + Duration::from_secs(5), "{spent:?} for {linger:?}");
        }
    });
}

#[test]
fn what_was_sent_arrives_though_the_sender_is_gone() {
    within(20, || {
        let receiver = Context::new().unwrap();
        let pull = receiver.socket(zmq::PULL).unwrap();
        let endpoint = support::bind_tcp(&pull);
        {
            let ctx = Context::new().unwrap();
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.connect(&endpoint).unwrap();
            for number in 0..100u8 {
                push.send([number]).unwrap();
            }
            drop(ctx);
        } // the socket is the last to hold the context, which waits here
        for number in 0..100u8 {
            assert_eq!(pull.recv().unwrap(), [number]);
        }
    });
}

#[test]
fn the_context_of_the_process() {
    within(20, || {
        let first = Context::instance().unwrap();
        assert!(first == Context::instance().unwrap());
        assert!(first != Context::new().unwrap());
        let socket = first.socket(zmq::PAIR).unwrap();
        let raw = first.as_raw();
        drop(first); // the socket still holds it
        let again = Context::instance().unwrap();
        assert_eq!(again.as_raw(), raw);
        again.shutdown();
        let next = Context::instance().unwrap();
        assert!(next != again, "a context that was shut down is of no use");
        assert!(next.socket(zmq::PAIR).is_ok());
        drop(socket);
        again.term();
        assert!(next == Context::instance().unwrap());
    });
}

#[test]
fn any_order_of_drops() {
    within(20, || {
        for order in 0..6 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let (push, pull) = pipeline(&ctx, "order");
            push.send(vec![1; 1000]).unwrap();
            push.send("still in the queue").unwrap();
            let first = pull.recv().unwrap();
            match order {
                0 => drop((ctx, push, pull, first)),
                1 => drop((first, pull, push, ctx)),
                2 => drop((push, first, ctx, pull)),
                3 => drop((pull, ctx, first, push)),
                4 => drop((ctx, pull, push)), // the message outlives its context
                _ => drop(thread::spawn(move || drop((pull, ctx))).join().map(|()| push)),
            }
        }
    });
}

#[test]
fn sockets_move_and_change_their_type() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "move");
        let pull = thread::spawn(move || {
            assert_eq!(pull.recv().unwrap(), "1");
            pull
        });
        let push: Socket<SocketType> = thread::spawn(move || {
            push.send("1").unwrap();
            push.into_dyn()
        })
        .join()
        .unwrap();
        let pull = Socket::<SocketType>::from(pull.join().unwrap());
        assert_eq!((push.socket_type(), pull.socket_type()), (SocketType::Push, SocketType::Pull));
        assert!(format!("{push:?}").starts_with("Socket(PUSH, 0x"));
        let Err(push) = push.try_into_kind::<zmq::Pull>() else { panic!("it is a PUSH socket") };
        let push: Socket<zmq::Push> = push.try_into().unwrap();
        push.send("2").unwrap();
        assert_eq!(pull.recv().unwrap(), "2");
    });
}

/// Opens, uses and drops `sockets` sockets in `contexts` contexts.
#[cfg(target_os = "linux")]
fn round(contexts: usize, sockets: usize) {
    for number in 0..contexts {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        for pair in 0..sockets / contexts / 2 {
            // Places are free again when the reaper has been there.
            let open = |kind| loop {
                match ctx.socket(kind) {
                    Ok(socket) => break socket,
                    Err(error) => assert_eq!(error, Errno::EMFILE),
                }
                thread::yield_now();
            };
            let (a, b) = (open(SocketType::Dealer), open(SocketType::Router));
            match pair % 10 {
                0 => drop(a.connect(&support::bind_tcp(&b))),
                1 => drop((a.connect("tcp://127.0.0.1:9"), b.bind("ipc://*"))),
                _ => drop((a.bind("inproc://a"), b.connect("inproc://a"))),
            }
            a.try_send(vec![7; 100 * (pair % 3)]).ok();
            if number % 2 == 0 {
                drop(a);
            }
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_sockets_leave_nothing() {
    in_child!(100, || {
        round(10, 1000); // what allocators and runtimes keep for good
        let fds = support::descriptors().len();
        let threads = support::threads().len();
        let memory = support::resident();
        round(100, 10_000);
        assert_eq!(support::descriptors().len(), fds, "{:?}", support::descriptors());
        support::eventually("the threads are gone", || support::threads().len() == threads);
        let grown = support::resident().saturating_sub(memory);
        assert!(grown < 6 * 1024, "{grown} KiB more than before"); // 600 bytes a socket would be found
    });
}

#[cfg(unix)]
#[test]
fn a_forked_child_does_not_disturb() {
    if support::emulated("threads of a forked child") {
        return;
    }
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        req.connect(&support::bind_tcp(&rep)).unwrap();
        let exchange = |req: &Socket<zmq::Req>, rep: &Socket<zmq::Rep>| {
            req.send("Hello").unwrap();
            assert_eq!(rep.recv().unwrap(), "Hello");
            rep.send("World").unwrap();
            assert_eq!(req.recv().unwrap(), "World");
        };
        exchange(&req, &rep);
        req.send("on its way").unwrap();
        let mut copies = Some((ctx.clone(), ctx, req, rep));
        let code = support::raw::in_fork(|| {
            let (clone, ctx, req, rep) = copies.take().unwrap();
            drop((req, ctx, rep));
            clone.term();
            let own = Context::instance().unwrap();
            let (push, pull) = pipeline(&own, "child");
            push.send("a context of its own works").unwrap();
            i32::from(pull.recv().is_err())
        });
        assert_eq!(code, Some(0));
        let (clone, ctx, req, rep) = copies.take().unwrap();
        assert_eq!(rep.recv().unwrap(), "on its way");
        rep.send("answer").unwrap();
        assert_eq!(req.recv().unwrap(), "answer");
        exchange(&req, &rep);
        drop((clone, req, rep));
        ctx.term();
    });
}

/// Destructors of a thread's variables may run where no other thread can start or end, and who waits for one there waits for ever.
#[test]
fn what_a_variable_of_a_thread_has_ends_with_the_thread() {
    type Kept = (Socket<SocketType>, Context, zmq::Authenticator, zmq::Proxy);
    thread_local!(static KEPT: std::cell::RefCell<Option<Kept>> = const { std::cell::RefCell::new(None) });
    in_child!(60, || {
        let there = Context::new().unwrap();
        let pull = there.socket(zmq::PULL).unwrap();
        let endpoint = support::bind_tcp(&pull);
        let keeps = thread::spawn(move || {
            let ctx = Context::new().unwrap();
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.connect(&endpoint).unwrap();
            push.send("the last message").unwrap();
            let authenticator = zmq::Authenticator::start(&ctx).unwrap();
            let builder = zmq::Proxy::queue(&ctx).unwrap();
            builder.frontend().bind("inproc://front").unwrap();
            builder.backend().bind("inproc://back").unwrap();
            let proxy = builder.spawn().unwrap();
            KEPT.set(Some((push.into_dyn(), ctx, authenticator, proxy)));
        });
        keeps.join().unwrap();
        let received = pull.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(received.unwrap(), "the last message");
    });
}
