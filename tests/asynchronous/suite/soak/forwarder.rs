//! Two publishers, a proxy of XSUB and XPUB, and four subscribers, each with topics of its own.
//!
//! A socket that publishes drops what it has no room for. Here none does (`ZMQ_XPUB_NODROP`), so that they wait, and each
//! subscriber can tell which messages it has to get.

use super::{
    super::runtime::{Context, Socket, spawn},
    Clock, LIMIT, is_last, last, message, number_of,
};
use zmq::Multipart;

const PUBLISHERS: usize = 2;

/// What each of the subscribers wants. No two want the same, so that each is heard of at the publishers.
const WANTED: [&str; 4] = ["", "a", "b", "ab"];

/// The topic of what tells of the end.
const END: &str = "end";

fn topic(number: u64) -> &'static str {
    ["a", "b", "ab", "c"][(number % 4) as usize]
}

/// The first message with one of the topics, from a number on.
fn next_wanted(wanted: &str, from: u64) -> u64 {
    (from..).find(|number| topic(*number).starts_with(wanted)).unwrap()
}

pub async fn forwarder(ctx: Context, clock: Clock) -> u64 {
    let (mut xsub, mut xpub) = (ctx.socket(zmq::XSUB).unwrap(), ctx.socket(zmq::XPUB).unwrap());
    xsub.set_rcvhwm(LIMIT).unwrap();
    xpub.set_sndhwm(LIMIT).unwrap();
    xpub.with(|socket| socket.set_xpub_nodrop(true)).unwrap().unwrap();
    let front = format!("tcp://127.0.0.1:{}", xsub.bind_to_random_port("tcp://127.0.0.1").unwrap());
    let back = format!("tcp://127.0.0.1:{}", xpub.bind_to_random_port("tcp://127.0.0.1").unwrap());
    let _proxy = spawn(async move { drop(zmq::asynchronous::proxy(&mut xsub, &mut xpub).await) }); // ends with this task

    let publishing: Vec<_> = (0..PUBLISHERS)
        .map(|name| {
            let publisher = ctx.socket(zmq::XPUB).unwrap();
            publisher.set_sndhwm(LIMIT).unwrap();
            publisher.with(|socket| socket.set_xpub_nodrop(true)).unwrap().unwrap();
            publisher.connect(&front).unwrap();
            spawn(publish(publisher, name, clock))
        })
        .collect();
    let subscribing: Vec<_> = WANTED
        .into_iter()
        .map(|wanted| {
            let subscriber = ctx.socket(zmq::SUB).unwrap();
            subscriber.set_rcvhwm(LIMIT).unwrap();
            subscriber.connect(&back).unwrap();
            subscriber.subscribe(END).unwrap(); // before its own, which the publishers wait for
            subscriber.subscribe(wanted).unwrap();
            spawn(subscribe(subscriber, wanted))
        })
        .collect();
    let mut sent = Vec::new();
    let mut publishers = Vec::new();
    for publisher in publishing {
        let (count, publisher) = publisher.join().await;
        sent.push(count);
        publishers.push(publisher); // until all was received
    }
    let mut total = 0;
    for (subscriber, wanted) in subscribing.into_iter().zip(WANTED) {
        let received = subscriber.join().await;
        let expected: Vec<_> = sent
            .iter()
            .map(|sent| (0..*sent).filter(|number| topic(*number).starts_with(wanted)).count() as u64)
            .collect();
        assert_eq!(received.to_vec(), expected, "of what begins with {wanted:?}");
        total += received.iter().sum::<u64>();
    }
    total
}

async fn publish(mut socket: Socket<zmq::XPub>, name: usize, clock: Clock) -> (u64, Socket<zmq::XPub>) {
        let mut missing: Vec<_> = WANTED.into_iter().collect();
        while !missing.is_empty() {
            let subscription = socket.recv().await.unwrap();
            assert_eq!(subscription[0], 1, "{subscription:?}");
            missing.retain(|wanted| wanted.as_bytes() != &subscription[1..]);
        }
        let addressed = |topic: &str, mut parts: Multipart| {
            parts.push_front(topic);
            parts
        };
        let mut number = 0;
        while clock.goes_on(number) {
            let parts = addressed(topic(number), message(name, number));
            socket.send_multipart(parts).await.unwrap();
            number += 1;
        }
        socket.send_multipart(addressed(END, last(name, number))).await.unwrap();
    (number, socket)
}

async fn subscribe(mut socket: Socket<zmq::Sub>, wanted: &'static str) -> [u64; PUBLISHERS] {
    let (mut received, mut next) = ([0; PUBLISHERS], [next_wanted(wanted, 0); PUBLISHERS]);
    let mut ended = 0;
    while ended < PUBLISHERS {
        let mut parts = socket.recv_multipart().await.unwrap();
        let topic_part = parts.pop_front().unwrap();
        let name: usize = parts[0].to_str().unwrap().parse().unwrap();
        if is_last(&parts) {
            assert_eq!(topic_part, END);
            let total: u64 = parts[1].to_str().unwrap().parse().unwrap();
            assert!(next[name] >= total, "{wanted:?} of {name}: ended before {} of {total}", next[name]);
            ended += 1;
            continue;
        }
        let number = number_of(&parts, name);
        assert_eq!((number, &*topic_part), (next[name], topic(number).as_bytes()), "{wanted:?} of {name}");
        next[name] = next_wanted(wanted, number + 1);
        received[name] += 1;
    }
    received
}
