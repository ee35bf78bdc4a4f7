//! A descriptor leaves the reactor before its socket closes.
//!
//! The system forgets a descriptor that closes, and would hide that it was never taken out; not so where there is a second
//! one of the same. Then one that is closed first cannot be taken out any more, and the reactor keeps watching it.

use super::runtime::{Context, run, sleep, timeout};
use crate::support::{descriptors, in_child};
use std::{
    fs,
    os::fd::{AsRawFd, OwnedFd},
    time::Duration,
};

/// How many reactors watch a descriptor of this process; tokio has a second descriptor of its own.
fn watchers(fd: i32) -> usize {
    let reactors = descriptors().into_iter().filter(|(_, what)| what.contains("[eventpoll]"));
    let watched = |reactor: i32| {
        let text = fs::read_to_string(format!("/proc/self/fdinfo/{reactor}")).unwrap_or_default();
        let numbers = text.lines().filter_map(|line| line.strip_prefix("tfd:")?.split_whitespace().next());
        numbers.filter(|number| *number == fd.to_string()).count()
    };
    reactors.map(|(reactor, _)| watched(reactor)).sum()
}

/// The number of a socket's descriptor, and a second one of the same.
fn descriptor<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> (i32, OwnedFd) {
    let fd = socket.fd().unwrap();
    (fd.as_raw_fd(), fd.try_clone_to_owned().unwrap())
}

/// libzmq watches it, too, while it closes the socket, for a moment.
async fn nobody_watches(fd: i32, what: &str) {
    for _ in 0..1000 {
        if watchers(fd) == 0 {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}: still watched");
}

#[test]
fn it_leaves_before_the_socket_closes() {
    in_child!(90, || {
        run(async {
            let ctx = Context::new().unwrap();
            for _ in 0..20 {
                let mut socket = ctx.socket(zmq::PULL).unwrap();
                let (fd, _second) = socket.with(descriptor).unwrap();
                assert!(timeout(Duration::from_millis(1), socket.recv()).await.is_none());
                assert!(watchers(fd) > 0);
                drop(socket);
                nobody_watches(fd, "a socket").await;

                let (send, mut recv) = ctx.socket(zmq::DEALER).unwrap().into_split();
                let (fd, _second) = send.with(descriptor).unwrap();
                assert!(timeout(Duration::from_millis(1), recv.recv()).await.is_none());
                drop(recv);
                assert!(watchers(fd) > 0);
                drop(send);
                nobody_watches(fd, "a half").await;

                let mut waiting = ctx.socket(zmq::PULL).unwrap();
                let (fd, _second) = waiting.with(descriptor).unwrap();
                let waiting = async move { drop(waiting.recv().await) };
                assert!(timeout(Duration::from_millis(1), waiting).await.is_none());
                nobody_watches(fd, "a future with its socket").await;

                let socket = ctx.socket(zmq::PULL).unwrap();
                let (fd, _second) = socket.with(descriptor).unwrap();
                let _socket = socket.into_blocking().unwrap();
                assert_eq!(watchers(fd), 0, "a blocking socket is watched");
            }
        });
    });
}
