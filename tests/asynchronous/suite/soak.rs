//! A while of all patterns at once on one runtime, and every message is accounted for.
//!
//! It takes two seconds, or as many as `ZMQ_TEST_SOAK_SECONDS` says, and prints what it moved.

mod forwarder;
mod vanishing;

use super::runtime::{Context, NAME, Task, run, spawn, timeout};
use std::{
    fmt::Display,
    time::{Duration, Instant},
};
use zmq::Multipart;

/// Queues are short, so that all wait for all again and again.
const LIMIT: u32 = 10;

/// How many messages go at least, whatever the time.
const LEAST: u64 = 50;

/// How long it goes on.
#[derive(Clone, Copy)]
pub struct Clock(Instant);

impl Clock {
    fn start() -> Clock {
        let seconds = std::env::var("ZMQ_TEST_SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
        Clock(Instant::now() + Duration::from_secs(seconds.unwrap_or(2)))
    }

    /// Whether another message is to be sent after so many.
    pub fn goes_on(self, sent: u64) -> bool {
        sent < LEAST || Instant::now() < self.0
    }
}

/// A message of three parts or more, which tells what it has to look like.
pub fn message(of: impl Display, number: u64) -> Multipart {
    let mut parts = Multipart::from([of.to_string(), number.to_string()]);
    parts.extend((0..1 + number % 3).map(|part| vec![number as u8; (number * 7 % 300 + part) as usize]));
    parts
}

/// Looks at a message of [`message`], and gives its number.
#[track_caller]
pub fn number_of(parts: &Multipart, of: impl Display) -> u64 {
    let number = parts[1].to_str().unwrap().parse().unwrap();
    assert_eq!(*parts, message(of, number), "a message is torn");
    number
}

/// What comes after the last message, with their number.
pub fn last(of: impl Display, total: u64) -> Multipart {
    [of.to_string(), total.to_string()].into()
}

pub fn is_last(parts: &Multipart) -> bool {
    parts.len() == 2
}

#[test]
fn soak() {
    let clock = Clock::start();
    run(async move {
        let ctx = Context::new().unwrap();
        let parts: [(&str, Task<u64>); 6] = [
            ("PUSH to PULL", spawn(pipeline(ctx.clone(), clock))),
            ("DEALER and ROUTER in halves", spawn(halves(ctx.clone(), clock))),
            ("REQ and REP", spawn(requests(ctx.clone(), clock))),
            ("PAIR both ways", spawn(pairs(ctx.clone(), clock))),
            ("XPUB to SUB by a proxy", spawn(forwarder::forwarder(ctx.clone(), clock))),
            ("DEALER that vanishes", spawn(vanishing::vanishing(ctx, clock))),
        ];
        for (name, part) in parts {
            println!("{NAME} {name}: {} messages", part.join().await);
        }
    });
}

/// Three that push and one that pulls, who sees that the messages of each come in order.
async fn pipeline(ctx: Context, clock: Clock) -> u64 {
    const SENDERS: usize = 3;
    let mut sink = ctx.socket(zmq::PULL).unwrap();
    sink.set_rcvhwm(LIMIT).unwrap();
    sink.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = sink.last_endpoint().unwrap();
    let sending: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let mut push = ctx.socket(zmq::PUSH).unwrap();
            push.set_sndhwm(LIMIT).unwrap();
            push.connect(&endpoint).unwrap();
            spawn(async move {
                let mut number = 0;
                while clock.goes_on(number) {
                    push.send_multipart(message(sender, number)).await.unwrap();
                    number += 1;
                }
                push.send_multipart(last(sender, number)).await.unwrap();
            })
        })
        .collect();
    let (mut received, mut ended, mut burst) = ([0; SENDERS], 0, Vec::new());
    while ended < SENDERS {
        let count = sink.recv_many(&mut burst, 64).await.unwrap();
        let mut messages = 0;
        while !burst.is_empty() {
            let end = burst.iter().position(|part| !part.more()).expect("a message without an end");
            let parts: Multipart = burst.drain(..=end).collect();
            messages += 1;
            let sender: usize = parts[0].to_str().unwrap().parse().unwrap();
            if is_last(&parts) {
                assert_eq!(parts, last(sender, received[sender]));
                ended += 1;
            } else {
                assert_eq!(number_of(&parts, sender), received[sender]);
                received[sender] += 1;
            }
        }
        assert_eq!(messages, count);
    }
    assert_eq!(sink.try_recv().unwrap(), None);
    for sender in sending {
        sender.join().await;
    }
    received.iter().sum()
}

/// Three DEALERs and a ROUTER, all in halves: each message comes back, in order, to who sent it.
async fn halves(ctx: Context, clock: Clock) -> u64 {
    const PEERS: usize = 3;
    let router = ctx.socket(zmq::ROUTER).unwrap();
    router.set_rcvhwm(LIMIT).unwrap();
    router.set_sndhwm(LIMIT).unwrap();
    router.set_router_mandatory(true).unwrap();
    router.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = router.last_endpoint().unwrap();
    let (mut back, mut there) = router.into_split();
    let echo = spawn(async move {
        let mut ended = 0;
        while ended < PEERS {
            let parts = there.recv_multipart().await.unwrap();
            ended += usize::from(parts.len() == 3); // with the address
            back.send_multipart(parts).await.unwrap();
        }
        (back, there) // until all have gone
    });
    let peers: Vec<_> = (0..PEERS)
        .map(|peer| {
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.set_sndhwm(LIMIT).unwrap();
            dealer.set_rcvhwm(LIMIT).unwrap();
            dealer.connect(&endpoint).unwrap();
            let (mut ask, mut answers) = dealer.into_split();
            let asking = spawn(async move {
                let mut number = 0;
                while clock.goes_on(number) {
                    ask.send_multipart(message(peer, number)).await.unwrap();
                    number += 1;
                }
                ask.send_multipart(last(peer, number)).await.unwrap();
                ask
            });
            spawn(async move {
                let (mut expected, mut parts) = (0, Multipart::new());
                loop {
                    // Given up now and then, which loses nothing.
                    let answer = answers.recv_multipart_into(&mut parts);
                    let Some(received) = timeout(Duration::from_millis(5), answer).await else { continue };
                    received.unwrap();
                    if is_last(&parts) {
                        assert_eq!(parts, last(peer, expected));
                        drop(asking.join().await);
                        return expected;
                    }
                    assert_eq!(number_of(&parts, peer), expected);
                    expected += 1;
                }
            })
        })
        .collect();
    let mut total = 0;
    for peer in peers {
        total += peer.join().await;
    }
    drop(echo.join().await);
    total
}

/// Three clients, two over tcp and one within the process, and a server.
async fn requests(ctx: Context, clock: Clock) -> u64 {
    const CLIENTS: usize = 3;
    let mut server = ctx.socket(zmq::REP).unwrap();
    server.bind("inproc://soak-requests").unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = server.last_endpoint().unwrap();
    let serving = spawn(async move {
        let (mut ended, mut served) = (0, 0);
        while ended < CLIENTS {
            let request = server.recv_multipart().await.unwrap();
            match is_last(&request) {
                true => ended += 1,
                false => served += 1,
            }
            server.send_multipart(request).await.unwrap();
        }
        (served, server)
    });
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let mut socket = ctx.socket(zmq::REQ).unwrap();
            socket.connect(if client == 0 { "inproc://soak-requests" } else { &endpoint }).unwrap();
            spawn(async move {
                let mut number = 0;
                while clock.goes_on(number) {
                    socket.send_multipart(message(client, number)).await.unwrap();
                    assert_eq!(number_of(&socket.recv_multipart().await.unwrap(), client), number);
                    number += 1;
                }
                socket.send_multipart(last(client, number)).await.unwrap();
                assert!(is_last(&socket.recv_multipart().await.unwrap()));
                number
            })
        })
        .collect();
    let mut total = 0;
    for client in clients {
        total += client.join().await;
    }
    let (served, _server) = serving.join().await;
    assert_eq!(served, total);
    total
}

/// Two PAIRs, of which both send as fast as they can and receive.
async fn pairs(ctx: Context, clock: Clock) -> u64 {
    let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
    for socket in [&a, &b] {
        socket.set_sndhwm(LIMIT).unwrap();
        socket.set_rcvhwm(LIMIT).unwrap();
    }
    a.bind("tcp://127.0.0.1:*").unwrap();
    b.connect(&a.last_endpoint().unwrap()).unwrap();
    let (mut tasks, mut halves) = (Vec::new(), Vec::new());
    for (name, socket) in [("a", a), ("b", b)] {
        let other = if name == "a" { "b" } else { "a" };
        let (mut send, mut recv) = socket.into_split();
        let sending = spawn(async move {
            let mut number = 0;
            while clock.goes_on(number) {
                send.send_multipart(message(name, number)).await.unwrap();
                number += 1;
            }
            send.send_multipart(last(name, number)).await.unwrap();
            send
        });
        let receiving = spawn(async move {
            let mut expected = 0;
            loop {
                let parts = recv.recv_multipart().await.unwrap();
                if is_last(&parts) {
                    assert_eq!(parts, last(other, expected));
                    return (expected, recv);
                }
                assert_eq!(number_of(&parts, other), expected);
                expected += 1;
            }
        });
        tasks.push((sending, receiving));
    }
    let mut total = 0;
    for (sending, receiving) in tasks {
        let send = sending.join().await;
        let (received, recv) = receiving.join().await;
        total += received;
        halves.push((send, recv)); // both stay until both have all
    }
    total
}
