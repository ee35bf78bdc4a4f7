//! Log records over PUB: pyzmq's subscriber reads ours, and the topics are those of pyzmq's handler.
#![cfg(all(unix, feature = "tracing"))]

use crate::common::{Process, Remote, context, with_peers};
use std::{thread, time::Duration};
use tracing_subscriber::layer::SubscriberExt;
use zmq::{PubLayer, Socket, XPub};

/// Logs as `tests/peers/log.py` does.
fn log(layer: PubLayer<XPub>) {
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::debug!("text");
        tracing::info!("text");
        tracing::warn!("text");
        tracing::error!("text");
        tracing::info!(topic = "disk", "text");
    });
}

/// The records without file and line, which differ.
fn without_place(text: &str) -> String {
    match text.split_once(" - ") {
        Some((head, said)) => format!("{} - {said}", head.split(' ').next().unwrap()),
        None => text.to_owned(),
    }
}

fn records(subscriber: &Socket<zmq::Sub>) -> Vec<(String, String)> {
    let received = (0..5).map(|_| {
        let parts = subscriber.recv_multipart_timeout(Duration::from_secs(60)).unwrap().expect("a record");
        assert_eq!(parts.len(), 2);
        (parts[0].to_str().unwrap().to_owned(), parts[1].to_str().unwrap().to_owned())
    });
    received.collect()
}

#[test]
fn as_their_handler() {
    with_peers(|| {
        for root in ["", "app"] {
            let ctx = context();
            let theirs = ctx.socket_builder(zmq::SUB).subscribe(root);
            let process = Process::python("log.py", &["write", root]);
            let theirs = theirs.connect(&process.line()).build().unwrap();
            let expected = records(&theirs);
            process.finish();

            let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://log").build().unwrap();
            let ours = ctx.socket_builder(zmq::SUB).subscribe(root).connect("inproc://log").build().unwrap();
            publisher.recv().unwrap();
            log(PubLayer::new(publisher).root_topic(root));
            let found = records(&ours);
            for ((topic, text), (their_topic, their_text)) in found.iter().zip(&expected) {
                assert_eq!(topic, their_topic);
                // Theirs ends an error with the exception, of which there is none.
                let theirs = without_place(their_text).replace(" - None\n", "\n");
                assert_eq!(without_place(text), theirs, "{topic}");
            }
            assert_eq!(found[2].0, if root.is_empty() { "WARNING" } else { "app.WARNING" });
            assert!(found[2].1.starts_with("WARNING log.rs:"), "{}", found[2].1);
        }
    });
}

#[test]
fn their_subscriber_reads_ours() {
    with_peers(|| {
        let ctx = context();
        let publisher = ctx.socket_builder(zmq::XPUB).bind("tcp://127.0.0.1:*").build().unwrap();
        let process = Process::python("log.py", &["read", &publisher.last_endpoint().unwrap(), "app"]);
        publisher.recv().unwrap();
        log(PubLayer::new(publisher).root_topic("app"));
        let lines: Vec<_> = (0..5).map(|_| process.line()).collect();
        assert!(
            lines[0].starts_with("app.DEBUG | DEBUG log.rs:") && lines[0].ends_with(" - text"),
            "{lines:?}"
        );
        assert_eq!(lines[1], "app.INFO | text");
        assert!(lines[3].starts_with("app.ERROR | ERROR log.rs:"), "{lines:?}");
        assert_eq!(lines[4], "app.INFO.disk | text");
    });
}

/// A pyzmq socket that subscribes to one level gets that and no other.
#[test]
fn levels_are_topics() {
    with_peers(|| {
        let remote = Remote::new();
        let ctx = context();
        let publisher = ctx.socket_builder(zmq::XPUB).bind("tcp://127.0.0.1:*").build().unwrap();
        let theirs = remote.socket("SUB");
        theirs.set("subscribe", b"WARN");
        theirs.connect(&publisher.last_endpoint().unwrap());
        publisher.recv().unwrap();
        log(PubLayer::new(publisher));
        let record = theirs.recv();
        assert_eq!(record[0], b"WARNING");
        remote.finish();
    });
}

/// Fields, values that are texts, and a record without a message.
#[test]
fn fields_are_in_the_text() {
    let ctx = context();
    let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://fields").build().unwrap();
    let subscriber = ctx.socket_builder(zmq::SUB).subscribe("").connect("inproc://fields").build().unwrap();
    publisher.recv().unwrap();
    let layer = PubLayer::new(publisher);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::info!(free = 17, disk = "sda", "it is {}", "full");
        tracing::info!(free = 17);
        tracing::trace!(topic = 5, "numbers are topics, too");
    });
    let next = || subscriber.recv_parts::<2>().unwrap();
    assert_eq!(next()[1], "it is full free=17 disk=\"sda\"\n");
    assert_eq!(next()[1], "free=17\n");
    assert_eq!(next()[0], "TRACE.5");
}

/// A layer that is never dropped holds its context no longer than its guard.
#[test]
fn the_guard_lets_the_context_end() {
    let ctx = context();
    let layer = PubLayer::new(ctx.socket_builder(zmq::PUB).bind("inproc://guarded").build().unwrap());
    let guard = layer.guard();
    let dispatch = tracing::Dispatch::new(tracing_subscriber::registry().with(layer));
    let logging = thread::spawn(move || {
        tracing::dispatcher::with_default(&dispatch, || tracing::info!("before"));
        dispatch
    });
    let dispatch = logging.join().unwrap();
    drop(guard);
    ctx.term_timeout(Duration::from_secs(60)).unwrap();
    tracing::dispatcher::with_default(&dispatch, || tracing::info!("after: nobody hears it"));
}

/// Publishes what `body` logs, on this thread, and gives the records until one is `app.INFO.end`.
fn published(body: impl FnOnce()) -> Vec<(String, String)> {
    let ctx = context();
    let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://published").build().unwrap();
    let subscriber =
        ctx.socket_builder(zmq::SUB).subscribe("").connect("inproc://published").build().unwrap();
    publisher.recv().unwrap();
    let layer = PubLayer::new(publisher).root_topic("app");
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        body();
        tracing::info!(topic = "end", "end");
    });
    let text = |part: &zmq::Message| part.to_str().unwrap().to_owned();
    let next = || subscriber.recv_multipart().unwrap();
    let records = std::iter::from_fn(|| Some(next()).filter(|parts| parts[0] != "app.INFO.end"));
    records.map(|parts| (text(&parts[0]), text(&parts[1]))).collect()
}

/// What must be in the log of a server whom one client met.
#[track_caller]
fn tells_of_a_connection(records: &[(String, String)], endpoint: &str) {
    for (level, said) in
        [("app.INFO", "listening"), ("app.DEBUG", "accepted"), ("app.INFO", "handshake succeeded")]
    {
        let is = |(topic, text): &&(String, String)| topic == level && text.contains(said);
        let record = records.iter().find(is).unwrap_or_else(|| panic!("no {level} {said} in {records:#?}"));
        assert!(record.1.contains(&format!("endpoint=\"{endpoint}\"")), "{record:?}");
    }
}

#[test]
fn connections_are_logged() {
    let ctx = context();
    let (server, client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
    let monitor = server.monitor(zmq::EventMask::ALL).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = server.last_endpoint().unwrap();
    client.connect(&endpoint).unwrap();
    client.send("Hello").unwrap();
    server.recv().unwrap();
    let taken = ctx.socket(zmq::REP).unwrap();
    let failing = taken.monitor(zmq::EventMask::ALL).unwrap();
    taken.bind(&endpoint).unwrap_err();
    drop((server, taken));
    let records = published(|| {
        monitor.trace().unwrap();
        failing.trace().unwrap();
    });
    tells_of_a_connection(&records, &endpoint);
    assert!(records.iter().any(|(topic, _)| topic == "app.WARNING"), "a bind that failed: {records:#?}");
    assert!(records.last().unwrap().1.contains("monitor stopped"), "{records:#?}");
}

#[cfg(feature = "tokio")]
#[test]
fn connections_are_logged_by_a_task() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut endpoint = String::new();
    let records = published(|| {
        runtime.block_on(async {
            let ctx = zmq::tokio::Context::from(context());
            let (mut server, mut client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
            let mut monitor = server.monitor(zmq::EventMask::ALL).unwrap();
            server.bind("tcp://127.0.0.1:*").unwrap();
            endpoint = server.last_endpoint().unwrap();
            client.connect(&endpoint).unwrap();
            client.send("Hello").await.unwrap();
            server.recv().await.unwrap();
            drop(server);
            monitor.trace().await.unwrap();
        });
    });
    tells_of_a_connection(&records, &endpoint);
}
