//! The authenticator from its start to its end: one a context, in every order, through signals and forks.

use crate::support::{
    self,
    auth::{Outcome, Server, client, plain_client, plain_server, set_domain, users_who_wait},
    raw, within,
};
use std::{
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};
use zmq::{Authenticator, Context, Errno, Socket};

#[test]
fn a_context_has_one() {
    within(60, || {
        let (ctx, other) = (Context::new().unwrap(), Context::new().unwrap());
        let first = Authenticator::start(&ctx).unwrap();
        let error = Authenticator::start(&ctx).unwrap_err();
        assert_eq!(error, Errno::EADDRINUSE);
        assert!(
            error.to_string().contains("Authenticator") && error.to_string().contains("already"),
            "{error}"
        );
        let _elsewhere = Authenticator::start(&other).unwrap();
        drop(first);
        for _ in 0..20 {
            Authenticator::start(&ctx).unwrap().stop().unwrap();
        }
        // The endpoint is no one else's, still, where libzmq would end the process over another kind.
        let bound = ctx.socket(zmq::ROUTER).unwrap().bind("inproc://zeromq.zap.01");
        assert_eq!(bound.is_err_and(|error| error == Errno::EINVAL), support::lacks(&[32]));
        ctx.term_timeout(Duration::from_secs(20)).unwrap();
    });
}

#[test]
fn it_takes_three_sockets_or_none() {
    within(60, || {
        for room in 0..4 {
            let ctx = Context::builder().max_sockets(room + 1).build().unwrap();
            let _one = ctx.socket(zmq::PULL).unwrap();
            match Authenticator::start(&ctx) {
                Ok(authenticator) => authenticator.stop().unwrap(),
                Err(error) => assert_eq!((error.errno(), room < 3), (Errno::EMFILE, true)),
            }
            let _rest: Vec<_> = (0..room).map(|_| ctx.socket(zmq::PULL).unwrap()).collect();
        }
        let ctx = Context::new().unwrap();
        ctx.shutdown();
        assert_eq!(Authenticator::start(&ctx).unwrap_err(), Errno::ETERM);
    });
}

/// Context, authenticator, server and client end in every order, and nothing waits for anything.
#[test]
fn every_order_of_drops() {
    within(100, || {
        let mut orders = 0;
        for first in 0..4 {
            for second in (0..4).filter(|&at| at != first) {
                for third in (0..4).filter(|&at| at != first && at != second) {
                    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
                    let authenticator = Authenticator::start(&ctx).unwrap();
                    authenticator.configure_plain("*", [("alice", "secret")]);
                    let server = Server::new(&ctx, plain_server("global"));
                    let client = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
                    if orders % 2 == 0 {
                        assert_eq!(server.outcome(), Outcome::In);
                    }
                    let mut all = (Some(ctx), Some(authenticator), Some(server), Some(client));
                    for at in [first, second, third] {
                        match at {
                            0 => drop(all.0.take()),
                            1 => drop(all.1.take()),
                            2 => drop(all.2.take()),
                            _ => drop(all.3.take()),
                        }
                    }
                    drop(all);
                    orders += 1;
                }
            }
        }
        assert_eq!(orders, 24);
    });
}

#[test]
fn the_end_of_the_context_ends_it() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        // Its own sockets do not keep the context from ending.
        ctx.clone().term();
        support::eventually("the thread has ended", || authenticator.is_finished());
        authenticator.deny("10.0.0.1").unwrap();
        authenticator.join().unwrap();

        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        ctx.shutdown();
        authenticator.stop().unwrap();
        drop(ctx);
    });
}

/// Another thread waits in `term` while this one drops it, or while it is told to stop.
#[test]
fn dropped_while_another_thread_terminates() {
    within(100, || {
        for round in 0..100 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let authenticator = Authenticator::start(&ctx).unwrap();
            let barrier = Arc::new(Barrier::new(2));
            let (of_other, context) = (barrier.clone(), ctx.clone());
            let other = thread::spawn(move || {
                of_other.wait();
                context.term();
            });
            barrier.wait();
            match round % 3 {
                0 => drop(authenticator),
                1 => authenticator.stop().unwrap(),
                _ => authenticator.join().unwrap(),
            }
            other.join().unwrap();
        }
    });
}

/// As long as a callback takes, so long does the end; and then it comes.
#[test]
fn the_end_waits_for_a_callback_and_no_longer() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let (users, is_called, go) = users_who_wait();
        authenticator.configure_plain("*", users);
        let server = Server::new(&ctx, plain_server("global"));
        let _client = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
        is_called.recv().unwrap();
        // What the context waits for is named.
        let error = ctx.clone().term_timeout(Duration::from_millis(50)).unwrap_err();
        assert!(error.to_string().contains("inproc://zeromq.zap.01"), "{error}");
        drop(go);
        drop(authenticator);
    });
}

/// Whoever asked before the end is answered: in this test all of them, and at once, though their handshakes may take a
/// minute.
#[test]
fn those_who_asked_before_the_end_are_answered() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let (users, is_called, go) = users_who_wait();
        authenticator.configure_plain("*", users);
        let patient = |socket: &Socket<zmq::Pull>| {
            plain_server("global")(socket);
            socket.set_handshake_ivl(Some(Duration::from_secs(60))).unwrap();
        };
        let server = Server::new(&ctx, patient);
        let by_name = |socket: &Socket<zmq::Push>| {
            plain_client("alice", "secret")(socket);
            socket.set_handshake_ivl(Some(Duration::from_secs(60))).unwrap();
        };
        let clients: Vec<_> = (0..20).map(|_| client(&ctx, &server.endpoint, by_name)).collect();
        is_called.recv().unwrap();
        // All have connected and asked: the I/O threads of a context do one thing after the other.
        let late = Server::new(&ctx, |_| ());
        assert_eq!(late.meets(&ctx, |_| ()), Outcome::In);
        let stopping = thread::spawn(move || authenticator.stop().unwrap());
        drop(go);
        stopping.join().unwrap();
        let outcomes: Vec<_> = clients.iter().map(|_| server.outcome()).collect();
        // One that had not asked yet finds nobody, and is turned away at once.
        assert!(outcomes.iter().filter(|outcome| **outcome == Outcome::In).count() > 1, "{outcomes:?}");
        assert!(
            outcomes.iter().all(|outcome| matches!(outcome, Outcome::In | Outcome::Other)),
            "{outcomes:?}"
        );
    });
}

/// Signals that hit its thread cost no request, no answer and not the thread.
#[cfg(target_os = "linux")]
#[test]
fn signals() {
    support::in_child!(60, || {
        raw::count_signals();
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let mut thread = None;
        // It gives itself its name.
        support::eventually("a thread zmq-zap", || {
            thread = support::threads().into_iter().find(|(_, name)| name == "zmq-zap");
            thread.is_some()
        });
        let tid = thread.unwrap().0;
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect("inproc://zeromq.zap.01").unwrap();
        for round in 0..200 {
            let before = raw::signals();
            for at in 0..10 {
                dealer.send_multipart(["", "1.0", &format!("{round} {at}"), "", "", "", "NULL"]).unwrap();
                raw::interrupt(tid);
            }
            for at in 0..10 {
                raw::interrupt(tid);
                let answer = dealer.recv_multipart().unwrap();
                assert_eq!((&answer[2], &answer[3]), (&format!("{round} {at}").into(), &"200".into()));
            }
            assert!(raw::signals() > before);
        }
        authenticator.stop().unwrap();
    });
}

/// A forked child has the handle and not the thread.
#[cfg(unix)]
#[test]
fn in_a_fork() {
    support::in_child!(30, || {
        let ctx = Context::new().unwrap();
        let mut mine = Some(Authenticator::start(&ctx).unwrap());
        let code = raw::in_fork(|| {
            let Some(authenticator) = mine.take() else { return 1 };
            authenticator.configure_plain("*", [("alice", "secret")]);
            authenticator.clear_addresses();
            if authenticator.deny("127.0.0.1") != Err(Errno::ENOTSUP.into()) {
                return 2;
            }
            if Authenticator::stop(authenticator) == Err(Errno::ENOTSUP.into()) { 0 } else { 3 }
        });
        assert_eq!(code, Some(0));
        let server = Server::new(&ctx, |socket| set_domain(socket, "global"));
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
        mine.unwrap().stop().unwrap();
    });
}
