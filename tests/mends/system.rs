//! What the system has no more of, or refuses.

pub mod raw;

use std::{
    fs::File,
    io::Read,
    net::TcpStream,
    os::unix::net::UnixStream,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use zmq_sys::*;

use crate::{
    interposed::{ACCEPT_ERROR, ACCEPTS, CONNECTION_ERROR, THREADS_LEFT},
    mended,
    peer::{self, COMMAND, command, settle},
    raw::Context,
    support::{
        self,
        raw::{Held, cpu_time},
    },
};
use raw::{Unconnected, limit_descriptors};

/// The lowest limit that leaves so many descriptors free.
pub fn leave_free(count: u64) -> Vec<File> {
    let used = support::descriptors();
    let highest = used.keys().copied().max().unwrap_or(2);
    // All below the highest are in use, or are filled here.
    let holes = highest as usize + 1 - used.len();
    let filled = (0..holes).map(|_| File::open("/dev/null").unwrap()).collect();
    limit_descriptors(highest as u64 + 1 + count);
    filled
}

#[test]
fn mend_11_no_descriptor_for_a_connection_over_ipc() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("ipc://*");
        let path = endpoint.strip_prefix("ipc://").unwrap();
        let strangers: Vec<_> = (0..4).map(|_| Unconnected::new(libc::AF_UNIX)).collect();
        let full = leave_free(2);
        strangers.iter().for_each(|stranger| stranger.connect_ipc(path));
        settle();
        drop((strangers, full));
        limit_descriptors(256);
        let push = context.socket(ZMQ_PUSH);
        push.connect(&endpoint);
        push.send(b"hello", 0);
        assert_eq!(pull.recv().0, b"hello");
        push.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_90_more_items_than_descriptors() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        limit_descriptors(20);
        assert_eq!(pull.poll_times(20).unwrap(), 0);
        assert_eq!(pull.poll_times(21).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        limit_descriptors(256);
        assert_eq!(pull.poll_times(21).unwrap(), 0);
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_36_a_context_starts_without_descriptors() {
    mended!(30, || {
        for threads in [1, 3] {
            for free in 1..16 {
                let context = Context::new();
                context.set(ZMQ_IO_THREADS, threads);
                let full = leave_free(free);
                let refused = context.try_socket(ZMQ_PAIR);
                limit_descriptors(256);
                drop(full);
                match refused {
                    Ok(socket) => socket.close(),
                    Err(error) => assert_eq!(error.raw_os_error(), Some(libc::EMFILE)),
                }
                let (pull, push) = (context.socket(ZMQ_PULL), context.socket(ZMQ_PUSH));
                push.connect(&pull.bind("tcp://127.0.0.1:*"));
                push.send(b"hello", 0);
                assert_eq!(pull.recv().0, b"hello");
                push.close();
                pull.close();
                context.term().unwrap();
            }
        }
    });
}

#[test]
fn mend_64_a_context_whose_threads_are_not_started() {
    mended!(30, || {
        for threads in [1, 3] {
            // One more is the reaper.
            for left in 0..=threads {
                let context = Context::new();
                context.set(ZMQ_IO_THREADS, threads);
                THREADS_LEFT.store(left, Ordering::SeqCst);
                let refused = context.try_socket(ZMQ_PAIR);
                THREADS_LEFT.store(-1, Ordering::SeqCst);
                assert_eq!(refused.err().and_then(|error| error.raw_os_error()), Some(libc::EAGAIN));
                let (pull, push) = (context.socket(ZMQ_PULL), context.socket(ZMQ_PUSH));
                push.connect(&pull.bind("tcp://127.0.0.1:*"));
                push.send(b"hello", 0);
                assert_eq!(pull.recv().0, b"hello");
                push.close();
                pull.close();
                context.term().unwrap();
            }
        }
    });
}

#[test]
fn mend_37_a_connection_that_cannot_be_tuned() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_TCP_KEEPALIVE, 1);
        // Linux has 127 at most.
        pull.set(ZMQ_TCP_KEEPALIVE_CNT, 1000);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        for _ in 0..5 {
            let mut stranger = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
            stranger.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            assert_eq!(stranger.read(&mut [0]).unwrap(), 0);
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_40_a_listener_without_descriptors_waits() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let ipc = pull.bind("ipc://*");
        let (tcp, unix) = (Unconnected::new(libc::AF_INET), Unconnected::new(libc::AF_UNIX));
        let full = leave_free(0);
        tcp.connect_tcp(endpoint.rsplit_once(':').unwrap().1.parse().unwrap());
        unix.connect_ipc(ipc.strip_prefix("ipc://").unwrap());
        settle();
        let (since, before) = (Instant::now(), ACCEPTS.load(Ordering::SeqCst));
        thread::sleep(Duration::from_secs(1));
        // Each of the two asks every tenth of a second; one that spins, whenever it has the processor.
        let tries = (ACCEPTS.load(Ordering::SeqCst) - before) as f64 / since.elapsed().as_secs_f64();
        assert!(tries < 50.0, "{tries:.0} tries a second");
        drop((tcp, unix, full));
        limit_descriptors(256);
        // It accepts again.
        drop(peer::connect(&endpoint, "PUSH"));
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_41_the_cost_of_many_timers() {
    mended!(60, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let mut peer = peer::connect(&endpoint, "PUSH");
        let mut round = || {
            let before = cpu_time();
            for _ in 0..500 {
                // Each of them sets a timer of a minute, and takes that of the one before away.
                peer.send(COMMAND, &command("PING", &[0x02, 0x58]));
                assert!(peer.receive().is_some());
            }
            cpu_time() - before
        };
        // The least of a few: what else the machine does can only add to it.
        let mut cost = || (0..8).map(|_| round()).min().unwrap();
        let alone = cost();
        // Each of these connections waits with a timer of 20 to 40 seconds.
        let held = Held::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.set(ZMQ_RECONNECT_IVL, 20_000);
        let monitor = push.monitor(context, ZMQ_EVENT_CONNECT_RETRIED);
        monitor.set(ZMQ_RCVHWM, 0);
        for _ in 0..5000 {
            push.connect(&format!("tcp://127.0.0.1:{}", held.port));
            assert_eq!(monitor.event(), ZMQ_EVENT_CONNECT_RETRIED);
        }
        let many = cost();
        eprintln!("500 rounds: {many:?} with 5000 timers, {alone:?} with one");
        // Sixteen times as much where a timer is looked for among all of them.
        assert!(many < alone * 4, "{many:?} with 5000 timers, {alone:?} with one");
        push.close();
        monitor.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_46_the_network_has_an_answer_of_its_own() {
    mended!(20, || {
        // What routers and hosts may answer to an attempt, as Linux passes it on.
        let errors = [
            libc::ENOPROTOOPT,
            libc::EHOSTDOWN,
            libc::ENONET,
            libc::EMSGSIZE,
            libc::EOPNOTSUPP,
            libc::EPROTO,
        ];
        for error in errors {
            let context = Context::new();
            let (listener, endpoint) = peer::listener();
            let address = endpoint.strip_prefix("tcp://").unwrap();
            CONNECTION_ERROR.store(error, Ordering::SeqCst);
            let sockets: Vec<_> =
                [endpoint.clone(), "tcp://198.51.100.1:5555".into(), format!("ws://{address}/")]
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| *index < 2 || zmq::has(zmq::Capability::Ws))
                    .map(|(index, endpoint)| {
                        let push = context.socket(ZMQ_PUSH);
                        push.set(ZMQ_LINGER, 0);
                        push.set(ZMQ_RECONNECT_IVL, 5000);
                        if index == 1 {
                            push.set_bytes(ZMQ_SOCKS_PROXY, address.as_bytes()).unwrap();
                        }
                        let monitor = push.monitor(context, ZMQ_EVENT_CONNECT_RETRIED);
                        push.connect(endpoint);
                        (push, monitor)
                    })
                    .collect();
            for (push, monitor) in sockets {
                assert_eq!(monitor.event(), ZMQ_EVENT_CONNECT_RETRIED);
                push.close();
                monitor.close();
            }
            CONNECTION_ERROR.store(0, Ordering::SeqCst);
            drop(listener);
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_46_the_system_tells_of_a_connection_that_it_has_none() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let tcp = pull.bind("tcp://127.0.0.1:*");
        let ipc = pull.bind("ipc://*");
        for error in [libc::EPERM, libc::ENETDOWN, libc::EHOSTUNREACH] {
            ACCEPT_ERROR.store(error, Ordering::SeqCst);
            let waiting = TcpStream::connect(tcp.strip_prefix("tcp://").unwrap()).unwrap();
            let local = UnixStream::connect(ipc.strip_prefix("ipc://").unwrap()).unwrap();
            settle();
            ACCEPT_ERROR.store(0, Ordering::SeqCst);
            drop((waiting, local, peer::connect(&tcp, "PUSH")));
        }
        pull.close();
        context.term().unwrap();
    });
}
