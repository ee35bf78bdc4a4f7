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

/// Waits for some names in place of whoever is to connect.
fn stranger(ctx: &Context, names: impl IntoIterator<Item = String>) -> zmq::Socket<zmq::Pair> {
    let stranger = ctx.socket(zmq::PAIR).unwrap();
    names.into_iter().for_each(|name| stranger.connect(&format!("inproc://{name}")).unwrap());
    stranger
}

/// The ends are connected to each other, whoever waits for the names of earlier pairs, or for those that seem to come next.
#[test]
fn a_pair_is_joined_by_nobody_else() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let (first, _other) = ctx.pair().unwrap();
        let name = first.last_endpoint().unwrap().replace("inproc://", "");
        let (stem, number) = name.rsplit_once('.').unwrap();
        let number = number.parse::<u64>().unwrap();
        let stranger = stranger(&ctx, (number + 1..number + 9).map(|next| format!("{stem}.{next}")));
        let (here, there) = ctx.pair().unwrap();
        here.send("x").unwrap();
        assert_eq!(there.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), "x");
        there.send("y").unwrap();
        assert_eq!(here.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), "y");
        assert!(stranger.try_recv().unwrap().is_none());
    });
}

/// Orders reach the threads of this crate, whoever waits for what the names of their links were once.
#[test]
fn orders_go_to_nobody_else() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        let names = ["zmq-safe-proxy-0", "zmq-safe-authenticator-0"].map(String::from);
        let [_one, _two] = names.map(|name| stranger(&ctx, [name]));
        zmq::Authenticator::start(&ctx).unwrap().stop().unwrap();
        let streamer = zmq::Proxy::streamer(&ctx).unwrap();
        streamer.frontend().bind("inproc://in").unwrap();
        streamer.backend().bind("inproc://out").unwrap();
        streamer.spawn().unwrap().stop().unwrap();
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
