//! Commands to a proxy that is awaited, over each kind of control socket.

use super::{
    proxies::{bound, connected},
    runtime::{Context, ProxyControl, Socket, Task, run, sleep, spawn, timeout},
};
use std::time::Duration;
use zmq::{
    Errno, Multipart, ProxyEnd, ProxyError,
    SocketType::{self, *},
    asynchronous::{proxy_steerable, proxy_steerable_with_capture},
};

/// How long to look for what is not to come.
const MOMENT: Duration = Duration::from_millis(100);

/// A streamer with a control socket, and its peers.
struct Streamer {
    proxy: Task<Result<ProxyEnd, ProxyError>>,
    source: Socket<SocketType>,
    sink: Socket<SocketType>,
    steering: Socket<SocketType>,
}

async fn streamer(ctx: &Context, control: SocketType, steering: SocketType) -> Streamer {
    let (mut front, mut back) = (bound(ctx, Pull, "front"), bound(ctx, Push, "back"));
    let mut control = bound(ctx, control, "control");
    match control.with(|socket| socket.socket_type()).unwrap() {
        Sub => control.subscribe("").unwrap(),
        XSub => control.send(b"\x01").await.unwrap(),
        _ => (),
    }
    Streamer {
        source: connected(ctx, Push, "front"),
        sink: connected(ctx, Pull, "back"),
        steering: connected(ctx, steering, "control"),
        proxy: spawn(async move { proxy_steerable(&mut front, &mut back, &mut control).await }),
    }
}

impl Streamer {
    /// Whether messages go, once the command before is obeyed.
    async fn expect_flow(&mut self, flows: bool) {
        self.source.send("x").await.unwrap();
        match flows {
            true => while self.sink.recv().await.unwrap() != "x" {},
            false => assert!(timeout(MOMENT, self.sink.recv()).await.is_none()),
        }
    }
}

/// Without an answer, a command is obeyed a moment after it was sent.
fn steer(control: SocketType, steering: SocketType, answers: bool) {
    run(async move {
        let ctx = Context::new().unwrap();
        let mut streamer = streamer(&ctx, control, steering).await;
        streamer.expect_flow(true).await;
        let Streamer { proxy, mut source, mut sink, steering } = streamer;
        let mut control = ProxyControl::new(steering);
        control.pause().await.unwrap();
        if answers {
            let before = control.statistics().await.unwrap(); // also tells that it is paused
            assert_eq!((before.frontend.received.parts, before.backend.sent.bytes), (1, 1));
            source.send("waits").await.unwrap();
            assert!(timeout(MOMENT, sink.recv()).await.is_none());
            assert_eq!(control.statistics().await.unwrap(), before);
        } else {
            // It may let some go before, and a command that is published before the subscription comes is lost.
            loop {
                control.pause().await.unwrap();
                source.send("waits").await.unwrap();
                if timeout(MOMENT, sink.recv()).await.is_none() {
                    break;
                }
            }
        }
        control.resume().await.unwrap();
        assert_eq!(sink.recv().await.unwrap(), "waits");
        control.terminate().await.unwrap();
        let end = proxy.join().await.unwrap();
        assert_eq!(end.statistics().frontend.received, end.statistics().backend.sent);
        assert!(end.unsent().is_empty());
    });
}

#[test]
fn over_pair() {
    steer(Pair, Pair, true);
}

#[test]
fn over_rep() {
    steer(Rep, Req, true);
}

#[test]
fn over_dealer_and_router() {
    steer(Dealer, Dealer, true);
    steer(Router, Dealer, true);
    steer(Router, Req, true);
}

#[test]
fn over_sub() {
    steer(Sub, Pub, false);
    steer(XSub, XPub, false);
}

#[test]
fn over_pull() {
    steer(Pull, Push, false);
}

/// The bytes, as C and Python programs write and read them.
#[test]
fn byte_for_byte() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut streamer = streamer(&ctx, Rep, Req).await;
        let nothing = Multipart::from([""]);
        streamer.source.send_multipart(["12", "345"]).await.unwrap();
        assert_eq!(streamer.sink.recv_multipart().await.unwrap(), Multipart::from(["12", "345"]));
        // No command has an answer all the same.
        for command in ["PAUSE", "", "pause", "RESUME ", "RESUM", "\x06RESUME", "TERMINATED"] {
            streamer.steering.send(command).await.unwrap();
            assert_eq!(streamer.steering.recv_multipart().await.unwrap(), nothing, "{command}");
        }
        streamer.expect_flow(false).await;
        streamer.steering.send("STATISTICS").await.unwrap();
        let statistics = streamer.steering.recv_multipart().await.unwrap();
        let expected = [2u64, 5, 0, 0, 0, 0, 2, 5].map(u64::to_ne_bytes);
        assert_eq!(statistics, Multipart::from(expected));
        streamer.steering.send("RESUME").await.unwrap();
        assert_eq!(streamer.steering.recv_multipart().await.unwrap(), nothing);
        streamer.expect_flow(true).await;
        streamer.steering.send("TERMINATE").await.unwrap();
        assert_eq!(streamer.steering.recv_multipart().await.unwrap(), nothing);
        streamer.proxy.join().await.unwrap();
    });
}

/// An answer that is none is an error where each command has one answer. Elsewhere it may be that of another command.
#[test]
fn answers_that_are_no_statistics() {
    run(async {
        let ctx = Context::new().unwrap();
        let numbers = [1u64, 2, 3, 4, 5, 6, 7, 8].map(u64::to_ne_bytes);
        let (mut rep, req) = (bound(&ctx, Rep, "rep"), connected(&ctx, Req, "rep"));
        let answering = spawn(async move {
            for answer in [Multipart::from(["eight"]), numbers.into()] {
                assert_eq!(rep.recv().await.unwrap(), "STATISTICS");
                rep.send_multipart(answer).await.unwrap();
            }
        });
        let mut control = ProxyControl::new(req);
        assert_eq!(control.statistics().await.unwrap_err(), Errno::EINVAL);
        assert_eq!(control.statistics().await.unwrap().backend.sent.bytes, 8);
        answering.join().await;

        let (mut pair, steering) = (bound(&ctx, Pair, "pair"), connected(&ctx, Pair, "pair"));
        pair.send("").await.unwrap();
        pair.send_multipart(numbers).await.unwrap();
        let statistics = ProxyControl::new(steering).statistics().await.unwrap();
        assert_eq!(statistics.frontend.received.parts, 1);
    });
}

/// A blocking program steers it, and a paused proxy hears of the end of its context.
#[test]
fn paused_proxies_end() {
    run(async {
        let ctx = Context::new().unwrap();
        let Streamer { proxy, mut source, steering, .. } = streamer(&ctx, Pair, Pair).await;
        let control = zmq::ProxyControl::new(steering.into_blocking().unwrap());
        let steering = std::thread::spawn(move || {
            control.pause().unwrap();
            control.statistics().unwrap()
        });
        while !steering.is_finished() {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(steering.join().unwrap(), Default::default());
        for _ in 0..100 {
            source.send("waits").await.unwrap();
        }
        ctx.shutdown();
        let error = proxy.join().await.unwrap_err();
        assert!(error.is_terminated());
        assert_eq!(error.end().statistics(), Default::default());
        assert_eq!(zmq::Error::from(error), Errno::ETERM);
    });
}

/// A capture socket without a peer holds the messages up, and not the commands; `TERMINATE` gives back what is in hand.
#[test]
fn terminated_with_a_message_in_hand() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut front, mut back) = (bound(&ctx, Pull, "front"), bound(&ctx, Push, "back"));
        let (mut capture, mut control) = (bound(&ctx, Push, "capture"), bound(&ctx, Rep, "control"));
        let (mut source, mut sink) = (connected(&ctx, Push, "front"), connected(&ctx, Pull, "back"));
        let mut steering = ProxyControl::new(connected(&ctx, Req, "control"));
        let proxy = spawn(async move {
            let end = proxy_steerable_with_capture(&mut front, &mut back, &mut capture, &mut control).await;
            (end, front)
        });
        source.send_multipart(["a", "b"]).await.unwrap();
        source.send("c").await.unwrap();
        while steering.statistics().await.unwrap().frontend.received.parts < 2 {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(sink.try_recv().unwrap(), None);
        steering.terminate().await.unwrap();
        let (end, mut front) = proxy.join().await;
        assert_eq!(end.unwrap().into_unsent(), [Multipart::from(["a", "b"])]);
        assert_eq!(front.recv().await.unwrap(), "c"); // waited where it was
    });
}
