//! One task that has a socket, polls it as a stream and calls its methods in between.

use super::{
    left_behind::{Bell, FOR_EVER, dealers},
    runtime::{Context, run, spawn, timeout},
};
use futures_lite::Stream;
use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Poll, Wake, Waker},
    thread,
    time::Duration,
};
use zmq::{Multipart, POLLOUT};

/// It sends what others hand to it; the message that comes meanwhile wakes it.
#[test]
fn an_actor_answers_every_request() {
    const REQUESTS: usize = 3000;

    #[derive(Default)]
    struct Channel {
        requests: VecDeque<usize>,
        actor: Option<Waker>,
    }

    run(async {
        let ctx = Context::new().unwrap();
        let (mut dealer, peer) = (ctx.socket(zmq::DEALER).unwrap(), ctx.to_blocking().socket(zmq::DEALER).unwrap());
        let port = dealer.bind_to_random_port("tcp://127.0.0.1").unwrap();
        peer.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
        peer.send("here").unwrap(); // there is nobody to send to before
        assert_eq!(dealer.recv().await.unwrap(), "here");
        let echo = thread::spawn(move || {
            for _ in 0..REQUESTS {
                peer.send(peer.recv().unwrap()).unwrap();
            }
            peer
        });
        let channel = Arc::new(Mutex::new(Channel::default()));
        let (answered, bell) = (Arc::new(AtomicUsize::new(0)), Bell::new());
        let (inbox, count, answer) = (channel.clone(), answered.clone(), bell.clone());
        let actor = spawn(poll_fn(move |cx| {
            while let Poll::Ready(message) = Pin::new(&mut dealer).poll_next(cx) {
                let number = count.fetch_add(1, SeqCst);
                assert_eq!(message.unwrap().unwrap(), Multipart::from([format!("{number}")]));
                answer.clone().wake();
            }
            let mut channel = inbox.lock().unwrap();
            while let Some(number) = channel.requests.pop_front() {
                dealer.try_send(format!("{number}")).unwrap();
            }
            channel.actor = Some(cx.waker().clone());
            if count.load(SeqCst) < REQUESTS { Poll::Pending } else { Poll::Ready(()) }
        }));
        // Two requests are on their way at a time, so that an answer comes while the other request is sent.
        for number in 0..REQUESTS {
            let actor = {
                let mut channel = channel.lock().unwrap();
                channel.requests.push_back(number);
                channel.actor.take()
            };
            if let Some(actor) = actor {
                actor.wake();
            }
            let all_but_one = poll_fn(|cx| {
                *bell.listener.lock().unwrap() = Some(cx.waker().clone());
                if answered.load(SeqCst) >= number { Poll::Ready(()) } else { Poll::Pending }
            });
            if timeout(FOR_EVER, all_but_one).await.is_none() {
                panic!("{} of {REQUESTS} are answered", answered.load(SeqCst));
            }
        }
        timeout(FOR_EVER, actor.join()).await.expect("the last is not answered");
        drop(echo.join().unwrap());
    });
}

/// A task that polls a stream and calls the socket each time it runs, sleeps while there is nothing.
#[test]
fn calls_for_nothing_wake_nobody() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut dealer, peer) = dealers(&ctx);
        let mut polls = 0;
        let polling = poll_fn(|cx| {
            polls += 1;
            assert_eq!(dealer.events().unwrap(), POLLOUT);
            assert!(Pin::new(&mut dealer).poll_next(cx).is_pending());
            assert_eq!(dealer.try_recv().unwrap(), None);
            assert!(pin!(dealer.recv()).poll(cx).is_pending());
            assert_eq!(dealer.events().unwrap(), POLLOUT);
            Poll::<()>::Pending
        });
        assert!(timeout(Duration::from_millis(300), polling).await.is_none());
        assert!(polls < 20, "it ran {polls} times, and there was nothing");
        drop(peer);
    });
}
