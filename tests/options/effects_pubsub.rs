//! What the options of publishers and subscribers do.

use crate::support::within;
use std::time::Duration;
use zmq::{Context, Errno, SocketType, Sub, XPub};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// An XPUB and so many SUBs, joined over `inproc`; `set` comes before the bind.
fn joined(
    ctx: &Context,
    count: usize,
    set: impl Fn(&zmq::Socket<XPub>),
) -> (zmq::Socket<XPub>, Vec<zmq::Socket<Sub>>) {
    let xpub = ctx.socket(zmq::XPUB).unwrap();
    set(&xpub);
    xpub.bind("inproc://pubsub").unwrap();
    let subs = (0..count).map(|_| ctx.socket(zmq::SUB).unwrap());
    let subs: Vec<_> = subs.inspect(|sub| sub.connect("inproc://pubsub").unwrap()).collect();
    (xpub, subs)
}

/// All that an XPUB has received; over `inproc` it is there at once.
fn received(xpub: &zmq::Socket<XPub>) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| xpub.try_recv().unwrap().map(|message| message.to_vec())).collect()
}

fn taken(sub: &zmq::Socket<Sub>) -> Vec<String> {
    std::iter::from_fn(|| sub.try_recv().unwrap().map(|message| String::from_utf8(message.to_vec()).unwrap()))
        .collect()
}

#[test]
fn verbose_hands_on_what_is_known_already() {
    within(30, || {
        // As many as come of two peers that subscribe to one topic, and take it back.
        for (verbose, verboser, subscribed, unsubscribed) in
            [(false, false, 1, 1), (true, false, 2, 1), (false, true, 2, 2)]
        {
            let ctx = context();
            let (xpub, subs) = joined(&ctx, 2, |xpub| {
                if verbose {
                    xpub.set_xpub_verbose(true).unwrap();
                }
                if verboser {
                    xpub.set_xpub_verboser(true).unwrap();
                }
            });
            subs.iter().for_each(|sub| sub.subscribe("a").unwrap());
            assert_eq!(received(&xpub), vec![b"\x01a".to_vec(); subscribed]);
            subs.iter().for_each(|sub| sub.unsubscribe("a").unwrap());
            assert_eq!(received(&xpub), vec![b"\0a".to_vec(); unsubscribed]);
        }
    });
}

#[test]
fn a_manual_publisher_subscribes_for_its_peers() {
    within(30, || {
        let ctx = context();
        let (xpub, subs) = joined(&ctx, 2, |xpub| xpub.set_xpub_manual(true).unwrap());
        subs[0].subscribe("asked").unwrap();
        assert_eq!(received(&xpub), [b"\x01asked"]);
        xpub.subscribe("given").unwrap(); // for the peer of the message received last
        xpub.send("asked").unwrap();
        xpub.send("given").unwrap();
        // The subscriber's own filter looks too.
        assert_eq!(taken(&subs[0]), Vec::<String>::new());
        subs[0].subscribe("given").unwrap();
        received(&xpub);
        xpub.send("given").unwrap();
        assert_eq!(taken(&subs[0]), ["given"]);
        xpub.unsubscribe("given").unwrap();
        xpub.send("given").unwrap();
        assert_eq!(taken(&subs[0]), Vec::<String>::new());
        assert_eq!(taken(&subs[1]), Vec::<String>::new());

        let refused = ctx.socket(SocketType::XPub).unwrap();
        assert_eq!(refused.subscribe("x").unwrap_err(), Errno::EINVAL, "not without the option");
    });
}

#[test]
fn the_last_value_goes_to_the_newcomer_alone() {
    within(30, || {
        let ctx = context();
        let (xpub, subs) = joined(&ctx, 2, |xpub| xpub.set_xpub_manual_last_value(true).unwrap());
        for (number, sub) in subs.iter().enumerate() {
            sub.subscribe("v").unwrap();
            assert_eq!(received(&xpub), [b"\x01v"]);
            xpub.subscribe("v").unwrap();
            xpub.send(format!("v {number}").as_str()).unwrap();
        }
        assert_eq!(taken(&subs[0]), ["v 0"]);
        assert_eq!(taken(&subs[1]), ["v 1"]);
        xpub.send("v to all").unwrap();
        assert_eq!(taken(&subs[0]), ["v to all"]);
        assert_eq!(taken(&subs[1]), ["v to all"]);
    });
}

#[test]
fn a_welcome_comes_first() {
    within(30, || {
        let ctx = context();
        let xpub = ctx.socket(zmq::XPUB).unwrap();
        xpub.set_xpub_welcome_msg(b"w: welcome").unwrap();
        xpub.bind("inproc://welcome").unwrap();
        let sub = ctx.socket(zmq::SUB).unwrap();
        sub.subscribe("w").unwrap();
        sub.connect("inproc://welcome").unwrap();
        assert_eq!(xpub.recv().unwrap(), b"\x01w".as_slice());
        xpub.send("w: news").unwrap();
        assert_eq!(sub.recv().unwrap(), "w: welcome");
        assert_eq!(sub.recv().unwrap(), "w: news");
    });
}

#[test]
fn inverted_matching_gives_the_rest() {
    within(30, || {
        let ctx = context();
        let (xpub, sub) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::SUB).unwrap());
        xpub.set_invert_matching(true).unwrap();
        sub.set_invert_matching(true).unwrap();
        sub.subscribe("a").unwrap();
        xpub.bind("inproc://inverted").unwrap();
        sub.connect("inproc://inverted").unwrap();
        assert_eq!(xpub.recv().unwrap(), b"\x01a".as_slice());
        for topic in ["a", "ab", "b", ""] {
            xpub.send(topic).unwrap();
        }
        assert_eq!(taken(&sub), ["b", ""]);
    });
}

#[test]
fn only_the_first_part_subscribes() {
    within(30, || {
        for only_first in [false, true] {
            let ctx = context();
            let (xpub, xsub) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::XSUB).unwrap());
            xpub.set_only_first_subscribe(only_first).unwrap();
            xsub.set_only_first_subscribe(only_first).unwrap();
            xpub.bind("inproc://first").unwrap();
            xsub.connect("inproc://first").unwrap();
            xsub.send_multipart([b"plain".as_slice(), b"\x01topic"]).unwrap();
            // To be sure that all has come that will.
            xsub.send(b"\x01end".as_slice()).unwrap();
            while xpub.recv().unwrap() != b"\x01end".as_slice() {}
            xpub.send("topic: news").unwrap();
            assert_eq!(xsub.try_recv().unwrap().is_some(), !only_first);
        }
    });
}

#[test]
fn topics_are_counted() {
    if zmq::version() < (4, 3, 5) {
        return eprintln!("SKIPPED: this libzmq does not count topics");
    }
    within(30, || {
        let ctx = context();
        let (xpub, subs) = joined(&ctx, 2, |_| ());
        subs[0].subscribe("a").unwrap();
        subs[0].subscribe("b").unwrap();
        subs[1].subscribe("b").unwrap();
        received(&xpub);
        assert_eq!(subs[0].topics_count().unwrap(), 2);
        assert_eq!(xpub.topics_count().unwrap(), 2, "each topic once");
        subs[0].unsubscribe("a").unwrap();
        received(&xpub);
        assert_eq!((subs[0].topics_count().unwrap(), xpub.topics_count().unwrap()), (1, 1));
    });
}
