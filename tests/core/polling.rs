//! Waiting for sockets and descriptors.

use crate::support::{lasted, pipeline, streams, within};
use std::{
    io::Read as _,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, POLLIN, POLLOUT, PollEvents, PollItem};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(10);

#[test]
fn sockets_and_descriptors_together() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "together");
        let (mut reader, mut writer) = streams::pair();
        {
            let mut items = [
                PollItem::new(&pull, POLLIN),
                streams::item(streams::borrow(&reader), POLLIN),
                PollItem::new(&push, POLLIN),
            ];
            assert_eq!(zmq::poll(&mut items, Duration::ZERO).unwrap(), 0);
            assert!(items.iter().all(|item| item.revents().is_empty()));
            push.send("x").unwrap();
            assert_eq!(zmq::poll(&mut items, LONG).unwrap(), 1);
            assert_eq!(items.each_ref().map(PollItem::is_readable), [true, false, false]);
            streams::send(&mut writer, &reader);
            assert_eq!(zmq::poll(&mut items, None).unwrap(), 2);
            assert_eq!(items.each_ref().map(PollItem::is_readable), [true, true, false]);
            pull.recv().unwrap();
            assert_eq!(zmq::poll(&mut items, Duration::ZERO).unwrap(), 1);
            assert_eq!(items.each_ref().map(PollItem::is_readable), [false, true, false]);
            items[2].set_events(POLLOUT);
            assert_eq!(zmq::poll(&mut items, LONG).unwrap(), 2);
            assert!(items[2].is_writable() && !items[2].is_readable() && !items[2].is_error());
        }
        reader.read_exact(&mut [0]).unwrap();
        drop(reader);
        let mut items = [streams::item(streams::borrow(&writer), POLLOUT | zmq::POLLERR)];
        assert_eq!(zmq::poll(&mut items, LONG).unwrap(), 1);
        // The `select` of Windows knows no such error.
        assert_eq!(items[0].is_error(), cfg!(unix), "nobody reads any more: {:?}", items[0]);
    });
}

#[test]
fn a_message_ends_the_wait() {
    within(20, || {
        let ctx = Context::new().unwrap();
        for transport in ["inproc://wait", "tcp://127.0.0.1:*"] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            pull.bind(transport).unwrap();
            push.connect(&pull.last_endpoint().unwrap()).unwrap();
            let sender = thread::spawn(move || {
                push.send("x").unwrap();
                push
            });
            assert_eq!(pull.poll(POLLIN, None).unwrap(), POLLIN);
            assert_eq!(pull.events().unwrap(), POLLIN);
            assert_eq!(pull.poll(POLLIN | POLLOUT, LONG).unwrap(), POLLIN, "PULL is never writable");
            assert_eq!(pull.recv().unwrap(), "x");
            assert_eq!(pull.events().unwrap(), PollEvents::NONE);
            assert_eq!(sender.join().unwrap().events().unwrap(), POLLOUT);
        }
    });
}

#[test]
fn timeouts() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "timeouts");
        let (reader, _writer) = streams::pair();
        for wait in [Duration::ZERO, Duration::from_micros(1), Duration::from_millis(60)] {
            let mut sockets = [PollItem::new(&pull, POLLIN)];
            let mut descriptors = [streams::item(streams::borrow(&reader), POLLIN)];
            for items in [&mut sockets[..], &mut descriptors[..], &mut []] {
                let started = Instant::now();
                assert_eq!(zmq::poll(items, wait).unwrap(), 0);
                let spent = started.elapsed();
                assert!(spent >= wait && spent < wait + LONG / 2, "{spent:?} for {wait:?}");
            }
        }
        // Times that C cannot count.
        for wait in [Duration::from_secs(1 << 40), Duration::MAX] {
            _push.send("x").unwrap();
            assert_eq!(pull.poll(POLLIN, wait).unwrap(), POLLIN);
            pull.recv().unwrap();
        }
    });
}

#[test]
fn the_end_of_the_context_ends_the_wait() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "end");
        let waiting = thread::spawn(move || pull.poll(POLLIN, None).unwrap_err());
        ctx.shutdown();
        assert_eq!(waiting.join().unwrap(), Errno::ETERM);
    });
}

#[test]
fn items_and_sets_of_events() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "items");
        let mut item = PollItem::new(&pull, POLLIN);
        assert!(item.is_for(&pull) && !item.is_for(&push));
        assert_eq!(item.events(), POLLIN);
        assert!(item.revents().is_empty());
        item.set_events(POLLIN | POLLOUT);
        assert!(item.events().contains(POLLIN) && item.events().contains(POLLOUT));
        assert!(format!("{item:?}").contains("POLLIN | POLLOUT"), "{item:?}");
        let (one, _other) = streams::pair();
        let item = streams::item(streams::borrow(&one), POLLOUT);
        assert!(!item.is_for(&pull));
        assert_eq!((POLLIN | POLLOUT) & POLLOUT, POLLOUT);
        assert_eq!(PollEvents::from_bits(-1), POLLIN | POLLOUT | zmq::POLLERR | zmq::POLLPRI);
        assert_eq!(PollEvents::from_bits(POLLIN.bits()), POLLIN);
        assert!(PollEvents::default().is_empty() && POLLIN.contains(PollEvents::NONE));
    });
}

#[test]
fn many_items() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "many");
        push.send("x").unwrap();
        let mut items: Vec<_> = (0..200).map(|_| PollItem::new(&pull, POLLIN)).collect();
        assert_eq!(zmq::poll(&mut items, LONG).unwrap(), 200);
        assert!(items.iter().all(PollItem::is_readable));
    });
}

/// Who waits for nothing that can happen waits for the whole time, beside others or alone. What is out of band is no event of a plain
/// connection.
#[test]
fn items_that_wait_for_nothing() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "nothing");
        let (one, _other) = streams::pair();
        push.send("x").unwrap();
        const WAIT: Duration = Duration::from_millis(30);
        for events in [PollEvents::NONE, zmq::POLLPRI] {
            let mut items =
                [streams::item(streams::borrow(&one), events), PollItem::new(&pull, PollEvents::NONE)];
            for count in [1, 2] {
                let started = Instant::now();
                assert_eq!(zmq::poll(&mut items[..count], WAIT).unwrap(), 0);
                lasted(started.elapsed(), WAIT);
                assert!(items.iter().all(|item| item.revents().is_empty()));
            }
            items[1].set_events(POLLIN);
            assert_eq!(zmq::poll(&mut items, WAIT).unwrap(), 1);
            // What the last one found is gone.
            items[1].set_events(PollEvents::NONE);
            assert_eq!(zmq::poll(&mut items, Duration::ZERO).unwrap(), 0);
            assert!(items[1].revents().is_empty());

            let mut poller = zmq::Poller::new();
            poller.register(&pull, 1, PollEvents::NONE).unwrap();
            poller.register_fd(streams::borrow(&one), 2, events).unwrap();
            let started = Instant::now();
            assert!(poller.wait(WAIT).unwrap().is_empty());
            lasted(started.elapsed(), WAIT);
            poller.modify(&pull, POLLIN).unwrap();
            assert_eq!(poller.wait(WAIT).unwrap().remaining(), 1);
        }
        ctx.shutdown();
        for events in [PollEvents::NONE, zmq::POLLPRI] {
            let mut items =
                [PollItem::new(&pull, PollEvents::NONE), streams::item(streams::borrow(&one), events)];
            assert_eq!(zmq::poll(&mut items, LONG).unwrap_err(), Errno::ETERM);
        }
    });
}
