//! The thread-safe kinds, which have no descriptor of their own.

use super::{
    left_behind::{leave, poll_once},
    runtime::{Context, Socket, run, sleep, spawn, timeout},
};
#[cfg(target_os = "linux")]
use crate::support::{descriptors, in_child, new_descriptors};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};
use zmq::{Errno, kind::Kind};

const SHORT: Duration = Duration::from_millis(20);
/// Longer than anything takes.
fn long() -> Duration {
    crate::support::slowness() * Duration::from_secs(10)
}

/// A context, if libzmq has these kinds.
fn context() -> Option<Context> {
    let ctx = zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    zmq::has(zmq::Capability::Draft).then(|| ctx.into())
}

fn pair<A: Kind, B: Kind>(ctx: &Context, a: A, b: B) -> (Socket<A>, Socket<B>) {
    let (a, b) = (ctx.socket(a).unwrap(), ctx.socket(b).unwrap());
    a.bind("tcp://127.0.0.1:*").unwrap();
    b.connect(&a.last_endpoint().unwrap()).unwrap();
    (a, b)
}

/// A stream waits, and an operation after it takes the signal back and is given up.
#[test]
fn a_waker_that_is_left_behind() {
    run(async {
        let Some(ctx) = context() else { return };
        let (mut here, mut there) = pair(&ctx, zmq::CHANNEL, zmq::CHANNEL);
        for round in 0..20 {
            there.send(format!("{round}")).await.unwrap();
            assert_eq!(here.recv_string().await.unwrap(), format!("{round}"));
            let bell = leave(&mut here);
            assert!(poll_once(pin!(here.recv())).is_pending());
            there.send("news").await.unwrap();
            bell.heard().await;
            assert_eq!(here.recv().await.unwrap(), "news");
        }
    });
}

/// What a socket is waited for by goes with it.
#[cfg(target_os = "linux")]
#[test]
fn their_descriptors_are_closed() {
    in_child!(60, || {
        run(async {
            let Some(ctx) = context() else { return };
            drop(ctx.socket(zmq::CLIENT).unwrap());
            drop(ctx);
            sleep(Duration::from_millis(200)).await;
            let before = descriptors();
            let ctx = context().unwrap();
            for _ in 0..20 {
                drop(ctx.socket(zmq::CLIENT).unwrap());
            }
            ctx.term().await;
            for _ in 0..1000 {
                if new_descriptors(&before).is_empty() {
                    return;
                }
                sleep(Duration::from_millis(10)).await;
            }
            panic!("left open: {:?}", new_descriptors(&before));
        });
    });
}

#[test]
fn clients_and_a_server() {
    run(async {
        let Some(ctx) = context() else { return };
        let mut server = ctx.socket(zmq::SERVER).unwrap();
        server.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = server.last_endpoint().unwrap();
        let _serving = spawn(async move {
            loop {
                let request = server.recv().await.unwrap();
                if request == "by number" {
                    server.send_to(request.routing_id().unwrap(), "by number").await.unwrap();
                } else {
                    server.send(request).await.unwrap();
                }
            }
        });
        let mut clients = Vec::new();
        for number in 0..5 {
            let mut client = ctx.socket(zmq::CLIENT).unwrap();
            client.connect(&endpoint).unwrap();
            clients.push(spawn(async move {
                client.send("by number").await.unwrap();
                assert_eq!(client.recv().await.unwrap(), "by number");
                for request in 0..200 {
                    let text = format!("{number} {request}");
                    client.send(text.as_str()).await.unwrap();
                    assert_eq!(client.recv().await.unwrap(), text.as_str());
                }
            }));
        }
        let blocking = ctx.to_blocking().socket(zmq::CLIENT).unwrap();
        let thread = thread::spawn(move || {
            blocking.connect(&endpoint).unwrap();
            for _ in 0..200 {
                blocking.send("blocking").unwrap();
                assert_eq!(blocking.recv_timeout(long()).unwrap().unwrap(), "blocking");
            }
        });
        for client in clients {
            client.join().await;
        }
        while !thread.is_finished() {
            sleep(SHORT).await; // the server is a task of this thread, perhaps
        }
        thread.join().unwrap();
    });
}

#[test]
fn nobody_has_this_number() {
    run(async {
        let Some(ctx) = context() else { return };
        let mut server = ctx.socket(zmq::SERVER).unwrap();
        server.bind("tcp://127.0.0.1:*").unwrap();
        let error = server.send_to(7, "x").await.unwrap_err();
        assert_eq!(error.errno(), Errno::EHOSTUNREACH);
        assert_eq!(server.send_to(0, "x").await.unwrap_err().errno(), Errno::EINVAL);
    });
}

#[test]
fn groups() {
    run(async {
        let Some(ctx) = context() else { return };
        let (mut dish, mut radio) = pair(&ctx, zmq::DISH, zmq::RADIO);
        dish.join("a").unwrap();
        assert_eq!(dish.join("a").unwrap_err(), Errno::EINVAL);
        let end = Instant::now() + long();
        loop {
            radio.send_to_group("other", "no").await.unwrap();
            radio.send_to_group("a", "yes").await.unwrap();
            if let Some(message) = timeout(SHORT, dish.recv()).await {
                let message = message.unwrap();
                assert_eq!((message.group(), &message[..]), (Some("a"), &b"yes"[..]));
                break;
            }
            assert!(Instant::now() < end, "nothing arrives");
        }
        dish.leave("a").unwrap();
        assert_eq!(dish.leave("a").unwrap_err(), Errno::EINVAL);
        assert_eq!(radio.send_to_group("", "x").await.unwrap_err().errno(), Errno::EINVAL);
    });
}

#[test]
fn peers() {
    run(async {
        let Some(ctx) = context() else { return };
        let (mut a, mut b) = (ctx.socket(zmq::PEER).unwrap(), ctx.socket(zmq::PEER).unwrap());
        b.bind("tcp://127.0.0.1:*").unwrap();
        let id = a.connect_peer(&b.last_endpoint().unwrap()).unwrap();
        a.send_to(id, "Hello").await.unwrap();
        let received = b.recv().await.unwrap();
        b.send(received).await.unwrap();
        assert_eq!(a.recv().await.unwrap().routing_id(), Some(id));
    });
}

/// Two tasks have each end, and both directions are full now and then.
#[test]
fn channel_halves() {
    run(async {
        let Some(ctx) = context() else { return };
        let (a, b) = pair(&ctx, zmq::CHANNEL, zmq::CHANNEL);
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        for socket in [a, b] {
            let (mut send, mut recv) = socket.into_split();
            senders.push(spawn(async move {
                for number in 0..5000_u32 {
                    send.send(number.to_le_bytes().to_vec()).await.unwrap();
                }
                send // the socket stays open
            }));
            receivers.push(spawn(async move {
                for number in 0..5000_u32 {
                    assert_eq!(recv.recv().await.unwrap(), number.to_le_bytes().to_vec());
                }
            }));
        }
        let mut ends = Vec::new();
        for sender in senders {
            ends.push(sender.join().await);
        }
        for receiver in receivers {
            receiver.join().await;
        }
    });
}

/// A sender with full queues waits, and goes on when its peer reads.
#[test]
fn back_pressure() {
    run(async {
        let Some(ctx) = context() else { return };
        let (mut gather, mut scatter) = (ctx.socket(zmq::GATHER).unwrap(), ctx.socket(zmq::SCATTER).unwrap());
        gather.with(|socket| socket.set_rcvhwm(1)).unwrap().unwrap();
        scatter.with(|socket| socket.set_sndhwm(1)).unwrap().unwrap();
        gather.bind("tcp://127.0.0.1:*").unwrap();
        scatter.connect(&gather.last_endpoint().unwrap()).unwrap();
        let sent = Arc::new(AtomicUsize::new(0));
        let count = sent.clone();
        let sending = spawn(async move {
            for number in 0..200_u8 {
                scatter.send(vec![number; 400_000]).await.unwrap();
                count.fetch_add(1, Relaxed);
            }
            scatter
        });
        sleep(Duration::from_millis(300)).await;
        assert!(sent.load(Relaxed) < 200, "nothing holds it back");
        for number in 0..200_u8 {
            let message = gather.recv().await.unwrap();
            assert_eq!((message.len(), message[0]), (400_000, number));
        }
        drop(sending.join().await);
    });
}

/// Thousands of signals came while nobody looked at the descriptor; then the task sleeps.
#[test]
fn idle() {
    run(async {
        let Some(ctx) = context() else { return };
        let (mut server, mut client) = pair(&ctx, zmq::SERVER, zmq::CLIENT);
        for _ in 0..2000 {
            client.send("x").await.unwrap();
            let request = server.recv().await.unwrap();
            server.send(request).await.unwrap();
            client.recv().await.unwrap();
        }
        let mut polls = 0;
        {
            let mut receiving = pin!(server.recv());
            let waiting = poll_fn(|cx| {
                polls += 1;
                receiving.as_mut().poll(cx).map(drop)
            });
            assert!(timeout(Duration::from_millis(500), waiting).await.is_none());
        }
        // Two, as a rule; one for each signal would be some thousand.
        assert!(polls < 50, "{polls} polls");
        client.send("still there").await.unwrap();
        assert_eq!(server.recv().await.unwrap(), "still there");
    });
}

#[test]
fn shutdown_and_back() {
    run(async {
        let Some(ctx) = context() else { return };
        let (server, mut client) = pair(&ctx, zmq::SERVER, zmq::CLIENT);
        let server = server.into_blocking().unwrap(); // without its descriptor
        client.send("x").await.unwrap();
        assert_eq!(server.recv_timeout(long()).unwrap().unwrap(), "x");
        let mut server = Socket::new(server).unwrap();
        client.send("y").await.unwrap();
        assert_eq!(server.recv().await.unwrap(), "y");
        let waiting = spawn(async move { server.recv().await.unwrap_err() });
        sleep(SHORT).await;
        ctx.shutdown();
        assert_eq!(waiting.join().await, Errno::ETERM);
    });
}
