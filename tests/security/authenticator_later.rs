//! A peer that is to come back later comes back by itself, once the handshake time of one side has run out.

use crate::support::{
    auth::{plain_client, plain_server},
    bind_tcp, slowness, within,
};
use std::{
    collections::HashSet,
    sync::Mutex,
    time::{Duration, Instant},
};
use zmq::{Authenticator, Context, PlainUsers, zap::Decision};

/// How many clients there are, and are told so at first.
const CLIENTS: usize = 12;

/// Lets every client in at its second try, and gives the time until the last of them is in.
fn all_come_back(handshake: Duration) -> Duration {
    let ctx = Context::new().unwrap();
    let authenticator = Authenticator::start(&ctx).unwrap();
    let known = Mutex::new(HashSet::new());
    let users = PlainUsers::callback(move |_, name, _| match known.lock().unwrap().insert(name.to_owned()) {
        true => Decision::later("not yet"),
        false => Decision::allow(),
    });
    authenticator.configure_plain("*", users);
    let server = ctx.socket(zmq::PULL).unwrap();
    plain_server("global")(&server);
    server.set_handshake_ivl(Some(handshake)).unwrap();
    let endpoint = bind_tcp(&server);
    let started = Instant::now();
    let client = |number| {
        let client = ctx.socket(zmq::PUSH).unwrap();
        client.set_linger(Some(Duration::ZERO)).unwrap();
        plain_client(&format!("client {number}"), "x")(&client);
        client.connect(&endpoint).unwrap();
        client.send("Hello").unwrap();
        client
    };
    let clients: Vec<_> = (0..CLIENTS).map(client).collect();
    for number in 0..CLIENTS {
        let came = server.recv_timeout(Duration::from_secs(90)).unwrap();
        assert!(came.is_some(), "{number} of {CLIENTS} came");
        println!("{number} after {:?}", started.elapsed());
    }
    drop(clients);
    started.elapsed()
}

#[test]
fn a_short_handshake_time_brings_them_back_soon() {
    within(100, || {
        // Long enough for a handshake here, or nobody ever comes.
        let took = all_come_back(Duration::from_millis(500) * slowness().min(20));
        println!("all came back after {took:?}");
        assert!(took < Duration::from_secs(20), "{took:?}; the default handshake time is 30 s");
    });
}

/// By default that takes half a minute.
#[test]
#[ignore = "takes 30 seconds"]
fn the_default_handshake_time_brings_them_back_late() {
    within(100, || println!("all came back after {:?}", all_come_back(Duration::from_secs(30))));
}
