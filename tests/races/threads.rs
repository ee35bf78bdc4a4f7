//! One socket for many threads: the eight thread-safe kinds, hammered. By itself a test like any other; `races.sh` beside
//! this file runs it under the thread sanitizer, which needs each thread joined by its handle.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Message, Socket, kind::Kind};

/// Messages of each sender.
const COUNT: usize = 500;

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// Short ones lie in the message, long ones are shared.
fn payload(number: usize) -> Message {
    Message::from(vec![number as u8; [1, 33, 34, 3000][number % 4]])
}

fn is_sound(message: &Message) -> bool {
    message.iter().all(|&byte| [1, 33, 34, 3000][usize::from(byte) % 4] == message.len())
}

fn join<A: Kind, B: Kind>(binds: &Socket<A>, connects: &Socket<B>) {
    binds.bind("tcp://127.0.0.1:*").unwrap();
    connects.connect(&binds.last_endpoint().unwrap()).unwrap();
}

/// Waits for a count that other threads drive up, then wakes all of them.
fn finish(ctx: &Context, received: &AtomicUsize, expected: usize) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while received.load(Relaxed) < expected {
        assert!(Instant::now() < deadline, "{} of {expected}", received.load(Relaxed));
        thread::sleep(Duration::from_millis(1));
    }
    ctx.shutdown();
}

/// Receives in one of four ways until the context is shut down.
fn receive<K: zmq::kind::CanRecv>(socket: &Socket<K>, way: usize, mut each: impl FnMut(Message)) {
    loop {
        let received = match way % 4 {
            0 => socket.recv().map(Some),
            1 => socket.recv_timeout(Duration::from_millis(50)),
            2 => socket.recv_timeout(None),
            _ => socket.poll(zmq::POLLIN, Duration::from_millis(50)).and_then(|_| socket.try_recv()),
        };
        match received {
            Ok(Some(message)) => {
                assert!(is_sound(&message));
                each(message);
            }
            Ok(None) => (),
            Err(error) => return assert!(error.is_terminated(), "{error}"),
        }
    }
}

#[test]
fn scatter_and_gather() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (gather, scatter) = (ctx.socket(zmq::GATHER).unwrap(), ctx.socket(zmq::SCATTER).unwrap());
    join(&gather, &scatter);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..8 {
            let (gather, scatter, received) = (&gather, &scatter, &received);
            threads.push(
                scope.spawn(move || (0..COUNT).for_each(|number| scatter.send(payload(number)).unwrap())),
            );
            threads.push(scope.spawn(move || {
                receive(gather, thread, |_| {
                    received.fetch_add(1, Relaxed);
                });
            }));
        }
        finish(&ctx, &received, 8 * COUNT);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    assert_eq!(received.load(Relaxed), 8 * COUNT);
}

#[test]
fn client_and_server() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (server, client) = (ctx.socket(zmq::SERVER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
    join(&server, &client);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..4 {
            let (server, client, received) = (&server, &client, &received);
            threads.push(
                scope.spawn(move || (0..COUNT).for_each(|number| client.send(payload(number)).unwrap())),
            );
            threads.push(scope.spawn(move || {
                receive(server, thread, |request| {
                    if let Err(failed) = server.send(request) {
                        assert_eq!(failed.errno(), zmq::Errno::ETERM);
                    }
                });
            }));
            threads.push(scope.spawn(move || {
                receive(client, thread, |_| {
                    received.fetch_add(1, Relaxed);
                });
            }));
        }
        finish(&ctx, &received, 4 * COUNT);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    assert_eq!(received.load(Relaxed), 4 * COUNT);
}

#[test]
fn two_peers() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (hub, peer) = (ctx.socket(zmq::PEER).unwrap(), ctx.socket(zmq::PEER).unwrap());
    hub.bind("tcp://127.0.0.1:*").unwrap();
    let id = peer.connect_peer(&hub.last_endpoint().unwrap()).unwrap();
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..4 {
            let (hub, peer, received) = (&hub, &peer, &received);
            threads.push(
                scope.spawn(move || (0..COUNT).for_each(|number| peer.send_to(id, payload(number)).unwrap())),
            );
            threads.push(scope.spawn(move || receive(hub, thread, |message| drop(hub.send(message)))));
            threads.push(scope.spawn(move || {
                receive(peer, thread, |message| {
                    assert_eq!(message.routing_id(), Some(id));
                    received.fetch_add(1, Relaxed);
                });
            }));
        }
        finish(&ctx, &received, 4 * COUNT);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    assert_eq!(received.load(Relaxed), 4 * COUNT);
}

#[test]
fn two_channels() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (a, b) = (ctx.socket(zmq::CHANNEL).unwrap(), ctx.socket(zmq::CHANNEL).unwrap());
    join(&a, &b);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..4 {
            for (from, to) in [(&a, &b), (&b, &a)] {
                let received = &received;
                threads.push(scope.spawn(move || {
                    for number in 0..COUNT {
                        if thread % 2 == 0 {
                            from.send_timeout(payload(number), Duration::from_secs(60)).unwrap();
                        } else {
                            from.send(payload(number)).unwrap();
                        }
                    }
                }));
                threads.push(scope.spawn(move || {
                    receive(to, thread, |_| {
                        received.fetch_add(1, Relaxed);
                    });
                }));
            }
        }
        finish(&ctx, &received, 8 * COUNT);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    assert_eq!(received.load(Relaxed), 8 * COUNT);
}

/// RADIO drops what a DISH has no room for, so that the number received says nothing; that some is, does.
#[test]
fn radio_and_dish() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
    dish.join("group").unwrap();
    join(&radio, &dish);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..4 {
            let (radio, dish, received) = (&radio, &dish, &received);
            threads.push(scope.spawn(move || {
                for number in 0.. {
                    if let Err(failed) = radio.send_to_group("group", payload(number)) {
                        assert_eq!(failed.message().group(), Some("group"));
                        return assert_eq!(failed.errno(), zmq::Errno::ETERM);
                    }
                    thread::yield_now();
                }
            }));
            threads.push(scope.spawn(move || {
                for number in 0..COUNT {
                    let group = format!("{thread}-{number}");
                    dish.join(&group).unwrap();
                    dish.leave(&group).unwrap();
                }
            }));
            threads.push(scope.spawn(move || {
                receive(dish, thread, |message| {
                    assert_eq!(message.group(), Some("group"));
                    received.fetch_add(1, Relaxed);
                });
            }));
        }
        finish(&ctx, &received, 4 * COUNT);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

/// Everything that is not sending and receiving, while messages go through.
#[test]
fn endpoints_and_options() {
    let (ctx, received) = (context(), AtomicUsize::new(0));
    let (server, client) = (ctx.socket(zmq::SERVER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
    join(&server, &client);
    let ports: usize = thread::scope(|scope| {
        let (server, client, received) = (&server, &client, &received);
        let mut threads = Vec::new();
        let binders: Vec<_> = (0..8)
            .map(|thread| {
                scope.spawn(move || {
                    let port = server.bind_to_random_port("tcp://127.0.0.1").unwrap();
                    let endpoint = format!("tcp://127.0.0.1:{port}");
                    for number in 0..20 {
                        let fixed = zmq::mends().is_empty(); // the marks of a live socket
                        assert_eq!(server.set_sndhwm(1000 + number).is_err(), fixed);
                        client.set_rcvtimeo(Some(Duration::from_millis(50))).unwrap();
                        client.connect(&endpoint).unwrap();
                        client.send(payload(thread)).unwrap();
                        server.events().unwrap();
                        assert!(!server.rcvmore().unwrap());
                        let _ = client.disconnect(&endpoint);
                    }
                    server.unbind(&endpoint).unwrap(); // so it was the port of this thread
                    usize::from(port)
                })
            })
            .collect();
        for thread in 0..2 {
            threads.push(scope.spawn(move || {
                receive(server, thread, |request| {
                    received.fetch_add(1, Relaxed);
                    let _ = server.try_send(request); // whose peer may be gone
                });
            }));
        }
        let ports = binders.into_iter().map(|thread| thread.join().unwrap()).sum();
        finish(&ctx, received, 1);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        ports
    });
    assert!(ports > 0);
}
