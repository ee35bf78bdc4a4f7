//! Owners with which a context, a socket, a proxy or an authenticator ends.

use super::*;

/// The context ends in the hands of its own I/O thread, which it would wait for.
#[cfg(target_os = "linux")]
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
        let endpoint = if zmq::has("ipc") {
            format!("ipc://{}", path.display())
        } else {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            format!("tcp://{}", free.local_addr().unwrap())
        };
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
