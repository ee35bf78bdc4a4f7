//! Two sockets that are connected from the start.

use crate::support::{in_child, within};
use std::{thread, time::Duration};
use zmq::{Context, SocketType};

#[test]
fn both_ends_send_and_receive() {
    within(60, || {
        let ctx = Context::builder().linger(Duration::from_secs(5)).build().unwrap();
        let (here, there) = ctx.pair().unwrap();
        assert_eq!((here.socket_type(), there.socket_type()), (SocketType::Pair, SocketType::Pair));
        assert_eq!(there.linger().unwrap(), Some(Duration::from_secs(5)), "that of the context");
        let thread = thread::spawn(move || -> zmq::Result<()> {
            while let Some(message) = there.recv_timeout(Duration::from_secs(30))? {
                if message.is_empty() {
                    return Ok(());
                }
                there.send(message)?;
            }
            panic!("nothing came");
        });
        for number in 0..1000_u32 {
            here.send(number.to_be_bytes()).unwrap();
            assert_eq!(here.recv().unwrap(), number.to_be_bytes());
        }
        here.send("").unwrap();
        thread.join().unwrap().unwrap();
        drop(here);
        ctx.term_timeout(Duration::from_secs(10)).unwrap();
    });
}

/// Two hundred pairs at once, from several threads and in several contexts: nobody hears another pair.
#[test]
fn pairs_do_not_mix() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let threads: Vec<_> = (0..4_u8)
            .map(|thread| {
                let ctx = if thread == 3 { Context::new().unwrap() } else { ctx.clone() };
                thread::spawn(move || {
                    let pairs: Vec<_> = (0..50_u8).map(|_| ctx.pair().unwrap()).collect();
                    for (number, (here, _)) in (0..).zip(&pairs) {
                        here.send([thread, number]).unwrap();
                    }
                    for (number, (here, there)) in (0..).zip(&pairs) {
                        assert_eq!(there.recv().unwrap(), [thread, number]);
                        assert!(here.try_recv().unwrap().is_none() && there.try_recv().unwrap().is_none());
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

/// In a process of its own, where the first number is known.
#[test]
fn a_name_that_is_taken_is_passed_over() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let taken = ctx.socket_builder(zmq::PULL).bind("inproc://zmq.pair.0").build().unwrap();
        let (here, there) = ctx.pair().unwrap();
        here.send("x").unwrap();
        assert_eq!(there.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), "x");
        assert_eq!(here.last_endpoint().unwrap(), "inproc://zmq.pair.1");
        assert!(taken.try_recv().unwrap().is_none());
    });
}

#[test]
fn what_forbids_a_socket_forbids_a_pair() {
    let ctx = Context::builder().max_sockets(3).build().unwrap();
    let pair = ctx.pair().unwrap();
    assert_eq!(ctx.pair().unwrap_err(), zmq::Errno::EMFILE);
    drop(ctx.socket(zmq::PULL).unwrap()); // the first of the two was given back
    ctx.shutdown();
    assert_eq!(ctx.pair().unwrap_err(), zmq::Errno::ETERM);
    drop(pair);
}
