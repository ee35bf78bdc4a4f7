//! What libzmq aborts over when the system has no more, or refuses: descriptors, threads, scheduling.
#![cfg(target_os = "linux")]

use crate::support::{self, in_child, raw};
use std::{fs::File, os::fd::AsFd as _, time::Duration};
use zmq::{Context, Errno, PollItem};

/// Takes every descriptor this process may have, by a limit of 100, but for `free` of them.
fn leave_descriptors(free: usize) -> Vec<File> {
    raw::limit(libc::RLIMIT_NOFILE, 100);
    let mut taken = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        taken.push(file);
    }
    taken.truncate(taken.len() - free);
    taken
}

#[test]
fn a_context_without_descriptors() {
    in_child!(30, || {
        for threads in [1, 3] {
            for free in 0..=20 {
                let taken = leave_descriptors(free);
                match Context::builder().io_threads(threads).linger(Some(Duration::ZERO)).build() {
                    Ok(ctx) => drop(ctx),
                    Err(error) => {
                        assert_eq!(error, Errno::EMFILE, "{free} free");
                        let text = error.to_string();
                        assert!(text.contains("descriptors") || text.contains("open files"), "{text}");
                    }
                }
                drop(taken);
            }
        }
        assert!(Context::new().is_ok());
    });
}

#[test]
fn sockets_without_descriptors() {
    in_child!(30, || {
        for free in 0..=6 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let (outer, remote) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
            let endpoint = support::bind_tcp(&remote);
            let taken = leave_descriptors(free);
            let made: Vec<_> = (0..3).map_while(|_| ctx.socket(zmq::DEALER).ok()).collect();
            if support::is_vendored() {
                assert_eq!(made.len(), free.min(3)); // one descriptor each
            }
            for socket in made.iter().chain([&outer]) {
                let _ = socket.bind("tcp://127.0.0.1:*");
                let _ = socket.connect(&endpoint);
                let _ = socket.connect("ipc:///tmp/zmq-nobody-is-here");
                let _ = socket.try_send("x");
            }
            drop(made);
            drop(taken);
            // With descriptors to be had, the connection comes up after all.
            outer.connect(&endpoint).unwrap();
            for _ in 0..10 {
                outer.send("late").unwrap(); // in turn to all it is connected to
            }
            assert!(remote.recv_timeout(Duration::from_secs(10)).unwrap().is_some());
        }
    });
}

/// What libzmq does at the end for `connect` to an `inproc` name that nobody bound needs a socket for each.
#[test]
fn pending_connections_and_no_descriptors_at_the_end() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::PUSH).unwrap();
        socket.connect("inproc://nobody").unwrap();
        socket.send("kept, so that the connection waits on").unwrap();
        drop(socket);
        let taken = leave_descriptors(0);
        drop(ctx); // which ends it in the background
        drop(taken);
        if !support::lacks(&[33]) {
            // It ends as soon as there is a descriptor: no thread of it is left.
            support::eventually("the context ends", || {
                let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
                let names = threads
                    .map(|thread| std::fs::read_to_string(thread.path().join("comm")).unwrap_or_default());
                names.filter(|name| name.contains("ZMQbg")).count() == 0
            });
        }
    });
}

#[test]
fn more_pending_connections_than_sockets() {
    in_child!(30, || {
        let ctx = Context::builder().max_sockets(2).build().unwrap();
        let socket = ctx.socket(zmq::PUSH).unwrap();
        for name in 0..5 {
            if let Err(error) = socket.connect(&format!("inproc://nobody-{name}")) {
                assert_eq!(error.kind(), zmq::ErrorKind::TooManySockets, "{error}");
            }
        }
        drop(socket);
        drop(ctx);
    });
}

#[test]
fn scheduling_that_the_system_refuses() {
    in_child!(30, || {
        raw::drop_privileges();
        // A policy or a priority that was not refused must be one that works.
        for policy in [libc::SCHED_FIFO, libc::SCHED_RR, libc::SCHED_OTHER, libc::SCHED_BATCH, 6, 77, -5] {
            for priority in [None, Some(0), Some(1), Some(99), Some(100), Some(i32::MAX), Some(-1)] {
                let mut builder = Context::builder().thread_sched_policy(policy);
                if let Some(priority) = priority {
                    builder = builder.thread_priority(priority);
                }
                if let Err(error) = builder.build() {
                    assert!(error.to_string().contains("ZMQ_THREAD_"), "{error}");
                }
            }
        }
        for priority in [1, 50, 1000, -7] {
            let _ = Context::builder().thread_priority(priority).build();
        }
        let fifo = Context::builder().thread_sched_policy(libc::SCHED_FIFO).thread_priority(50).build();
        assert_eq!(fifo.unwrap_err(), Errno::EPERM);
        assert_eq!(Context::builder().thread_sched_policy(77).build().unwrap_err(), Errno::EINVAL);
    });
}

/// Polls up to, and beyond, as many items as the process may have descriptors, which the system refuses and libzmq aborts
/// over.
fn poll_more_than(limits: &[u64]) {
    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let pull = ctx.socket(zmq::PULL).unwrap();
    let input = std::io::stdin();
    for &limit in limits {
        raw::limit(libc::RLIMIT_NOFILE, limit);
        for count in 0..=limit as usize + 3 {
            for sockets in [true, false] {
                let item = |_| match sockets {
                    true => PollItem::new(&pull, zmq::POLLIN),
                    false => PollItem::from_fd(input.as_fd(), zmq::POLLERR),
                };
                let mut items: Vec<_> = (0..count).map(item).collect();
                let polled = zmq::poll(&mut items, Duration::ZERO);
                // A few sockets are asked without the system.
                if count <= limit as usize || (sockets && count <= 4) {
                    assert_eq!(polled.unwrap(), 0, "{count} items, limit {limit}");
                    continue;
                }
                let error = polled.unwrap_err();
                assert_eq!(error, Errno::EINVAL, "{count} items, limit {limit}");
                assert!(error.to_string().contains("more items than descriptors"), "{error}");
            }
        }
    }
}

#[test]
fn more_items_than_descriptors() {
    in_child!(30, || poll_more_than(&[100]));
}

#[test]
fn more_items_than_very_few_descriptors() {
    in_child!(30, || poll_more_than(&[12, 3]));
}

#[test]
fn cpus_that_do_not_exist() {
    in_child!(30, || {
        let absent = (0..1024).rev().find(|cpu| !raw::cpus().contains(cpu)).unwrap();
        for cpu in [absent, 1023, 1024, 70_000, u32::MAX] {
            let error = Context::builder().thread_affinity([cpu]).build().unwrap_err();
            assert_eq!(error, Errno::EINVAL, "CPU {cpu}");
            assert!(error.to_string().contains("ZMQ_THREAD_AFFINITY_CPU_ADD"), "{error}");
        }
    });
}

#[test]
fn numbers_beyond_reason() {
    in_child!(30, || {
        for threads in [257, 100_000, u32::MAX] {
            let error = Context::builder().io_threads(threads).build().unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("ZMQ_IO_THREADS"), "{error}");
        }
        for sockets in [65_536, 1 << 31, u32::MAX] {
            let error = Context::builder().max_sockets(sockets).build().unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("ZMQ_MAX_SOCKETS"), "{error}");
        }
        let ctx = Context::builder().max_sockets(65_535).io_threads(16).build().unwrap();
        assert!(ctx.socket(zmq::PUB).is_ok());
        assert!(zmq::Message::try_with_size(usize::MAX).is_err());
        assert!(zmq::Message::try_with_size(isize::MAX as usize).is_err());
    });
}

#[test]
fn threads_that_the_system_refuses() {
    in_child!(30, || {
        if raw::user_and_group().0 != 0 {
            return; // the limit would count the processes of whoever runs the tests
        }
        raw::limit(libc::RLIMIT_NPROC, 1);
        raw::drop_privileges();
        let error = Context::new().unwrap_err();
        assert_eq!(error, Errno::EAGAIN, "{error}");
        assert!(error.to_string().contains("threads"), "{error}");
    });
}
