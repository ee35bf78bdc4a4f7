//! `ppoll`: signals let in while it waits, and descriptors it has no room for.
#![cfg(unix)]

use crate::support::{self, in_child, raw};
use std::{
    fs::File,
    os::fd::{AsFd, AsRawFd},
    time::Duration,
};
use zmq::{Context, Errno, PollItem, SignalSet};

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_blocked_otherwise() {
    in_child!(60, || {
        raw::count_signals();
        let ctx = Context::new().unwrap();
        let (push, pull) = support::pipeline(&ctx, "ppoll");
        let mut usr1 = SignalSet::empty();
        usr1.add(libc::SIGUSR1).unwrap();
        assert!(usr1.contains(libc::SIGUSR1) && !usr1.contains(libc::SIGTERM));
        assert_eq!(usr1.add(10_000).unwrap_err(), Errno::EINVAL);
        raw::block(libc::SIGUSR1);
        assert!(SignalSet::blocked().contains(libc::SIGUSR1));

        // It is pending before the wait, and ends the wait that lets it in, not the one that does not.
        raw::interrupt(raw::gettid());
        let mut items = [PollItem::new(&pull, zmq::POLLIN)];
        assert_eq!(zmq::ppoll(&mut items, Duration::from_millis(20), &usr1), Ok(0));
        assert_eq!(raw::signals(), 0);
        let error = zmq::ppoll(&mut items, Duration::from_secs(30), &SignalSet::empty()).unwrap_err();
        assert_eq!((error, raw::signals()), (Errno::EINTR.into(), 1));

        push.send("x").unwrap();
        assert_eq!(zmq::ppoll(&mut items, None, &SignalSet::empty()), Ok(1));
        assert!(items[0].is_readable());
        assert_eq!(pull.recv().unwrap(), "x");
        ctx.shutdown();
        assert_eq!(zmq::ppoll(&mut items, None, &usr1).unwrap_err(), Errno::ETERM);
    });
}

/// libzmq would write beyond the sets of `pselect`.
#[test]
fn descriptors_that_do_not_fit() {
    in_child!(60, || {
        if !raw::raise_descriptors(2_000) {
            return eprintln!("SKIPPED: this process may not have 2000 descriptors");
        }
        let files: Vec<File> = (0..1_100).map(|_| File::open("/dev/null").unwrap()).collect();
        let last = files.last().unwrap();
        assert!(last.as_raw_fd() >= 1024);
        let set = SignalSet::empty();
        let mut items = [PollItem::from_fd(last.as_fd(), zmq::POLLIN)];
        let error = zmq::ppoll(&mut items, Duration::ZERO, &set).unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert!(error.to_string().contains("descriptor"), "{error}");

        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::PULL).unwrap(); // whose mailbox is a late descriptor, too
        let mut items = [PollItem::new(&socket, zmq::POLLIN)];
        assert_eq!(zmq::ppoll(&mut items, Duration::ZERO, &set).unwrap_err(), Errno::EINVAL);
        let mut items: Vec<_> =
            (0..1_025).map(|_| PollItem::from_fd(files[0].as_fd(), zmq::POLLIN)).collect();
        assert_eq!(zmq::ppoll(&mut items, Duration::ZERO, &set).unwrap_err(), Errno::EINVAL);
        let mut items = [PollItem::from_fd(files[0].as_fd(), zmq::POLLIN)];
        assert_eq!(zmq::ppoll(&mut items, Duration::ZERO, &set), Ok(1));
    });
}
