//! Owners of payloads whose `drop` uses sockets, contexts and threads: it never runs inside a call of libzmq.

use crate::support::{bind_tcp, eventually, in_child, pipeline, threads};
use std::{
    cell::OnceCell,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};
use zmq::{Authenticator, Context, DONTWAIT, Message, Proxy, SNDMORE, Socket, SocketType};

/// Longer than a loaded machine may take.
const LONG: Duration = Duration::from_secs(20);
/// What a child may take.
const SECONDS: u32 = 60;

/// A payload that runs something when it is dropped.
struct Then<F: FnOnce() + Send + Sync + 'static>(Option<F>);

impl<F: FnOnce() + Send + Sync + 'static> AsRef<[u8]> for Then<F> {
    fn as_ref(&self) -> &[u8] {
        &[7; 100]
    }
}

impl<F: FnOnce() + Send + Sync + 'static> Drop for Then<F> {
    fn drop(&mut self) {
        if let Some(then) = self.0.take() {
            then();
        }
    }
}

fn then(then: impl FnOnce() + Send + Sync + 'static) -> Message {
    Message::from_owner(Then(Some(then)))
}

/// As [`then`], and tells when that is done.
fn told(done: &Sender<()>, first: impl FnOnce() + Send + Sync + 'static) -> Message {
    let done = done.clone();
    then(move || {
        first();
        done.send(()).unwrap();
    })
}

thread_local!(static SOCKET: OnceCell<Socket<SocketType>> = const { OnceCell::new() });

/// Does something with the socket that this thread has: the thread that drops owners has none.
fn with_own(call: impl FnOnce(&Socket<SocketType>)) {
    SOCKET.with(|socket| socket.get().map(call));
}

fn own<K: zmq::kind::Kind>(socket: Socket<K>) {
    assert!(SOCKET.with(|own| own.set(socket.into_dyn()).is_ok()));
}

/// Without the release thread: freed twice, SIGSEGV.
#[test]
fn sends_on_the_conflating_socket_that_drops_it() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_conflate(true).unwrap();
        pull.set_conflate(true).unwrap();
        pull.bind("inproc://conflating").unwrap();
        push.connect("inproc://conflating").unwrap();
        own(push);
        let dropped = Arc::new(AtomicUsize::new(0));
        for _ in 0..1000 {
            let dropped = dropped.clone();
            let message = then(move || {
                dropped.fetch_add(1, SeqCst);
                with_own(|push| drop(push.send_flags(vec![8; 100], DONTWAIT)));
            });
            with_own(|push| push.send_flags(message, DONTWAIT).unwrap());
        }
        eventually("all but the last are dropped", || dropped.load(SeqCst) == 999);
        assert_eq!(pull.recv().unwrap(), [7; 100]);
        eventually("the last is dropped", || dropped.load(SeqCst) == 1000);
    });
}

/// The same socket in the hands of both, under a lock: the owner waits for it, and then sends.
#[test]
fn sends_on_the_socket_once_it_is_free() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let publisher = Arc::new(Mutex::new(ctx.socket(zmq::PUB).unwrap()));
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        subscriber.subscribe("gone").unwrap();
        let endpoint = bind_tcp(&publisher.lock().unwrap());
        subscriber.connect(&endpoint).unwrap();
        let (done, is_done) = mpsc::channel();
        while subscriber.recv_timeout(Duration::from_millis(20)).unwrap().is_none() {
            publisher.lock().unwrap().send("gone: hello").unwrap();
        }
        let again = publisher.clone();
        // Nobody subscribes to it, so that it is dropped within the send.
        let message = told(&done, move || again.lock().unwrap().send("gone: the payload").unwrap());
        publisher.lock().unwrap().send(message).unwrap();
        is_done.recv_timeout(LONG).unwrap();
        let received = || subscriber.recv_timeout(LONG).unwrap().expect("a message");
        while received() != "gone: the payload" {}
    });
}

/// Without the release thread, the nested part ends the message, and what follows goes to a peer that it names.
#[test]
fn sends_a_part_in_the_middle_of_a_message() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        dealer.set_routing_id(b"other").unwrap();
        router.bind("inproc://router").unwrap();
        dealer.connect("inproc://router").unwrap();
        dealer.send("hello").unwrap();
        assert_eq!(router.recv_multipart().unwrap().len(), 2);
        own(router);
        let (done, is_done) = mpsc::channel();
        let message = told(&done, || with_own(|router| drop(router.send_flags("end", DONTWAIT))));
        with_own(|router| {
            router.send_flags("nobody", SNDMORE).unwrap();
            router.send_flags(message, SNDMORE).unwrap();
            router.send_flags("other", SNDMORE).unwrap();
            router.send("secret").unwrap();
            router.send_multipart(["other", "public"]).unwrap();
        });
        assert_eq!(dealer.recv().unwrap(), "public");
        is_done.recv_timeout(LONG).unwrap();
    });
}

/// Without the release thread, the nested call takes the message that the outer one was to have.
#[test]
fn receives_in_the_middle_of_a_receive() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "nested");
        for text in ["first", "second", "third"] {
            push.send(text).unwrap();
        }
        own(pull);
        let (done, is_done) = mpsc::channel();
        let mut message = told(&done, || {
            with_own(|pull| assert_ne!(pull.recv_flags(DONTWAIT).unwrap(), "first"));
        });
        for text in ["first", "second", "third"] {
            with_own(|pull| pull.recv_into(&mut message).unwrap());
            assert_eq!(message, text);
        }
        is_done.recv_timeout(LONG).unwrap();
    });
}

/// How many threads this process has whose name begins like this.
fn named(name: &str) -> usize {
    threads().values().filter(|other| other.starts_with(name)).count()
}

/// The context ends in the hands of its own I/O thread, which it would wait for.
#[test]
fn is_the_last_handle_to_its_context() {
    in_child!(SECONDS, || {
        let there = Context::new().unwrap();
        let pull = there.socket(zmq::PULL).unwrap();
        let endpoint = bind_tcp(&pull);
        eventually("the threads have their names", || named("ZMQbg") == 2);
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        let (done, is_done) = mpsc::channel();
        push.connect(&endpoint).unwrap();
        push.send(told(&done, move || drop(ctx))).unwrap();
        drop(push);
        assert_eq!(pull.recv().unwrap(), [7; 100]);
        is_done.recv_timeout(LONG).unwrap();
        eventually("the context is gone", || named("ZMQbg") == 2);
    });
}

/// A context that ends in a payload and waits for its messages: other owners are dropped meanwhile.
#[test]
fn keeps_nobody_waiting_while_its_context_ends() {
    in_child!(SECONDS, || {
        let there = Context::new().unwrap();
        let late = there.socket(zmq::PULL).unwrap();
        let path = std::env::temp_dir().join(format!("zmq-reentry-{}", std::process::id()));
        let endpoint = format!("ipc://{}", path.display());
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&endpoint).unwrap();
        push.send("precious").unwrap();
        drop(push);
        let (done, is_done) = mpsc::channel();
        drop(told(&done, move || drop(ctx)));
        drop(told(&done, || ()));
        for _ in 0..2 {
            is_done.recv_timeout(LONG).unwrap();
        }
        late.bind(&endpoint).unwrap();
        assert_eq!(late.recv_timeout(LONG).unwrap().unwrap(), "precious");
        let _ = std::fs::remove_file(path);
    });
}

/// The end of a connection drops what was not received, in a call of C for which the names of `inproc` are locked.
#[test]
fn closes_a_socket_under_the_lock_of_the_names() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        let other = ctx.socket(zmq::PUSH).unwrap();
        push.bind("inproc://one").unwrap();
        other.bind("inproc://other").unwrap();
        pull.connect("inproc://one").unwrap();
        let (done, is_done) = mpsc::channel();
        let within = Mutex::new(ctx.socket(zmq::PULL).unwrap());
        within.lock().unwrap().bind("inproc://within").unwrap();
        push.send(told(&done, move || drop(within))).unwrap();
        pull.disconnect("inproc://one").unwrap();
        push.events().unwrap(); // answers the end of the connection
        pull.connect("inproc://other").unwrap(); // takes the answer
        is_done.recv_timeout(LONG).unwrap();
        let again = ctx.socket(zmq::PULL).unwrap();
        eventually("the name is free again", || again.bind("inproc://within").is_ok());
    });
}

/// A proxy that drops the payload which has it: it would wait for its own thread.
#[test]
fn ends_the_proxy_that_drops_it() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let queue = Proxy::queue(&ctx).unwrap();
        queue.frontend().bind("inproc://clients").unwrap();
        queue.backend().bind("inproc://servers").unwrap();
        let proxy = queue.spawn().unwrap();
        let server = ctx.socket(zmq::DEALER).unwrap();
        server.connect("inproc://servers").unwrap();
        let (done, is_done) = mpsc::channel();
        server.send_flags("no such client", SNDMORE).unwrap();
        server.send(told(&done, move || drop(proxy))).unwrap();
        is_done.recv_timeout(LONG).unwrap();
    });
}

#[test]
fn ends_an_authenticator() {
    in_child!(SECONDS, || {
        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let (done, is_done) = mpsc::channel();
        drop(told(&done, move || drop(authenticator)));
        is_done.recv_timeout(LONG).unwrap();
        eventually("another can start", || Authenticator::start(&ctx).is_ok());
    });
}

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

/// libzmq's lock in a thread-safe socket does not keep the same thread out.
#[cfg(feature = "draft")]
#[test]
fn calls_a_thread_safe_socket() {
    in_child!(SECONDS, || {
        if !zmq::has(zmq::Capability::Draft) {
            return eprintln!("SKIPPED: this libzmq has no draft API");
        }
        let ctx = crate::support::draft::context();
        let radio = Arc::new(ctx.socket(zmq::RADIO).unwrap());
        let dish = ctx.socket(zmq::DISH).unwrap();
        dish.join("gone").unwrap();
        crate::support::draft::join(&*radio, "tcp://127.0.0.1:*", &dish);
        crate::support::draft::publish(&radio, &dish, "gone", b"hello");
        let (done, is_done) = mpsc::channel();
        let caller = thread::current().id();
        let again = radio.clone();
        let message = told(&done, move || {
            assert_ne!(thread::current().id(), caller);
            again.send_to_group("gone", "the payload").unwrap();
        });
        // Nobody is in this group.
        radio.send_to_group("empty", message).unwrap();
        is_done.recv_timeout(LONG).unwrap();
        let received = || dish.recv_timeout(LONG).unwrap().expect("a message");
        while received() != "the payload" {}
    });
}
