//! What the tests of the draft API share.

use std::{
    net::UdpSocket,
    time::{Duration, Instant},
};
use zmq::{Context, Dish, Message, Radio, Socket, kind::Kind};

pub const LONG: Duration = Duration::from_secs(10);
pub const SHORT: Duration = Duration::from_millis(20);

/// A context that does not wait for what was not received.
pub fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// The endpoints on which everything is tried.
pub fn endpoints() -> Vec<&'static str> {
    let ws = zmq::has(zmq::Capability::Ws).then_some("ws://127.0.0.1:*");
    let ipc = zmq::has(zmq::Capability::Ipc).then_some("ipc://*");
    std::iter::once("tcp://127.0.0.1:*").chain(ipc).chain(ws).collect()
}

pub fn join<A: Kind, B: Kind>(binds: &Socket<A>, endpoint: &str, connects: &Socket<B>) {
    binds.bind(endpoint).unwrap();
    connects.connect(&binds.last_endpoint().unwrap()).unwrap();
}

/// Sends to a group until the DISH, which the RADIO has to learn of, receives it; what else it receives is dropped.
pub fn publish(radio: &Socket<Radio>, dish: &Socket<Dish>, group: &str, body: &[u8]) -> Message {
    let deadline = Instant::now() + LONG;
    loop {
        radio.send_to_group(group, body).unwrap();
        let received = dish.recv_timeout(SHORT).unwrap();
        if let Some(message) = received.filter(|message| message.group() == Some(group) && message == body) {
            return message;
        }
        assert!(Instant::now() < deadline, "nothing arrives for {group}");
    }
}

/// A port for udp that was free a moment ago.
pub fn free_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A DISH that received a datagram, for the group "g".
pub fn listening(ctx: &Context) -> (Socket<Dish>, UdpSocket) {
    let (dish, sender) = (ctx.socket(zmq::DISH).unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let port = free_port();
    dish.bind(&format!("udp://127.0.0.1:{port}")).unwrap();
    dish.join("g").unwrap();
    sender.connect(("127.0.0.1", port)).unwrap();
    alive(&dish, &sender);
    (dish, sender)
}

/// The DISH still receives.
pub fn alive(dish: &Socket<Dish>, sender: &UdpSocket) {
    super::eventually("a datagram arrives", || {
        let _ = sender.send(b"\x01ghello");
        dish.recv_timeout(SHORT).unwrap().is_some_and(|message| message == "hello")
    });
}
