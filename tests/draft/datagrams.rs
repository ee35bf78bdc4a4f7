//! What must not go wrong over udp: datagrams from anybody, messages that are too large, addresses without sense. Each test
//! runs in a process of its own, so that SIGABRT fails the test and not the run.
#![cfg(target_os = "linux")]

use crate::support::{
    self, bind_tcp,
    draft::{alive, context, free_port, listening},
    in_child, within,
};
use rand::{Rng as _, RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{fs::File, time::Duration};
use zmq::{Errno, Message, SocketType};

#[test]
fn what_a_dgram_refuses() {
    in_child!(30, || {
        let ctx = context();
        let dgram = ctx.socket(SocketType::Dgram).unwrap();
        let expect = |failed: zmq::SendError<zmq::Multipart>, errno, parts| {
            assert_eq!((failed.errno(), failed.message().len()), (errno, parts), "{}", failed.error());
        };
        dgram.set_sndtimeo(Some(Duration::from_millis(50))).unwrap();
        let guarded = support::lacks(&[34, 65]);
        // Unbound, where an older libzmq would abort if it had to wait.
        let nobody = if guarded { Errno::EINVAL } else { Errno::EAGAIN };
        expect(dgram.send_to_address("127.0.0.1:9", "x").unwrap_err(), nobody, 2);
        assert_eq!(dgram.send_flags("x", zmq::SNDMORE).unwrap_err().errno(), nobody);
        assert_eq!(dgram.send("x").unwrap_err().errno(), Errno::EINVAL);
        dgram.set_ipv6(true).unwrap();
        let error = dgram.bind("udp://*:*").unwrap_err();
        assert!(error == Errno::EINVAL && error.to_string().contains("IPv4"), "{error}");
        dgram.set_ipv6(false).unwrap();
        assert!(dgram.bind("udp://[::1]:5555").is_err());

        dgram.bind(&format!("udp://127.0.0.1:{}", free_port())).unwrap();
        let second = dgram.bind(&format!("udp://127.0.0.1:{}", free_port())).unwrap_err().to_string();
        assert!(second.contains(if guarded { "once" } else { "one endpoint at a time" }), "{second}");
        let failed = dgram.send("x").unwrap_err();
        assert_eq!((failed.errno(), failed.message()), (Errno::EINVAL, &Message::from("x")));
        if guarded {
            assert_eq!(dgram.send_flags("x", zmq::SNDMORE).unwrap_err().errno(), Errno::EINVAL);
        }
        expect(dgram.send_multipart(["127.0.0.1:9", "x", "y"]).unwrap_err(), Errno::EINVAL, 3);
        expect(dgram.send_multipart(["127.0.0.1:9"]).unwrap_err(), Errno::EINVAL, 1);
        expect(dgram.send_to_address("127.0.0.1:9", vec![0; 8193]).unwrap_err(), Errno::EMSGSIZE, 2);
        for _ in 0..100 {
            dgram.send_to_address("127.0.0.1:9", vec![0; 8192]).unwrap();
        }
        ctx.shutdown();
        assert_eq!(dgram.events().unwrap_err(), Errno::ETERM); // `send` looks for commands once in a while
        expect(dgram.send_to_address("127.0.0.1:9", "x").unwrap_err(), Errno::ETERM, 2);
    });
}

/// Part by part, and one address after another.
#[test]
fn what_a_dgram_may_do() {
    in_child!(30, || {
        if support::lacks(&[34, 65]) {
            return;
        }
        let receiver = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        receiver.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let to = receiver.local_addr().unwrap().to_string();
        let ctx = context();
        let dgram = ctx.socket(SocketType::Dgram).unwrap();
        for round in 0..10u8 {
            let endpoint = format!("udp://127.0.0.1:{}", free_port());
            dgram.bind(&endpoint).unwrap();
            dgram.send_flags(to.as_str(), zmq::SNDMORE).unwrap();
            assert_eq!(dgram.send(vec![0; 8193]).unwrap_err().errno(), Errno::EMSGSIZE);
            dgram.send(vec![round]).unwrap();
            let mut datagram = [0; 16];
            let size = receiver.recv(&mut datagram).unwrap();
            assert_eq!(datagram[..size], [round]);
            // The rest of a message is not for the next address.
            dgram.send_flags(to.as_str(), zmq::SNDMORE).unwrap();
            dgram.unbind(&endpoint).unwrap();
            dgram.send("the rest").unwrap();
        }
    });
}

/// The bind fails in the background; whatever happens then, nobody aborts.
#[test]
fn addresses_that_cannot_be_bound() {
    in_child!(60, || {
        let ctx = context();
        for round in 0..50 {
            // An address for documentation, which this machine does not have.
            let dgram = ctx.socket(zmq::DGRAM).unwrap();
            dgram.bind("udp://192.0.2.1:5555").unwrap();
            for _ in 0..20 {
                let _ = dgram.try_send_multipart(["127.0.0.1:9", "x"]);
                if round % 2 == 0 {
                    let _ = dgram.events();
                }
                let _ = dgram.try_recv_multipart();
            }
            dgram.set_sndtimeo(Some(Duration::from_millis(5))).unwrap();
            if let Err(failed) = dgram.send_to_address("127.0.0.1:9", "x") {
                assert!([Errno::EAGAIN, Errno::EFSM].contains(&failed.errno()), "{failed}");
                assert!(failed.message().iter().all(|part| !part.is_empty()));
            }
            let dish = ctx.socket(zmq::DISH).unwrap();
            dish.bind("udp://192.0.2.1:5555").unwrap();
            dish.join("g").unwrap();
            assert!(dish.recv_timeout(Duration::from_millis(1)).unwrap().is_none());
            let radio = ctx.socket(zmq::RADIO).unwrap();
            radio.connect("udp://255.255.255.255:9").unwrap(); // not allowed to, without more
            radio.send_to_group("g", "x").unwrap();
        }
    });
}

/// libzmq copies into 8192 bytes, whatever the size.
#[test]
fn messages_larger_than_a_datagram() {
    in_child!(30, || {
        let ctx = context();
        let udp = format!("udp://127.0.0.1:{}", free_port());
        let radio = ctx.socket(zmq::RADIO).unwrap();
        bind_tcp(&radio);
        radio.send_to_group("g", vec![0; 8190]).unwrap();
        radio.connect(&udp).unwrap(); // beside tcp
        for _ in 0..100 {
            radio.send_to_group("g", vec![0; 8190]).unwrap();
            radio.send_to_group("fourteen bytes", vec![0; 8177]).unwrap();
            for (group, size) in [("g", 8191), ("fourteen bytes", 8178), ("g", 20_000), ("g", 1 << 20)] {
                let failed = radio.send_to_group(group, vec![7; size]).unwrap_err();
                assert_eq!(failed.errno(), Errno::EMSGSIZE);
                assert!(failed.error().to_string().contains("8192"), "{failed}");
                assert_eq!((failed.message().group(), failed.message().len()), (Some(group), size));
            }
            assert_eq!(radio.send(vec![0; 8192]).unwrap_err().errno(), Errno::EMSGSIZE);
        }
        // The other way round: one that has sent more.
        let radio = ctx.socket(SocketType::Radio).unwrap();
        radio.send_to_group("g", vec![0; 8191]).unwrap();
        if !support::lacks(&[17]) {
            radio.connect(&udp).unwrap();
            let failed = radio.send_to_group("g", vec![0; 8191]).unwrap_err();
            assert_eq!((failed.errno(), failed.message().len()), (Errno::EMSGSIZE, 8191));
            assert!(failed.error().to_string().contains("8192"), "{failed}");
            return;
        }
        let error = radio.connect(&udp).unwrap_err();
        assert_eq!(error, Errno::EMSGSIZE);
        assert!(error.to_string().contains(&udp), "{error}");
        radio.send_to_group("g", vec![0; 1 << 20]).unwrap();
        bind_tcp(&radio);
    });
}

/// One thread sends what is too large, the other connects over udp: one of them is refused, or neither does harm.
#[test]
fn a_race_for_the_datagram() {
    in_child!(60, || {
        let ctx = context();
        let endpoint = format!("udp://127.0.0.1:{}", free_port());
        for _ in 0..200 {
            let radio = ctx.socket(zmq::RADIO).unwrap();
            let (sent, connected) = std::thread::scope(|scope| {
                let sent = scope.spawn(|| radio.send_to_group("g", vec![0; 20_000]).is_ok());
                (radio.connect(&endpoint).is_ok(), sent.join().unwrap())
            });
            // Both, where libzmq drops what does not fit.
            assert!(sent != connected || sent && !support::lacks(&[17]));
            let _ = radio.send_to_group("g", vec![0; 20_000]);
        }
    });
}

/// A length that is negative where characters are signed; it ended the process.
#[test]
fn four_bytes() {
    in_child!(30, || {
        let (dish, sender) = listening(&context());
        for _ in 0..100 {
            sender.send(&[0x80, 0x78, 0x79, 0x7a]).unwrap();
            sender.send(&[0xff]).unwrap();
        }
        alive(&dish, &sender);
    });
}

#[test]
fn datagrams_at_random() {
    in_child!(60, || {
        let seed = std::env::var("ZMQ_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(rand::random);
        println!("ZMQ_TEST_SEED={seed}"); // printed if the child fails
        let mut rng = StdRng::seed_from_u64(seed);
        let ctx = context();
        let (dish, sender) = listening(&ctx);
        let dgram = ctx.socket(zmq::DGRAM).unwrap();
        let port = free_port();
        dgram.bind(&format!("udp://127.0.0.1:{port}")).unwrap();
        let mut datagram = vec![0; 10_000];
        for round in 0..10_000 {
            let size = [0, 1, 2, 16, 300, 8192, 10_000][rng.random_range(0..7)];
            let size = rng.random_range(0..=size);
            rng.fill_bytes(&mut datagram[..size]);
            if rng.random_bool(0.3) {
                datagram[..2].copy_from_slice(b"\x01g");
            }
            let _ = sender.send(&datagram[..size]);
            let _ = sender.send_to(&datagram[..size], ("127.0.0.1", port));
            // Now and then the queues are emptied, else they are full.
            if round % 3000 < 100 {
                while dish.try_recv().unwrap().is_some() {}
                while dgram.try_recv_multipart().unwrap().is_some() {}
            }
        }
        while dish.try_recv().unwrap().is_some() {}
        alive(&dish, &sender);
    });
}

/// No call of these may end the process.
#[test]
fn endpoints_without_sense() {
    in_child!(60, || {
        let ctx = context();
        let long = format!("udp://{};239.0.0.1:5555", "interface".repeat(1000));
        let endpoints = [
            "udp://",
            "udp://:",
            "udp://;",
            "udp://;;",
            "udp://;:",
            "udp://*:*",
            "udp://*:0",
            "udp://*",
            "udp://[::1]:9",
            "udp://127.0.0.1",
            "udp://127.0.0.1:",
            "udp://127.0.0.1:x",
            "udp://127.0.0.1:70000",
            "udp://127.0.0.1:-1",
            "udp://nobody;239.0.0.1:5555",
            "udp://*;239.0.0.1:5555",
            "udp://*;127.0.0.1:5555",
            "udp://239.0.0.1;239.0.0.1:1",
            "udp://lo:5555",
            "udp://lo;239.0.0.1:*",
            "udp://[ff02::1]:5555",
            "udp://lo;[ff02::1]:5555",
            "udp://\u{e9}:1",
            "udp://255.255.255.255:1",
            "udp://0.0.0.0:0",
            "udp://127.0.0.1:9;127.0.0.1:9",
            "udp://lo;239.0.0.1:5555;",
            &long,
        ];
        for ipv6 in [false, true] {
            for kind in [SocketType::Dish, SocketType::Radio, SocketType::Dgram] {
                for endpoint in endpoints {
                    let socket = ctx.socket(kind).unwrap();
                    socket.set_ipv6(ipv6).unwrap();
                    let _ = socket.bind(endpoint);
                    let _ = socket.connect(endpoint);
                    let _ = socket.join("g");
                    let _ = socket.send_to_group("g", "x");
                    let _ = socket.try_send_multipart(["127.0.0.1:9", "x"]);
                    let _ = socket.try_recv();
                    let _ = socket.unbind(endpoint);
                    let _ = socket.disconnect(endpoint);
                }
            }
        }
        let error = ctx.socket(zmq::DISH).unwrap().bind("udp://127.0.0.1:70000").unwrap_err();
        assert!(error == Errno::EINVAL && error.to_string().contains("65535"), "{error}");
    });
}

#[test]
fn without_descriptors() {
    in_child!(30, || {
        support::raw::limit(libc::RLIMIT_NOFILE, 100);
        for free in 0..=8 {
            // One call each time: the next would look for descriptors while libzmq's thread opens what this one asked for.
            for binds in [true, false] {
                let ctx = context();
                let (dish, radio) = (ctx.socket(zmq::DISH).unwrap(), ctx.socket(zmq::RADIO).unwrap());
                let mut taken = Vec::new();
                while let Ok(file) = File::open("/dev/null") {
                    taken.push(file);
                }
                taken.truncate(taken.len() - free);
                let endpoint = format!("udp://127.0.0.1:{}", 20_000 + free);
                let done = if binds { dish.bind(&endpoint) } else { radio.connect(&endpoint) };
                if let Err(error) = done {
                    assert_eq!(error, Errno::EMFILE, "{error}");
                }
                let _ = radio.send_to_group("g", "x");
                drop(taken);
            }
        }
    });
}

/// Where the system refuses the interface, libzmq would try for ever.
#[test]
fn an_interface_that_is_not_there() {
    within(10, || {
        let ctx = context();
        for kind in [SocketType::Dish, SocketType::Dgram] {
            let socket = ctx.socket(kind).unwrap();
            support::raw::bind_to_device(&socket, "no-such-device");
            let error = socket.bind(&format!("udp://127.0.0.1:{}", free_port())).unwrap_err();
            assert_eq!(error, Errno::ENODEV, "{error}");
        }
        let radio = ctx.socket(zmq::RADIO).unwrap();
        support::raw::bind_to_device(&radio, "no-such-device");
        assert_eq!(radio.connect("udp://127.0.0.1:9").unwrap_err(), Errno::ENODEV);
    });
}
