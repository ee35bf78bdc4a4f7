//! Chapter 3: routing, load balancing, asynchronous servers, brokers that know each other.

use crate::support::{
    FREE, Folder, Process, Python, Rust, Script, Side, alone, connected, count, mixed, until, with_python,
};
use std::time::Duration;
use zmq::Context;

#[test]
fn rtdealer_routes_by_name() {
    alone(60, || {
        let lines = Script::new(Rust, "rtdealer").start().finish();
        let total: u32 =
            lines.iter().map(|line| line.rsplit(' ').next().unwrap().parse::<u32>().unwrap()).sum();
        assert_eq!((lines.len(), total), (2, 10), "{lines:?}");
    });
}

#[test]
fn rtreq_gives_work_to_who_asks() {
    // The original has its workers in it; ours may come from elsewhere.
    with_python(100, || {
        let script = Script::new(Rust, "rtreq").end(5671, FREE).rust("12").haste(50);
        let (server, [endpoint]) = script.bound();
        let others: Vec<Process> =
            (0..2).map(|_| Script::new(Python, "rtworker").end(5671, &endpoint).start()).collect();
        let mut lines = server.finish();
        for other in others {
            lines.extend(other.finish());
        }
        let tasks = lines.iter().filter_map(|line| line.strip_prefix("Processed: ")?.strip_suffix(" tasks"));
        let tasks: Vec<u32> = tasks.map(|number| number.parse().unwrap()).collect();
        assert_eq!((tasks.len(), tasks.iter().sum::<u32>()), (12, 120), "{lines:?}");
    });
}

#[test]
fn load_balancers_answer_all() {
    alone(100, || {
        for broker in ["lbbroker", "lbbroker2", "lbbroker3"] {
            let folder = Folder::new();
            let lines = Script::new(Rust, broker).within(&folder).start().finish();
            let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
            assert_eq!((count("b'OK'"), count("b'HELLO'")), (10, 10), "{broker}: {lines:?}");
        }
    });
}

#[test]
fn a_load_balancer_serves_others() {
    // The original has its clients and workers in it; ours may come from elsewhere.
    with_python(100, || {
        let script = Script::new(Rust, "lbbroker").end(0, FREE).end(0, FREE).rust("0").rust("0");
        let (_broker, [frontend, backend]) = script.bound();
        let worker = || Script::new(Python, "lbworker").end(1, &backend).start();
        let _workers = [worker(), worker()];
        let client = Script::new(Python, "hwclient").end(5555, &frontend).start();
        assert_eq!(count(client, "b'OK'"), 10);
    });
}

/// A client that counts replies to its requests, of which each has up to four.
fn ask_asynchronously(endpoint: &str) {
    let context = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let client = context.socket(zmq::DEALER).unwrap();
    client.set_routing_id(b"tester").unwrap();
    client.connect(endpoint).unwrap();
    let requests: Vec<String> = (0..20).map(|number| format!("request {number}")).collect();
    for request in &requests {
        client.send(request).unwrap();
    }
    let mut replies = std::collections::HashMap::<String, u32>::new();
    // Of twenty requests it is sure, but for one in 5^20, that some are answered.
    while replies.len() < 5 {
        *replies.entry(client.recv_string().unwrap()).or_default() += 1;
    }
    for (reply, number) in replies {
        assert!(requests.contains(&reply) && number <= 4, "{reply:?} {number} times");
    }
}

#[test]
fn asynchronous_servers_answer_up_to_four_times() {
    mixed(100, |server, _| {
        let script = Script::new(server, "asyncsrv").end(5570, FREE).haste(20);
        let (server, [endpoint]) = script.bound();
        ask_asynchronously(&endpoint);
        until(&server, |line| line.contains("received: b'request #"));
    });
}

#[test]
fn an_asynchronous_server_on_tokio_answers_up_to_four_times() {
    alone(60, || {
        let (_server, [endpoint]) = Script::new(Rust, "asyncsrv_tokio").end(5570, FREE).haste(20).bound();
        ask_asynchronously(&endpoint);
    });
}

#[test]
fn a_thread_for_each_request_answers_all() {
    alone(60, || {
        let server = Script::new(Rust, "asyncrrhandlers").end(5570, FREE).haste(20).start();
        assert_eq!(count(server, "received reply"), 100);
    });
}

/// Two brokers that meet in a folder.
fn peers(script: &str, haste: u32, first: Side, second: Side, folder: &Folder) -> [Process; 2] {
    let start = |side, me: &str, peer: &str| {
        Script::new(side, script).arg(me).arg(peer).haste(haste).within(folder).start()
    };
    [start(first, "DC1", "DC2"), start(second, "DC2", "DC1")]
}

#[test]
fn brokers_hear_the_state_of_each_other() {
    mixed(100, |first, second| {
        let folder = Folder::new();
        for (broker, peer) in peers("peering1", 1, first, second, &folder).iter().zip(["DC2", "DC1"]) {
            let line = until(broker, |line| line.contains("Received"));
            assert!(line.contains(&format!("b'ipc://{peer}-state.ipc'")), "{line}");
        }
    });
}

#[test]
fn brokers_give_requests_to_each_other() {
    mixed(100, |first, second| {
        let folder = Folder::new();
        let start = |side, me: &str, peer: &str| {
            Script::new(side, "peering2").arg(me).arg(peer).haste(4).within(&folder).start()
        };
        // Names that nobody else has: what connects to them is looked up by name.
        let [east, west] = ["east", "west"].map(|name| format!("{name}-{}", folder.name()));
        let mut brokers = [start(first, &east, &west), start(second, &west, &east)];
        // The original sends a request to a peer that is not there, and its client waits for ever.
        connected(&format!("{east}-cloud.ipc"));
        connected(&format!("{west}-cloud.ipc"));
        for broker in &mut brokers {
            broker.tell("");
        }
        for (broker, peer) in brokers.iter().zip([west, east]) {
            // A job of the peer has its name in the envelope.
            until(broker, |line| line.contains("Worker-") && line.contains(&format!("b'{peer}'")));
            until(broker, |line| line.contains("Client-") && line.contains("b'OK'"));
        }
    });
}

#[test]
fn brokers_lose_no_task() {
    mixed(200, |first, second| {
        let folder = Folder::new();
        let brokers = peers("peering3", 20, first, second, &folder);
        for broker in &brokers {
            for _ in 0..40 {
                let line = until(broker, |line| !line.starts_with("I: "));
                assert!(line.len() == 4 && u16::from_str_radix(&line, 16).is_ok(), "{line:?}");
            }
        }
    });
}
