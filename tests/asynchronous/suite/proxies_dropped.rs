//! What a drop of the future of a proxy means, and whose turn it is.

use super::{
    cancel::for_polls,
    proxies::{bound, connected},
    runtime::{Context, run, sleep, spawn},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::Poll,
    thread,
    time::Duration,
};
use zmq::{
    Multipart,
    SocketType::{Dealer, Pub, Pull, Push},
    asynchronous::proxy,
};

/// Dropped and called again at random while messages go both ways: where there is room, none is lost; where there is not,
/// one a direction and drop at most. All are whole and in order, and the sockets work.
#[test]
fn dropped_at_random() {
    run(async {
        for limit in [0, 2] {
            let ctx = Context::new().unwrap();
            let socket = |name: &str, binds: bool| {
                let socket = ctx.socket(Dealer).unwrap();
                socket.set_sndhwm(limit).unwrap();
                socket.set_rcvhwm(limit).unwrap();
                let endpoint = format!("inproc://{name}");
                match binds {
                    true => socket.bind(&endpoint).unwrap(),
                    false => socket.connect(&endpoint).unwrap(),
                }
                socket
            };
            let (mut front, mut back) = (socket("front", true), socket("back", true));
            let (finished, mut tasks) = (Arc::new(AtomicBool::new(false)), Vec::new());
            let mut finishers = Vec::new();
            for (seed, socket) in [socket("front", false), socket("back", false)].into_iter().enumerate() {
                let (mut send, mut recv) = socket.into_split();
                finishers.push(spawn(async move {
                    let mut random = SmallRng::seed_from_u64(seed as u64);
                    for number in 0..5000 {
                        send.send_multipart([format!("{number}"), "x".repeat(number % 50)]).await.unwrap();
                        if random.random_range(0..20) == 0 {
                            futures_lite::future::yield_now().await;
                        }
                    }
                    send
                }));
                tasks.push(spawn(async move {
                    let (mut next, mut count) = (0, 0);
                    loop {
                        let parts = recv.recv_multipart().await.unwrap();
                        if parts[0] == "end" {
                            return count;
                        }
                        let number: usize = parts[0].to_str().unwrap().parse().unwrap();
                        assert!(number >= next && parts[1].len() == number % 50, "{number} after {next}");
                        (next, count) = (number + 1, count + 1);
                    }
                }));
            }
            let done = finished.clone();
            let dropping = spawn(async move {
                let (mut random, mut dropped) = (SmallRng::seed_from_u64(9), 0);
                while !done.load(Relaxed) {
                    let Some(_) = for_polls(random.random_range(1..4), proxy(&mut front, &mut back)).await else {
                        dropped += 1;
                        futures_lite::future::yield_now().await;
                        continue;
                    };
                }
                // Nothing goes without a proxy, and nothing is lost by that.
                (dropped, spawn(async move { drop(proxy(&mut front, &mut back).await) }))
            });
            let mut senders = Vec::new();
            for finisher in finishers {
                senders.push(finisher.join().await);
            }
            finished.store(true, Relaxed);
            let (dropped, _proxying) = dropping.join().await;
            for send in &mut senders {
                send.send("end").await.unwrap();
            }
            for task in tasks {
                let missing = 5000 - task.join().await;
                assert!(missing <= if limit == 0 { 0 } else { dropped }, "{missing} missing, {dropped} drops");
            }
            assert!(dropped > 10, "{dropped}");
        }
    });
}

/// The sockets of a proxy that was dropped are as they were, with what waits there.
#[test]
fn after_a_drop_the_sockets_work() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut front, mut back) = (bound(&ctx, Pull, "front"), bound(&ctx, Push, "back"));
        let mut source = connected(&ctx, Push, "front");
        assert!(for_polls(3, proxy(&mut front, &mut back)).await.is_none());
        source.send_multipart(["one", "1"]).await.unwrap();
        // Nobody is there to take it: it stays where it is.
        assert!(for_polls(3, proxy(&mut front, &mut back)).await.is_none());
        assert_eq!(front.recv_multipart().await.unwrap(), Multipart::from(["one", "1"]));
        let mut sink = connected(&ctx, Pull, "back");
        back.send("two").await.unwrap();
        assert_eq!(sink.recv().await.unwrap(), "two");
        let front = front.into_blocking().unwrap();
        source.send("three").await.unwrap();
        assert_eq!(front.recv().unwrap(), "three");
    });
}

/// A proxy that always has something to do lets others go on; on one thread.
#[test]
fn a_busy_proxy_starves_nobody() {
    run(async {
        let blocking = zmq::Context::new().unwrap();
        let ctx = Context::from(blocking.clone());
        let (mut front, mut back) = (bound(&ctx, Pull, "front"), bound(&ctx, Pub, "back"));
        let source = blocking.socket(zmq::PUSH).unwrap();
        source.connect("inproc://front").unwrap();
        let end = Arc::new(AtomicBool::new(false));
        let ended = end.clone();
        let flood = thread::spawn(move || {
            while !ended.load(Relaxed) {
                let _ = source.send_timeout("x", Duration::from_millis(10));
            }
        });
        let mut turns = 0;
        {
            let mut busy = pin!(proxy(&mut front, &mut back));
            poll_fn(|cx| {
                assert!(busy.as_mut().poll(cx).is_pending()); // comes back although there always is another message
                turns += 1;
                cx.waker().wake_by_ref();
                if turns < 200 { Poll::Pending } else { Poll::Ready(()) }
            })
            .await;
        }
        end.store(true, Relaxed);
        drop((ctx, front, back, blocking));
        while !flood.is_finished() {
            sleep(Duration::from_millis(1)).await;
        }
    });
}
