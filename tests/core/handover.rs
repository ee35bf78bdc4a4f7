//! A ROUTER that gives the name of one peer to the next, while messages for the first are still on their way.

use crate::support::{self, bind_tcp, within};
use std::time::Duration;
use zmq::{Context, DEALER, Dealer, Errno, Event, EventMask, ROUTER, Socket};

const LONG: Duration = Duration::from_secs(20);
/// How long to wait for what must not come.
const SHORT: Duration = Duration::from_millis(300);

fn peer(ctx: &Context, endpoint: &str) -> Socket<Dealer> {
    let peer = ctx.socket(DEALER).unwrap();
    peer.set_routing_id(b"the same").unwrap();
    peer.set_rcvhwm(1).unwrap();
    peer.set_rcvbuf(Some(4096)).unwrap();
    peer.set_linger(Some(Duration::ZERO)).unwrap();
    peer.connect(endpoint).unwrap();
    peer.send("hello").unwrap();
    peer
}

/// Whether the context of the ROUTER ends, after its first peer was replaced and has gone.
fn ends(linger: Option<Duration>, patience: Duration) -> bool {
    let (ctx, other) = (Context::new().unwrap(), Context::new().unwrap());
    let router = ctx.socket(ROUTER).unwrap();
    router.set_router_handover(true).unwrap();
    router.set_router_mandatory(true).unwrap();
    router.set_sndhwm(10).unwrap();
    router.set_sndbuf(Some(4096)).unwrap();
    router.set_linger(linger).unwrap();
    let monitor = router.monitor(EventMask::ALL).unwrap();
    let endpoint = bind_tcp(&router);

    let first = peer(&other, &endpoint);
    assert_eq!(router.recv_multipart().unwrap()[1], "hello");
    router.set_sndtimeo(Some(SHORT)).unwrap();
    let full = loop {
        if let Err(error) = router.send_multipart(["the same".into(), vec![0; 10_000]]) {
            break error;
        }
    };
    assert_eq!(full.errno(), Errno::EAGAIN);

    let second = peer(&ctx, &endpoint);
    assert_eq!(router.recv_multipart().unwrap()[1], "hello"); // and so it has the name
    router.send_multipart(["the same", "welcome"]).unwrap();
    assert_eq!(second.recv().unwrap(), "welcome");

    drop(first);
    while !matches!(monitor.recv_timeout(LONG).unwrap().unwrap().event, Event::Disconnected { .. }) {}
    drop((router, monitor, second));
    ctx.term_timeout(patience).is_ok()
}

#[test]
fn what_is_left_for_a_replaced_peer_is_given_up_after_the_linger() {
    within(60, || {
        assert!(ends(Some(Duration::ZERO), LONG));
        assert!(ends(Some(SHORT), LONG));
    });
}

/// The fault of an installed libzmq that the documentation warns of.
#[test]
fn without_a_bound_it_is_waited_for_without_end() {
    within(60, || {
        let fault = support::lacks(&[13, 20]);
        let ended = ends(None, if fault { 3 * SHORT } else { LONG });
        assert!(ended || fault, "the context ends");
    });
}
