//! Copies of sockets and contexts in a forked child: each call on them answers, and the parent goes on as if nothing had been.
#![cfg(unix)]

use crate::support::{bind_tcp, emulated, eventually, in_child, in_child_named, raw::in_fork, this_test};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use zmq::{
    Context, DONTWAIT, Errno, Error, EventMask, Message, MessageTracker, Multipart, PollItem, SNDMORE, Socket,
};

/// Longer than a loaded machine may take.
const LONG: Duration = Duration::from_secs(20);

/// A pair of sockets over tcp, whose threads wait for something to do.
struct Line {
    ctx: Context,
    push: Socket<zmq::Push>,
    pull: Socket<zmq::Pull>,
}

impl Line {
    fn new() -> Line {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.connect(&bind_tcp(&pull)).unwrap();
        let line = Line { ctx, push, pull };
        line.works();
        line
    }

    #[track_caller]
    fn works(&self) {
        for number in 0..100 {
            self.push.send(format!("number {number}")).unwrap();
            assert_eq!(self.pull.recv_timeout(LONG).unwrap().unwrap(), format!("number {number}").as_str());
        }
    }
}

/// One call in the child; says which one if it does not answer as it is to.
type Call = (&'static str, fn(&Line) -> Result<(), Error>);

/// Runs each call in a child of its own, and the parent goes on after each.
fn each_is_refused(name: &str, calls: &[Call]) {
    in_child_named(name, 120, &[], || {
        let line = Line::new();
        for &(what, call) in calls {
            let code = in_fork(|| match call(&line) {
                Err(error) if error == Errno::ENOTSUP && error.to_string().contains("parent process") => 0,
                result => {
                    eprintln!("{what}: {result:?}");
                    1
                }
            });
            assert_eq!(code, Some(0), "{what}");
            line.works();
        }
        let Line { ctx, push, pull } = line;
        drop((push, pull));
        ctx.term();
    });
}

#[test]
fn sockets_do_not_send_or_receive() {
    each_is_refused(
        &this_test!(),
        &[
            ("send", |line| line.push.send("x").map_err(Into::into)),
            ("send, long", |line| line.push.send(vec![7; 1000]).map_err(Into::into)),
            ("send_from", |line| line.push.send_from(&mut Message::from("x"))),
            ("try_send", |line| line.push.try_send("x").map_err(Into::into)),
            ("send_flags", |line| line.push.send_flags("x", SNDMORE).map_err(Into::into)),
            ("send_timeout", |line| line.push.send_timeout("x", LONG).map_err(Into::into)),
            ("send_multipart", |line| line.push.send_multipart(["x", "y"]).map_err(Into::into)),
            ("send_multipart_from", |line| line.push.send_multipart_from(&mut Multipart::from(["x", "y"]))),
            ("try_send_multipart", |line| line.push.try_send_multipart(["x", "y"]).map_err(Into::into)),
            ("recv", |line| line.pull.recv().map(drop)),
            ("recv_into", |line| line.pull.recv_into(&mut Message::new())),
            ("try_recv", |line| line.pull.try_recv().map(drop)),
            ("recv_timeout", |line| line.pull.recv_timeout(LONG).map(drop)),
            ("recv_flags", |line| line.pull.recv_flags(DONTWAIT).map(drop)),
            ("recv_multipart", |line| line.pull.recv_multipart().map(drop)),
            ("try_recv_multipart", |line| line.pull.try_recv_multipart().map(drop)),
            ("recv_buf", |line| line.pull.recv_buf(&mut [0; 100]).map(drop)),
        ],
    );
}

#[test]
fn sockets_do_nothing_else() {
    each_is_refused(
        &this_test!(),
        &[
            ("bind", |line| line.push.bind("tcp://127.0.0.1:*")),
            ("bind inproc", |line| line.push.bind("inproc://forked")),
            ("bind_to_random_port", |line| line.push.bind_to_random_port("tcp://127.0.0.1").map(drop)),
            ("connect", |line| line.push.connect("tcp://127.0.0.1:1")),
            ("connect inproc", |line| line.push.connect("inproc://forked")),
            ("unbind", |line| line.pull.unbind("tcp://127.0.0.1:1")),
            ("disconnect", |line| line.push.disconnect("tcp://127.0.0.1:1")),
            ("last_endpoint", |line| line.pull.last_endpoint().map(drop)),
            ("linger", |line| line.push.linger().map(drop)),
            ("set_linger", |line| line.push.set_linger(Some(Duration::ZERO))),
            ("set_sndtimeo", |line| line.push.set_sndtimeo(Some(LONG))),
            ("set_rcvtimeo", |line| line.pull.set_rcvtimeo(Some(LONG))),
            ("events", |line| line.pull.events().map(drop)),
            ("Socket::poll", |line| line.pull.poll(zmq::POLLIN, LONG).map(drop)),
            ("poll", |line| {
                let items =
                    &mut [PollItem::new(&line.push, zmq::POLLOUT), PollItem::new(&line.pull, zmq::POLLIN)];
                zmq::poll(items, LONG).map(drop)
            }),
            ("monitor", |line| line.push.monitor(EventMask::ALL).map(drop)),
            ("proxy", |line| zmq::proxy(&line.pull, &line.push).map(drop).map_err(Into::into)),
            ("Context::socket", |line| line.ctx.socket(zmq::PUSH).map(drop)),
            ("Context::io_threads", |line| line.ctx.io_threads().map(drop)),
        ],
    );
}

/// What says nothing of errors does not wait, and changes nothing.
#[test]
fn contexts_end_for_the_parent_only() {
    in_child!(60, || {
        let line = Line::new();
        let code = in_fork(|| {
            line.ctx.shutdown();
            let shut_down = line.ctx.is_shut_down();
            let raw = line.ctx.as_raw();
            line.ctx.clone().term();
            let ended = line.ctx.clone().term_timeout(LONG);
            i32::from(shut_down || !raw.is_null() || ended.is_err())
        });
        assert_eq!(code, Some(0));
        line.works();
    });
}

/// A child makes a context of its own, and so does its child.
#[test]
fn children_have_contexts_of_their_own() {
    if emulated("threads of a forked child") {
        return;
    }
    in_child!(60, || {
        let line = Line::new();
        let code = in_fork(|| {
            let own = Line::new();
            let refused =
                |line: &Line| i32::from(line.push.send("x").is_ok() || line.pull.try_recv().is_ok());
            let code = in_fork(|| {
                Line::new().works();
                refused(&own) + refused(&line)
            });
            own.works();
            i32::from(code != Some(0)) + refused(&line)
        });
        assert_eq!(code, Some(0));
        line.works();
    });
}

/// A timeout that was set before the fork, and one of this call: both are refused, and neither is waited for.
#[test]
fn timeouts_are_not_waited_for() {
    in_child!(60, || {
        let line = Line::new();
        line.pull.set_rcvtimeo(Some(Duration::from_secs(3600))).unwrap();
        line.push.set_sndtimeo(Some(Duration::from_secs(3600))).unwrap();
        let code = in_fork(|| {
            let received = line.pull.recv().is_err_and(|error| error == Errno::ENOTSUP);
            let sent = line.push.send("x").is_err_and(|error| error.errno() == Errno::ENOTSUP);
            i32::from(!received || !sent)
        });
        assert_eq!(code, Some(0));
        line.works();
    });
}

/// A message that comes back from a refused send is whole, in the child.
#[test]
fn messages_come_back() {
    in_child!(60, || {
        let line = Line::new();
        let code = in_fork(|| {
            let error = line.push.send_multipart(["head", "body"]).unwrap_err();
            i32::from(error.into_message() != ["head", "body"])
        });
        assert_eq!(code, Some(0));
    });
}

/// Bytes that count how often they were dropped.
struct Counted(Arc<AtomicUsize>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &[7; 100]
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// The owners of the parent are the parent's to drop; those of the child are dropped in the child.
#[test]
fn owners_are_dropped_by_their_process() {
    if emulated("threads of a forked child") {
        return;
    }
    in_child!(60, || {
        let dropped = Arc::new(AtomicUsize::new(0));
        let mut of_parent = Some(Message::from_owner(Counted(dropped.clone())));
        drop(Message::from_owner(Counted(dropped.clone())));
        eventually("one is dropped", || dropped.load(SeqCst) == 1);
        let code = in_fork(|| {
            drop(of_parent.take());
            let mut tracker = MessageTracker::new();
            let own = Arc::new(AtomicUsize::new(0));
            drop(tracker.track(Counted(own.clone())));
            let done = tracker.wait(LONG);
            i32::from(!done || own.load(SeqCst) != 1 || dropped.load(SeqCst) != 1)
        });
        assert_eq!(code, Some(0));
        drop(of_parent);
        eventually("the other is dropped", || dropped.load(SeqCst) == 2);
    });
}
