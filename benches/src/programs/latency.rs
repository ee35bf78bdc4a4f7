//! How long a message and its answer take, in two threads; and how a ROUTER's work grows with its peers.

use super::link::{self, Place};
use crate::Failure;
use std::{
    thread,
    time::{Duration, Instant},
};
use zmq::{
    Context, Message, Multipart, Socket,
    kind::{CanRecv, CanSend, Kind},
};

/// Sends each message back.
pub fn echo<K: Kind + CanSend + CanRecv>(socket: &Socket<K>, count: usize) -> zmq::Result<()> {
    let mut message = Message::new();
    for _ in 0..count {
        socket.recv_into(&mut message)?;
        socket.send_from(&mut message)?;
    }
    Ok(())
}

/// Sends each message back, with all its parts.
fn echo_parts(router: &Socket<zmq::Router>, count: usize) -> zmq::Result<()> {
    let mut message = Multipart::new();
    for _ in 0..count {
        router.recv_multipart_into(&mut message)?;
        router.send_multipart_from(&mut message)?;
    }
    Ok(())
}

pub fn ask<K: Kind + CanSend + CanRecv>(
    socket: &Socket<K>,
    size: usize,
    count: usize,
) -> Result<(), Failure> {
    let early = count / 10;
    let payload = vec![0; size];
    let mut answer = Message::new();
    let mut times = Vec::with_capacity(count);
    for at in 0..early + count {
        let started = Instant::now();
        socket.send(&payload)?;
        socket.recv_into(&mut answer)?;
        if at >= early {
            times.push(started.elapsed().as_nanos());
        }
    }
    print(times);
    Ok(())
}

pub fn print(mut times: Vec<u128>) {
    times.sort_unstable();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    println!("p50 {}", at(times.len() / 2));
    println!("p90 {}", at(times.len() * 90 / 100));
    println!("p99 {}", at(times.len() * 99 / 100));
    println!("p999 {}", at(times.len() * 999 / 1000));
}

/// Receives spin for that long before they sleep.
pub fn trips(
    pairing: &str,
    transport: &str,
    size: usize,
    count: usize,
    spin: Duration,
) -> Result<(), Failure> {
    let all = count + count / 10;
    let server = match pairing {
        "req_rep" => {
            let (rep, req) = link::open(transport, zmq::REP, zmq::REQ)?;
            rep.set_spin(spin);
            req.set_spin(spin);
            let server = thread::spawn(move || echo(&rep, all));
            ask(&req, size, count)?;
            server
        }
        "dealer_router" => {
            let (router, dealer) = link::open(transport, zmq::ROUTER, zmq::DEALER)?;
            router.set_spin(spin);
            dealer.set_spin(spin);
            let server = thread::spawn(move || echo_parts(&router, all));
            ask(&dealer, size, count)?;
            server
        }
        _ => return Err(format!("no pairing {pairing}").into()),
    };
    Ok(server.join().map_err(|_| "the server panicked")??)
}

/// Each peer asks, then each hears its answer, again and again.
pub fn routing(transport: &str, peers: usize, count: usize) -> Result<(), Failure> {
    let rounds = count / peers;
    let place = Place::new(transport)?;
    let (near, far): (Context, Context) = place.contexts(peers + 2)?;
    let router = near.socket(zmq::ROUTER)?;
    router.set_backlog(4096)?;
    let endpoint = place.bind(&router)?;
    let mut dealers = Vec::with_capacity(peers);
    for _ in 0..peers {
        let dealer = far.socket(zmq::DEALER)?;
        place.connect(&dealer, &endpoint)?;
        dealers.push(dealer);
    }
    let server = thread::spawn(move || echo_parts(&router, (rounds + 1) * peers));
    let mut answer = Message::new();
    let mut round = || {
        for dealer in &dealers {
            dealer.send(b"0123456789abcdef")?;
        }
        dealers.iter().try_for_each(|dealer| dealer.recv_into(&mut answer))
    };
    round()?; // all are connected
    let started = Instant::now();
    for _ in 0..rounds {
        round()?;
    }
    let seconds = started.elapsed().as_secs_f64() / (rounds * peers) as f64 * count as f64;
    println!("seconds {seconds:.9}");
    Ok(server.join().map_err(|_| "the server panicked")??)
}
