//! Ends: of a context, of sockets that somebody waits for, of peers, of a runtime.

use super::runtime::{Context, RecvHalf, run, sleep, spawn, timeout};
use crate::common::Folder;
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};
use zmq::{Errno, POLLIN, POLLOUT};

/// All that wait, in any direction, in one task or two, are woken.
#[test]
fn shutdown_wakes_all() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let mut pull = ctx.socket(zmq::PULL).unwrap();
            tasks.push(spawn(async move { pull.recv().await.unwrap_err().errno() }));
            let mut pull = ctx.socket(zmq::PULL).unwrap();
            tasks.push(spawn(async move { pull.recv_many(&mut Vec::new(), 9).await.unwrap_err().errno() }));
            let mut push = ctx.socket(zmq::PUSH).unwrap();
            tasks.push(spawn(async move { push.send("x").await.unwrap_err().errno() }));
            let (mut send, mut recv) = ctx.socket(zmq::DEALER).unwrap().into_split();
            tasks.push(spawn(async move { send.send_multipart(["x", "y"]).await.unwrap_err().errno() }));
            tasks.push(spawn(async move { recv.recv_multipart().await.unwrap_err().errno() }));
            let mut poll = ctx.socket(zmq::PAIR).unwrap();
            tasks.push(spawn(async move { poll.poll(POLLIN | POLLOUT).await.unwrap_err().errno() }));
        }
        sleep(Duration::from_millis(20)).await;
        let other = ctx.clone();
        thread::spawn(move || other.shutdown());
        for task in tasks {
            assert_eq!(task.join().await, Errno::ETERM);
        }
        assert!(ctx.is_shut_down());
        assert_eq!(ctx.socket(zmq::PULL).unwrap_err(), Errno::ETERM);
    });
}

/// A socket that somebody waits for is dropped with its waiters; no descriptor stays behind, in the process or its reactor.
#[cfg(target_os = "linux")]
#[test]
fn dropped_with_waiters() {
    use crate::support::{descriptors, in_child, new_descriptors};
    use std::future::poll_fn;
    in_child!(90, || {
        run(async {
            // The reactor's own, and those of a first context.
            let mut warm = Context::new().unwrap().socket(zmq::PULL).unwrap();
            assert!(timeout(Duration::from_millis(1), warm.recv()).await.is_none());
            drop(warm);
            sleep(Duration::from_millis(200)).await;
            let before = descriptors();
            let ctx = Context::new().unwrap();
            for round in 0..200 {
                let mut pull = ctx.socket(zmq::PULL).unwrap();
                pull.bind("tcp://127.0.0.1:*").unwrap();
                let (mut send, mut recv) = ctx.socket(zmq::DEALER).unwrap().into_split();
                let tasks = (
                    spawn(async move { drop(pull.recv().await) }),
                    spawn(async move { drop(send.send("x").await) }),
                );
                let mut waiting = Box::pin(async move { drop(recv.recv().await) });
                poll_fn(|cx| {
                    assert!(waiting.as_mut().poll(cx).is_pending());
                    std::task::Poll::Ready(())
                })
                .await;
                if round % 20 == 0 {
                    sleep(Duration::from_millis(1)).await;
                }
                drop(waiting);
                drop(tasks); // ends them where they are
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

/// Descriptors are used again at once: one that left the reactor late would take another socket's wake-ups.
#[test]
fn descriptors_are_used_again() {
    run(async {
        let ctx = Context::new().unwrap();
        for round in 0..300 {
            let endpoint = format!("inproc://again-{round}");
            let mut pull = ctx.socket(zmq::PULL).unwrap();
            pull.bind(&endpoint).unwrap();
            let receiving = spawn(async move { pull.recv().await.unwrap() });
            futures_lite::future::yield_now().await;
            let mut push = ctx.socket(zmq::PUSH).unwrap();
            push.connect(&endpoint).unwrap();
            push.send("x").await.unwrap();
            assert_eq!(receiving.join().await, "x");
        }
    });
}

/// The last of a context goes while messages linger, for ever: the executor goes on, and the messages arrive.
#[test]
fn no_drop_waits() {
    run(async {
        let folder = Folder::new();
        let mut push = Context::new().unwrap().socket(zmq::PUSH).unwrap();
        let endpoint = folder.late("late");
        push.connect(&endpoint).unwrap();
        push.send("precious").await.unwrap();
        drop(push); // with it the context
        let ctx = Context::new().unwrap();
        let mut pull = ctx.socket(zmq::PULL).unwrap();
        pull.bind(&endpoint).unwrap();
        assert_eq!(pull.recv().await.unwrap(), "precious");
    });
}

/// `term` waits for what lingers, and the executor does not.
#[test]
fn term_waits_for_delivery() {
    run(async {
        let folder = Folder::new();
        let ctx = Context::new().unwrap();
        let mut push = ctx.socket(zmq::PUSH).unwrap();
        let endpoint = folder.late("term");
        push.connect(&endpoint).unwrap();
        push.send("precious").await.unwrap();
        drop(push);
        let ended = Arc::new(AtomicBool::new(false));
        let end = ended.clone();
        let mut term = pin!(async move {
            ctx.term().await;
            end.store(true, Relaxed);
        });
        assert!(timeout(Duration::from_millis(50), term.as_mut()).await.is_none());
        assert!(!ended.load(Relaxed));
        let other = Context::new().unwrap();
        let mut pull = other.socket(zmq::PULL).unwrap();
        pull.bind(&endpoint).unwrap();
        assert_eq!(pull.recv().await.unwrap(), "precious");
        term.await;
        assert!(ended.load(Relaxed));
    });
}

/// A payload whose drop calls the socket that drops it: it is dropped after the call, and its own call is as any other.
#[test]
fn a_call_within_a_call() {
    run(async {
        type Half = RecvHalf<zmq::XPub>;
        struct Nosy(Arc<Half>, mpsc::Sender<bool>);
        impl AsRef<[u8]> for Nosy {
            fn as_ref(&self) -> &[u8] {
                &[7; 100]
            }
        }
        impl Drop for Nosy {
            fn drop(&mut self) {
                self.1.send(self.0.with(|socket| socket.events()).is_ok()).unwrap();
            }
        }
        let ctx = Context::new().unwrap();
        let (mut send, recv) = ctx.socket(zmq::XPUB).unwrap().into_split();
        let (called, is_called) = mpsc::channel();
        // Nobody subscribes, so that libzmq drops it within the send.
        let message = zmq::Message::from_owner(Nosy(Arc::new(recv), called));
        send.send(message).await.unwrap();
        assert_eq!(is_called.recv_timeout(Duration::from_secs(20)), Ok(true));
    });
}
