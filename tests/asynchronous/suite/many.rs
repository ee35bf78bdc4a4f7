//! Many sockets, many tasks.

use super::runtime::{Context, run, spawn};
use crate::support::wine;
use std::sync::{Arc, Mutex};

/// A thousand sockets, of which each waits again and again.
#[test]
fn a_thousand_sockets() {
    // For each event Wine 8 asks the system about every socket that anybody waits for: 300 TCP streams on tokio without any ZeroMQ
    // take ten times as long for a byte as 100.
    let pairs = if wine("a hundred sockets, not a thousand") { 50 } else { 500 };
    run(async move {
        let ctx = Context::from(zmq::Context::builder().max_sockets(2000).build().unwrap());
        let mut tasks = Vec::new();
        for pair in 0..pairs {
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
