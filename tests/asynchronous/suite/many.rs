//! Many sockets, many tasks, and a while.

use super::runtime::{Context, run, spawn};
use std::{
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

/// A thousand sockets, of which each waits again and again.
#[test]
fn a_thousand_sockets() {
    const PAIRS: usize = 500;
    run(async {
        let ctx = Context::from(zmq::Context::builder().max_sockets(2000).build().unwrap());
        let mut tasks = Vec::new();
        for pair in 0..PAIRS {
            let (mut a, mut b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
            let endpoint = format!("inproc://pair-{pair}");
            a.bind(&endpoint).unwrap();
            b.connect(&endpoint).unwrap();
            tasks.push(spawn(async move {
                for number in 0..20 {
                    a.send(format!("{number}")).await.unwrap();
                    assert_eq!(a.recv_string().await.unwrap(), format!("{number}"));
                }
            }));
            tasks.push(spawn(async move {
                for _ in 0..20 {
                    let message = b.recv().await.unwrap();
                    b.send(message).await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.join().await;
        }
    });
}

/// Two hundred tasks share ten DEALERs, and each gets its own answers.
#[test]
fn tasks_share_dealers() {
    const TASKS: usize = 200;
    const DEALERS: usize = 10;
    const EACH: usize = 20;
    run(async {
        let ctx = Context::new().unwrap();
        let mut router = ctx.socket(zmq::ROUTER).unwrap();
        router.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = router.last_endpoint().unwrap();
        let serving = spawn(async move {
            for _ in 0..TASKS * EACH {
                let parts = router.recv_multipart().await.unwrap();
                router.send_multipart(parts).await.unwrap();
            }
            router
        });
        let mut receiving = Vec::new();
        let mut senders = Vec::new();
        for _ in 0..DEALERS {
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.connect(&endpoint).unwrap();
            let (send, mut recv) = dealer.into_split();
            senders.push(Arc::new(Mutex::new(send)));
            receiving.push(spawn(async move {
                let mut answers = Vec::new();
                for _ in 0..TASKS / DEALERS * EACH {
                    answers.push(recv.recv_string().await.unwrap());
                }
                answers
            }));
        }
        let mut asking = Vec::new();
        for task in 0..TASKS {
            let sender = senders[task % DEALERS].clone();
            asking.push(spawn(async move {
                for number in 0..EACH {
                    sender.lock().unwrap().try_send(format!("{task}.{number}")).unwrap();
                    futures_lite::future::yield_now().await;
                }
            }));
        }
        for task in asking {
            task.join().await;
        }
        let mut answers = Vec::new();
        for (dealer, task) in receiving.into_iter().enumerate() {
            let of_dealer = task.join().await;
            assert!(of_dealer.iter().all(|answer| {
                answer.split('.').next().unwrap().parse::<usize>().unwrap() % DEALERS == dealer
            }));
            answers.extend(of_dealer);
        }
        answers.sort();
        answers.dedup();
        assert_eq!(answers.len(), TASKS * EACH);
        drop(serving.join().await);
    });
}

/// How long the soak takes: `ZMQ_SOAK_SECONDS`, else two seconds.
fn soak_time() -> Duration {
    let seconds = std::env::var("ZMQ_SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(2))
}

/// Three producers, two workers that pass on by halves of a ROUTER and DEALERs, one sink; every message is accounted for.
#[test]
fn soak() {
    let end = Instant::now() + soak_time();
    run(async move {
            let ctx = Context::new().unwrap();
            let mut sink = ctx.socket(zmq::PULL).unwrap();
            sink.set_rcvhwm(10).unwrap();
            sink.bind("tcp://127.0.0.1:*").unwrap();
            let sink_endpoint = sink.last_endpoint().unwrap();
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.set_rcvhwm(10).unwrap();
            router.set_sndhwm(10).unwrap();
            router.set_router_mandatory(true).unwrap();
            router.bind("tcp://127.0.0.1:*").unwrap();
            let router_endpoint = router.last_endpoint().unwrap();
            // Echoes, by two tasks.
            let (mut back, mut there) = router.into_split();
            let echo = spawn(async move {
                loop {
                    let parts = there.recv_multipart().await.unwrap();
                    let end = parts[1] == "end";
                    back.send_multipart(parts).await.unwrap();
                    if end {
                        return (back, there);
                    }
                }
            });
            let mut tasks = Vec::new();
            for producer in 0..3 {
                let mut push = ctx.socket(zmq::PUSH).unwrap();
                push.set_sndhwm(10).unwrap();
                push.connect(&sink_endpoint).unwrap();
                let dealer = ctx.socket(zmq::DEALER).unwrap();
                dealer.set_sndhwm(10).unwrap();
                dealer.set_rcvhwm(10).unwrap();
                dealer.connect(&router_endpoint).unwrap();
                let (mut ask, mut answers) = dealer.into_split();
                let total = Arc::new(OnceLock::new());
                let sent = total.clone();
                let asking = spawn(async move {
                    let mut number = 0_u64;
                    while Instant::now() < end {
                        let body = "body".repeat(number as usize % 50);
                        ask.send_multipart([number.to_string(), body]).await.unwrap();
                        number += 1;
                    }
                    sent.set(number).unwrap();
                    ask
                });
                tasks.push(spawn(async move {
                    let mut expected = 0_u64;
                    let mut parts = zmq::Multipart::new();
                    while total.get().is_none_or(|total| expected < *total) {
                        // Left now and then to look for the total: what comes in between is not lost.
                        let answer = answers.recv_multipart_into(&mut parts);
                        let Some(received) = super::runtime::timeout(Duration::from_millis(5), answer).await else {
                            continue;
                        };
                        received.unwrap();
                        assert_eq!(parts[0], expected.to_string().as_str());
                        assert_eq!(parts[1].len(), 4 * (expected as usize % 50));
                        expected += 1;
                        push.send(format!("{producer}")).await.unwrap();
                    }
                    drop(asking.join().await);
                    push.send("end").await.unwrap(); // after all of its own
                    expected
                }));
            }
            let counting = spawn(async move {
                let (mut counts, mut ends, mut parts) = ([0_u64; 3], 0, Vec::new());
                while ends < 3 {
                    sink.recv_many(&mut parts, 64).await.unwrap();
                    for part in parts.drain(..) {
                        match part.to_str().unwrap().parse::<usize>() {
                            Ok(producer) => counts[producer] += 1,
                            Err(_) => ends += 1,
                        }
                    }
                }
                counts
            });
            let mut totals = [0; 3];
            for (producer, task) in tasks.into_iter().enumerate() {
                totals[producer] = task.join().await;
                assert!(totals[producer] > 10, "{totals:?}");
            }
            let mut last = ctx.socket(zmq::DEALER).unwrap();
            last.connect(&router_endpoint).unwrap();
            last.send("end").await.unwrap();
            assert_eq!(last.recv().await.unwrap(), "end");
            drop(echo.join().await);
            assert_eq!(counting.join().await, totals);
    });
}
