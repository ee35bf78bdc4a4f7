//! Chapter 2: brokers, several sockets, threads, synchronised and enveloped publishing, bridges.

use crate::support::{FREE, Process, Python, Rust, Script, Side, alone, count, mixed, until};

/// A broker of one language, with a client and two workers of another, and the reverse.
fn brokered(broker: &str, ours: Side, theirs: Side) {
    let (_broker, [frontend, backend]) = Script::new(ours, broker).end(5559, FREE).end(5560, FREE).bound();
    let worker = |side| Script::new(side, "rrworker").end(5560, &backend).start();
    let _workers = [worker(ours), worker(theirs)];
    let client = |side| Script::new(side, "rrclient").end(5559, &frontend).start();
    let clients = [client(ours), client(theirs)];
    for client in clients {
        assert_eq!(count(client, "b'World'"), 10);
    }
}

#[test]
fn rrbroker_passes_requests_and_replies() {
    mixed(100, |ours, theirs| brokered("rrbroker", ours, theirs));
}

#[test]
fn msgqueue_passes_requests_and_replies() {
    mixed(100, |ours, theirs| brokered("msgqueue", ours, theirs));
}

/// Tasks and updates for a reader of two sockets. Those in Python print nothing, so what runs them shows what they receive.
fn two_sources(of_reader: Side, reader: &str, senders: Side) {
    let (_sink, [results]) = Script::new(Rust, "tasksink").end(5558, FREE).bound();
    let mut vent = Script::new(senders, "taskvent").end(5557, FREE).end(5558, &results).start();
    let tasks = until(&vent, |line| line.starts_with("bound"))["bound ".len()..].to_owned();
    // The readers want one zip code of a hundred thousand, which takes Python long: here it has a tenth of them.
    let server = Script::new(senders, "wuserver").python("number:100000=10100");
    let (_server, [updates]) = server.end(5556, FREE).bound();
    let reader = Script::new(of_reader, reader).end(5557, &tasks).end(5556, &updates).python("show=recv");
    let reader = reader.start();
    vent.tell("");
    let (mut tasks, mut weather) = (0, 0);
    while tasks < 100 || weather == 0 {
        let line = reader.line();
        let received = line.strip_prefix("received ").unwrap_or_default();
        tasks += usize::from(line.starts_with("task") || received.parse::<u32>().is_ok());
        weather += usize::from(line.starts_with("update") || received.starts_with("10001 "));
    }
    vent.finish();
}

#[test]
fn mspoller_reads_both() {
    mixed(200, |reader, senders| two_sources(reader, "mspoller", senders));
}

#[test]
fn mspoller_on_tokio_reads_both() {
    alone(100, || two_sources(Rust, "mspoller_tokio", Rust));
}

#[test]
fn msreader_reads_both() {
    mixed(200, |reader, senders| two_sources(reader, "msreader", senders));
}

#[test]
fn mtserver_serves_clients_at_once() {
    mixed(100, |server, client| {
        let (_server, [endpoint]) = Script::new(server, "mtserver").end(5555, FREE).haste(20).bound();
        let clients: Vec<Process> =
            (0..3).map(|_| Script::new(client, "hwclient").end(5555, &endpoint).start()).collect();
        for client in clients {
            assert_eq!(count(client, "b'World'"), 10);
        }
    });
}

#[test]
fn mtrelay_relays() {
    alone(60, || {
        assert_eq!(Script::new(Rust, "mtrelay").start().finish(), ["Test successful!"]);
    });
}

#[test]
fn synchronised_subscribers_miss_nothing() {
    mixed(200, |publisher, subscriber| {
        let publisher = Script::new(publisher, "syncpub").end(5561, FREE).end(5562, FREE);
        let publisher = publisher.rust("10").rust("2000").python("number:1000000=2000");
        let (publisher, [updates, ready]) = publisher.bound();
        let subscribers: Vec<Process> = (0..10)
            // The Guide's scripts sleep for a second and hope.
            .map(|_| Script::new(subscriber, "syncsub").end(5561, &updates).end(5562, &ready).start())
            .collect();
        for subscriber in subscribers {
            assert_eq!(subscriber.finish(), ["Received 2000 updates"]);
        }
        assert_eq!(count(publisher, "+1 subscriber"), 10);
    });
}

#[test]
fn envelopes_are_filtered_by_topic() {
    mixed(100, |publisher, subscriber| {
        let (_publisher, [endpoint]) = Script::new(publisher, "psenvpub").end(5563, FREE).haste(100).bound();
        let subscriber = Script::new(subscriber, "psenvsub").end(5563, &endpoint).start();
        for _ in 0..10 {
            assert_eq!(subscriber.line(), "[b'B'] b'We would like to see this'");
        }
    });
}

#[test]
fn wuproxy_passes_subscriptions_and_updates() {
    mixed(300, |server, client| {
        let (_server, [updates]) = Script::new(server, "wuserver").end(5556, FREE).bound();
        let (_proxy, [endpoint]) = Script::new(Rust, "wuproxy").end(5556, &updates).end(8100, FREE).bound();
        let lines = Script::new(client, "wuclient").arg("1").end(5556, &endpoint).start().finish();
        assert!(lines.iter().any(|line| line.starts_with("Average temperature")), "{lines:?}");
    });
}

#[test]
fn a_bridge_in_python_serves_us_too() {
    mixed(300, |server, client| {
        if server == Python {
            return; // once is enough
        }
        let (_server, [updates]) = Script::new(server, "wuserver").end(5556, FREE).bound();
        let (_proxy, [endpoint]) = Script::new(client, "wuproxy").end(5556, &updates).end(8100, FREE).bound();
        let lines = Script::new(Rust, "wuclient").arg("1").end(5556, &endpoint).start().finish();
        assert!(lines.iter().any(|line| line.starts_with("Average temperature")), "{lines:?}");
    });
}
