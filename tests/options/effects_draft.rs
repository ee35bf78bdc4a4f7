//! What the options of the draft API do, for kinds and transports that are stable.
#![cfg(all(target_os = "linux", feature = "draft"))]

use crate::support::{self, bind_tcp, in_child, raw, within, zmtp::Peer};
use std::{net::TcpListener, os::fd::AsRawFd, time::Duration};
use zmq::{Context, Multipart};

fn context() -> Option<Context> {
    // A library without drafts does not know these options.
    zmq::has(zmq::Capability::Draft).then(|| Context::builder().linger(Some(Duration::ZERO)).build().unwrap())
}

#[test]
fn who_comes_is_greeted() {
    within(30, || {
        let Some(ctx) = context() else { return };
        for endpoint in ["tcp://127.0.0.1:*", "inproc://greeting"] {
            let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
            router.set_hello_msg(b"from the router").unwrap();
            dealer.set_hello_msg(b"from the dealer").unwrap();
            dealer.set_routing_id(b"dealer").unwrap();
            router.bind(endpoint).unwrap();
            dealer.connect(&router.last_endpoint().unwrap()).unwrap();
            assert_eq!(dealer.recv().unwrap(), "from the router");
            assert_eq!(router.recv_multipart().unwrap(), Multipart::from(["dealer", "from the dealer"]));
            // Once, and then comes what is sent.
            router.send_multipart(["dealer", "next"]).unwrap();
            assert_eq!(dealer.recv().unwrap(), "next");
        }
    });
}

#[test]
fn a_router_hears_that_a_peer_has_gone() {
    within(30, || {
        let Some(ctx) = context() else { return };
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_disconnect_msg(b"gone").unwrap();
        let endpoint = bind_tcp(&router);
        for name in ["first", "second"] {
            let mut peer = Peer::connect(&endpoint);
            peer.shake_hands("DEALER", &[("Identity", name)]);
            peer.send(0, b"here");
            assert_eq!(router.recv_multipart().unwrap(), Multipart::from([name, "here"]));
            drop(peer);
            assert_eq!(router.recv_multipart().unwrap(), Multipart::from([name, "gone"]));
        }
    });
}

#[test]
fn a_dealer_hears_that_its_connection_was_made_anew() {
    within(30, || {
        let Some(ctx) = context() else { return };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_hiccup_msg(b"hiccup").unwrap();
        dealer.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
        dealer.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        for text in ["first", "second"] {
            let mut peer = Peer::accept(&listener);
            peer.shake_hands("ROUTER", &[]);
            peer.send(0, text.as_bytes());
            assert_eq!(dealer.recv().unwrap(), text);
            drop(peer);
            assert_eq!(dealer.recv().unwrap(), "hiccup");
        }
    });
}

#[test]
fn topics_taken_back_that_nobody_had() {
    within(30, || {
        let Some(ctx) = context() else { return };
        for verbose in [false, true] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let subscriber = ctx.socket(zmq::XSUB).unwrap();
            subscriber.set_xsub_verbose_unsubscribe(verbose).unwrap();
            subscriber.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
            let mut publisher = Peer::accept(&listener);
            publisher.shake_hands("PUB", &[]);
            subscriber.send(&b"\x00never had"[..]).unwrap();
            subscriber.send(&b"\x01had"[..]).unwrap();
            // Commands, unless the libzmq takes what an XSUB sends by itself for messages.
            let (cancel, subscribe) = if support::lacks(&[23]) {
                ((0, b"\x00never had".to_vec()), (0, b"\x01had".to_vec()))
            } else {
                ((4, b"\x06CANCELnever had".to_vec()), (4, b"\x09SUBSCRIBEhad".to_vec()))
            };
            if verbose {
                assert_eq!(publisher.receive(), Some(cancel));
            }
            assert_eq!(publisher.receive(), Some(subscribe));
        }
    });
}

/// How many segments carry what was queued before the peer came.
#[cfg(target_os = "linux")]
fn segments(ctx: &Context, out_batch: u32) -> u32 {
    const COUNT: usize = 1000;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let push = ctx.socket(zmq::PUSH).unwrap();
    push.set_out_batch_size(out_batch).unwrap();
    push.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
    for _ in 0..COUNT {
        push.send("a message of 22 bytes!").unwrap();
    }
    let mut peer = Peer::accept(&listener);
    peer.shake_hands("PULL", &[]);
    for _ in 0..COUNT {
        assert_eq!(peer.receive(), Some((0, b"a message of 22 bytes!".to_vec())));
    }
    raw::segments_in(&peer.stream)
}

#[cfg(target_os = "linux")]
#[test]
fn what_goes_out_is_put_together() {
    if support::emulated("TCP_INFO") {
        return;
    }
    within(60, || {
        let Some(ctx) = context() else { return };
        // 24,000 bytes in 3 pieces, or in 375, of which the system puts many together, as it likes.
        support::eventually("small batches make more segments", || {
            let (few, many) = (segments(&ctx, 8192), segments(&ctx, 64));
            many >= 3 * few
        });
    });
}

#[test]
fn what_comes_in_fits_any_buffer() {
    within(60, || {
        let Some(ctx) = context() else { return };
        for batch in [64, 100, 1 << 20] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            pull.set_in_batch_size(batch).unwrap();
            push.connect(&bind_tcp(&pull)).unwrap();
            let sizes = [0, 1, 31, 32, 33, 62, 63, 64, 65, 254, 255, 256, 8192, 100_000];
            for size in sizes {
                push.send(vec![size as u8; size]).unwrap();
            }
            for size in sizes {
                assert_eq!(pull.recv().unwrap(), vec![size as u8; size]);
            }
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_looks_into_the_card() {
    in_child!(30, || {
        let Some(ctx) = context() else { return };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        if !raw::may_set(listener.as_raw_fd(), libc::SOL_SOCKET, libc::SO_BUSY_POLL, 50) {
            return; // a kernel without it, or a process that may not
        }
        let before = support::descriptors();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_busy_poll(50).unwrap();
        dealer.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        let mut peer = Peer::accept(&listener);
        peer.shake_hands("ROUTER", &[]);
        let found = support::new_descriptors(&before)
            .into_keys()
            .any(|fd| raw::int_option(fd, libc::SOL_SOCKET, libc::SO_BUSY_POLL) == Some(50));
        assert!(found, "no connection polls");
    });
}
