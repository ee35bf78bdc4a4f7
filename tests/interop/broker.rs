//! A broker between many clients and many servers, and a forwarder between publishers and subscribers, with pyzmq on
//! each side; and commands to proxies, from Python to ours and from here to Python's.

use crate::common::{Folder, Process, Remote, bind_tcp, context, with_peers};
use std::{collections::BTreeSet, thread};
use zmq::{Context, Multipart, Proxy, ProxyControl};

const PEERS: u32 = 10;
const ROUNDS: u32 = 20;

/// The example, and its two endpoints.
fn broker(folder: &Folder) -> (Process, String, String) {
    let (front, back) = (folder.late("clients"), folder.late("servers"));
    let environment = [("ZMQ_ENDPOINT", &*front), ("ZMQ_BACKEND_ENDPOINT", &*back)];
    let broker = Process::example("broker", &[], &environment);
    broker.expect(&[&format!("Passing requests from {front} to {back}")]);
    (broker, front, back)
}

/// Servers as those in `tests/peers/broker.py`, until the context ends.
fn servers(ctx: &Context, endpoint: &str) -> Vec<thread::JoinHandle<u32>> {
    let serve = |number: u32| {
        let socket = ctx.socket(zmq::REP).unwrap();
        socket.connect(endpoint).unwrap();
        thread::spawn(move || {
            let mut served = 0;
            while let Ok(mut message) = socket.recv_multipart() {
                message.push_front(number.to_string());
                socket.send_multipart(message).unwrap();
                served += 1;
            }
            served
        })
    };
    (0..PEERS).map(serve).collect()
}

/// Clients as those, all at once; gives the servers they heard of.
fn clients(ctx: &Context, endpoint: &str) -> BTreeSet<String> {
    let ask = |number: u32| {
        let socket = ctx.socket(zmq::REQ).unwrap();
        socket.connect(endpoint).unwrap();
        thread::spawn(move || {
            let mut seen = BTreeSet::new();
            for turn in 0..ROUNDS {
                let request = Multipart::from([format!("{number}-{turn}"), "".into(), "more".into()]);
                socket.send_multipart(request.clone()).unwrap();
                let mut answer = socket.recv_multipart().unwrap();
                seen.insert(answer.pop_front().unwrap().to_str().unwrap().to_owned());
                assert_eq!(answer, request);
            }
            seen
        })
    };
    let threads: Vec<_> = (0..PEERS).map(ask).collect();
    threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
}

/// Asks until every server has answered: from then on each gets its turn.
fn until_all_answer(ctx: &Context, endpoint: &str) {
    let mut seen = BTreeSet::new();
    while seen != numbers() {
        seen.extend(clients(ctx, endpoint));
    }
}

fn numbers() -> BTreeSet<String> {
    (0..PEERS).map(|number| number.to_string()).collect()
}

#[test]
fn their_clients_and_our_servers() {
    with_peers(|| {
        let folder = Folder::new();
        let (broker, front, back) = broker(&folder);
        let ctx = context();
        let servers = servers(&ctx, &back);
        until_all_answer(&ctx, &front);
        let (peers, rounds) = (PEERS.to_string(), ROUNDS.to_string());
        let lines = Process::python("broker.py", &["clients", &front, &peers, &rounds]).finish();
        let seen: BTreeSet<_> = lines.concat().split(' ').map(str::to_owned).collect();
        assert_eq!(seen, numbers());
        ctx.shutdown();
        let served: u32 = servers.into_iter().map(|server| server.join().unwrap()).sum();
        assert!(served >= 2 * PEERS * ROUNDS);
        broker.kill();
    });
}

#[test]
fn our_clients_and_their_servers() {
    with_peers(|| {
        let folder = Folder::new();
        let (broker, front, back) = broker(&folder);
        let servers = Process::python("broker.py", &["servers", &back, &PEERS.to_string()]);
        until_all_answer(&context(), &front);
        servers.kill();
        broker.kill();
    });
}

/// In the background of this process, over tcp, with servers of both kinds.
#[test]
fn our_queue_and_everybody() {
    with_peers(|| {
        let ctx = context();
        let queue = Proxy::queue(&ctx).unwrap();
        let (front, back) = (bind_tcp(queue.frontend()), bind_tcp(queue.backend()));
        let queue = queue.spawn().unwrap();
        let ours = servers(&ctx, &back);
        let _theirs = Process::python("broker.py", &["servers", &back, &PEERS.to_string()]);
        let (peers, rounds) = (PEERS.to_string(), ROUNDS.to_string());
        let their_clients = Process::python("broker.py", &["clients", &front, &peers, &rounds]);
        assert!(clients(&ctx, &front).is_subset(&numbers()));
        let seen: BTreeSet<_> = their_clients.finish().concat().split(' ').map(str::to_owned).collect();
        assert!(seen.is_subset(&numbers()), "{seen:?}");
        let end = queue.stop().unwrap();
        // Address, delimiter and three parts; the answer has one more.
        let messages = u64::from(2 * PEERS * ROUNDS);
        assert_eq!(end.statistics().frontend.received.parts, 5 * messages);
        assert_eq!(end.statistics().frontend.sent.parts, 6 * messages);
        assert!(end.unsent().is_empty());
        ctx.shutdown();
        for server in ours {
            server.join().unwrap();
        }
    });
}

#[test]
fn our_forwarder_between_theirs() {
    with_peers(|| {
        let ctx = context();
        let forwarder = Proxy::forwarder(&ctx).unwrap();
        let (front, back) = (bind_tcp(forwarder.frontend()), bind_tcp(forwarder.backend()));
        let forwarder = forwarder.spawn().unwrap();
        let remote = Remote::new();
        let publishers = [(); 3].map(|()| remote.socket("XPUB"));
        let subscribers = [(); 3].map(|()| remote.socket("SUB"));
        publishers.iter().for_each(|publisher| publisher.connect(&front));
        for (subscriber, topic) in subscribers.iter().zip(["a", "b", "ab"]) {
            subscriber.set("subscribe", topic.as_bytes());
            subscriber.connect(&back);
            // Each publisher hears of it through the forwarder, so that nothing is dropped from here on.
            for publisher in &publishers {
                assert_eq!(publisher.recv(), [format!("\u{1}{topic}").into_bytes()]);
            }
        }
        for (number, publisher) in publishers.iter().enumerate() {
            for topic in ["c", "abc", "b", "a"] {
                publisher.send(&[topic, "", &number.to_string()]);
            }
            let expected: [&[&str]; 3] = [&["abc", "a"], &["b"], &["abc"]];
            for (subscriber, topics) in subscribers.iter().zip(expected) {
                for topic in topics {
                    assert_eq!(subscriber.recv(), [*topic, "", &number.to_string()].map(Vec::from));
                }
            }
        }
        subscribers[0].set("unsubscribe", b"a");
        assert_eq!(publishers[2].recv(), [b"\0a"]);
        forwarder.stop().unwrap();
    });
}

/// Their REQ steers our proxy with bytes.
#[test]
fn their_commands_to_ours() {
    with_peers(|| {
        let ctx = context();
        let (pull, push, control) =
            (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::REP).unwrap());
        let (front, back, steering) = (bind_tcp(&pull), bind_tcp(&push), bind_tcp(&control));
        let proxy = thread::spawn(move || zmq::proxy_steerable(&pull, &push, &control));
        let remote = Remote::new();
        let (source, sink, req) = (remote.socket("PUSH"), remote.socket("PULL"), remote.socket("REQ"));
        source.connect(&front);
        sink.connect(&back);
        req.connect(&steering);
        let ask = |command: &str| {
            req.send(&[command]);
            req.recv()
        };
        source.send(&["one", "two"]);
        assert_eq!(sink.recv(), [b"one", b"two"]);
        assert_eq!(ask("PAUSE"), [b""]);
        source.send(&["waits"]);
        let numbers = [2u64, 6, 0, 0, 0, 0, 2, 6].map(|number| number.to_ne_bytes().to_vec());
        assert_eq!(ask("STATISTICS"), numbers);
        assert_eq!(ask("RESUME"), [b""]);
        assert_eq!(sink.recv(), [b"waits"]);
        assert_eq!(ask("TERMINATE"), [b""]);
        assert_eq!(proxy.join().unwrap().unwrap().statistics().backend.sent.bytes, 11);
    });
}

/// C's proxy in pyzmq, as far as it works: its statistics and its end.
#[test]
fn our_commands_to_theirs() {
    with_peers(|| {
        let theirs = Process::python("broker.py", &["steerable"]);
        let (front, back, steering) = (theirs.line(), theirs.line(), theirs.line());
        let ctx = context();
        let (push, pull, req) =
            (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::REQ).unwrap());
        push.connect(&front).unwrap();
        pull.connect(&back).unwrap();
        req.connect(&steering).unwrap();
        push.send_multipart(["one", "two"]).unwrap();
        assert_eq!(pull.recv_multipart().unwrap().len(), 2);
        let control = ProxyControl::new(req);
        let statistics = control.statistics().unwrap();
        assert_eq!((statistics.frontend.received.parts, statistics.backend.sent.bytes), (2, 6));
        control.terminate().unwrap();
        assert_eq!(theirs.finish(), ["ended"]);
    });
}
