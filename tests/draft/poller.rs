//! The poller of the draft API: thread-safe sockets, ordinary ones and descriptors.

use crate::support::{self, in_child, lasted, pipeline, streams, within};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use zmq::{
    Capability, Context, DraftPoller, Errno, POLLIN, POLLOUT, PollEvents, PollerEvent, Socket, SocketType,
};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(10);

fn keys<T: Clone>(poller: &mut DraftPoller<'_, T>, timeout: Duration) -> Vec<T> {
    poller.wait(timeout).unwrap().map(|event| event.key).collect()
}

/// A SERVER and a CLIENT, or nothing if the library has no draft API.
fn server_and_client(ctx: &Context) -> Option<(Socket<SocketType>, Socket<SocketType>)> {
    if !zmq::has(Capability::Draft) {
        return None;
    }
    let (server, client) = (ctx.socket(SocketType::Server).unwrap(), ctx.socket(SocketType::Client).unwrap());
    client.connect(&support::bind_tcp(&server)).unwrap();
    Some((server, client))
}

#[test]
fn thread_safe_sockets_ordinary_ones_and_descriptors() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let Some((server, client)) = server_and_client(&ctx) else { return };
        let (push, pull) = pipeline(&ctx, "ordinary");
        let (reader, mut writer) = streams::pair();
        let mut poller = DraftPoller::new().unwrap();
        assert!(poller.is_empty());
        poller.register(&server, "server", POLLIN).unwrap();
        poller.register(&pull, "pull", POLLIN).unwrap();
        poller.register_fd(streams::borrow(&reader), "pipe", POLLIN).unwrap();
        assert_eq!(poller.len(), 3);
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        assert_eq!(poller.wait_one(Duration::ZERO).unwrap(), None);

        client.send("x").unwrap();
        let event = PollerEvent { key: "server", events: POLLIN };
        assert_eq!(poller.wait(LONG).unwrap().collect::<Vec<_>>(), [event]);
        assert_eq!(poller.wait_one(None).unwrap(), Some(event));
        streams::send(&mut writer, &reader);
        push.send("y").unwrap();
        assert_eq!(keys(&mut poller, LONG), ["server", "pull", "pipe"]);
        assert_eq!(server.recv().unwrap(), "x");
        assert_eq!(keys(&mut poller, LONG), ["pull", "pipe"]);
        assert_eq!(pull.recv().unwrap(), "y");
        assert_eq!(poller.wait(None).unwrap().remaining(), 1);
    });
}

#[test]
fn a_message_from_another_thread_ends_the_wait() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let Some((server, client)) = server_and_client(&ctx) else { return };
        let mut poller = DraftPoller::new().unwrap();
        poller.register(&server, 1, POLLIN).unwrap();
        let sender = thread::spawn(move || {
            client.send("x").unwrap();
            client
        });
        assert_eq!(poller.wait(None).unwrap().map(|event| event.key).collect::<Vec<_>>(), [1]);
        sender.join().unwrap();
    });
}

#[test]
fn modify_remove_and_twice() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "modify");
        let (reader, writer) = streams::pair();
        let mut poller = DraftPoller::new().unwrap();
        poller.register(&pull, 1, POLLIN).unwrap();
        poller.register(&push, 2, PollEvents::NONE).unwrap();
        poller.register_fd(streams::borrow(&writer), 3, PollEvents::NONE).unwrap();
        assert_eq!(poller.register(&pull, 4, POLLIN).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.register_fd(streams::borrow(&writer), 4, POLLIN).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.modify_fd(streams::borrow(&reader), POLLIN).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.remove_fd(streams::borrow(&reader)).unwrap_err(), Errno::EINVAL);
        assert_eq!(keys(&mut poller, Duration::ZERO), [0; 0]);
        poller.modify(&push, POLLOUT).unwrap();
        poller.modify_fd(streams::borrow(&writer), POLLOUT).unwrap();
        assert_eq!(keys(&mut poller, LONG), [2, 3]);

        push.send("x").unwrap();
        assert_eq!(poller.remove(&push).unwrap(), 2);
        assert_eq!(poller.remove(&push).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.modify(&push, POLLIN).unwrap_err(), Errno::EINVAL);
        assert_eq!(keys(&mut poller, LONG), [1, 3], "the keys stay with their items");
        assert_eq!(poller.remove_fd(streams::borrow(&writer)).unwrap(), 3);
        poller.register(&push, 5, POLLOUT).unwrap(); // in a place that was free
        let mut found = keys(&mut poller, LONG);
        found.sort();
        assert_eq!(found, [1, 5]);
        assert_eq!(poller.len(), 2);
    });
}

#[test]
fn nothing_to_wait_for() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let (one, _other) = streams::pair();
        let mut poller = DraftPoller::new().unwrap();
        for _ in 0..2 {
            let started = Instant::now();
            assert!(poller.wait(Duration::from_millis(30)).unwrap().is_empty());
            assert_eq!(poller.wait_one(Duration::from_millis(30)).unwrap(), None);
            lasted(started.elapsed(), Duration::from_millis(60));
            assert_eq!(poller.wait(None).unwrap_err(), Errno::EFAULT);
            assert_eq!(poller.wait_one(None).unwrap_err(), Errno::EFAULT);
            let _ = poller.register(&pull, 1, PollEvents::NONE); // the second time with this
        }
        // A plain connection has nothing out of band.
        poller.register_fd(streams::borrow(&one), 2, zmq::POLLPRI).unwrap();
        assert!(poller.wait(Duration::from_millis(30)).unwrap().is_empty());
        poller.modify_fd(streams::borrow(&one), zmq::POLLPRI | POLLIN).unwrap();
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        poller.modify_fd(streams::borrow(&one), zmq::POLLPRI).unwrap();
        assert_eq!(poller.wait_one(Duration::from_millis(30)).unwrap(), None);
        poller.remove_fd(streams::borrow(&one)).unwrap();
        poller.modify(&pull, POLLIN).unwrap();
        let started = Instant::now();
        assert!(poller.wait(Duration::from_micros(20_500)).unwrap().is_empty());
        lasted(started.elapsed(), Duration::from_micros(20_500));
    });
}

#[test]
fn the_descriptor_wakes() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let Some((server, client)) = server_and_client(&ctx) else { return };
        let (_push, pull) = pipeline(&ctx, "no descriptor");
        let mut poller = DraftPoller::new().unwrap();
        poller.register(&pull, 1, POLLIN).unwrap();
        assert_eq!(poller.fd().unwrap_err(), Errno::EINVAL);
        poller.register(&server, 2, POLLIN).unwrap();
        let ready = |poller: &DraftPoller<'_, i32>, timeout| {
            zmq::poll(&mut [streams::item(poller.fd().unwrap(), POLLIN)], timeout).unwrap() == 1
        };
        support::eventually("it is quiet", || {
            assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
            !ready(&poller, Duration::ZERO)
        });
        client.send("x").unwrap();
        // A connection wakes it, too.
        loop {
            assert!(ready(&poller, LONG));
            match keys(&mut poller, Duration::ZERO).as_slice() {
                [] => (),
                found => break assert_eq!(found, [2]),
            }
        }
        server.recv().unwrap();
        support::eventually("it is quiet", || {
            assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
            !ready(&poller, Duration::ZERO)
        });
    });
}

#[test]
fn changes_after_the_end_of_the_context() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "end");
        let client = server_and_client(&ctx).map(|(_, client)| client);
        let mut poller = DraftPoller::new().unwrap();
        poller.register(&pull, 1, POLLIN).unwrap();
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        ctx.shutdown();
        assert_eq!(poller.wait(None).unwrap_err(), Errno::ETERM);
        // libzmq would ask the sockets for their descriptors now, and abort.
        poller.modify(&pull, POLLIN).unwrap();
        assert_eq!(poller.wait(None).unwrap_err(), Errno::ETERM);
        assert_eq!(poller.wait_one(LONG).unwrap_err(), Errno::ETERM);
        poller.register(&push, 2, POLLOUT).unwrap();
        if let Some(client) = &client {
            poller.register(client, 3, POLLIN).unwrap();
        }
        assert_eq!(poller.wait(LONG).unwrap_err(), Errno::ETERM);
        poller.remove(&pull).unwrap();
        assert_eq!(poller.wait(LONG).unwrap_err(), Errno::ETERM);
    });
}

#[cfg(unix)]
#[test]
fn more_items_than_descriptors() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let pulls: Vec<_> = (0..12).map(|_| ctx.socket(zmq::PULL).unwrap()).collect();
        let mut poller = DraftPoller::new().unwrap();
        pulls.iter().for_each(|pull| poller.register(pull, (), POLLIN).unwrap());
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        support::raw::limit(libc::RLIMIT_NOFILE, 10);
        for error in [
            poller.wait(Duration::ZERO).map(drop).unwrap_err(),
            poller.wait_one(Duration::ZERO).map(drop).unwrap_err(),
        ] {
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("more items than descriptors"), "{error}");
        }
        pulls[..2].iter().for_each(|pull| poller.remove(pull).unwrap());
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_does_not_end_the_wait() {
    in_child!(30, || {
        support::raw::count_signals();
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let (tell, told) = mpsc::channel();
        let waiter = thread::spawn(move || {
            tell.send(support::raw::gettid()).unwrap();
            let mut poller = DraftPoller::new().unwrap();
            poller.register(&pull, (), POLLIN).unwrap();
            let started = Instant::now();
            assert!(poller.wait(Duration::from_millis(100)).unwrap().is_empty());
            started.elapsed()
        });
        let tid = told.recv().unwrap();
        while !waiter.is_finished() {
            support::raw::interrupt(tid);
            thread::sleep(Duration::from_millis(3));
        }
        lasted(waiter.join().unwrap(), Duration::from_millis(100));
        assert!(support::raw::signals() > 0);
    });
}

/// The system refuses to poll more than the process may have open, which libzmq takes for impossible.
#[cfg(unix)]
#[test]
fn after_the_limit_was_lowered() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let pulls: Vec<_> = (0..20).map(|_| ctx.socket(zmq::PULL).unwrap()).collect();
        let servers =
            zmq::has(Capability::Draft).then(|| [(); 5].map(|()| ctx.socket(SocketType::Server).unwrap()));
        let mut poller = DraftPoller::new().unwrap();
        for pull in &pulls {
            poller.register(pull, 1, POLLIN).unwrap();
        }
        for server in servers.iter().flatten() {
            poller.register(server, 2, POLLIN).unwrap(); // one descriptor for all
        }
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        let most = 20 + u64::from(servers.is_some());
        support::raw::limit(libc::RLIMIT_NOFILE, most);
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        support::raw::limit(libc::RLIMIT_NOFILE, most - 1);
        for _ in 0..2 {
            assert_eq!(poller.wait(LONG).unwrap_err(), Errno::EINVAL);
            assert_eq!(poller.wait_one(LONG).unwrap_err(), Errno::EINVAL);
        }
        // What waits for nothing takes no place.
        poller.modify(&pulls[0], PollEvents::NONE).unwrap();
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        // The end of a thread-safe socket takes a descriptor, and libzmq aborts where there is none.
        drop(poller);
        std::mem::forget((servers, ctx));
    });
}
