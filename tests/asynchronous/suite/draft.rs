//! The kinds of the draft API. The thread-safe ones wait by the descriptor of a poller.

use super::runtime::{Context, NAME, Socket, run, sleep, spawn, timeout};
use crate::support::{in_child, raw::cpu_time};
use std::time::Duration;
use zmq::{Errno, Message};

/// Whether the library at hand has these kinds.
fn drafts() -> bool {
    zmq::has(zmq::Capability::Draft)
}

/// A socket that is connected to another, over tcp.
fn pair<A: zmq::kind::Kind, B: zmq::kind::Kind>(a: A, b: B) -> (Socket<A>, Socket<B>) {
    let ctx = Context::new().unwrap();
    let (a, b) = (ctx.socket(a).unwrap(), ctx.socket(b).unwrap());
    a.bind("tcp://127.0.0.1:*").unwrap();
    b.connect(&a.with(|socket| socket.last_endpoint()).unwrap().unwrap()).unwrap();
    (a, b)
}

#[test]
fn clients_and_a_server() {
    if !drafts() {
        return;
    }
    run(async {
        let (mut server, client) = pair(zmq::SERVER, zmq::CLIENT);
        let endpoint = server.with(|socket| socket.last_endpoint()).unwrap().unwrap();
        let serving = spawn(async move {
            for _ in 0..400 {
                let request = server.recv().await.unwrap();
                let routing_id = request.routing_id().unwrap();
                let mut answer = Message::from(&request[..]);
                answer.set_routing_id(routing_id).unwrap();
                server.send(answer).await.unwrap();
            }
        });
        let mut asking = Vec::new();
        let ctx = Context::new().unwrap();
        for number in 0..4 {
            let mut client = ctx.socket(zmq::CLIENT).unwrap();
            client.connect(&endpoint).unwrap();
            asking.push(spawn(async move {
                for turn in 0..100 {
                    let question = format!("{number} {turn}");
                    client.send(&question).await.unwrap();
                    assert_eq!(client.recv().await.unwrap(), question.as_str());
                }
            }));
        }
        for task in asking {
            task.join().await;
        }
        serving.join().await;
        drop(client);
    });
}

/// A burst that fills the queues: the sender waits for room, the receiver for messages, and nothing is lost.
#[test]
fn scatter_and_gather_at_the_high_water_mark() {
    if !drafts() {
        return;
    }
    const COUNT: u32 = 20_000;
    run(async {
        let (mut gather, mut scatter) = pair(zmq::GATHER, zmq::SCATTER);
        let sending = spawn(async move {
            for number in 0..COUNT {
                scatter.send(number.to_le_bytes()).await.unwrap();
            }
            scatter
        });
        sleep(Duration::from_millis(50)).await; // until it waits
        for number in 0..COUNT {
            assert_eq!(gather.recv().await.unwrap(), number.to_le_bytes());
        }
        drop(sending.join().await);
    });
}

#[test]
fn groups() {
    if !drafts() {
        return;
    }
    run(async {
        let (mut dish, mut radio) = pair(zmq::DISH, zmq::RADIO);
        dish.with(|socket| socket.join("news")).unwrap().unwrap();
        let hearing = spawn(async move { dish.recv().await.unwrap() });
        // The join has to arrive first: what nobody has joined is dropped.
        let sending = spawn(async move {
            loop {
                let mut message = Message::from("today");
                message.set_group("news").unwrap();
                radio.send(message).await.unwrap();
                sleep(Duration::from_millis(10)).await;
            }
        });
        let message = timeout(Duration::from_secs(30), hearing.join()).await.unwrap();
        assert_eq!((&message[..], message.group()), (&b"today"[..], Some("news")));
        drop(sending);
    });
}

/// Halves of one socket, and the other end a blocking socket on a thread.
#[test]
fn halves_of_a_channel() {
    if !drafts() {
        return;
    }
    run(async {
        let blocking = zmq::Context::new().unwrap();
        let there = blocking.socket(zmq::CHANNEL).unwrap();
        there.bind("tcp://127.0.0.1:*").unwrap();
        let here = Context::new().unwrap().socket(zmq::CHANNEL).unwrap();
        here.connect(&there.last_endpoint().unwrap()).unwrap();
        let echo = std::thread::spawn(move || {
            for _ in 0..5000 {
                there.send(there.recv().unwrap()).unwrap();
            }
        });
        let (mut send, mut recv) = here.into_split();
        let sending = spawn(async move {
            for number in 0..5000u32 {
                send.send(number.to_le_bytes()).await.unwrap();
            }
            send
        });
        for number in 0..5000u32 {
            assert_eq!(recv.recv().await.unwrap(), number.to_le_bytes());
        }
        drop(sending.join().await);
        echo.join().unwrap();
    });
}

/// Waiting costs no time of the processor, and the end of the context wakes who waits.
#[test]
fn waits_and_is_woken_by_the_end() {
    if !drafts() {
        return;
    }
    in_child(&format!("{NAME}draft::waits_and_is_woken_by_the_end"), 60, || {
        run(async {
            let (mut gather, scatter) = pair(zmq::GATHER, zmq::SCATTER);
            let context = gather.context();
            let waiting = spawn(async move { gather.recv().await });
            sleep(Duration::from_millis(500)).await;
            let before = cpu_time();
            sleep(Duration::from_secs(2)).await;
            let spent = cpu_time() - before;
            assert!(spent < Duration::from_millis(200), "{spent:?} of 2 s");
            context.shutdown();
            assert_eq!(waiting.join().await.unwrap_err(), Errno::ETERM);
            drop(scatter);
        });
    });
}

/// To blocking and back, with what came meanwhile, again and again: each async socket has a poller of its own.
#[test]
fn to_blocking_and_back() {
    if !drafts() {
        return;
    }
    run(async {
        let (mut gather, mut scatter) = pair(zmq::GATHER, zmq::SCATTER);
        for number in 0..50u8 {
            scatter.send([number]).await.unwrap();
            let blocking = gather.into_blocking().unwrap();
            gather = Socket::new(blocking).unwrap();
            assert_eq!(gather.recv().await.unwrap(), [number]);
        }
    });
}
