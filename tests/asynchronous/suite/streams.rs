//! Streams, sinks and monitors.

use super::runtime::{Context, run, sleep, spawn, timeout};
use futures_lite::{Stream, StreamExt};
use futures_sink::Sink;
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};
use zmq::{Errno, Event, EventMask, Multipart};

/// A stream gives whole messages, can be left and taken up again, and ends with the context.
#[test]
fn a_socket_is_a_stream() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut push, mut pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        pull.bind("inproc://stream").unwrap();
        push.connect("inproc://stream").unwrap();
        let sending = spawn(async move {
            for number in 0..100 {
                push.send_multipart(vec![format!("{number}"); 1 + number % 3]).await.unwrap();
            }
            push
        });
        for number in 0..50 {
            let parts = pull.next().await.unwrap().unwrap();
            assert_eq!(parts, Multipart::from(vec![format!("{number}"); 1 + number % 3]));
        }
        let rest: Vec<_> = (&mut pull).take(50).collect().await;
        assert!(rest.iter().all(Result::is_ok));
        let push = sending.join().await;
        assert!(timeout(Duration::from_millis(5), pull.next()).await.is_none());
        ctx.shutdown();
        assert!(pull.next().await.is_none());
        drop(push);
    });
}

/// A sink waits for room, and keeps the order.
#[test]
fn a_socket_is_a_sink() {
    run(async {
        let ctx = Context::new().unwrap();
        let (a, b) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        a.set_sndhwm(2).unwrap();
        b.set_rcvhwm(2).unwrap();
        b.bind("inproc://sink").unwrap();
        a.connect("inproc://sink").unwrap();
        let (send, _recv) = a.into_split();
        let receiving = spawn(async move {
            let mut b = b;
            for number in 0..500 {
                if number % 100 == 0 {
                    sleep(Duration::from_millis(1)).await;
                }
                assert_eq!(b.recv_multipart().await.unwrap(), Multipart::from([format!("{number}"), "x".into()]));
            }
            b
        });
        let mut sink = send.into_sink();
        for number in 0..500 {
            poll_fn(|cx| Sink::<Multipart>::poll_ready(Pin::new(&mut sink), cx)).await.unwrap();
            Pin::new(&mut sink).start_send([format!("{number}"), "x".into()]).unwrap();
        }
        poll_fn(|cx| Sink::<Multipart>::poll_flush(Pin::new(&mut sink), cx)).await.unwrap();
        drop(receiving.join().await);
        // Nobody is there any more: when one message waits, another is refused.
        loop {
            Pin::new(&mut sink).start_send(["x"]).unwrap();
            let ready = poll_fn(|cx| Poll::Ready(Sink::<Multipart>::poll_ready(Pin::new(&mut sink), cx)));
            if ready.await.is_pending() {
                break;
            }
        }
        let refused = Pin::new(&mut sink).start_send(["four"]).unwrap_err();
        assert_eq!((refused.errno(), refused.into_message()), (Errno::EAGAIN, Multipart::from(["four"])));
        ctx.shutdown();
        let failed = poll_fn(|cx| Sink::<Multipart>::poll_close(Pin::new(&mut sink), cx)).await.unwrap_err();
        assert_eq!(failed.errno(), Errno::ETERM);
        assert_eq!(failed.message().len(), 1);
        assert!(sink.into_inner().1.is_none());
    });
}

/// The sink's own `flush` and `close` wait for the buffered message, and need no type of it.
#[test]
fn a_sink_is_flushed_and_closed() {
    run(async {
        let ctx = Context::new().unwrap();
        for closes in [false, true] {
            let (push, mut pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            let name = format!("inproc://flushed-{closes}");
            push.bind(&name).unwrap();
            let mut sink = push.into_sink();
            sink.flush().await.unwrap(); // nothing is buffered
            Pin::new(&mut sink).start_send(["waits"]).unwrap();
            // There is no peer: it stays in the sink.
            if closes {
                let mut closing = pin!(sink.close());
                assert!(timeout(Duration::from_millis(5), &mut closing).await.is_none());
                pull.connect(&name).unwrap();
                closing.await.unwrap();
            } else {
                assert!(timeout(Duration::from_millis(5), sink.flush()).await.is_none());
                pull.connect(&name).unwrap();
                sink.flush().await.unwrap();
                assert!(sink.into_inner().1.is_none());
            }
            assert_eq!(pull.recv_multipart().await.unwrap(), ["waits"]);
        }
    });
}

#[test]
fn a_monitor_is_a_stream() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut server = ctx.socket(zmq::REP).unwrap();
        let mask = EventMask::ACCEPTED | EventMask::HANDSHAKE_SUCCEEDED | EventMask::DISCONNECTED;
        let mut monitor = server.monitor(mask).unwrap();
        assert!(monitor.try_recv().unwrap().is_none());
        let port = server.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let watching = spawn(async move {
            let accepted = monitor.recv().await.unwrap().event;
            assert!(matches!(accepted, Event::Accepted { .. }), "{accepted:?}");
            let mut names = Vec::new();
            while let Some(event) = monitor.next().await {
                names.push(event.unwrap().event);
            }
            names
        });
        let mut client = ctx.socket(zmq::REQ).unwrap();
        client.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
        client.send("here").await.unwrap();
        assert_eq!(server.recv().await.unwrap(), "here"); // so it was accepted
        drop(server); // ends the events
        let events = watching.join().await;
        assert_eq!(events.last(), Some(&Event::MonitorStopped), "{events:?}");
    });
}

/// As many as go before others get their turn, and far more than that.
const MANY: usize = 20_000;

/// A stream and a half that always have something let other tasks go on, as a socket does.
macro_rules! a_turn_for_others {
    ($($name:ident: |$socket:ident, $cx:ident| $with:expr, $poll:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                let (source, socket) = (ctx.to_blocking().socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
                source.set_sndhwm(0).unwrap();
                socket.set_rcvhwm(0).unwrap();
                socket.bind("inproc://busy-stream").unwrap();
                source.connect("inproc://busy-stream").unwrap();
                for _ in 0..MANY {
                    source.send("x").unwrap();
                }
                #[allow(unused_mut)]
                let mut $socket = $with(socket);
                let mut taken = 0;
                let mut turns = 0;
                poll_fn(|$cx| {
                    turns += 1;
                    while taken < MANY && $poll.is_ready() {
                        taken += 1;
                    }
                    if taken < MANY { Poll::Pending } else { Poll::Ready(()) }
                })
                .await;
                assert!(turns > 1, "{taken} messages in one turn");
            });
        }
    )*};
}

a_turn_for_others! {
    a_busy_socket: |socket, cx| |socket| socket, pin!(socket.recv()).poll(cx);
    a_busy_stream: |socket, cx| |socket| socket, Pin::new(&mut socket).poll_next(cx);
    a_busy_stream_of_a_half: |halves, cx| super::runtime::Socket::into_split, Pin::new(&mut halves.1).poll_next(cx);
    a_busy_half: |halves, cx| super::runtime::Socket::into_split, pin!(halves.1.recv()).poll(cx);
}

/// A proxy that always has something lets other tasks go on.
#[test]
fn a_busy_proxy() {
    run(async {
        let ctx = Context::new().unwrap();
        let blocking = ctx.to_blocking();
        let (mut frontend, mut backend) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        let (source, sink) = (blocking.socket(zmq::PUSH).unwrap(), blocking.socket(zmq::PULL).unwrap());
        frontend.set_rcvhwm(0).unwrap();
        backend.set_sndhwm(0).unwrap();
        source.set_sndhwm(0).unwrap();
        sink.set_rcvhwm(0).unwrap();
        frontend.bind("inproc://busy-front").unwrap();
        backend.bind("inproc://busy-back").unwrap();
        source.connect("inproc://busy-front").unwrap();
        sink.connect("inproc://busy-back").unwrap();
        for _ in 0..MANY {
            source.send("x").unwrap();
        }
        let mut proxy = pin!(zmq::asynchronous::proxy(&mut frontend, &mut backend));
        let (mut taken, mut turns) = (0, 0);
        let turns = poll_fn(move |cx| {
            turns += 1;
            assert!(proxy.as_mut().poll(cx).is_pending());
            while taken < MANY && sink.recv_flags(zmq::DONTWAIT).is_ok() {
                taken += 1;
            }
            if taken < MANY { Poll::Pending } else { Poll::Ready(turns) }
        })
        .await;
        assert!(turns > 1, "all messages in one turn");
    });
}
