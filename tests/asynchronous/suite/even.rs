//! What the blocking types have, here as well: builders, security, timeouts, arrays, values, endpoints for a scope, the end of a
//! context.

use super::runtime::{Context, run, sleep, spawn};
use std::time::{Duration, Instant};
use zmq::{
    Errno, EventMask, Message, Multipart, POLLIN, RecvPartsError, Security, SendError, SocketType, kind::Kind,
};

const SHORT: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(60);

type Socket<K> = super::runtime::Socket<K>;

fn pair<A: Kind, B: Kind>(ctx: &Context, kinds: (A, B), name: &str) -> (Socket<A>, Socket<B>) {
    let (a, b) = (ctx.socket(kinds.0).unwrap(), ctx.socket(kinds.1).unwrap());
    a.bind(&format!("inproc://{name}")).unwrap();
    b.connect(&format!("inproc://{name}")).unwrap();
    (a, b)
}

#[test]
fn contexts_and_sockets_with_settings() {
    run(async {
        let ctx = Context::builder().io_threads(2).max_sockets(100).linger(SHORT).build().unwrap();
        assert_eq!((ctx.io_threads().unwrap(), ctx.max_sockets()), (2, 100));
        ctx.set_ipv6(true).unwrap();
        let mut server = ctx
            .socket_builder(zmq::ROUTER)
            .ipv6(false)
            .heartbeat(Duration::from_secs(1), None, None)
            .rcvhwm(0)
            .linger(Duration::ZERO)
            .security(&Security::null())
            .bind("tcp://127.0.0.1:*")
            .build()
            .unwrap();
        assert_eq!((server.ipv6().unwrap(), server.socket_type()), (false, SocketType::Router));
        assert_eq!(server.heartbeat_ivl().unwrap(), Some(Duration::from_secs(1)));
        let endpoint = server.last_endpoint().unwrap();
        let client = ctx.socket_builder(zmq::DEALER).routing_id("me").connect(&endpoint);
        let mut client = client.build().unwrap();
        assert_eq!(client.linger().unwrap(), Some(SHORT), "that of the context");
        client.send("Hello").await.unwrap();
        assert_eq!(server.recv_multipart().await.unwrap(), Multipart::from(["me", "Hello"]));
        let refused = ctx.socket_builder(zmq::REP).bind("tcp://127.0.0.1:x").build().unwrap_err();
        assert_eq!(refused, Errno::EINVAL);
    });
}

#[test]
fn security_is_set() {
    run(async {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::REP).unwrap();
        socket.set_security(&Security::plain_server()).unwrap();
        assert_eq!(socket.mechanism().unwrap(), zmq::Mechanism::Plain);
        let enforced = Security::null().zap_enforce_domain(true);
        assert_eq!(socket.set_security(&enforced).unwrap_err(), Errno::EINVAL);
        socket.set_metadata("X-job", "7").unwrap();
        assert_eq!(socket.set_metadata("job", "7").unwrap_err(), Errno::EINVAL);
    });
}

#[test]
fn a_receive_ends_in_time() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut pull, mut push) = pair(&ctx, (zmq::PULL, zmq::PUSH), "recv_timeout");
        let started = Instant::now();
        assert!(pull.recv_timeout(SHORT).await.unwrap().is_none());
        assert!(pull.recv_multipart_timeout(Some(SHORT)).await.unwrap().is_none());
        assert!(pull.poll_timeout(POLLIN, SHORT).await.unwrap().is_empty());
        assert!(started.elapsed() >= 3 * SHORT, "{:?}", started.elapsed());
        assert!(pull.recv_timeout(Duration::ZERO).await.unwrap().is_none());

        let sending = spawn(async move {
            sleep(SHORT).await;
            push.send("late").await.unwrap();
            push.send_multipart(["late", "too"]).await.unwrap();
            push
        });
        assert!(pull.poll_timeout(POLLIN, LONG).await.unwrap().is_readable());
        assert_eq!(pull.recv_timeout(LONG).await.unwrap().unwrap(), "late");
        assert_eq!(pull.recv_multipart_timeout(None).await.unwrap().unwrap().len(), 2);
        let mut push = sending.join().await;
        // More in a row than a task gets at once: what is there is received, also without any time.
        for number in 0..1000u32 {
            push.send(number.to_be_bytes()).await.unwrap();
            let received = pull.recv_timeout(Duration::ZERO).await.unwrap();
            assert_eq!(received.expect("it is there"), number.to_be_bytes());
        }
        ctx.shutdown();
        assert_eq!(pull.recv_timeout(LONG).await.unwrap_err(), Errno::ETERM);
    });
}

/// An instant is a timeout as a duration is, here for several calls together.
#[test]
fn a_deadline_bounds_several_calls() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut pull, mut push) = pair(&ctx, (zmq::PULL, zmq::PUSH), "deadline");
        let deadline = Instant::now() + SHORT;
        push.send("in time").await.unwrap();
        assert_eq!(pull.recv_timeout(deadline).await.unwrap().unwrap(), "in time");
        assert!(pull.recv_timeout(deadline).await.unwrap().is_none());
        assert!(Instant::now() >= deadline);
        assert!(pull.recv_multipart_timeout(deadline).await.unwrap().is_none());
        assert!(pull.poll_timeout(POLLIN, deadline).await.unwrap().is_empty());
        let mut lonely = ctx.socket(zmq::PUSH).unwrap();
        assert!(lonely.send_timeout("x", deadline).await.unwrap_err().is_would_block());
        assert!(lonely.send_multipart_timeout(["x"], deadline).await.unwrap_err().is_would_block());
    });
}

/// A pair for two tasks, and one whose other end is a thread's.
#[test]
fn pairs_of_sockets() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut here, mut there) = ctx.pair().unwrap();
        let task = spawn(async move {
            let message = there.recv().await.unwrap();
            there.send_multipart(zmq::multipart![message, "pong"]).await.unwrap();
            there
        });
        here.send("ping").await.unwrap();
        assert_eq!(here.recv_multipart().await.unwrap(), ["ping", "pong"]);
        let there = task.join().await.into_blocking().unwrap();
        let thread = std::thread::spawn(move || there.send("from a thread").map_err(SendError::into_error));
        assert_eq!(here.recv().await.unwrap(), "from a thread");
        thread.join().unwrap().unwrap();
        assert_eq!(here.socket_type(), SocketType::Pair);
        assert_eq!(here.connectable_endpoint().unwrap(), here.last_endpoint().unwrap());
    });
}

#[test]
fn a_send_ends_in_time_and_gives_the_message_back() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut push = ctx.socket(zmq::PUSH).unwrap(); // it has no peer
        let failed = push.send_timeout("precious", SHORT).await.unwrap_err();
        assert!(failed.is_would_block());
        assert_eq!(failed.into_message(), "precious");
        let failed = push.send_multipart_timeout(["very", "precious"], SHORT).await.unwrap_err();
        assert_eq!((failed.errno(), failed.into_message().len()), (Errno::EAGAIN, 2));
        assert!(push.send_timeout("at once", Duration::ZERO).await.unwrap_err().is_would_block());

        push.bind("inproc://send_timeout").unwrap();
        let mut pull = ctx.socket(zmq::PULL).unwrap();
        let sending = spawn(async move {
            push.send_timeout("waits", LONG).await.unwrap();
            push.send_multipart_timeout(["goes", "on"], None).await.unwrap();
            push
        });
        sleep(SHORT).await; // while it waits
        pull.connect("inproc://send_timeout").unwrap();
        assert_eq!(pull.recv().await.unwrap(), "waits");
        assert_eq!(pull.recv_multipart().await.unwrap().len(), 2);
        sending.join().await;
    });
}

#[test]
fn halves_and_monitors_have_timeouts() {
    run(async {
        let ctx = Context::new().unwrap();
        let (a, mut b) = pair(&ctx, (zmq::PAIR, zmq::PAIR), "halves");
        let (mut sender, mut receiver) = a.into_split();
        assert_eq!((sender.socket_type(), receiver.socket_type()), (SocketType::Pair, SocketType::Pair));
        assert!(receiver.recv_timeout(SHORT).await.unwrap().is_none());
        sender.send_timeout("x", LONG).await.unwrap();
        assert_eq!(b.recv_timeout(LONG).await.unwrap().unwrap(), "x");
        b.send_parts(["y", "z"]).await.unwrap();
        assert_eq!(receiver.recv_parts::<2>().await.unwrap()[1], "z");

        let server = ctx.socket(zmq::REP).unwrap();
        let mut monitor = server.monitor(EventMask::ALL).unwrap();
        assert!(monitor.recv_timeout(SHORT).await.unwrap().is_none());
        assert!(monitor.events().unwrap().is_empty() && !monitor.is_stopped());
        server.bind("tcp://127.0.0.1:*").unwrap();
        let event = monitor.recv_timeout(LONG).await.unwrap().expect("it listens");
        assert_eq!(event.endpoint, server.last_endpoint().unwrap());
        server.stop_monitor().unwrap();
        assert_eq!(monitor.recv_timeout(None).await.unwrap().unwrap().event, zmq::Event::MonitorStopped);
        assert!(monitor.is_stopped());
    });
}

#[test]
fn arrays_of_parts_and_buffers() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut pull, mut push) = pair(&ctx, (zmq::PULL, zmq::PUSH), "arrays");
        push.send_parts(["a", "b", "c"]).await.unwrap();
        let [a, b, c] = pull.recv_parts().await.unwrap();
        assert!(a == "a" && b == "b" && c == "c");
        push.send_parts([vec![1; 100], vec![2; 100]]).await.unwrap();
        let mut parts = [Message::from("old"), Message::from("old")];
        pull.recv_parts_into(&mut parts).await.unwrap();
        assert_eq!((parts[0].len(), parts[1][0]), (100, 2));
        for number in [1, 3] {
            push.send_multipart(vec!["part"; number]).await.unwrap();
            match pull.recv_parts::<2>().await {
                Err(RecvPartsError::Number(parts)) => assert_eq!(parts, Multipart::from(vec!["part"; number])),
                other => panic!("{other:?}"),
            }
        }
        push.send("Hello").await.unwrap();
        let mut buffer = [0; 4];
        let received = pull.recv_buf(&mut buffer).await.unwrap();
        assert!(received.is_truncated() && received.size == 5 && &buffer == b"Hell");

        // A sender that waits for room sends all of it, in order.
        let sending = spawn(async move {
            for number in 0..3000u32 {
                push.send_parts([number.to_be_bytes(), [0; 4]]).await.unwrap();
            }
        });
        for number in 0..3000u32 {
            assert_eq!(pull.recv_parts::<2>().await.unwrap()[0], number.to_be_bytes());
        }
        sending.join().await;
        let mut alone = ctx.socket(zmq::PUSH).unwrap();
        assert!(super::runtime::timeout(SHORT, alone.send_parts(["x", "y"])).await.is_none());
        ctx.shutdown();
        let failed = alone.send_parts(["x", "y"]).await.unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::ETERM, Multipart::from(["x", "y"])));
    });
}

#[test]
fn values() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut pull, mut push) = pair(&ctx, (zmq::PULL, zmq::PUSH), "values");
        let text = |number: u32| Ok::<_, Errno>([number.to_string()]);
        push.send_serialized(42, text).await.unwrap();
        let number = pull.recv_serialized(|parts| parts[0].to_str().unwrap().parse::<u32>()).await;
        assert_eq!(number.unwrap(), 42);
        #[cfg(feature = "serde")]
        {
            push.send_json(&("Berlin", 21.5)).await.unwrap();
            let value: (String, f64) = pull.recv_json().await.unwrap();
            assert_eq!(value, ("Berlin".to_owned(), 21.5));
            push.send("{").await.unwrap();
            match pull.recv_json::<u32>().await {
                Err(zmq::RecvJsonError::Deserialize { message, .. }) => assert_eq!(message, "{"),
                other => panic!("{other:?}"),
            }
        }
    });
}

#[test]
fn kinds_are_forgotten_and_found() {
    run(async {
        let ctx = Context::new().unwrap();
        let (pull, mut push) = pair(&ctx, (zmq::PULL, zmq::PUSH), "kinds");
        push.send("kept").await.unwrap();
        let any = pull.into_dyn().unwrap();
        assert_eq!(any.socket_type(), SocketType::Pull);
        let any = any.try_into_kind::<zmq::Push>().unwrap().unwrap_err();
        let mut pull = any.try_into_kind::<zmq::Pull>().unwrap().unwrap();
        assert_eq!(pull.recv().await.unwrap(), "kept");
    });
}

#[test]
fn endpoints_for_a_scope() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut server = ctx.socket(zmq::REP).unwrap();
        let mut client = ctx.socket(zmq::REQ).unwrap();
        let mut bound = server.scoped_bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = bound.endpoint().to_owned();
        let mut connected = client.scoped_connect(&endpoint).unwrap();
        connected.send("Hello").await.unwrap();
        assert_eq!(bound.recv().await.unwrap(), "Hello");
        bound.send("World").await.unwrap();
        assert_eq!(connected.recv().await.unwrap(), "World");
        drop((bound, connected));
        assert_eq!(server.unbind(&endpoint).unwrap_err(), Errno::ENOENT);
        assert_eq!(client.disconnect(&endpoint).unwrap_err(), Errno::ENOENT);
    });
}

#[test]
fn a_context_that_ends_in_time_or_says_why() {
    run(async {
        let ctx = Context::new().unwrap();
        let forgotten = ctx.socket(zmq::PULL).unwrap();
        forgotten.bind("inproc://here").unwrap();
        let error = ctx.term_timeout(SHORT).await.unwrap_err();
        assert_eq!(error.to_string(), "still open: PULL (inproc://here)");
        drop(forgotten);
        Context::new().unwrap().term_timeout(None).await.unwrap();

        let ctx = Context::new().unwrap();
        let mut push = ctx.socket(zmq::PUSH).unwrap();
        push.connect("tcp://127.0.0.1:1").unwrap();
        push.send("to nobody").await.unwrap();
        let end = ctx.clone().destroy(SHORT);
        assert!(ctx.is_shut_down(), "before it is polled");
        drop((push, ctx));
        end.await.unwrap();
    });
}

#[cfg(unix)]
#[test]
fn a_descriptor_waits_for_the_next_bind() {
    run(async {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let file = std::fs::File::open("/dev/null").unwrap();
        let (error, _) = server.set_use_fd(file.into()).unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        server.set_use_fd(listener.into()).unwrap();
        assert!(server.use_fd().unwrap().is_some());
        server.bind(&endpoint).unwrap();
        assert!(server.take_use_fd().unwrap().is_none());
    });
}
