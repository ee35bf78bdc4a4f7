//! A name of `inproc` that is bound while sockets wait for it: both ends of their connections change hands.

use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Message};

/// How often a name is bound.
const ROUNDS: usize = 60;

/// What a socket may do while its name is bound.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Send,
    SetMarks,
    Disconnect,
    Close,
}

/// Whether the linked libzmq has what makes this no race: without it anything may happen, a hang too.
fn is_mended() -> bool {
    [61, 67].iter().all(|mend| zmq::mends().contains(mend))
}

fn while_it_is_bound(deed: Deed) {
    if !is_mended() {
        return;
    }
    let ctx = Context::new().unwrap();
    for round in 0..ROUNDS {
        let name = format!("inproc://{deed:?}-{round}");
        let both = Barrier::new(2);
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                let push = ctx.socket(zmq::PUSH).unwrap();
                push.set_sndhwm(2).unwrap();
                push.connect(&name).unwrap();
                push.send("first").unwrap();
                both.wait();
                match deed {
                    Deed::Send => (0..50).for_each(|_| drop(push.try_send("more"))),
                    Deed::SetMarks => (3..20).for_each(|mark| push.set_sndhwm(mark).unwrap()),
                    // It may have gone with its peer already.
                    Deed::Disconnect => drop(push.disconnect(&name)),
                    Deed::Close => (),
                }
            });
            let binds = scope.spawn(|| {
                let pull = ctx.socket(zmq::PULL).unwrap();
                both.wait();
                pull.bind(&name).unwrap();
                let first = pull.recv_timeout(Duration::from_secs(30)).unwrap();
                assert_eq!(first.as_deref(), Some(&b"first"[..]));
            });
            waits.join().unwrap();
            binds.join().unwrap();
        });
    }
}

#[test]
fn sends_while_its_name_is_bound() {
    while_it_is_bound(Deed::Send);
}

#[test]
fn sets_marks_while_its_name_is_bound() {
    while_it_is_bound(Deed::SetMarks);
}

#[test]
fn disconnects_while_its_name_is_bound() {
    while_it_is_bound(Deed::Disconnect);
}

#[test]
fn is_closed_while_its_name_is_bound() {
    while_it_is_bound(Deed::Close);
}

/// One that conflates wakes its reader with each message, and has no reader yet.
#[test]
fn conflates_while_its_name_is_bound() {
    if !is_mended() {
        return;
    }
    let ctx = Context::new().unwrap();
    for round in 0..ROUNDS {
        let name = format!("inproc://conflate-{round}");
        let both = Barrier::new(2);
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                let push = ctx.socket_builder(zmq::PUSH).conflate(true).build().unwrap();
                push.connect(&name).unwrap();
                push.send("first").unwrap();
                both.wait();
                (0..50).for_each(|_| push.send("more").unwrap());
                push.send("last").unwrap();
            });
            let binds = scope.spawn(|| {
                let pull = ctx.socket(zmq::PULL).unwrap();
                both.wait();
                pull.bind(&name).unwrap();
                let deadline = Instant::now() + Duration::from_secs(60);
                let mut last = Message::new();
                while &*last != b"last" {
                    assert!(Instant::now() < deadline);
                    if let Some(message) = pull.recv_timeout(Duration::from_secs(30)).unwrap() {
                        last = message;
                    }
                }
            });
            waits.join().unwrap();
            binds.join().unwrap();
        });
    }
}
