//! One idea of a timeout: a `Duration`, an `Option<Duration>` or `None`, wherever a time is asked for; and bytes of any kind.

use crate::support::within;
use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};
use zmq::{IntoTimeout, POLLIN, PollItem, Poller};

const SHORT: Duration = Duration::from_millis(1);

/// Each of the three is taken, and means the same everywhere.
#[test]
fn every_call_takes_each_form() {
    within(60, || {
        let ctx = zmq::Context::builder().linger(Duration::ZERO).build().unwrap();
        let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.bind("inproc://forms").unwrap();
        b.connect("inproc://forms").unwrap();
        assert_eq!(a.linger().unwrap(), Some(Duration::ZERO), "that of the context");
        a.set_linger(SHORT).unwrap();
        assert_eq!(a.linger().unwrap(), Some(SHORT));
        a.set_linger(None).unwrap();
        assert_eq!(a.linger().unwrap(), None);
        a.set_linger(Some(Duration::ZERO)).unwrap();
        a.set_sndtimeo(SHORT).unwrap();
        a.set_rcvtimeo(SHORT).unwrap();
        a.set_reconnect_ivl(SHORT).unwrap();
        a.set_handshake_ivl(None).unwrap();
        assert_eq!((a.sndtimeo().unwrap(), a.rcvtimeo().unwrap()), (Some(SHORT), Some(SHORT)));
        assert_eq!((a.reconnect_ivl().unwrap(), a.handshake_ivl().unwrap()), (Some(SHORT), None));

        assert!(a.poll(POLLIN, SHORT).unwrap().is_empty());
        assert!(a.poll(POLLIN, Some(SHORT)).unwrap().is_empty());
        assert!(a.recv_timeout(SHORT).unwrap().is_none());
        assert!(a.recv_multipart_timeout(Some(SHORT)).unwrap().is_none());
        b.send_timeout("x", None).unwrap();
        b.send_multipart_timeout(["y", "z"], SHORT).unwrap();
        assert!(a.poll(POLLIN, None).unwrap().is_readable());
        assert_eq!(zmq::poll(&mut [PollItem::new(&a, POLLIN)], None).unwrap(), 1);
        let mut poller = Poller::new();
        poller.register(&a, 1, POLLIN).unwrap();
        let mut keys = Vec::new();
        for event in poller.wait(SHORT).unwrap() {
            keys.push((event.key, event.is_readable(), event.is_writable()));
        }
        assert_eq!(keys, [(1, true, false)]);
        assert_eq!(a.recv_timeout(None).unwrap().unwrap(), "x");
        assert_eq!(a.recv_multipart_timeout(None).unwrap().unwrap().len(), 2);

        let built =
            ctx.socket_builder(zmq::PAIR).linger(SHORT).sndtimeo(None).rcvtimeo(Some(SHORT)).build().unwrap();
        assert_eq!((built.linger().unwrap(), built.sndtimeo().unwrap()), (Some(SHORT), None));
        drop((a, b, built));
        ctx.term_timeout(None).unwrap();
    });
}

/// A trait of its own, so that code of others can take what the methods here take.
#[test]
fn a_function_of_others() {
    fn half(timeout: impl IntoTimeout) -> Option<Duration> {
        timeout.into_timeout().map(|timeout| timeout / 2)
    }
    assert_eq!((half(SHORT * 2), half(Some(SHORT * 2)), half(None)), (Some(SHORT), Some(SHORT), None));
}

/// `term_timeout` of a context whose socket stays open ends in time, and names the socket.
#[test]
fn a_term_that_takes_an_option() {
    let ctx = zmq::Context::new().unwrap();
    let _open = ctx.socket(zmq::PULL).unwrap();
    let started = Instant::now();
    let error = ctx.term_timeout(Some(SHORT)).unwrap_err();
    assert_eq!(error.to_string(), "still open: PULL");
    assert!(started.elapsed() < Duration::from_secs(30));
}

/// A deadline bounds several calls together, and what is over does not wait.
#[test]
fn a_deadline_is_a_timeout() {
    within(60, || {
        let ctx = zmq::Context::builder().linger(Duration::ZERO).build().unwrap();
        let (push, pull) = crate::support::pipeline(&ctx, "deadline");
        let pause = Duration::from_millis(50);
        let started = Instant::now();
        let deadline = started + pause;
        for number in 0..3 {
            push.send(number.to_string()).unwrap();
            assert_eq!(pull.recv_timeout(deadline).unwrap().unwrap(), number.to_string());
        }
        // The first of them waits, and the rest finds the time over.
        assert!(pull.recv_timeout(deadline).unwrap().is_none());
        let waited = started.elapsed();
        assert!(waited >= pause && waited < Duration::from_secs(30), "{waited:?}");
        assert!(pull.recv_multipart_timeout(deadline).unwrap().is_none());
        assert!(pull.poll(POLLIN, deadline).unwrap().is_empty());
        assert_eq!(zmq::poll(&mut [PollItem::new(&pull, POLLIN)], deadline).unwrap(), 0);
        let mut poller = Poller::new();
        poller.register(&pull, (), POLLIN).unwrap();
        assert!(poller.wait(deadline).unwrap().is_empty());
        let lonely = ctx.socket(zmq::PUSH).unwrap();
        assert!(lonely.send_timeout("x", deadline).unwrap_err().is_would_block());
        assert!(lonely.send_multipart_timeout(["x"], deadline).unwrap_err().is_would_block());
        // Over, and there all the same.
        push.send("late").unwrap();
        assert_eq!(pull.recv_timeout(deadline).unwrap().unwrap(), "late");
        let _open = ctx.socket(zmq::PULL).unwrap();
        assert_eq!(ctx.clone().term_timeout(deadline).unwrap_err().open_sockets().len(), 4);
    });
}

/// What the compiler says to `recv_timeout(1000)` and `set_linger(1000)`: the traits alone, so that no library is compiled for it.
#[test]
fn the_compiler_explains_it() {
    let source = include_str!("../../src/duration.rs");
    let begin = source.find("#[diagnostic::on_unimplemented(").unwrap();
    let end = source.find("\nimpl IntoTimeout for Duration").unwrap();
    let said = explained(&format!(
        "{}\nimpl IntoTimeout for Duration {{ fn into_timeout(self) -> Option<Duration> {{ Some(self) }} }}\n\
         impl IntoTimeout for std::time::Instant {{ fn into_timeout(self) -> Option<Duration> {{ None }} }}\n\
         impl IntoPeriod for Duration {{}}\n\
         fn recv_timeout(_: impl IntoTimeout) {{}}\nfn set_linger(_: impl IntoPeriod) {{}}\n\
         fn main() {{ recv_timeout(1000); set_linger(1000); set_linger(std::time::Instant::now()) }}\n",
        &source[begin..end]
    ));
    let Some(said) = said else { return };
    assert!(
        said.contains(
            "a timeout is a `Duration`, an `Instant` as a deadline, or `None` for ever, not `{integer}`"
        ),
        "{said}"
    );
    assert!(said.contains("a time is a `Duration`, or `None`, not `{integer}`"), "{said}");
    assert!(said.contains("a time is a `Duration`, or `None`, not `Instant`"), "{said}");
}

/// What the compiler says to a program that it refuses; nothing where there is none.
fn explained(program: &str) -> Option<String> {
    let program = format!("use std::time::Duration;\n{program}");
    let folder = std::env::temp_dir().join(format!("zmq-timeouts-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("main.rs");
    fs::write(&file, program).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--edition", "2024", "--emit", "metadata", "--color", "never", "--out-dir"])
        .arg(&folder)
        .arg(&file)
        .output();
    let _ = fs::remove_dir_all(&folder);
    let Ok(output) = output else {
        eprintln!("SKIPPED: no rustc here, as where tests run that were compiled elsewhere");
        return None;
    };
    assert!(!output.status.success(), "it compiles");
    Some(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Bytes: texts, arrays, slices, vectors and messages.
#[test]
fn options_take_bytes_of_any_kind() {
    let ctx = zmq::Context::new().unwrap();
    let socket = ctx.socket(zmq::DEALER).unwrap();
    let check = |expected: &[u8]| assert_eq!(socket.routing_id().unwrap(), expected);
    socket.set_routing_id("text").unwrap();
    check(b"text");
    socket.set_routing_id(String::from("string")).unwrap();
    check(b"string");
    socket.set_routing_id(b"array").unwrap();
    check(b"array");
    socket.set_routing_id(&b"slice"[..]).unwrap();
    check(b"slice");
    socket.set_routing_id(vec![1, 2]).unwrap();
    check(&[1, 2]);
    socket.set_routing_id(zmq::Message::from("message")).unwrap();
    check(b"message");
    let built = ctx.socket_builder(zmq::DEALER).routing_id("me").build().unwrap();
    assert_eq!(built.routing_id().unwrap(), b"me");
    let router = ctx.socket(zmq::ROUTER).unwrap();
    router.set_connect_routing_id("peer").unwrap();
    let publisher = ctx.socket(zmq::XPUB).unwrap();
    publisher.set_xpub_welcome_msg("welcome").unwrap();
    publisher.set_xpub_welcome_msg([0; 0]).unwrap(); // none
}

/// A message is compared, and matched as the bytes that it reads as.
#[test]
#[allow(clippy::nonminimal_bool)] // either side of a comparison is another implementation
fn messages_match_and_compare() {
    let message = zmq::Message::from("ping");
    let kind = match &*message {
        b"ping" => 1,
        [b'p', ..] => 2,
        _ => 3,
    };
    assert_eq!(kind, 1);
    let (slice, array, vector, text) = (&b"ping"[..], b"ping", b"ping".to_vec(), String::from("ping"));
    assert!(message == *"ping" && message == "ping" && message == *array && message == array);
    assert!(message == *slice && message == slice && message == vector && message == text);
    assert!(*"ping" == message && "ping" == message && *array == message && array == message);
    assert!(*slice == message && slice == message && vector == message && text == message);
    assert!(message != "pong" && "pong" != message);
}
