//! Connections that stay until the system has sent everything.

use std::{thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    raw::{Context, Socket},
    support,
};

const COUNT: usize = 60;

/// A sender that has given everything to its system and is closed, and a slow receiver that has heartbeats.
fn slow_receiver(endpoint: &str, linger: i32) -> (Context, Context, Socket) {
    let (sends, receives) = (Context::new(), Context::new());
    let pull = receives.socket(ZMQ_PULL);
    pull.set(ZMQ_RCVHWM, 1);
    pull.set(ZMQ_RCVBUF, 4096);
    pull.set(ZMQ_HEARTBEAT_IVL, 5);
    pull.set(ZMQ_HEARTBEAT_TIMEOUT, 60_000);
    let push = sends.socket(ZMQ_PUSH);
    push.set(ZMQ_SNDBUF, 1 << 20);
    push.set(ZMQ_LINGER, linger);
    push.connect(&pull.bind(endpoint));
    push.send(&[7; 20_000], 0);
    assert_eq!(pull.recv().0.len(), 20_000);
    // It has heard a heartbeat.
    thread::sleep(Duration::from_millis(30));
    for _ in 1..COUNT {
        push.send(&[7; 20_000], 0);
    }
    push.close();
    (sends, receives, pull)
}

#[test]
fn mend_68_a_slow_receiver_with_heartbeats() {
    if support::emulated("SIOCOUTQNSD") {
        return;
    }
    mended!(120, || {
        for endpoint in ["tcp://127.0.0.1:*", "ws://127.0.0.1:*"] {
            let (sends, receives, pull) = slow_receiver(endpoint, -1);
            let end = thread::spawn(move || sends.term().unwrap());
            for number in 1..COUNT {
                let received = pull.try_recv(0).map(|frame| frame.0.len());
                assert_eq!(received.ok(), Some(20_000), "only {number} of {COUNT} over {endpoint}");
                thread::sleep(Duration::from_millis(10));
            }
            end.join().unwrap();
            pull.close();
            receives.term().unwrap();
        }
    });
}

/// A receiver that does not read is not waited for any longer than the sender lingers.
#[test]
fn mend_68_no_longer_than_it_lingers() {
    mended!(60, || {
        for endpoint in ["tcp://127.0.0.1:*", "ws://127.0.0.1:*"] {
            let (sends, receives, pull) = slow_receiver(endpoint, 300);
            sends.term().unwrap();
            pull.close();
            receives.term().unwrap();
        }
    });
}

/// Nor is one that goes.
#[test]
fn a_receiver_that_goes_is_not_waited_for() {
    mended!(60, || {
        for endpoint in ["tcp://127.0.0.1:*", "ws://127.0.0.1:*"] {
            let (sends, receives, pull) = slow_receiver(endpoint, 20_000);
            pull.set(ZMQ_LINGER, 0);
            pull.close();
            receives.term().unwrap();
            sends.term().unwrap();
        }
    });
}
