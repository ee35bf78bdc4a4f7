//! `poll_next` and its like leave a waker behind: whatever else is called on the socket then, the waker is woken when there is
//! something for it. The reactor cannot do that, since the call took the edge away before it could look.

use super::runtime::{self, Context, run, timeout};
use futures_lite::Stream;
use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{self, Poll, Wake, Waker},
    thread,
    time::Duration,
};
use zmq::{Dealer, Event, EventMask, POLLOUT, Socket, asynchronous::proxy};

/// Long enough for libzmq to let a send take commands in again.
const AGE: Duration = Duration::from_millis(3);

/// Longer than anything here takes.
pub const FOR_EVER: Duration = Duration::from_secs(30);

/// A waker that a test looks at.
#[derive(Default)]
pub struct Bell {
    rung: AtomicUsize,
    pub listener: Mutex<Option<Waker>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Bell>) {
        self.rung.fetch_add(1, SeqCst);
        if let Some(listener) = self.listener.lock().unwrap().take() {
            listener.wake();
        }
    }
}

impl Bell {
    pub fn new() -> Arc<Bell> {
        Arc::default()
    }

    fn has_rung(&self) -> bool {
        self.rung.load(SeqCst) > 0
    }

    /// Waits until it has rung.
    pub async fn heard(&self) {
        let rung = poll_fn(|cx| {
            *self.listener.lock().unwrap() = Some(cx.waker().clone());
            if self.has_rung() { Poll::Ready(()) } else { Poll::Pending }
        });
        timeout(FOR_EVER, rung).await.expect("a wake-up is lost");
    }
}

/// Polls a stream that has nothing, and leaves a bell behind.
pub fn leave<S: Stream<Item: std::fmt::Debug> + Unpin>(stream: &mut S) -> Arc<Bell> {
    let bell = Bell::new();
    let waker = Waker::from(bell.clone());
    // The first poll may find news of the past.
    for _ in 0..2 {
        let polled = Pin::new(&mut *stream).poll_next(&mut task::Context::from_waker(&waker));
        assert!(polled.is_pending(), "{polled:?}");
    }
    bell
}

/// Polls a future once, for a task that does not listen.
pub fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut task::Context::from_waker(Waker::noop()))
}

/// An async DEALER with room for two messages to send, and its blocking peer.
pub fn dealers(ctx: &Context) -> (runtime::Socket<Dealer>, Socket<Dealer>) {
    let (dealer, peer) =
        (ctx.socket(zmq::DEALER).unwrap(), ctx.to_blocking().socket(zmq::DEALER).unwrap());
    dealer.set_sndhwm(1).unwrap();
    peer.set_rcvhwm(1).unwrap();
    dealer.bind("inproc://left-behind").unwrap();
    peer.connect("inproc://left-behind").unwrap();
    (dealer, peer)
}

/// A stream waits; two messages come, and a call on the same socket takes in that they came.
macro_rules! then {
    ($($name:ident: |$socket:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                #[allow(unused_mut)]
                let (mut $socket, peer) = dealers(&ctx);
                let bell = leave(&mut $socket);
                for text in ["one", "two"] {
                    peer.send(text).unwrap();
                }
                thread::sleep(AGE);
                $call;
                assert!(bell.has_rung(), "a wake-up is lost");
            });
        }
    )*};
}

then! {
    try_send: |socket| socket.try_send("x").unwrap();
    try_send_multipart: |socket| socket.try_send_multipart(["x", "y"]).unwrap();
    try_recv: |socket| assert_eq!(socket.try_recv().unwrap().unwrap(), "one");
    try_recv_multipart: |socket| assert!(socket.try_recv_multipart().unwrap().is_some());
    send: |socket| socket.send("x").await.unwrap();
    send_multipart: |socket| socket.send_multipart(["x"]).await.unwrap();
    recv: |socket| assert_eq!(socket.recv().await.unwrap(), "one");
    recv_many: |socket| assert_eq!(socket.recv_many(&mut Vec::new(), 1).await.unwrap(), 1);
    poll: |socket| assert_eq!(socket.poll(POLLOUT).await.unwrap(), POLLOUT);
    events: |socket| assert!(!socket.events().unwrap().is_empty());
    bind: |socket| assert_ne!(socket.bind_to_random_port("tcp://127.0.0.1").unwrap(), 0);
    monitor: |socket| drop(socket.monitor(EventMask::ALL).unwrap());
    a_blocking_send: |socket| socket.with(|socket| socket.send("x")).unwrap().unwrap();
    a_blocking_poll: |socket| {
        let found = socket.with(|socket| socket.poll(POLLOUT, FOR_EVER));
        assert_eq!(found.unwrap().unwrap(), POLLOUT);
    };
    a_call_that_panics: |socket| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            socket.with(|socket| {
                assert!(socket.events().is_err(), "on purpose");
            })
        }));
        assert!(panicked.is_err());
    };
    a_call_of_a_half: |socket| {
        let (mut send, _recv) = socket.into_split();
        send.try_send("x").unwrap();
    };
    a_call_of_halves_that_are_one_again: |socket| {
        let (send, recv) = socket.into_split();
        let mut socket = send.unite(recv).unwrap();
        socket.try_send("x").unwrap();
    };
    a_sink: |socket| {
        let mut sink = socket.into_sink();
        futures_sink::Sink::start_send(Pin::new(&mut sink), ["x"]).unwrap();
    };
    a_proxy: |socket| {
        let mut push = socket.context().socket(zmq::DEALER).unwrap(); // nobody takes what it sends
        assert!(poll_once(pin!(proxy(&mut socket, &mut push))).is_pending());
    };
}

/// The same of a half, whose lock all calls go through.
macro_rules! then_of_a_half {
    ($($name:ident: |$send:ident, $recv:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                let (dealer, peer) = dealers(&ctx);
                #[allow(unused_mut, unused_variables)]
                let (mut $send, mut $recv) = dealer.into_split();
                let bell = leave(&mut $recv);
                for text in ["one", "two"] {
                    peer.send(text).unwrap();
                }
                thread::sleep(AGE);
                $call;
                assert!(bell.has_rung(), "a wake-up is lost");
            });
        }
    )*};
}

then_of_a_half! {
    half_try_send: |send, recv| send.try_send("x").unwrap();
    half_try_recv: |send, recv| assert_eq!(recv.try_recv().unwrap().unwrap(), "one");
    half_send: |send, recv| send.send("x").await.unwrap();
    half_recv: |send, recv| assert_eq!(recv.recv().await.unwrap(), "one");
    half_recv_many: |send, recv| assert_eq!(recv.recv_many(&mut Vec::new(), 1).await.unwrap(), 1);
    half_events: |send, recv| assert!(recv.with(|socket| socket.events()).unwrap().is_ok());
    half_that_panics: |send, recv| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            send.with(|socket| {
                assert!(socket.events().is_err(), "on purpose");
            })
        }));
        assert!(panicked.is_err());
    };
    halves_that_are_one_again: |send, recv| {
        let mut socket = send.unite(recv).unwrap();
        socket.try_send("x").unwrap();
    };
}

/// A stream waits, and an operation after it, for another task, which is given up. Then a message comes: the reactor has
/// room for one waker only.
macro_rules! given_up {
    ($($name:ident: |$ctx:ident, $socket:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let $ctx = Context::new().unwrap();
                let (mut $socket, peer) = dealers(&$ctx);
                let bell = leave(&mut $socket);
                let _kept = $call;
                peer.send("one").unwrap();
                bell.heard().await;
            });
        }
    )*};
}

given_up! {
    recv_given_up: |ctx, socket| assert!(poll_once(pin!(socket.recv())).is_pending());
    recv_multipart_given_up: |ctx, socket| assert!(poll_once(pin!(socket.recv_multipart())).is_pending());
    proxy_given_up: |ctx, socket| {
        let mut other = ctx.socket(zmq::DEALER).unwrap();
        assert!(poll_once(pin!(proxy(&mut socket, &mut other))).is_pending());
    };
    send_given_up: |ctx, socket| {
        while socket.try_send("x").is_ok() {}
        assert!(poll_once(pin!(socket.send("x"))).is_pending());
    };
    half_recv_given_up: |ctx, socket| {
        let (send, mut recv) = socket.into_split();
        assert!(poll_once(pin!(recv.recv())).is_pending());
        (send, recv)
    };
}

/// Of two tasks that polled one after the other, the last is woken.
#[test]
fn the_last_who_polled() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut socket, peer) = dealers(&ctx);
        let (_first, last) = (leave(&mut socket), leave(&mut socket));
        peer.send("one").unwrap();
        last.heard().await;
        let (_send, mut recv) = socket.into_split();
        assert_eq!(recv.recv().await.unwrap(), "one");
        let (_first, last) = (leave(&mut recv), leave(&mut recv));
        peer.send("two").unwrap();
        last.heard().await;
    });
}

/// A stream that has something has nothing of its task any more.
#[test]
fn a_stream_keeps_its_task_until_then() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut socket, peer) = dealers(&ctx);
        let bell = leave(&mut socket);
        peer.send("one").unwrap();
        bell.heard().await; // who has not been woken does not look
        let waker = Waker::from(bell.clone());
        let received = Pin::new(&mut socket).poll_next(&mut task::Context::from_waker(&waker));
        assert!(received.is_ready());
        drop(waker);
        assert_eq!(Arc::strong_count(&bell), 1);
    });
}

/// The future of a half leaves nothing behind, not even its task.
#[test]
fn futures_leave_nothing_behind() {
    run(async {
        let ctx = Context::new().unwrap();
        let (socket, _peer) = dealers(&ctx);
        let (mut send, mut recv) = socket.into_split();
        while send.try_send("x").is_ok() {}
        let bell = Bell::new();
        let waker = Waker::from(bell.clone());
        let mut cx = task::Context::from_waker(&waker); // that, and the bell
        assert!(pin!(recv.recv()).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&bell), 2);
        assert!(pin!(recv.recv_multipart()).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&bell), 2);
        assert!(pin!(send.send("x")).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&bell), 2);
        assert!(pin!(send.send_multipart(["x"])).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&bell), 2);
    });
}

/// A monitor waits as a stream; two events come, and one of them is taken by another call.
macro_rules! then_of_a_monitor {
    ($($name:ident: |$monitor:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                let (server, _peer) = dealers(&ctx);
                let mut $monitor = server.monitor(EventMask::LISTENING).unwrap();
                let bell = leave(&mut $monitor);
                for _ in 0..2 {
                    server.bind_to_random_port("tcp://127.0.0.1").unwrap();
                }
                let event = $call;
                assert!(matches!(event.event, Event::Listening { .. }), "{event:?}");
                assert!(bell.has_rung(), "a wake-up is lost");
            });
        }
    )*};
}

then_of_a_monitor! {
    monitor_try_recv: |monitor| monitor.try_recv().unwrap().unwrap();
    monitor_recv: |monitor| monitor.recv().await.unwrap();
}
