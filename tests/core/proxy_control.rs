//! Commands to a proxy over each kind of control socket, byte for byte, and what proxies refuse.

use crate::support::{eventually, within};
use std::{
    thread::{self, JoinHandle},
    time::Duration,
};
use zmq::{Context, Errno, Multipart, ProxyControl, ProxyEnd, ProxyError, Pull, Push, Socket, SocketType};

/// A streamer with a control socket, and its peers.
struct Streamer {
    proxy: JoinHandle<Result<ProxyEnd, ProxyError>>,
    source: Socket<Push>,
    sink: Socket<Pull>,
    steering: Socket<SocketType>,
}

impl Streamer {
    fn new(ctx: &Context, control: SocketType, steering: SocketType) -> Streamer {
        let (front, back) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        front.bind("inproc://front").unwrap();
        back.bind("inproc://back").unwrap();
        let (source, sink) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        source.connect("inproc://front").unwrap();
        sink.connect("inproc://back").unwrap();
        let control = ctx.socket(control).unwrap();
        match control.socket_type() {
            SocketType::Sub => control.subscribe("").unwrap(),
            SocketType::XSub => control.send(b"\x01").unwrap(),
            _ => (),
        }
        control.bind("inproc://control").unwrap();
        let steering = ctx.socket(steering).unwrap();
        steering.connect("inproc://control").unwrap();
        let proxy = thread::spawn(move || zmq::proxy_steerable(&front, &back, &control));
        Streamer { proxy, source, sink, steering }
    }

    /// Whether messages go, once the command before is obeyed.
    fn expect_flow(&self, flows: bool) {
        self.source.send("x").unwrap();
        match flows {
            true => while self.sink.recv().unwrap() != "x" {},
            false => assert_eq!(self.sink.recv_timeout(Duration::from_millis(100)).unwrap(), None),
        }
    }
}

/// Without an answer, a command is obeyed a moment after it was sent.
fn steer(control: SocketType, steering: SocketType, answers: bool) {
    within(30, move || {
        let ctx = Context::new().unwrap();
        let streamer = Streamer::new(&ctx, control, steering);
        streamer.expect_flow(true);
        let Streamer { proxy, source, sink, steering } = streamer;
        let control = ProxyControl::new(steering);
        control.pause().unwrap();
        if answers {
            let before = control.statistics().unwrap(); // also tells that it is paused
            assert_eq!((before.frontend.received.parts, before.backend.sent.bytes), (1, 1));
            source.send("waits").unwrap();
            assert_eq!(sink.recv_timeout(Duration::from_millis(100)).unwrap(), None);
            assert_eq!(control.statistics().unwrap(), before);
        } else {
            // It may let one go before, and a command that is published before the subscription comes is lost.
            eventually("it pauses", || {
                control.pause().unwrap();
                source.send("waits").unwrap();
                sink.recv_timeout(Duration::from_millis(100)).unwrap().is_none()
            });
        }
        control.resume().unwrap();
        assert_eq!(sink.recv().unwrap(), "waits");
        control.terminate().unwrap();
        let end = proxy.join().unwrap().unwrap();
        assert_eq!(end.statistics().frontend.received, end.statistics().backend.sent);
        assert!(end.unsent().is_empty());
    });
}

#[test]
fn over_pair() {
    steer(SocketType::Pair, SocketType::Pair, true);
}

#[test]
fn over_rep() {
    steer(SocketType::Rep, SocketType::Req, true);
}

#[test]
fn over_dealer_and_router() {
    steer(SocketType::Dealer, SocketType::Dealer, true);
    steer(SocketType::Router, SocketType::Dealer, true);
    steer(SocketType::Router, SocketType::Req, true);
}

#[test]
fn over_sub() {
    steer(SocketType::Sub, SocketType::Pub, false);
    steer(SocketType::XSub, SocketType::XPub, false);
}

#[test]
fn over_pull() {
    steer(SocketType::Pull, SocketType::Push, false);
}

/// The bytes, as C and Python programs write and read them.
#[test]
fn byte_for_byte() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let streamer = Streamer::new(&ctx, SocketType::Rep, SocketType::Req);
        let ask = |command: &str| {
            streamer.steering.send(command).unwrap();
            streamer.steering.recv_multipart().unwrap()
        };
        let nothing = Multipart::from([""]);
        streamer.source.send_multipart(["12", "345"]).unwrap();
        assert_eq!(streamer.sink.recv_multipart().unwrap(), Multipart::from(["12", "345"]));
        assert_eq!(ask("PAUSE"), nothing);
        streamer.expect_flow(false);
        for odd in ["", "pause", "RESUME ", "RESUM", "\x06RESUME", "TERMINATED"] {
            assert_eq!(ask(odd), nothing, "{odd}"); // no command, and an answer all the same
        }
        streamer.expect_flow(false);
        let statistics = ask("STATISTICS");
        let expected = [2u64, 5, 0, 0, 0, 0, 2, 5].map(u64::to_ne_bytes);
        assert_eq!(statistics, Multipart::from(expected));
        assert_eq!(ask("RESUME"), nothing);
        streamer.expect_flow(true);
        assert_eq!(ask("TERMINATE"), nothing);
        streamer.proxy.join().unwrap().unwrap();
    });
}

/// A paused proxy sleeps, and hears of the end of its context.
#[test]
fn paused_proxies_sleep_and_end() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let streamer = Streamer::new(&ctx, SocketType::Pair, SocketType::Pair);
        let control = ProxyControl::new(streamer.steering);
        control.pause().unwrap();
        control.statistics().unwrap();
        (0..100).for_each(|_| streamer.source.send("waits").unwrap());
        ctx.shutdown();
        let error = streamer.proxy.join().unwrap().unwrap_err();
        assert!(error.is_terminated());
        assert_eq!(error.to_string(), format!("the proxy ended: {}", error.error()));
        assert_eq!(zmq::Error::from(error), Errno::ETERM);
    });
}

/// A subscriber can send an XPUB a message that never ends; C's proxy ends there with `EAGAIN`.
#[test]
fn a_message_without_an_end() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (front, back) = (ctx.socket(zmq::XSUB).unwrap(), ctx.socket(zmq::XPUB).unwrap());
        front.bind("inproc://front").unwrap();
        back.bind("inproc://back").unwrap();
        let proxy = thread::spawn(move || zmq::proxy(&front, &back));
        let (publisher, peer) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::XSUB).unwrap());
        publisher.connect("inproc://front").unwrap();
        peer.connect("inproc://back").unwrap();
        peer.send(b"\x01topic").unwrap();
        assert_eq!(publisher.recv().unwrap(), b"\x01topic");
        // The second part is taken for a subscription that is there already, and goes no further.
        peer.send_multipart([&b"text"[..], b"\x01topic"]).unwrap();
        assert_eq!(publisher.recv_multipart().unwrap(), Multipart::from(["text"]));
        publisher.send("topic").unwrap();
        assert_eq!(peer.recv().unwrap(), "topic");
        ctx.shutdown();
        assert!(proxy.join().unwrap().unwrap_err().is_terminated());
    });
}

/// What the types of sockets cannot tell, where their kind is known at run time only.
#[test]
fn refused() {
    use SocketType::*;
    let ctx = Context::new().unwrap();
    let socket = |kind: SocketType| ctx.socket(kind).unwrap();
    let refused = |front: &Socket<SocketType>, back: &Socket<SocketType>| {
        let Err(ended) = zmq::proxy(front, back);
        (ended.errno(), ended.to_string())
    };
    for (front, back, errno) in [
        (Pull, Pull, Errno::EINVAL),
        (Pub, Push, Errno::EINVAL),
        (Rep, Req, Errno::ENOTSUP),
        (Router, Rep, Errno::ENOTSUP),
        (Stream, Dealer, Errno::ENOTSUP),
    ] {
        let (number, text) = refused(&socket(front), &socket(back));
        assert_eq!(number, errno, "{front} {back}: {text}");
    }
    if zmq::has(zmq::Capability::Draft) {
        let (number, text) = refused(&socket(Server), &socket(Client));
        assert!(number == Errno::ENOTSUP && text.contains("SERVER"), "{text}");
    }
    let conflating = socket(Push);
    conflating.set_conflate(true).unwrap();
    assert_eq!(refused(&socket(Pull), &conflating).0, Errno::EINVAL);
    let (pull, push) = (socket(Pull), socket(Push));
    for (capture, control) in [(Sub, Pair), (Router, Pair), (Pub, XPub), (Pub, Req), (Pub, Stream)] {
        let ended =
            zmq::proxy_steerable_with_capture(&pull, &push, &socket(capture), &socket(control)).unwrap_err();
        assert_eq!(ended.errno(), Errno::ENOTSUP, "{capture} {control}");
    }
    let pair = socket(Pair);
    assert_eq!(zmq::proxy_with_capture(&pull, &push, &push).unwrap_err().errno(), Errno::EINVAL);
    assert_eq!(zmq::proxy_steerable(&pull, &push, &pull).unwrap_err().errno(), Errno::EINVAL);
    let both = zmq::proxy_steerable_with_capture(&pull, &push, &pair, &pair);
    assert_eq!(both.unwrap_err().errno(), Errno::EINVAL);
}
