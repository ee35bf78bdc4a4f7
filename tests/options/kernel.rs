//! The kernel's word on what the libzmq in use does, where an option alone proves nothing. Each test runs in a
//! process of its own, whose descriptors and threads it knows.
#![cfg(target_os = "linux")]

use crate::support::{self, bind_tcp, descriptors, in_child, in_child_with, new_descriptors, raw, threads};
use std::{
    process::Command,
    time::{Duration, Instant},
};
use zmq::{Context, Socket};

/// A context whose end does not wait.
fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// Connects `req` to `endpoint` and lets a request and its answer go by.
fn exchange(req: &Socket<zmq::Req>, rep: &Socket<zmq::Rep>, endpoint: &str) {
    req.connect(endpoint).unwrap();
    req.send("Hello").unwrap();
    assert_eq!(rep.recv().unwrap(), "Hello");
    rep.send("World").unwrap();
    assert_eq!(req.recv().unwrap(), "World");
}

#[test]
fn keepalive_is_on_the_connection() {
    in_child!(30, || {
        let options = |fd| {
            let tcp = |option| raw::int_option(fd, libc::IPPROTO_TCP, option).unwrap();
            let on = raw::int_option(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE).unwrap();
            (on, tcp(libc::TCP_KEEPCNT), tcp(libc::TCP_KEEPIDLE), tcp(libc::TCP_KEEPINTVL))
        };
        for keepalive in [None, Some(false), Some(true)] {
            let ctx = context();
            let before = descriptors();
            let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
            let set = |socket: &Socket<zmq::SocketType>| {
                socket.set_tcp_keepalive(keepalive).unwrap();
                socket.set_tcp_keepalive_cnt(Some(3)).unwrap();
                socket.set_tcp_keepalive_idle(Some(Duration::from_millis(60_500))).unwrap();
                socket.set_tcp_keepalive_intvl(Some(Duration::from_secs(5))).unwrap();
            };
            let (req, rep) = (req.into_dyn(), rep.into_dyn());
            set(&req);
            set(&rep);
            let (req, rep) = (req.try_into_kind().unwrap(), rep.try_into_kind().unwrap());
            exchange(&req, &rep, &bind_tcp(&rep));
            let mut connections: Vec<_> = new_descriptors(&before).into_keys().collect();
            connections.retain(|&fd| raw::is_tcp_connection(fd));
            assert_eq!(connections.len(), 2, "both ends are ours");
            for fd in connections {
                match keepalive {
                    Some(true) => assert_eq!(options(fd), (1, 3, 61, 5)),
                    _ => assert_eq!(options(fd).0, 0),
                }
            }
        }
    });
}

#[test]
fn descriptors_close_on_exec() {
    in_child!(30, || {
        let before = descriptors();
        let ctx = context();
        for endpoint in ["tcp://127.0.0.1:*", "ipc://*", "inproc://exec"] {
            let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
            rep.bind(endpoint).unwrap();
            exchange(&req, &rep, &rep.last_endpoint().unwrap());
            let (idle, other) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            idle.connect("tcp://127.0.0.1:9").unwrap();
            other.bind(endpoint.replace("exec", "other").as_str()).unwrap();
            let new = new_descriptors(&before);
            assert!(new.values().any(|target| target.contains("eventpoll")), "{new:?}");
            if !endpoint.starts_with("inproc") {
                assert!(new.values().filter(|target| target.starts_with("socket:")).count() >= 3, "{new:?}");
            }
            for (fd, target) in new {
                // One that connects can be gone by now.
                assert_ne!(raw::is_close_on_exec(fd), Some(false), "descriptor {fd}, {target}");
            }
            let listing = Command::new("sh").args(["-c", "ls -l /proc/self/fd"]).output().unwrap();
            let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
            assert!(listing.contains(" 1 -> "), "{listing}");
            for inherited in ["socket:", "anon_inode", "eventfd", "eventpoll"] {
                assert!(!listing.contains(inherited), "{listing}");
            }
        }
    });
}

#[test]
fn a_mailbox_is_one_eventfd() {
    in_child!(30, || {
        let ctx = context();
        let before = descriptors();
        let sockets: Vec<_> = (0..10).map(|_| ctx.socket(zmq::REQ).unwrap()).collect();
        let new = new_descriptors(&before);
        assert!(new.values().all(|what| what == "anon_inode:[eventfd]"), "{new:?}");
        // The socket that started the context closes in the background: its number may be among those before.
        assert!((9..=10).contains(&new.len()), "{new:?}");
        drop(sockets);
    });
}

#[test]
fn a_hundred_sockets_use_few_descriptors() {
    in_child!(30, || {
        let before = descriptors();
        let ctx = context();
        let sockets: Vec<_> = (0..100).map(|_| ctx.socket(zmq::DEALER).unwrap()).collect();
        let used = new_descriptors(&before).len();
        assert!((100..=110).contains(&used), "{used}");
        drop(sockets);
    });
}

#[test]
fn threads_have_names_and_processors() {
    in_child!(30, || {
        let ours = |prefix: &str| {
            let names = ["ZMQbg/IO/0", "ZMQbg/IO/1", "ZMQbg/Reaper"].map(|name| format!("{prefix}{name}"));
            support::eventually("the threads have their names", || {
                names.iter().all(|name| threads().values().any(|thread| thread == name))
            });
            threads().into_iter().filter(move |(_, name)| names.contains(name)).map(|(tid, _)| tid)
        };
        let ctx = Context::builder().io_threads(2).build().unwrap();
        assert_eq!(ours("").count(), 3);
        ctx.term();
        let all = raw::cpus();
        for &cpu in all.iter().take(4) {
            let ctx = Context::builder().io_threads(2).thread_name_prefix(7).thread_affinity([cpu]).build();
            let ctx = ctx.unwrap();
            for tid in ours("7/") {
                support::eventually("the thread is on its processor", || {
                    support::status(tid, "Cpus_allowed_list") == Some(cpu.to_string())
                });
            }
            ctx.term();
        }
        assert_eq!(raw::cpus(), all, "the calling thread was moved");
    });
}

/// What ZMQ_THREAD_AFFINITY_CPU_REMOVE is for: the builder has the whole set, and the last one counts.
#[test]
fn processors_that_are_taken_back() {
    in_child!(30, || {
        let [first, second, ..] = raw::cpus()[..] else { return eprintln!("SKIPPED: one processor only") };
        let both = || Context::builder().thread_name_prefix(7).thread_affinity([first, second]);
        let builders = [
            (both(), vec![first, second]),
            (both().thread_affinity([second]), vec![second]),
            (both().thread_affinity([]), raw::cpus()),
        ];
        for (builder, expected) in builders {
            let ctx = builder.build().unwrap();
            support::eventually(&format!("the thread may run on {expected:?}"), || {
                let named = threads().into_iter().find(|(_, name)| name == "7/ZMQbg/IO/0");
                let list = named.and_then(|(tid, _)| support::status(tid, "Cpus_allowed_list"));
                list.is_some_and(|list| numbers(&list) == expected)
            });
            ctx.term();
        }
    });
}

/// The numbers in a list such as `0-2,5`.
fn numbers(list: &str) -> Vec<u32> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        first.parse::<u32>().unwrap()..=last.parse().unwrap()
    };
    list.split(',').flat_map(range).collect()
}

#[test]
fn interfaces_by_name() {
    in_child!(30, || {
        let ctx = context();
        let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        rep.bind("tcp://lo:*").unwrap();
        let endpoint = rep.last_endpoint().unwrap();
        assert!(endpoint.starts_with("tcp://127.0.0.1:"), "{endpoint}");
        exchange(&req, &rep, &endpoint);
    });
}

#[test]
fn ipc_filters_and_credentials() {
    in_child!(30, || {
        let (user, group) = raw::user_and_group();
        let process = std::process::id();
        type Filter = fn(&Socket<zmq::Pull>, u32) -> zmq::Result<()>;
        let filters: [(Filter, u32); 3] = [
            (|socket, uid| socket.set_ipc_filter_uid(Some(uid)), user),
            (|socket, gid| socket.set_ipc_filter_gid(Some(gid)), group),
            (|socket, pid| socket.set_ipc_filter_pid(Some(pid)), process),
        ];
        let ctx = context();
        for (filter, number) in filters {
            let (push, closed) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            filter(&closed, number + 1).unwrap();
            closed.bind("ipc://*").unwrap();
            push.connect(&closed.last_endpoint().unwrap()).unwrap();
            push.send("x").unwrap();
            assert!(closed.recv_timeout(Duration::from_millis(150)).unwrap().is_none(), "let in");

            let open = ctx.socket(zmq::PULL).unwrap();
            filter(&open, number + 1).unwrap();
            filter(&open, number).unwrap();
            open.bind("ipc://*").unwrap();
            push.disconnect(&closed.last_endpoint().unwrap()).unwrap();
            push.connect(&open.last_endpoint().unwrap()).unwrap();
            push.send("y").unwrap();
            let message = open.recv_timeout(Duration::from_secs(10)).unwrap().expect("kept out");
            let credentials = format!(":{user}:{group}:{process}");
            let address = message.gets("Peer-Address");
            if cfg!(target_env = "musl") {
                // Its getnameinfo knows no name for such a peer, and libzmq then says nothing.
                assert_eq!(address, None);
            } else {
                assert!(
                    address.is_some_and(|text| text.ends_with(&credentials)),
                    "{address:?} has no {credentials}"
                );
            }
        }
        let pull = ctx.socket(zmq::PULL).unwrap();
        pull.set_ipc_filter_uid(Some(user + 1)).unwrap();
        pull.set_ipc_filter_uid(None).unwrap();
        pull.bind("ipc://*").unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&pull.last_endpoint().unwrap()).unwrap();
        push.send("no filter any more").unwrap();
        assert!(pull.recv_timeout(Duration::from_secs(10)).unwrap().is_some());
    });
}

#[test]
fn tcp_messages_have_their_peer() {
    in_child!(30, || {
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.connect(&bind_tcp(&pull)).unwrap();
        push.send("x").unwrap();
        let message = pull.recv().unwrap();
        assert_eq!(message.gets("Peer-Address"), Some("127.0.0.1"));
        assert_eq!(message.gets("Socket-Type"), Some("PUSH"));
        assert_eq!((message.gets("No-Such"), message.gets("a\0b")), (None, None));
    });
}

/// A `gettimeofday` that goes back by an hour at each call must not make a wait longer: waits are counted on a clock
/// that nobody sets.
#[cfg(not(target_env = "musl"))] // nothing comes before what a static program has
#[test]
fn a_wall_clock_that_steps() {
    let library = std::env::temp_dir().join(format!("zmq-stepping-clock-{}.so", std::process::id()));
    let library = library.to_str().unwrap().to_owned();
    if std::env::var_os("LD_PRELOAD").is_none() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/stepping_clock.c");
        let compiler = std::env::var("ZMQ_TEST_CC").unwrap_or("cc".into()); // that of the target
        let compiled =
            Command::new(compiler).args(["-shared", "-fPIC", "-O1", "-o", &library, source]).status();
        assert!(compiled.expect("this test needs a C compiler as cc").success());
    }
    in_child_with!(30, &[("LD_PRELOAD", &library)], || {
        assert!(raw::gettimeofday() > raw::gettimeofday() + 3000, "the clock does not step: no proof");
        let ctx = context();
        let (_push, pull) = support::pipeline(&ctx, "clock");
        let wait = Duration::from_millis(200);
        let timed = |what: &str, call: &dyn Fn()| {
            let started = Instant::now();
            call();
            let spent = started.elapsed();
            assert!(spent >= wait - Duration::from_millis(5) && spent < 20 * wait, "{what} took {spent:?}");
        };
        timed("poll", &|| assert!(pull.poll(zmq::POLLIN, wait).unwrap().is_empty()));
        timed("recv_timeout", &|| assert!(pull.recv_timeout(wait).unwrap().is_none()));
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.set_linger(Some(wait)).unwrap();
        push.connect("tcp://127.0.0.1:9").unwrap();
        push.send("x").unwrap();
        drop((push, pull, _push));
        let started = Instant::now();
        ctx.term();
        assert!(started.elapsed() < 20 * wait, "linger took {:?}", started.elapsed());
    });
    let _ = std::fs::remove_file(&library);
}

#[test]
fn what_the_library_has() {
    if !support::is_vendored() {
        return;
    }
    assert!(zmq::has(zmq::Capability::Ipc));
    assert!(zmq::has(zmq::Capability::Tipc));
    assert_eq!(zmq::has(zmq::Capability::Curve), cfg!(feature = "curve"));
    assert_eq!(zmq::has(zmq::Capability::Draft), cfg!(feature = "draft"));
    assert_eq!(zmq::has(zmq::Capability::Gssapi), cfg!(feature = "gssapi"));
    assert_eq!(zmq::has(zmq::Capability::Pgm), cfg!(feature = "pgm"));
    assert_eq!(zmq::has(zmq::Capability::Norm), cfg!(feature = "norm"));
    assert_eq!(zmq::has(zmq::Capability::Wss), cfg!(feature = "wss"));
    assert!(!zmq::has("carrier-pigeon") && !zmq::has("") && !zmq::has("ipc\0"));
}
