//! Proxies on the calling thread: every pair of kinds, capture, commands, no room, and how they end.

use crate::support::{self, eventually, in_child, within};
use std::{
    thread::{self, JoinHandle},
    time::Duration,
};
use zmq::{
    Context, Errno, Message, Multipart, ProxyControl, ProxyEnd, ProxyError, ProxyStatistics, Socket,
    SocketType,
};

/// More than libzmq keeps inside a message.
const LARGE: usize = 100_000;

/// A socket that is bound to an `inproc` name.
fn bound(ctx: &Context, kind: SocketType, name: &str) -> Socket<SocketType> {
    let socket = ctx.socket(kind).unwrap();
    socket.bind(&format!("inproc://{name}")).unwrap();
    socket
}

/// A socket that is connected to it.
fn connected(ctx: &Context, kind: SocketType, name: &str) -> Socket<SocketType> {
    let socket = ctx.socket(kind).unwrap();
    socket.connect(&format!("inproc://{name}")).unwrap();
    socket
}

type Running = JoinHandle<Result<ProxyEnd, ProxyError>>;

/// A steerable proxy between two bound sockets, and who steers it.
fn steered(ctx: &Context, front: SocketType, back: SocketType) -> (Running, ProxyControl<SocketType>) {
    let (front, back) = (bound(ctx, front, "front"), bound(ctx, back, "back"));
    let control = bound(ctx, SocketType::Pair, "control");
    let steering = connected(ctx, SocketType::Pair, "control");
    let proxy = thread::spawn(move || zmq::proxy_steerable(&front, &back, &control));
    (proxy, ProxyControl::new(steering))
}

/// One message of three parts from `a` to `b`, whole.
#[track_caller]
fn passes(a: &Socket<SocketType>, b: &Socket<SocketType>) {
    let sent = Multipart::from([Message::from("x"), Message::new(), Message::with_size(LARGE)]);
    a.send_multipart(sent.clone()).unwrap();
    assert!(b.recv_multipart().unwrap() == sent);
}

#[test]
fn every_pair_of_kinds_passes_whole_messages() {
    use SocketType::*;
    // Frontend, backend, who speaks to the frontend, who listens at the backend, and whether there is a way back.
    for (front, back, a, b, both) in [
        (Pull, Push, Push, Pull, false),
        (Pull, Pub, Push, Sub, false),
        (Sub, Push, XPub, Pull, false),
        (Pull, Dealer, Push, Dealer, false),
        (Dealer, Dealer, Dealer, Dealer, true),
        (Pair, Pair, Pair, Pair, true),
        (Pair, Dealer, Pair, Dealer, true),
        (Dealer, Push, Dealer, Pull, false),
    ] {
        within(20, move || {
            let ctx = Context::new().unwrap();
            let (front, back) = (bound(&ctx, front, "front"), bound(&ctx, back, "back"));
            if front.socket_type() == Sub {
                front.subscribe("").unwrap();
            }
            let proxy = thread::spawn(move || zmq::proxy(&front, &back));
            let (a, b) = (connected(&ctx, a, "front"), connected(&ctx, b, "back"));
            if a.socket_type() == XPub {
                assert_eq!(a.recv().unwrap(), b"\x01");
            }
            if b.socket_type() == Sub {
                b.subscribe("").unwrap();
                // Until the subscription is there, messages are dropped.
                while b.recv_timeout(Duration::from_millis(5)).unwrap().is_none() {
                    a.send("is anybody there").unwrap();
                }
                while b.recv_timeout(Duration::from_millis(200)).unwrap().is_some() {}
            }
            passes(&a, &b);
            if both {
                passes(&b, &a);
            }
            ctx.shutdown();
            let Err(ended) = proxy.join().unwrap();
            assert!(ended.is_terminated() && ended.end().unsent().is_empty(), "{ended:?}");
        });
    }
}

/// The pairs that have names, and both orders of one that has a direction.
#[test]
fn queue_forwarder_and_streamer() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (proxy, control) = steered(&ctx, SocketType::Router, SocketType::Dealer);
        let client = connected(&ctx, SocketType::Req, "front");
        let server = connected(&ctx, SocketType::Rep, "back");
        for _ in 0..3 {
            passes(&client, &server);
            passes(&server, &client);
        }
        control.terminate().unwrap();
        proxy.join().unwrap().unwrap();

        let ctx = Context::new().unwrap();
        let (proxy, control) = steered(&ctx, SocketType::XPub, SocketType::XSub); // the order does not count
        let (subscriber, publisher) = (ctx.socket(zmq::SUB).unwrap(), ctx.socket(zmq::XPUB).unwrap());
        publisher.connect("inproc://back").unwrap();
        subscriber.connect("inproc://front").unwrap();
        subscriber.subscribe("topic").unwrap();
        assert_eq!(publisher.recv().unwrap(), b"\x01topic"); // through the proxy
        publisher.send("other").unwrap();
        publisher.send_multipart(["topic", "text"]).unwrap();
        assert_eq!(subscriber.recv_multipart().unwrap(), Multipart::from(["topic", "text"]));
        control.terminate().unwrap();
        proxy.join().unwrap().unwrap();

        let ctx = Context::new().unwrap();
        let (proxy, control) = steered(&ctx, SocketType::Push, SocketType::Pull);
        let (worker, source) =
            (connected(&ctx, SocketType::Pull, "front"), connected(&ctx, SocketType::Push, "back"));
        passes(&source, &worker);
        let statistics = control.statistics().unwrap();
        assert_eq!((statistics.backend.received.parts, statistics.frontend.sent.parts), (3, 3));
        control.terminate().unwrap();
        assert_eq!(proxy.join().unwrap().unwrap().statistics(), statistics);
    });
}

#[test]
fn a_bridge_to_itself() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let echo = bound(&ctx, SocketType::Router, "echo");
        let proxy = thread::spawn(move || zmq::proxy(&echo, &echo));
        let (a, b) =
            (connected(&ctx, SocketType::Dealer, "echo"), connected(&ctx, SocketType::Dealer, "echo"));
        for peer in [&a, &b, &a] {
            passes(peer, peer);
        }
        ctx.shutdown();
        assert!(proxy.join().unwrap().unwrap_err().is_terminated());
    });
}

/// All four kinds of capture see whole messages from both sides, before they go on.
#[test]
fn capture() {
    for (kind, listener) in [
        (SocketType::Pub, SocketType::Sub),
        (SocketType::Dealer, SocketType::Dealer),
        (SocketType::Push, SocketType::Pull),
        (SocketType::Pair, SocketType::Pair),
    ] {
        within(20, move || {
            let ctx = Context::new().unwrap();
            let (front, back) =
                (bound(&ctx, SocketType::Router, "front"), bound(&ctx, SocketType::Dealer, "back"));
            let capture = bound(&ctx, kind, "capture");
            let listener = connected(&ctx, listener, "capture");
            if kind == SocketType::Pub {
                listener.subscribe("").unwrap();
            }
            let proxy = thread::spawn(move || zmq::proxy_with_capture(&front, &back, &capture));
            let (client, server) =
                (connected(&ctx, SocketType::Req, "front"), connected(&ctx, SocketType::Rep, "back"));
            client.set_sndtimeo(Some(Duration::from_secs(5))).unwrap();
            passes(&client, &server);
            passes(&server, &client);
            for _ in 0..2 {
                let shown = listener.recv_multipart().unwrap();
                assert_eq!(shown.iter().map(|part| part.len()).collect::<Vec<_>>(), [5, 0, 1, 0, LARGE]);
            }
            ctx.shutdown();
            assert!(proxy.join().unwrap().unwrap_err().is_terminated());
        });
    }
}

/// A capture socket without a peer holds the messages up, and not the commands; nothing is shown or sent twice.
#[test]
fn a_capture_without_room() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (front, back) = (bound(&ctx, SocketType::Pull, "front"), bound(&ctx, SocketType::Push, "back"));
        let (capture, control) =
            (bound(&ctx, SocketType::Push, "capture"), bound(&ctx, SocketType::Pair, "control"));
        let control_of = ProxyControl::new(connected(&ctx, SocketType::Pair, "control"));
        let (source, sink) =
            (connected(&ctx, SocketType::Push, "front"), connected(&ctx, SocketType::Pull, "back"));
        let proxy =
            thread::spawn(move || zmq::proxy_steerable_with_capture(&front, &back, &capture, &control));
        source.send_multipart(["a", "b"]).unwrap();
        source.send("c").unwrap();
        eventually("one is in hand", || control_of.statistics().unwrap().frontend.received.parts == 2);
        assert_eq!(sink.try_recv().unwrap(), None);
        let listener = connected(&ctx, SocketType::Pull, "capture");
        for socket in [&listener, &sink] {
            assert_eq!(socket.recv_multipart().unwrap(), Multipart::from(["a", "b"]));
            assert_eq!(socket.recv_multipart().unwrap(), Multipart::from(["c"]));
        }
        control_of.terminate().unwrap();
        assert!(proxy.join().unwrap().unwrap().unsent().is_empty());
        assert_eq!((listener.events().unwrap(), sink.events().unwrap()), Default::default());
    });
}

/// No worker yet: the work waits in the queue it is in. One whose queue is full: one message at most is in hand, the
/// other direction goes on, and the end gives it back.
#[test]
fn no_room() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (proxy, control) = steered(&ctx, SocketType::Pull, SocketType::Push);
        let source = connected(&ctx, SocketType::Push, "front");
        source.send_multipart(["to", "be", "kept"]).unwrap();
        control.resume().unwrap();
        assert_eq!(control.statistics().unwrap(), ProxyStatistics::default());
        let sink = connected(&ctx, SocketType::Pull, "back");
        assert_eq!(sink.recv_multipart().unwrap(), Multipart::from(["to", "be", "kept"]));
        control.terminate().unwrap();
        assert!(proxy.join().unwrap().unwrap().unsent().is_empty());

        let ctx = Context::new().unwrap();
        let (front, back) =
            (ctx.socket(SocketType::Dealer).unwrap(), ctx.socket(SocketType::Dealer).unwrap());
        for (socket, name) in [(&front, "front"), (&back, "back")] {
            socket.set_sndhwm(2).unwrap();
            socket.set_rcvhwm(2).unwrap();
            socket.bind(&format!("inproc://{name}")).unwrap();
        }
        let (a, b) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        for (socket, name) in [(&a, "front"), (&b, "back")] {
            socket.set_sndhwm(2).unwrap();
            socket.set_rcvhwm(2).unwrap();
            socket.connect(&format!("inproc://{name}")).unwrap();
        }
        let control = bound(&ctx, SocketType::Pair, "control");
        let steering = ProxyControl::new(connected(&ctx, SocketType::Pair, "control"));
        let proxy = thread::spawn(move || zmq::proxy_steerable(&front, &back, &control));
        let mut sent = 0u32;
        while a.send_timeout(format!("{sent}"), Duration::from_millis(300)).is_ok() {
            sent += 1;
        }
        // The way there is full; the way back is not.
        b.send("back").unwrap();
        assert_eq!(a.recv().unwrap(), "back");
        let statistics = steering.statistics().unwrap();
        let (received, passed) = (statistics.frontend.received.parts, statistics.backend.sent.parts);
        assert!(received == passed || received == passed + 1, "{statistics:?}");
        steering.terminate().unwrap();
        let end = proxy.join().unwrap().unwrap();
        assert_eq!(end.unsent().len() as u64, received - passed);
        // What went through is there, in order, and what is in hand comes next.
        for at in 0..passed {
            assert_eq!(b.recv().unwrap(), at.to_string());
        }
        for (at, unsent) in (passed..).zip(end.into_unsent()) {
            assert_eq!(unsent, Multipart::from([at.to_string()]));
        }
    });
}

/// A ROUTER that must reach its peers says so for each, and the proxy gives the message back and can go on.
#[test]
fn a_peer_that_cannot_be_reached() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (front, back) = (bound(&ctx, SocketType::Pair, "front"), bound(&ctx, SocketType::Router, "back"));
        back.set_router_mandatory(true).unwrap();
        let source = connected(&ctx, SocketType::Pair, "front");
        let _another = connected(&ctx, SocketType::Dealer, "back"); // with none at all, the ROUTER has no room
        source.send_multipart(["nobody", "text"]).unwrap();
        source.send_multipart(["nobody", "rest"]).unwrap();
        for rest in [["nobody", "text"], ["nobody", "rest"]] {
            let Err(ended) = zmq::proxy(&front, &back);
            assert_eq!(ended.errno(), Errno::EHOSTUNREACH);
            assert_eq!(ended.into_parts().1.unsent(), [Multipart::from(rest)]);
        }
    });
}

/// A signal neither ends a proxy nor costs a message, also where it waits for room.
#[cfg(target_os = "linux")]
#[test]
fn signals() {
    in_child!(30, || {
        support::raw::count_signals();
        let ctx = Context::new().unwrap();
        let (front, back) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        back.set_sndhwm(1).unwrap();
        front.bind("inproc://front").unwrap();
        back.bind("inproc://back").unwrap();
        let (source, sink) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        sink.set_rcvhwm(1).unwrap();
        source.connect("inproc://front").unwrap();
        sink.connect("inproc://back").unwrap();
        let (send, tid) = std::sync::mpsc::channel();
        let proxy = thread::spawn(move || {
            send.send(support::raw::gettid()).unwrap();
            zmq::proxy(&front, &back)
        });
        let tid = tid.recv().unwrap();
        for round in 0..100 {
            (0..5).for_each(|at| source.send(format!("{}", 5 * round + at)).unwrap());
            if round < 20 {
                eventually("it waits", || support::is_blocked(tid));
            }
            support::raw::interrupt(tid);
            (0..5).for_each(|at| assert_eq!(sink.recv().unwrap(), format!("{}", 5 * round + at)));
        }
        assert!(support::raw::signals() > 0);
        ctx.shutdown();
        assert!(proxy.join().unwrap().unwrap_err().is_terminated());
    });
}
