//! The thread that drops owners, and what it has not to drop.

use super::*;

/// All kinds, whichever way the owner goes: the thread that drops it is never the caller's, nor one of libzmq.
#[test]
fn always_on_the_same_thread() {
    in_child!(SECONDS, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let (tell, names) = mpsc::channel();
        let message = || {
            let tell = tell.clone();
            then(move || tell.send(thread::current().name().map(str::to_owned)).unwrap())
        };
        let mut expected = 0;
        let mut count = |sent: bool| expected += usize::from(sent);
        // Unsent; a clone.
        drop(message().clone());
        count(true);
        for endpoint in ["tcp://127.0.0.1:*", "inproc://all"] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            pull.bind(endpoint).unwrap();
            push.connect(&pull.last_endpoint().unwrap()).unwrap();
            push.send(message()).unwrap();
            count(true);
            assert_eq!(pull.recv_timeout(LONG).unwrap().expect("a message"), [7; 100]);
            // Never received, and closed.
            push.send(message()).unwrap();
            count(true);
        }
        // A publisher without subscribers, and what waits for a peer that never comes.
        ctx.socket(zmq::PUB).unwrap().send(message()).unwrap();
        let nobody = ctx.socket(zmq::DEALER).unwrap();
        nobody.connect("tcp://127.0.0.1:1").unwrap();
        nobody.send(message()).unwrap();
        count(true);
        count(true);
        drop(nobody);
        ctx.term();
        for _ in 0..expected {
            assert_eq!(names.recv_timeout(LONG).unwrap().as_deref(), Some("zmq-release"));
        }
        assert!(names.try_recv().is_err());
    });
}

/// Let go of by several threads at a time: each owner is dropped once, those of one thread in order.
#[test]
fn many_at_once() {
    in_child!(SECONDS, || {
        const THREADS: usize = 4;
        const EACH: usize = 5_000;
        let (tell, dropped) = mpsc::channel();
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let tell = tell.clone();
                thread::spawn(move || {
                    for index in 0..EACH {
                        let tell = tell.clone();
                        drop(then(move || tell.send((number, index)).unwrap()));
                    }
                })
            })
            .collect();
        let mut next = [0; THREADS];
        for _ in 0..THREADS * EACH {
            let (number, index) = dropped.recv_timeout(LONG).unwrap();
            assert_eq!(index, next[number]);
            next[number] += 1;
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert!(dropped.try_recv().is_err());
    });
}

/// Memory alone is given back at once, so that a tracker of it is done at once.
#[test]
fn plain_memory_is_freed_at_once() {
    let text = "long enough ".repeat(10);
    let memory: Arc<[u8]> = text.as_bytes().into();
    drop(Message::from_owner(memory.clone()));
    assert_eq!(Arc::strong_count(&memory), 1);
    drop(Message::from_owner(Message::from(memory.clone())));
    assert_eq!(Arc::strong_count(&memory), 1);
    let (message, tracker) = Message::tracked(text.clone());
    drop(message);
    assert!(tracker.is_done());
    let (message, tracker) = Message::tracked(Then(Some(|| ())));
    drop(message);
    assert!(tracker.wait(LONG));
}

/// Where the thread cannot be started, nothing is dropped inside a call; what was let go of is dropped when it can be.
#[test]
#[cfg(target_os = "linux")]
fn without_a_thread() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "without");
        let room = crate::support::status(crate::support::raw::gettid(), "VmSize").unwrap();
        let room: u64 = room.split_whitespace().next().unwrap().parse().unwrap();
        crate::support::raw::limit(libc::RLIMIT_AS, (room + 1024) * 1024);
        let (done, is_done) = mpsc::channel();
        // Until the stacks are gone that are kept for the next threads.
        let starts = (0..100).all(|_| thread::Builder::new().spawn(thread::park).is_ok());
        push.send(told(&done, || ())).unwrap();
        assert_eq!(pull.recv().unwrap(), [7; 100]);
        if starts || named("zmq-release") > 0 {
            return eprintln!("SKIPPED: a limit of memory does not keep threads from starting");
        }
        assert!(is_done.try_recv().is_err());
        if !crate::support::raw::may_limit(libc::RLIMIT_AS, u64::MAX) {
            return eprintln!("SKIPPED: the limit cannot be raised again");
        }
        drop(told(&done, || ()));
        for _ in 0..2 {
            is_done.recv_timeout(LONG).unwrap();
        }
    });
}
