//! The udp transport: RADIO and DISH, unicast and multicast, and DGRAM against the system's own sockets. libzmq binds it in
//! the background, so that the first datagrams may come before there is anybody to take them.
#![cfg(target_os = "linux")]

use crate::support::{
    self,
    draft::{LONG, SHORT, alive, context, free_port, listening, publish},
    eventually, within,
};
use std::{
    net::{Ipv4Addr, UdpSocket},
    time::Instant,
};
use zmq::Errno;

/// Whoever leaves an address can come back to it, and to another one.
#[test]
fn a_dish_leaves_its_address() {
    within(60, || {
        if support::lacks(&[65]) {
            return;
        }
        let ctx = context();
        let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
        dish.join("group").unwrap();
        let endpoints = [(); 2].map(|()| format!("udp://127.0.0.1:{}", free_port()));
        for endpoint in [&endpoints[0], &endpoints[1], &endpoints[0]] {
            dish.bind(endpoint).unwrap();
            radio.connect(endpoint).unwrap();
            publish(&radio, &dish, "group", b"heard");
            radio.disconnect(endpoint).unwrap();
            dish.unbind(endpoint).unwrap();
            assert_eq!(dish.unbind(endpoint).unwrap_err(), Errno::ENOENT);
            while dish.recv_timeout(SHORT).unwrap().is_some() {}
        }
    });
}

#[test]
fn radio_to_dish() {
    within(60, || {
        let ctx = context();
        let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
        let endpoint = format!("udp://127.0.0.1:{}", free_port());
        dish.bind(&endpoint).unwrap();
        radio.connect(&endpoint).unwrap();
        dish.join("group").unwrap();
        for size in [0, 1, 33, 34, 8192 - 1 - 5] {
            let body: Vec<u8> = (0..size).map(|byte| byte as u8).collect();
            publish(&radio, &dish, "group", &body);
        }
        if support::lacks(&[65]) {
            // It does not find what it has bound by udp.
            assert_eq!(dish.unbind(&endpoint).unwrap_err(), Errno::ENOENT);
        }
        // A group that nobody joined is dropped on arrival.
        eventually("the last one arrives", || {
            radio.send_to_group("other", "x").unwrap();
            radio.send_to_group("group", "last").unwrap();
            let received = dish.recv_timeout(SHORT).unwrap();
            received.is_some_and(|message| {
                assert_eq!(message.group(), Some("group"));
                message == "last"
            })
        });
        radio.disconnect(&endpoint).unwrap();
        radio.send_to_group("group", "lost").unwrap();
        let mut rest = std::iter::from_fn(|| dish.recv_timeout(SHORT).unwrap());
        assert!(rest.all(|message| message != "lost"));
        // What is open is named as it was asked for.
        drop(radio);
        assert_eq!(
            ctx.term_timeout(SHORT).unwrap_err().to_string(),
            format!("still open: DISH ({endpoint})")
        );
    });
}

/// What a datagram of ours looks like, and what a foreign one may look like.
#[test]
fn the_bytes_of_a_datagram() {
    within(30, || {
        let ctx = context();
        let (radio, receiver) = (ctx.socket(zmq::RADIO).unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        receiver.set_read_timeout(Some(LONG)).unwrap();
        radio.connect(&format!("udp://{}", receiver.local_addr().unwrap())).unwrap();
        radio.send_to_group("group", "body").unwrap();
        let mut buffer = [0; 100];
        let size = receiver.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..size], b"\x05groupbody");
        // No group: the datagram says so.
        radio.send("body").unwrap();
        let size = receiver.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..size], b"\0body");

        let (dish, sender) = listening(&ctx);
        sender.send(b"").unwrap();
        sender.send(b"\x02g").unwrap();
        sender.send(b"\0for no group").unwrap();
        sender.send(b"\x02g\0with a NUL").unwrap();
        alive(&dish, &sender);
    });
}

/// Multicast over the loopback interface, without the network.
#[test]
fn multicast() {
    within(60, || {
        let group = Ipv4Addr::new(239, 192, 77, 1);
        let probe = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Err(error) = probe.join_multicast_v4(&group, &Ipv4Addr::LOCALHOST) {
            eprintln!("SKIPPED: multicast over loopback: {error}");
            return;
        }
        let ctx = context();
        let radio = ctx.socket(zmq::RADIO).unwrap();
        let endpoint = format!("udp://127.0.0.1;{group}:{}", free_port());
        let dishes = [(); 2].map(|()| {
            let dish = ctx.socket(zmq::DISH).unwrap();
            dish.bind(&endpoint).unwrap();
            dish.join("group").unwrap();
            dish
        });
        radio.connect(&endpoint).unwrap();
        for dish in &dishes {
            assert_eq!(publish(&radio, dish, "group", b"to all"), "to all");
        }
        // By the name of the interface, too.
        let dish = ctx.socket(zmq::DISH).unwrap();
        dish.bind(&endpoint.replace("127.0.0.1;", "lo;")).unwrap();
        dish.join("named").unwrap();
        assert_eq!(publish(&radio, &dish, "named", b"x"), "x");
    });
}

#[test]
fn dgram_and_the_system() {
    within(60, || {
        let ctx = context();
        let (dgram, other) = (ctx.socket(zmq::DGRAM).unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        other.set_read_timeout(Some(SHORT)).unwrap();
        let (port, address) = (free_port(), other.local_addr().unwrap().to_string());
        dgram.bind(&format!("udp://127.0.0.1:{port}")).unwrap();

        // The first one that arrives shows that it is bound.
        eventually("a datagram arrives", || {
            other.send_to(b"question", ("127.0.0.1", port)).unwrap();
            !dgram.poll(zmq::POLLIN, SHORT).unwrap().is_empty()
        });
        let (from, question) = dgram.recv_from().unwrap();
        assert_eq!((&from, &question[..]), (&address, &b"question"[..]));

        let mut buffer = vec![0; 10_000];
        for size in [0, 1, 33, 34, 8192] {
            let body: Vec<u8> = (0..size).map(|byte| byte as u8).collect();
            dgram.send_to_address(&from, body.clone()).unwrap();
            let deadline = Instant::now() + LONG;
            let (size, sender) = loop {
                match other.recv_from(&mut buffer) {
                    Ok(received) => break received,
                    Err(error) => assert!(Instant::now() < deadline, "{error}"),
                }
            };
            assert_eq!((&buffer[..size], sender.port()), (&body[..], port));
        }
        // As messages of two parts; the address as it was received, with C's NUL at its end.
        other.send_to(b"again", ("127.0.0.1", port)).unwrap();
        let parts = loop {
            let parts = dgram.recv_multipart().unwrap();
            if parts[1] == "again" {
                break parts;
            }
        };
        assert_eq!((parts.len(), parts[0].last()), (2, Some(&0)));
        dgram.send_multipart(parts).unwrap();
        let deadline = Instant::now() + LONG;
        while other.recv(&mut buffer).ok() != Some(5) {
            assert!(Instant::now() < deadline);
        }
        assert_eq!(&buffer[..5], b"again");
        // What is no address goes nowhere.
        for address in ["", ":", "nobody", "nobody:1", "127.0.0.1:0", "127.0.0.1:", "[::1]:9", "\0:\0"] {
            dgram.send_to_address(address, "lost").unwrap();
        }
        dgram.send_to_address(&from, "found").unwrap();
        let deadline = Instant::now() + LONG;
        while other.recv(&mut buffer).ok() != Some(5) {
            assert!(Instant::now() < deadline);
        }
        assert_eq!(&buffer[..5], b"found");
    });
}
