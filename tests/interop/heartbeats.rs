//! Heartbeats as a pyzmq script sets them, on sockets that are as they are made: with marks, and a linger period for ever. With an
//! installed libzmq up to 4.3.5 they are refused there, since they would end the process.

use crate::common::{Remote, bind_tcp, context, with_peers};
use std::{thread, time::Duration};
use zmq::{EventMask, Monitor, Socket, kind::Kind};

const IVL: Duration = Duration::from_millis(40);
const LONG: Duration = Duration::from_secs(30);

/// Whether heartbeats go with everything.
fn can_beat() -> bool {
    [1, 2, 3, 4, 13, 20].iter().all(|mend| zmq::mends().contains(mend)) || zmq::version() > (4, 3, 5)
}

fn beat<K: Kind>(socket: &Socket<K>) -> Monitor {
    socket.set_heartbeat_ivl(Some(IVL)).unwrap();
    socket.set_heartbeat_timeout(Some(LONG)).unwrap();
    socket.set_heartbeat_ttl(Some(LONG)).unwrap();
    socket.monitor(EventMask::DISCONNECTED).unwrap()
}

#[track_caller]
fn stays(monitor: &Monitor) {
    let event = monitor.try_recv().unwrap();
    assert!(event.is_none(), "{event:?}");
}

/// Both ask, whoever binds; and between the messages there are only heartbeats.
#[test]
fn both_sides_have_them() {
    if !can_beat() {
        return;
    }
    with_peers(|| {
        let remote = Remote::new();
        let context = context();
        for theirs_binds in [false, true] {
            let theirs = remote.socket("DEALER");
            for (name, value) in
                [("HEARTBEAT_IVL", 40), ("HEARTBEAT_TIMEOUT", 30_000), ("HEARTBEAT_TTL", 30_000)]
            {
                theirs.option(name, value);
            }
            let ours = context.socket(zmq::ROUTER).unwrap();
            ours.set_router_handover(true).unwrap();
            let monitor = beat(&ours);
            if theirs_binds {
                ours.connect(&theirs.bind("tcp://127.0.0.1:*")).unwrap();
            } else {
                theirs.connect(&bind_tcp(&ours));
            }
            for _ in 0..3 {
                theirs.send(&["question"]);
                let question = ours.recv_multipart_timeout(LONG).unwrap().unwrap();
                ours.send_multipart([question[0].clone(), "answer".into()]).unwrap();
                assert_eq!(theirs.recv(), [b"answer"]);
                thread::sleep(5 * IVL);
            }
            stays(&monitor);
            theirs.close();
        }
    });
}

/// Our reader sleeps for many beats with a full queue, and nothing is lost.
#[test]
fn our_slow_reader_keeps_its_connection() {
    if !can_beat() {
        return;
    }
    with_peers(|| {
        let remote = Remote::new();
        let theirs = remote.socket("PUSH");
        let ours = context().socket(zmq::PULL).unwrap();
        ours.set_rcvhwm(5).unwrap();
        let monitor = beat(&ours);
        theirs.connect(&bind_tcp(&ours));
        for number in 0..200u8 {
            theirs.send(&[[number].repeat(100)]);
        }
        thread::sleep(10 * IVL);
        for number in 0..200u8 {
            assert_eq!(ours.recv_timeout(LONG).unwrap().unwrap(), [number].repeat(100));
        }
        stays(&monitor);
    });
}

/// Only they ask, with a PAIR, which has one peer.
#[test]
fn a_pair_answers_theirs() {
    if !can_beat() {
        return;
    }
    with_peers(|| {
        let remote = Remote::new();
        let theirs = remote.socket("PAIR");
        theirs.option("HEARTBEAT_IVL", 40);
        theirs.option("HEARTBEAT_TIMEOUT", 30_000);
        let ours = context().socket(zmq::PAIR).unwrap();
        let monitor = beat(&ours);
        let endpoint = theirs.bind("tcp://127.0.0.1:*");
        ours.connect(&endpoint).unwrap();
        ours.send("x").unwrap();
        assert_eq!(theirs.recv(), [b"x"]);
        thread::sleep(10 * IVL);
        theirs.send(&["y"]);
        assert_eq!(ours.recv_timeout(LONG).unwrap().unwrap(), "y");
        stays(&monitor);
        ours.disconnect(&endpoint).unwrap();
    });
}
