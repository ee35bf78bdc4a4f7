//! Proxies in the background: steered by their handle, stopped, dropped, and ended by others.

use crate::support::{self, eventually, in_child, within};
use std::{sync::Arc, thread, time::Duration};
use zmq::{Context, Errno, Multipart, Proxy, ProxyControl, Pull, Push, Socket};

/// A streamer that runs, and its peers.
fn streamer(ctx: &Context) -> (Proxy, Socket<Push>, Socket<Pull>) {
    let device = Proxy::streamer(ctx).unwrap();
    device.frontend().bind("inproc://front").unwrap();
    device.backend().bind("inproc://back").unwrap();
    let proxy = device.spawn().unwrap();
    let (source, sink) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
    source.connect("inproc://front").unwrap();
    sink.connect("inproc://back").unwrap();
    (proxy, source, sink)
}

#[test]
fn queue_and_forwarder() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let queue = Proxy::queue(&ctx).unwrap();
        let endpoint = support::bind_tcp(queue.frontend());
        queue.backend().bind("inproc://servers").unwrap();
        let queue = queue.spawn().unwrap();
        let (client, server) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        client.connect(&endpoint).unwrap();
        server.connect("inproc://servers").unwrap();
        client.send("Hello").unwrap();
        assert_eq!(server.recv().unwrap(), "Hello");
        server.send("World").unwrap();
        assert_eq!(client.recv().unwrap(), "World");
        let statistics = queue.stop().unwrap().statistics();
        // Routing id, delimiter, body.
        assert_eq!((statistics.frontend.received.parts, statistics.backend.received.parts), (3, 3));
        assert_eq!(statistics.frontend.sent, statistics.backend.received);

        let forwarder = Proxy::forwarder(&ctx).unwrap();
        forwarder.frontend().bind("inproc://publishers").unwrap();
        forwarder.backend().bind("inproc://subscribers").unwrap();
        let forwarder = forwarder.spawn().unwrap();
        let (publisher, subscriber) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::SUB).unwrap());
        publisher.connect("inproc://publishers").unwrap();
        subscriber.connect("inproc://subscribers").unwrap();
        subscriber.subscribe("a").unwrap();
        assert_eq!(publisher.recv().unwrap(), b"\x01a");
        publisher.send("b").unwrap();
        publisher.send("a").unwrap();
        assert_eq!(subscriber.recv().unwrap(), "a");
        drop(forwarder);
    });
}

#[test]
fn pause_resume_and_statistics() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (proxy, source, sink) = streamer(&ctx);
        for round in 0..20u64 {
            source.send_multipart(["goes", "on"]).unwrap();
            assert_eq!(sink.recv_multipart().unwrap().len(), 2);
            proxy.pause().unwrap();
            let before = proxy.statistics().unwrap();
            assert_eq!(
                (before.frontend.received.parts, before.backend.sent.bytes),
                (3 * round + 2, 11 * round + 6)
            );
            source.send("waits").unwrap();
            assert_eq!(sink.recv_timeout(Duration::from_millis(5)).unwrap(), None);
            assert_eq!(proxy.statistics().unwrap(), before);
            proxy.resume().unwrap();
            assert_eq!(sink.recv().unwrap(), "waits");
        }
        assert!(!proxy.is_finished());
    });
}

/// A handle in several threads, each of which is answered: more orders than the default marks of a queue admit.
#[test]
fn handles_are_shared() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (proxy, source, sink) = streamer(&ctx);
        let proxy = Arc::new(proxy);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let proxy = proxy.clone();
                thread::spawn(move || {
                    for _ in 0..1000 {
                        proxy.pause().unwrap();
                        proxy.statistics().unwrap();
                        proxy.resume().unwrap();
                    }
                })
            })
            .collect();
        for at in 0..2000 {
            source.send(at.to_string()).unwrap();
        }
        for at in 0..2000 {
            assert_eq!(sink.recv().unwrap(), at.to_string());
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let end = Arc::into_inner(proxy).unwrap().stop().unwrap();
        assert_eq!(end.statistics().backend.sent.parts, 2000);
    });
}

/// The end comes between messages, never in the middle of one, and none is lost.
#[test]
fn the_end_tears_no_message() {
    within(60, || {
        for round in 0..20 {
            let ctx = Context::new().unwrap();
            let (proxy, source, sink) = streamer(&ctx);
            let sending = thread::spawn(move || {
                let mut sent = 0;
                while source.send_multipart(["a".into(), "b".repeat(100), format!("{sent}")]).is_ok() {
                    sent += 1;
                }
            });
            for _ in 0..round * 50 {
                assert_eq!(sink.recv_multipart().unwrap().len(), 3);
            }
            let end = proxy.stop().unwrap();
            let received = (end.statistics().frontend.received.parts, end.statistics().backend.sent.parts);
            assert!(received.0 % 3 == 0 && received.1 % 3 == 0, "{end:?}");
            assert_eq!((received.0 - received.1) / 3, end.unsent().len() as u64);
            let mut rest = received.1 / 3 - round * 50;
            while rest > 0 {
                assert_eq!(sink.recv_multipart().unwrap().len(), 3);
                rest -= 1;
            }
            assert_eq!(sink.recv_timeout(Duration::from_millis(1)).unwrap(), None);
            ctx.shutdown();
            sending.join().unwrap();
        }
    });
}

/// The end of the context is the usual end, and every call answers after it.
#[test]
fn the_end_of_the_context() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (proxy, source, sink) = streamer(&ctx);
        source.send("x").unwrap();
        assert_eq!(sink.recv().unwrap(), "x");
        assert_eq!(proxy.statistics().unwrap().backend.sent.parts, 1);
        ctx.shutdown();
        eventually("it ends", || proxy.is_finished());
        assert_eq!(proxy.pause().unwrap_err(), Errno::ETERM);
        assert_eq!(proxy.resume().unwrap_err(), Errno::ETERM);
        let statistics = proxy.statistics().unwrap();
        assert_eq!(statistics.backend.sent.parts, 1);
        assert_eq!(proxy.join().unwrap().statistics(), statistics);

        // While somebody waits for it; and a handle that is dropped after the end.
        let ctx = Context::new().unwrap();
        let (proxy, ..) = streamer(&ctx);
        let waiting = thread::spawn(move || proxy.join());
        ctx.shutdown();
        waiting.join().unwrap().unwrap();
        let ctx = Context::new().unwrap();
        let (proxy, ..) = streamer(&ctx);
        ctx.shutdown();
        drop(proxy);
        ctx.term();
    });
}

/// The handle is the last that holds its context, which ends with it; paused, and with messages in its queues.
#[test]
fn the_last_to_hold_the_context() {
    within(20, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let (proxy, source, sink) = streamer(&ctx);
        proxy.pause().unwrap();
        source.send("waits").unwrap();
        drop((ctx, source, sink));
        drop(proxy);
    });
}

/// A monitored queue, as pyzmq's.
#[cfg(target_os = "linux")]
#[test]
fn monitor() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let monitor = ctx.socket(zmq::PUSH).unwrap();
        monitor.bind("inproc://monitor").unwrap();
        let listener = ctx.socket(zmq::PULL).unwrap();
        listener.connect("inproc://monitor").unwrap();
        let (front, back) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        front.bind("inproc://front").unwrap();
        back.bind("inproc://back").unwrap();
        let device = Proxy::builder(front, back).monitor(monitor, "in", "out").thread_name("ste\0alth");
        let device = device.spawn().unwrap();
        let runs = || support::threads().values().any(|name| name == "stealth");
        eventually("the thread has its name", runs);
        let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.connect("inproc://front").unwrap();
        b.connect("inproc://back").unwrap();
        for _ in 0..2 {
            a.send_multipart(["to", "back"]).unwrap();
            assert_eq!(b.recv_multipart().unwrap().len(), 2);
            b.send("to front").unwrap();
            assert_eq!(a.recv().unwrap(), "to front");
            assert_eq!(listener.recv_multipart().unwrap(), Multipart::from(["in", "to", "back"]));
            assert_eq!(listener.recv_multipart().unwrap(), Multipart::from(["out", "to front"]));
        }
        device.stop().unwrap();
        eventually("the thread is gone", || !runs());
    });
}

/// A control socket beside the handle; each hears of the other.
#[test]
fn control() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (control, steering) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
        control.bind("inproc://control").unwrap();
        steering.connect("inproc://control").unwrap();
        let steering = ProxyControl::new(steering);
        let capture = ctx.socket(zmq::PUB).unwrap();
        let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        let proxy = Proxy::builder(pull, push).capture(capture).control(control).spawn().unwrap();
        proxy.pause().unwrap();
        assert_eq!(steering.statistics().unwrap(), proxy.statistics().unwrap());
        steering.resume().unwrap();
        steering.terminate().unwrap();
        assert!(proxy.join().unwrap().unsent().is_empty());
    });
}

/// What goes wrong at the start or later comes out.
#[test]
fn errors() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let conflating = ctx.socket(zmq::PUSH).unwrap();
        conflating.set_conflate(true).unwrap();
        assert_eq!(Proxy::spawn(ctx.socket(zmq::PULL).unwrap(), conflating).unwrap_err(), Errno::EINVAL);

        let (front, back) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::ROUTER).unwrap());
        back.set_router_mandatory(true).unwrap();
        front.bind("inproc://front").unwrap();
        back.bind("inproc://back").unwrap();
        let (source, peer) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        source.connect("inproc://front").unwrap();
        peer.connect("inproc://back").unwrap();
        let proxy = Proxy::spawn(front, back).unwrap();
        source.send_multipart(["nobody", "text"]).unwrap();
        let failed = proxy.join().unwrap_err();
        assert_eq!(failed.errno(), Errno::EHOSTUNREACH);
        assert_eq!(failed.end().unsent(), [Multipart::from(["nobody", "text"])]);

        let device = Proxy::streamer(&ctx).unwrap();
        ctx.shutdown();
        assert_eq!(device.spawn().unwrap_err(), Errno::ETERM);
        assert_eq!(Proxy::queue(&ctx).unwrap_err(), Errno::ETERM);
    });
}

/// A forked child has the handle and not the thread.
#[cfg(unix)]
#[test]
fn in_a_fork() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let (proxy, source, sink) = streamer(&ctx);
        let mut mine = Some(proxy);
        let code = support::raw::in_fork(|| {
            let Some(proxy) = mine.take() else { return 1 };
            if proxy.pause() != Err(Errno::ENOTSUP.into()) || proxy.statistics().is_ok() {
                return 2;
            }
            drop(proxy);
            0
        });
        assert_eq!(code, Some(0));
        source.send("still here").unwrap();
        assert_eq!(sink.recv().unwrap(), "still here");
        mine.unwrap().stop().unwrap();
    });
}

/// Signals that hit the thread of the proxy, and the one that steers it, cost neither a command nor a message.
#[cfg(target_os = "linux")]
#[test]
fn signals() {
    in_child!(60, || {
        support::raw::count_signals();
        let ctx = Context::new().unwrap();
        let before = support::threads();
        let (proxy, source, sink) = streamer(&ctx);
        let mut threads: Vec<_> =
            support::threads().into_keys().filter(|tid| !before.contains_key(tid)).collect();
        threads.push(support::raw::gettid());
        let steering = thread::spawn(move || {
            for round in 0..500 {
                proxy.pause().unwrap();
                let statistics = proxy.statistics().unwrap();
                assert_eq!(statistics.frontend.received, statistics.backend.sent, "{round}");
                proxy.resume().unwrap();
            }
            proxy
        });
        let mut at = 0;
        while !steering.is_finished() {
            let before = support::raw::signals();
            threads.iter().for_each(|&tid| support::raw::interrupt(tid));
            source.send(at.to_string()).unwrap();
            assert_eq!(sink.recv().unwrap(), at.to_string());
            assert!(support::raw::signals() > before);
            at += 1;
        }
        steering.join().unwrap().stop().unwrap();
    });
}
