//! The draft kinds against a C program, which is libzmq's own calls: the wheels of pyzmq are built without drafts.
#![cfg(target_os = "linux")]

mod raw;

use crate::support::{self, bind_tcp, eventually, within};
use raw::CSocket;
use std::{
    ffi::CString,
    net::UdpSocket,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};
use zmq::{Context, SocketType};

const SIZES: [usize; 5] = [0, 1, 33, 34, 5000];

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

#[test]
fn a_server_for_a_client_in_c() {
    within(30, || {
        let server = context().socket(zmq::SERVER).unwrap();
        let client = CSocket::new(SocketType::Client.raw());
        client.connect(&bind_tcp(&server));
        for size in SIZES {
            client.send(&vec![3; size], 0, "");
            let request = server.recv().unwrap();
            assert_eq!(request, vec![3; size]);
            server.send(request).unwrap();
            assert_eq!(client.recv(), (vec![3; size], 0, String::new()));
        }
    });
}

#[test]
fn a_client_of_a_server_in_c() {
    within(30, || {
        let client = context().socket(zmq::CLIENT).unwrap();
        let server = CSocket::new(SocketType::Server.raw());
        server.connect(&bind_tcp(&client));
        for size in SIZES {
            client.send(vec![3; size]).unwrap();
            let (bytes, id, _) = server.recv();
            assert_eq!(bytes, vec![3; size]);
            server.send(&bytes, id, "");
            assert_eq!(client.recv().unwrap(), bytes);
        }
    });
}

#[test]
fn groups_in_c() {
    within(30, || {
        let ctx = context();
        let (radio, c_dish) = (ctx.socket(zmq::RADIO).unwrap(), CSocket::new(SocketType::Dish.raw()));
        c_dish.connect(&bind_tcp(&radio));
        c_dish.join("fourteen bytes");
        // A name of 255 bytes is none that we send to, but one that we survive.
        c_dish.join(&"g".repeat(255));
        let (dish, c_radio) = (ctx.socket(zmq::DISH).unwrap(), CSocket::new(SocketType::Radio.raw()));
        dish.join("group").unwrap();
        c_radio.connect(&bind_tcp(&dish));
        for size in SIZES {
            let sending = Instant::now();
            let stop = AtomicBool::new(false);
            std::thread::scope(|scope| {
                // Dropped until the RADIO knows of the DISH.
                scope.spawn(|| {
                    while !stop.load(Relaxed) && sending.elapsed() < Duration::from_secs(10) {
                        radio.send_to_group("fourteen bytes", vec![3; size]).unwrap();
                        std::thread::sleep(Duration::from_millis(1));
                    }
                });
                while c_dish.recv() != (vec![3; size], 0, "fourteen bytes".to_owned()) {}
                stop.store(true, Relaxed);
            });
            eventually("a message arrives", || {
                c_radio.send(&vec![4; size], 0, &"g".repeat(255)); // not joined
                c_radio.send(&vec![4; size], 0, "group");
                let received = dish.recv_timeout(Duration::from_millis(10)).unwrap();
                received.is_some_and(|message| message.group() == Some("group") && message == vec![4; size])
            });
        }
    });
}

/// A message that came with a long name gets a short one, and goes on with it.
#[test]
fn a_message_changes_its_group() {
    within(30, || {
        let ctx = context();
        let (dish, c_radio) = (ctx.socket(zmq::DISH).unwrap(), CSocket::new(SocketType::Radio.raw()));
        let (radio, next) = (ctx.socket(zmq::RADIO).unwrap(), CSocket::new(SocketType::Dish.raw()));
        c_radio.connect(&bind_tcp(&dish));
        next.connect(&bind_tcp(&radio));
        next.join("short");
        let long = "a group of more than fourteen bytes";
        support::raw::join(&dish, &CString::new(long).unwrap());
        for size in SIZES {
            let mut received = None;
            eventually("a message arrives", || {
                c_radio.send(&vec![4; size], 0, long);
                received = dish.recv_timeout(Duration::from_millis(10)).unwrap();
                // Of the last size more than one may have come.
                received.as_ref().is_some_and(|message| message.len() == size)
            });
            let mut message = received.unwrap();
            assert_eq!(message.group(), Some(long));
            message.set_group("short").unwrap();
            assert_eq!((message.group(), &message[..]), (Some("short"), &vec![4; size][..]));
            let stop = AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let sending = Instant::now();
                    while !stop.load(Relaxed) && sending.elapsed() < Duration::from_secs(10) {
                        radio.send(&message).unwrap();
                        std::thread::sleep(Duration::from_millis(1));
                    }
                });
                while next.recv() != (vec![4; size], 0, "short".to_owned()) {}
                stop.store(true, Relaxed);
            });
        }
    });
}

#[test]
fn groups_in_c_over_udp() {
    within(30, || {
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (dish, c_radio) = (context().socket(zmq::DISH).unwrap(), CSocket::new(SocketType::Radio.raw()));
        let endpoint = format!("udp://127.0.0.1:{port}");
        dish.bind(&endpoint).unwrap();
        dish.join("group").unwrap();
        c_radio.connect(&endpoint);
        eventually("a message arrives", || {
            // A name of 255 bytes over udp is none that anybody here joined.
            c_radio.send(b"x", 0, &"g".repeat(255));
            c_radio.send(b"Hello", 0, "group");
            let received = dish.recv_timeout(Duration::from_millis(10)).unwrap();
            received.is_some_and(|message| message.group() == Some("group") && message == "Hello")
        });
    });
}

#[test]
fn work_for_c_and_from_c() {
    within(30, || {
        let ctx = context();
        let (scatter, c_gather) = (ctx.socket(zmq::SCATTER).unwrap(), CSocket::new(SocketType::Gather.raw()));
        c_gather.connect(&bind_tcp(&scatter));
        let (gather, c_scatter) = (ctx.socket(zmq::GATHER).unwrap(), CSocket::new(SocketType::Scatter.raw()));
        c_scatter.connect(&bind_tcp(&gather));
        let (channel, c_channel) =
            (ctx.socket(zmq::CHANNEL).unwrap(), CSocket::new(SocketType::Channel.raw()));
        c_channel.connect(&bind_tcp(&channel));
        for size in SIZES {
            scatter.send(vec![1; size]).unwrap();
            assert_eq!(c_gather.recv().0, vec![1; size]);
            c_scatter.send(&vec![2; size], 0, "");
            assert_eq!(gather.recv().unwrap(), vec![2; size]);
            c_channel.send(&vec![3; size], 0, "");
            assert_eq!(channel.recv().unwrap(), vec![3; size]);
            channel.send(vec![4; size]).unwrap();
            assert_eq!(c_channel.recv().0, vec![4; size]);
        }
    });
}

#[test]
fn a_peer_in_c() {
    within(30, || {
        let peer = context().socket(zmq::PEER).unwrap();
        let c_peer = CSocket::new(SocketType::Peer.raw());
        let id = c_peer.connect_peer(&bind_tcp(&peer));
        for size in SIZES {
            c_peer.send(&vec![3; size], id, "");
            let received = peer.recv().unwrap();
            assert_eq!(received, vec![3; size]);
            peer.send_to(received.routing_id().unwrap(), vec![4; size]).unwrap();
            assert_eq!(c_peer.recv(), (vec![4; size], id, String::new()));
        }
    });
}
