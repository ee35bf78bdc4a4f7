//! Owners that use a socket in the middle of its own calls.

use super::*;

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
