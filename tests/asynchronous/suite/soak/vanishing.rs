//! A DEALER that vanishes in the middle and returns, again and again, with a context of its own or without.
//!
//! Each life begins with the oldest message that nobody acknowledged, and gives up without a word. So within a life nothing
//! is missing or doubled, whatever comes late is nothing new, and what was acknowledged is there.

use super::{
    super::runtime::{Context, Socket, spawn},
    Clock, is_last, last, message, number_of,
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{collections::BTreeMap, time::Duration};
use zmq::Errno;

/// How many messages wait for their acknowledgement at most.
const WINDOW: u64 = 50;

/// How often it vanishes at least.
const LIVES: u64 = 10;

pub async fn vanishing(ctx: Context, clock: Clock) -> u64 {
    let server = ctx.socket(zmq::ROUTER).unwrap();
    server.set_router_mandatory(true).unwrap();
    server.set_router_handover(true).unwrap();
    // Without a bound, libzmq waits for a peer that was replaced and has gone (the page of defects).
    server.set_linger(Some(Duration::ZERO)).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = server.last_endpoint().unwrap();
    let collecting = spawn(collect(server));
    let mut random = SmallRng::seed_from_u64(5);
    let (mut acknowledged, mut life) = (0, 0_u64);
    while life < LIVES || clock.goes_on(acknowledged) {
        // How many acknowledgements it lives for.
        let quota = random.random_range(0..200);
        let own = (life % 3 == 0).then(|| Context::new().unwrap());
        let peer = connect(own.as_ref().unwrap_or(&ctx), &endpoint, life);
        let peer = live(peer, life, &mut acknowledged, quota).await;
        match own {
            Some(own) if life % 2 == 0 => {
                drop(peer);
                own.term().await;
            }
            Some(own) => {
                own.shutdown(); // under its socket
                drop((own, peer));
            }
            None => drop(peer),
        }
        life += 1;
    }
    let mut peer = connect(&ctx, &endpoint, life);
    peer.send_multipart(last(life, acknowledged)).await.unwrap();
    assert_eq!(collecting.join().await, acknowledged);
    println!("{life} lives");
    acknowledged
}

/// Every other life has the name of the one before, and takes its place.
fn connect(ctx: &Context, endpoint: &str, life: u64) -> Socket<zmq::Dealer> {
    let peer = ctx.socket(zmq::DEALER).unwrap();
    if life % 4 < 2 {
        peer.set_routing_id(b"the same").unwrap();
    }
    peer.set_linger(Some(Duration::ZERO)).unwrap();
    peer.connect(endpoint).unwrap();
    peer
}

/// Sends, and counts what is acknowledged. Ends after so many acknowledgements, with more on their way, and at the latest
/// with the last one.
async fn live(
    mut peer: Socket<zmq::Dealer>,
    life: u64,
    acknowledged: &mut u64,
    quota: u64,
) -> Socket<zmq::Dealer> {
    let begun = *acknowledged;
    let mut sent = begun;
    loop {
        while sent < *acknowledged + WINDOW {
            peer.send_multipart(message(life, sent)).await.unwrap();
            sent += 1;
        }
        if *acknowledged >= begun + quota {
            return peer; // in the middle of it
        }
        let acknowledgement = peer.recv_string().await.unwrap();
        let number: u64 = acknowledgement.parse().unwrap();
        // One of a life before may come to this one, which has its name.
        assert!(number < begun + quota + WINDOW, "{number} is not sent yet");
        *acknowledged = (*acknowledged).max(number + 1);
    }
}

/// Receives and acknowledges, and gives the number of messages, of which none is missing.
async fn collect(mut server: Socket<zmq::Router>) -> u64 {
    let mut received = 0;
    // The number that is next in each life; the old ones are forgotten.
    let mut next = BTreeMap::new();
    loop {
        let mut parts = server.recv_multipart().await.unwrap();
        let address = parts.pop_front().unwrap();
        let life: u64 = parts[0].to_str().unwrap().parse().unwrap();
        if is_last(&parts) {
            let total: u64 = parts[1].to_str().unwrap().parse().unwrap();
            assert!(received >= total, "{total} were acknowledged, {received} received");
            return total;
        }
        let number = number_of(&parts, life);
        let expected = next.insert(life, number + 1);
        assert!(expected.is_none_or(|expected| expected == number), "life {life}: {number}, not {expected:?}");
        assert!(number <= received, "life {life}: {number} came before {received}");
        received = received.max(number + 1);
        if next.len() > 100 {
            next.pop_first();
        }
        let acknowledged = server.send_multipart([address, number.to_string().into()]).await;
        if let Err(error) = acknowledged {
            assert_eq!(error.errno(), Errno::EHOSTUNREACH);
        }
    }
}
