//! What a message may be, sent to pyzmq and received from it: no part to a thousand, no byte to 64 MiB.

use crate::common::{Remote, RemoteSocket, bind_tcp, context, is_pattern, pattern, with_peers};
use zmq::{Errno, Message, Multipart, Pair, Socket};

/// Sizes around the bounds of libzmq: what lies inside a message, what a short frame holds, the buffers, and more.
const SIZES: [usize; 13] = [0, 1, 33, 34, 255, 256, 8191, 8192, 8193, 65_535, 65_536, 1 << 20, 64 << 20];

/// A PAIR here that is bound and a PAIR there that is connected.
fn pair(remote: &Remote) -> (Socket<Pair>, RemoteSocket<'_>) {
    let (ours, theirs) = (context().socket(zmq::PAIR).unwrap(), remote.socket("PAIR"));
    theirs.connect(&bind_tcp(&ours));
    (ours, theirs)
}

/// A message with parts of these sizes.
fn message(sizes: &[usize]) -> Multipart {
    sizes.iter().map(|&size| pattern(size)).collect()
}

/// Sends a message with parts of these sizes in both directions.
#[track_caller]
fn both_ways(ours: &Socket<Pair>, theirs: &RemoteSocket<'_>, sizes: &[usize]) {
    ours.send_multipart(message(sizes)).unwrap();
    assert_eq!(theirs.sizes(), sizes);
    let received = theirs.pattern(sizes, || ours.recv_multipart().unwrap());
    assert_eq!(received.iter().map(|part| part.len()).collect::<Vec<_>>(), sizes);
    assert!(received.iter().all(|part| is_pattern(part)), "wrong bytes in a message of {sizes:?}");
}

#[test]
fn no_part_is_an_error_and_harms_nothing() {
    with_peers(|| {
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        for failed in [ours.send_multipart(Multipart::new()), ours.try_send_multipart(Multipart::new())] {
            let failed = failed.unwrap_err();
            assert_eq!(failed.errno(), Errno::EINVAL);
            assert!(failed.to_string().contains("at least one part"), "{failed}");
            assert_eq!(failed.into_message(), Multipart::new());
        }
        // The next message arrives, and nothing before it.
        ours.send_multipart(["whole", "message"]).unwrap();
        assert_eq!(theirs.recv(), [b"whole".to_vec(), b"message".to_vec()]);
    });
}

#[test]
fn one_part_and_a_thousand() {
    with_peers(|| {
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        both_ways(&ours, &theirs, &[5]);
        both_ways(&ours, &theirs, &(0..1000).collect::<Vec<_>>());
        // A thousand parts are one message for the queues: a second one follows whole.
        both_ways(&ours, &theirs, &[7; 1000]);
    });
}

#[test]
fn empty_frames_at_every_place() {
    with_peers(|| {
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        for sizes in [&[0][..], &[0, 0, 0], &[0, 5], &[5, 0], &[5, 0, 5], &[0, 5, 0, 0, 70_000, 0]] {
            both_ways(&ours, &theirs, sizes);
        }
    });
}

#[test]
fn every_size() {
    with_peers(|| {
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        for size in SIZES {
            both_ways(&ours, &theirs, &[size]);
        }
        both_ways(&ours, &theirs, &SIZES[..12]);
    });
}

/// The C way, a part at a time, is the same message for the peer, and `more` says where it ends.
#[test]
fn part_by_part() {
    with_peers(|| {
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        ours.send_flags("one", zmq::SNDMORE).unwrap();
        ours.send_flags("", zmq::SNDMORE | zmq::DONTWAIT).unwrap();
        ours.send("three").unwrap();
        assert_eq!(theirs.recv(), [b"one".as_slice(), b"", b"three"]);

        theirs.send(&["one", "", "three"]);
        for (text, more) in [("one", true), ("", true), ("three", false)] {
            let part = ours.recv().unwrap();
            assert_eq!((&part, part.more(), ours.rcvmore().unwrap()), (&Message::from(text), more, more));
        }
    });
}

/// Every way to make a message gives the peer the same bytes.
#[test]
fn every_kind_of_memory() {
    with_peers(|| {
        static STATIC: [u8; 1000] = [7; 1000];
        let remote = Remote::new();
        let (ours, theirs) = pair(&remote);
        let bytes = pattern(1000);
        let shared = Message::from(bytes.as_slice());
        let mut written = Message::with_size(1000);
        written.make_mut().copy_from_slice(&bytes);
        let messages = [
            Message::from(bytes.as_slice()),
            Message::from(bytes.clone()),
            Message::from(bytes.clone().into_boxed_slice()),
            Message::from(std::sync::Arc::<[u8]>::from(bytes.clone())),
            Message::from_owner(bytes.clone()),
            shared.clone(),
            shared,
            written,
        ];
        let count = messages.len();
        ours.send_multipart(Vec::from(messages)).unwrap();
        assert_eq!(theirs.recv(), vec![bytes; count]);
        ours.send(Message::from_static(&STATIC)).unwrap();
        assert_eq!(theirs.recv(), [STATIC]);
    });
}
