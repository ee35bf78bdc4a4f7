//! Messages: every way to make one, to turn it into something else, and to share it.

use crate::support::{self, pipeline, within};
use std::{
    borrow::Cow,
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use zmq::{Context, Message, Multipart};

/// More than libzmq keeps inside a message.
const LONG: usize = 100;

/// Bytes that count how often they were dropped, and panic there if they are told to.
struct Counted {
    bytes: Vec<u8>,
    dropped: Arc<AtomicUsize>,
    panics: bool,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
        if self.panics {
            // On purpose; without the hook, so that nothing in a log looks like a failure, and without a payload that would leak.
            std::panic::resume_unwind(Box::new(()));
        }
    }
}

/// A message over counted bytes, and the count.
fn counted(len: usize, panics: bool) -> (Message, Arc<AtomicUsize>) {
    let dropped = Arc::new(AtomicUsize::new(0));
    let owner = Counted { bytes: vec![7; len], dropped: dropped.clone(), panics };
    (Message::from_owner(owner), dropped)
}

/// Waits until the count is 1, and fails if it is more.
#[track_caller]
fn once(dropped: &AtomicUsize) {
    support::eventually("the owner is dropped", || dropped.load(Ordering::SeqCst) > 0);
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}

#[test]
fn constructors() {
    assert!(Message::new().is_empty() && Message::default().is_empty());
    for len in [0, 1, 33, 34, 5000] {
        assert_eq!(Message::with_size(len), vec![0; len]);
        assert_eq!(Message::try_with_size(len).unwrap().len(), len);
        let bytes: Vec<u8> = (0..len).map(|at| at as u8).collect();
        let array: Arc<[u8]> = bytes.clone().into();
        let text = "a".repeat(len);
        let leaked: &'static [u8] = include_bytes!("messages.rs").get(..len).unwrap();
        assert_eq!(Message::from(&bytes[..]), bytes);
        assert_eq!(Message::from(&bytes), bytes);
        assert_eq!(Message::from(bytes.clone()), bytes);
        assert_eq!(Message::from(bytes.clone().into_boxed_slice()), bytes);
        assert_eq!(Message::from(array.clone()), bytes);
        assert_eq!(Message::from(Cow::Borrowed(&bytes[..])), bytes);
        assert_eq!(Message::from(Cow::<[u8]>::Owned(bytes.clone())), bytes);
        assert_eq!(Message::from_owner(bytes.clone()), bytes);
        assert_eq!(Message::from_static(leaked), leaked);
        assert_eq!(Message::from(&*text), text);
        assert_eq!(Message::from(&text), text);
        assert_eq!(Message::from(text.clone()), text);
        assert_eq!(Message::from(Arc::<str>::from(&*text)), text);
        let message = Message::from(&bytes[..]);
        assert_eq!(Message::from(&message), bytes);
        assert_eq!(Vec::from(message.clone()), bytes);
        assert_eq!((&message).into_iter().copied().collect::<Vec<_>>(), bytes);
        assert_eq!(Arc::strong_count(&array), 1, "a message kept a reference");
    }
    assert_eq!(Message::from(b"array"), *b"array");
    assert_eq!(Message::from([1, 2]), [1, 2]);
    // Capacity beyond the length, and none.
    let mut roomy = Vec::with_capacity(10 * LONG);
    roomy.extend([9; LONG]);
    assert_eq!(Message::from(roomy), [9; LONG]);
    assert_eq!(Message::from(Vec::new()), b"");
}

#[test]
fn text() {
    assert_eq!(Message::from("größer").to_str(), Ok("größer"));
    assert_eq!(Message::from(b"ab\xff").to_str().unwrap_err().valid_up_to(), 2);
    assert_eq!(String::try_from(Message::from("x")).unwrap(), "x");
    assert!(String::try_from(Message::from(b"\xff")).is_err());
}

#[test]
fn prints_as_python_does() {
    for (bytes, printed) in [
        (&b"Hello"[..], "b'Hello'"),
        (b"", "b''"),
        (b"it's", "b\"it's\""),
        (b"\"it's\"", "b'\"it\\'s\"'"),
        (b"\"", "b'\"'"),
        (b"a\\b\t\n\r\0\x7f\xff", "b'a\\\\b\\t\\n\\r\\x00\\x7f\\xff'"),
    ] {
        assert_eq!(format!("{:?}", Message::from(bytes)), printed);
    }
}

#[test]
#[expect(clippy::cmp_owned, clippy::op_ref, clippy::mutable_key_type)] // these comparisons are the test
fn comparisons() {
    let message = Message::from("abc");
    assert!(message == *b"abc" && message == b"abc" && message == b"abc"[..] && message == &b"abc"[..]);
    assert!(
        message == "abc" && message == *"abc" && message == String::from("abc") && message == b"abc".to_vec()
    );
    assert!(message != Message::from("abd") && message != Message::new());
    assert!("abc" == message && b"abc".to_vec() == message && message != "abd" && message != *b"ab");
    assert!(message < Message::from("abd") && message > Message::from("ab") && message == message.clone());
    let set: HashSet<Message> = [message].into();
    assert!(set.contains(&b"abc"[..]), "hashes as its bytes do");
}

#[test]
fn long_payloads_are_not_copied() {
    within(10, || {
        let vec = vec![1; LONG];
        let text = "t".repeat(LONG);
        let boxed = vec![2; LONG].into_boxed_slice();
        let shared: Arc<[u8]> = vec![3; LONG].into();
        let fixed: &'static [u8] = &[4; LONG];
        let places = [vec.as_ptr(), text.as_ptr(), boxed.as_ptr(), shared.as_ptr(), fixed.as_ptr()];
        let messages = [
            Message::from(vec),
            Message::from(text),
            Message::from(boxed),
            Message::from(shared.clone()),
            Message::from_static(fixed),
        ];
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "zero-copy");
        for (message, place) in messages.into_iter().zip(places) {
            assert_eq!(message.as_ptr(), place, "copied when made");
            let clone = message.clone();
            assert_eq!(clone.as_ptr(), place, "copied when cloned");
            push.send(message).unwrap();
            assert_eq!(pull.recv().unwrap().as_ptr(), place, "copied on the way");
        }
        support::eventually("the reference is given back", || Arc::strong_count(&shared) == 1);
    });
}

#[test]
#[cfg(feature = "bytes")]
fn bytes_in_and_out() {
    for len in [1, 33, 34, LONG] {
        let bytes = bytes::Bytes::from(vec![5; len]);
        let (message, place) = (Message::from(bytes.clone()), bytes.as_ptr());
        assert_eq!(message, bytes[..]);
        assert_eq!(message.as_ptr() == place, len > 33);
        let place = message.as_ptr();
        let out = bytes::Bytes::from(message);
        assert_eq!((out.len(), out.as_ptr() == place), (len, len > 33));
        assert_eq!(out, bytes);
    }
}

/// Whether `make_mut` writes to the payload where it lies, and that it writes at all.
fn writes_in_place(message: &mut Message) -> bool {
    let before = message.as_ptr();
    let bytes = message.make_mut();
    bytes[0] = b'!';
    let after = bytes.as_ptr();
    assert_eq!(message[0], b'!');
    before == after
}

#[test]
fn make_mut_in_place_and_in_a_copy() {
    within(10, || {
        assert!(writes_in_place(&mut Message::with_size(LONG)));
        assert!(writes_in_place(&mut Message::from(&[1; LONG])));
        assert!(writes_in_place(&mut Message::from("short")));
        assert!(writes_in_place(&mut Message::from_static(b"short")));
        assert!(Message::new().make_mut().is_empty());

        static FIXED: [u8; LONG] = [1; LONG];
        assert!(!writes_in_place(&mut Message::from_static(&FIXED)));
        assert_eq!(FIXED, [1; LONG]);
        assert!(!writes_in_place(&mut Message::from_owner(vec![1; LONG])));
        let shared: Arc<[u8]> = vec![1; LONG].into();
        let mut message = Message::from(shared.clone());
        assert!(!writes_in_place(&mut message));
        assert!(writes_in_place(&mut message), "the copy is the message's own");
        assert_eq!((shared[0], Arc::strong_count(&shared)), (1, 1));

        for original in [Message::with_size(LONG), Message::from(&[0; 5]), Message::from(vec![0; LONG])] {
            let mut clone = original.clone();
            writes_in_place(&mut clone);
            assert_eq!((original[0], clone[0]), (0, b'!'));
            let mut original = original;
            drop(clone);
            writes_in_place(&mut original);
        }
    });
}

/// A payload lies in the message itself, or above or below it in memory.
#[test]
fn make_mut_wherever_message_and_payload_lie() {
    let some = || (0..100).map(|_| Box::new(Message::new()));
    let mut places: Vec<_> = some().collect();
    let shared = Message::from(vec![0; LONG]);
    places.extend(some());
    for place in &mut places {
        **place = shared.clone();
        assert!(!writes_in_place(place));
        assert_eq!(shared[0], 0);
        **place = Message::from("short");
        assert!(writes_in_place(place));
    }
}

/// Parts are gone through and taken away as those of a `Vec`.
#[test]
fn parts_are_a_list() {
    let mut parts = Multipart::from(["a", "b"]);
    let mut texts = Vec::new();
    for part in &parts {
        texts.push(part.to_str().unwrap());
    }
    assert_eq!(texts, ["a", "b"]);
    parts.clear();
    assert_eq!((parts.len(), parts), (0, Multipart::new()));
}

#[test]
fn make_mut_after_a_transfer() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "transfer");
        let shared: Arc<[u8]> = vec![1; LONG].into();
        static FIXED: [u8; LONG] = [1; LONG];
        let kept = Message::from(&[1; LONG]);
        for message in [Message::from(shared.clone()), Message::from_static(&FIXED), kept.clone()] {
            push.send(message).unwrap();
            let mut received = pull.recv().unwrap();
            received.make_mut().fill(b'!');
            assert_eq!(received, [b'!'; LONG]);
        }
        assert!(shared.iter().chain(&FIXED).chain(&kept).all(|&byte| byte == 1));
        // A message that held its own payload and then received somebody else's.
        let mut reused = Message::with_size(LONG);
        push.send(shared.clone()).unwrap();
        pull.recv_into(&mut reused).unwrap();
        reused.make_mut().fill(b'!');
        assert!(shared.iter().all(|&byte| byte == 1));
    });
}

#[test]
fn two_subscribers_do_not_see_each_other_write() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let publisher = ctx.socket(zmq::XPUB).unwrap();
        publisher.bind("inproc://alias").unwrap();
        let subscribers = [(); 2].map(|()| {
            let subscriber = ctx.socket(zmq::SUB).unwrap();
            subscriber.subscribe("").unwrap();
            subscriber.connect("inproc://alias").unwrap();
            subscriber
        });
        assert_eq!(publisher.recv().unwrap(), [1]);
        support::eventually("both are there", || {
            publisher.try_send("ready?").unwrap();
            subscribers.iter().all(|subscriber| subscriber.try_recv().unwrap().is_some())
        });
        publisher.send(vec![1; LONG]).unwrap();
        let mut received = subscribers.each_ref().map(|subscriber| {
            loop {
                let message = subscriber.recv().unwrap();
                if message.len() == LONG {
                    break message;
                }
            }
        });
        received[0].make_mut().fill(2);
        assert_eq!((&received[0], &received[1]), (&[2; LONG].into(), &[1; LONG].into()));
    });
}

#[test]
fn owners_are_dropped_once() {
    within(10, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        for len in [5, LONG] {
            let (message, dropped) = counted(len, false);
            drop(message.clone());
            assert_eq!(dropped.load(Ordering::SeqCst), usize::from(len < LONG));
            drop(message);
            once(&dropped);

            let push = ctx.socket(zmq::PUSH).unwrap();
            let (message, dropped) = counted(len, false);
            let failed = push.try_send(message).unwrap_err();
            assert_eq!(*failed.message(), vec![7; len]);
            drop(failed);
            once(&dropped);

            let (push, pull) = pipeline(&ctx, &format!("owners-{len}"));
            let (message, dropped) = counted(len, false);
            push.send_multipart([Message::from("first"), message]).unwrap();
            drop(pull.recv_multipart().unwrap());
            once(&dropped);
        }
        // A short payload's owner is gone at once; a panic there is the caller's.
        let (message, dropped) = counted(LONG, true);
        drop(message);
        once(&dropped);
    });
}

#[test]
fn owners_are_dropped_with_sockets_and_contexts() {
    within(20, || {
        for panics in [false, true] {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            // Queued for a peer that never comes.
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.connect("tcp://127.0.0.1:9").unwrap();
            let (message, queued) = counted(LONG, panics);
            push.send(message).unwrap();
            drop(push);
            once(&queued);
            // Queued for a peer that never looks.
            let (push, pull) = pipeline(&ctx, "with-context");
            let (message, unread) = counted(LONG, panics);
            push.send(message).unwrap();
            // Over the wire.
            let (wire, end) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            end.bind("tcp://127.0.0.1:*").unwrap();
            wire.connect(&end.last_endpoint().unwrap()).unwrap();
            let (message, written) = counted(100 * LONG, panics);
            wire.send(message).unwrap();
            assert_eq!(end.recv().unwrap().len(), 100 * LONG);
            once(&written);
            // Received, and kept longer than the context.
            let (message, kept) = counted(LONG, panics);
            let (other, here) = pipeline(&ctx, "kept");
            other.send(message).unwrap();
            let message = here.recv().unwrap();
            drop((push, pull, wire, end, other, here));
            ctx.term();
            once(&unread);
            assert_eq!(kept.load(Ordering::SeqCst), 0);
            thread::spawn(move || drop(message)).join().unwrap();
            once(&kept);
        }
    });
}
