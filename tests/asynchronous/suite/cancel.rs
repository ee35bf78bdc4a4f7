//! Operations that are dropped in the middle, at random: nothing is lost, doubled or torn.

use super::runtime::{Context, run, spawn};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// How many operations are dropped in the middle, in both tests together.
const CANCELLED: usize = 100_000;

/// Polls a future `times` times, as often as it is woken or for no reason, and drops it if it is not done then.
pub async fn for_polls<F: Future>(times: u32, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|cx| {
        if let Poll::Ready(done) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        left = left.saturating_sub(1);
        if left == 0 {
            return Poll::Ready(None);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

fn parts_of(number: usize) -> Vec<String> {
    (0..1 + number % 3).map(|part| format!("{number}.{part}")).collect()
}

/// Sends messages in order, each again as long as it is not sent; says how many operations were dropped.
macro_rules! send_all {
    ($socket:expr, $messages:expr, $seed:expr) => {{
        let (mut socket, mut random, mut dropped) = ($socket, SmallRng::seed_from_u64($seed), 0_usize);
        for number in 0..$messages {
            loop {
                let sent = for_polls(random.random_range(1..4), socket.send_multipart(parts_of(number))).await;
                if let Some(sent) = sent {
                    sent.unwrap();
                    break;
                }
                dropped += 1;
                futures_lite::future::yield_now().await;
            }
        }
        (dropped, socket)
    }};
}

macro_rules! recv_all {
    ($socket:expr, $messages:expr, $seed:expr) => {{
        let (mut socket, mut random, mut dropped) = ($socket, SmallRng::seed_from_u64($seed), 0_usize);
        for number in 0..$messages {
            loop {
                let received = for_polls(random.random_range(1..4), socket.recv_multipart()).await;
                if let Some(parts) = received {
                    let parts: Vec<_> =
                        parts.unwrap().iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                    assert_eq!(parts, parts_of(number));
                    break;
                }
                dropped += 1;
                futures_lite::future::yield_now().await;
            }
        }
        (dropped, socket)
    }};
}

#[test]
fn one_way() {
    run(async {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_sndhwm(5).unwrap();
        pull.set_rcvhwm(5).unwrap();
        pull.bind("tcp://127.0.0.1:*").unwrap();
        push.connect(&pull.last_endpoint().unwrap()).unwrap();
        let mut dropped = 0;
        let (mut push, mut pull) = (push, pull);
        for round in 0.. {
            let sending = spawn(async move { send_all!(push, 5000_usize, round) });
            let (received, back) = recv_all!(pull, 5000_usize, round + 1000);
            pull = back;
            let (sent, back) = sending.join().await;
            push = back;
            dropped += sent + received;
            if dropped > CANCELLED / 2 {
                break;
            }
        }
        assert_eq!(pull.try_recv().unwrap(), None);
    });
}

/// Both halves of both sides, so that each operation may take in what the other waits for.
#[test]
fn both_ways() {
    run(async {
        let ctx = Context::new().unwrap();
        let (a, b) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        for socket in [&a, &b] {
            socket.set_sndhwm(5).unwrap();
            socket.set_rcvhwm(5).unwrap();
        }
        a.bind("inproc://cancel").unwrap();
        b.connect("inproc://cancel").unwrap();
        let ((mut send_a, mut recv_a), (mut send_b, mut recv_b)) = (a.into_split(), b.into_split());
        let mut dropped = 0;
        for round in 0.. {
            let tasks = (
                spawn(async move { send_all!(send_a, 3000_usize, round) }),
                spawn(async move { send_all!(send_b, 3000_usize, round + 1) }),
                spawn(async move { recv_all!(recv_a, 3000_usize, round + 2) }),
                spawn(async move { recv_all!(recv_b, 3000_usize, round + 3) }),
            );
            let counts;
            ((counts, send_a), send_b, recv_a, recv_b) = {
                let (first, second) = (tasks.0.join().await, tasks.1.join().await);
                let (third, fourth) = (tasks.2.join().await, tasks.3.join().await);
                dropped += second.0 + third.0 + fourth.0;
                (first, second.1, third.1, fourth.1)
            };
            dropped += counts;
            if dropped > CANCELLED / 2 {
                break;
            }
        }
        assert_eq!((recv_a.try_recv().unwrap(), recv_b.try_recv().unwrap()), (None, None));
        drop((send_a, send_b));
    });
}
