//! Everything that can be sent as one part arrives as it is, and comes back as it is where it cannot be sent.

use crate::support::{pipeline, within};
use std::{borrow::Cow, sync::Arc, time::Duration};
use zmq::{Context, Errno, IntoMessage, Message, PUSH, Pull, Push, SendError, Socket};

/// As long as a message holds, and longer.
const SIZES: [usize; 4] = [0, 33, 34, 100_000];

struct Sockets {
    push: Socket<Push>,
    pull: Socket<Pull>,
    /// Has no peer.
    nobody: Socket<Push>,
}

impl Sockets {
    /// Sends the same in each way.
    fn send<M: IntoMessage>(&self, expected: &[u8], make: impl Fn() -> M) {
        self.push.send(make()).unwrap();
        self.push.try_send(make()).unwrap();
        self.push.send_timeout(make(), Duration::from_secs(10)).unwrap();
        self.push.send_flags(make(), zmq::SNDMORE).unwrap();
        self.push.send_flags(make(), zmq::DONTWAIT).unwrap();
        for _ in 0..3 {
            assert_eq!(self.pull.recv().unwrap(), expected);
        }
        assert_eq!(self.pull.recv_multipart().unwrap(), [expected, expected]);

        // What comes back can be changed and sent, and is nobody else's.
        let back = |refused: SendError| {
            assert!(refused.is_would_block(), "{refused}");
            let mut message = refused.into_message();
            assert_eq!(message, expected);
            message.make_mut().reverse();
            self.push.send(message).unwrap();
            let turned = self.pull.recv().unwrap();
            assert!(turned.iter().eq(expected.iter().rev()));
        };
        back(self.nobody.try_send(make()).unwrap_err());
        back(self.nobody.send(make()).unwrap_err());
        back(self.nobody.send_timeout(make(), Duration::ZERO).unwrap_err());
        back(self.nobody.send_flags(make(), zmq::DONTWAIT).unwrap_err());
    }
}

fn sockets(ctx: &Context, name: &str) -> Sockets {
    let (push, pull) = pipeline(ctx, name);
    let nobody = ctx.socket(PUSH).unwrap();
    nobody.set_sndtimeo(Some(Duration::ZERO)).unwrap();
    Sockets { push, pull, nobody }
}

#[test]
fn bytes_and_text() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let sockets = sockets(&ctx, "bytes-and-text");
        for size in SIZES {
            let bytes: Vec<u8> = (0..size).map(|at| b'a' + (at % 26) as u8).collect();
            let text = String::from_utf8(bytes.clone()).unwrap();
            sockets.send(&bytes, || &bytes[..]);
            sockets.send(&bytes, || &bytes);
            sockets.send(&bytes, || bytes.clone());
            sockets.send(&bytes, || &text[..]);
            sockets.send(&bytes, || &text);
            sockets.send(&bytes, || text.clone());
            sockets.send(&bytes, || bytes.clone().into_boxed_slice());
            sockets.send(&bytes, || Arc::<[u8]>::from(&bytes[..]));
            sockets.send(&bytes, || Arc::<str>::from(&text[..]));
            sockets.send(&bytes, || Cow::Borrowed(&bytes[..]));
            sockets.send(&bytes, || Cow::<[u8]>::Owned(bytes.clone()));
            sockets.send(&bytes, || Message::from(&bytes));
            let message = Message::from(bytes.clone());
            sockets.send(&bytes, || &message);
            assert_eq!(message, bytes);
            #[cfg(feature = "bytes")]
            sockets.send(&bytes, || bytes::Bytes::from(bytes.clone()));
        }
        for text in ["", "text"] {
            sockets.send(text.as_bytes(), || &text);
            let bytes = text.as_bytes();
            sockets.send(bytes, || &bytes);
        }
        sockets.send(b"array", || b"array");
        sockets.send(b"array", || *b"array");
        sockets.send(&[7; 100], || [7; 100]);
        sockets.send(&[7; 100], || &[7; 100]);
    });
}

/// Long payloads are not copied on their way, nor on their way back.
#[test]
fn what_is_handed_over_is_not_copied() {
    within(10, || {
        let ctx = Context::new().unwrap();
        let sockets = sockets(&ctx, "handed-over");
        let bytes = vec![1; 1000];
        let place = bytes.as_ptr();
        let refused = sockets.nobody.try_send(bytes).unwrap_err();
        assert_eq!(refused.errno(), Errno::EAGAIN);
        let message = refused.into_message();
        assert_eq!(message.as_ptr(), place);
        sockets.push.send(message).unwrap();
        assert_eq!(sockets.pull.recv().unwrap().as_ptr(), place);
        let shared: Arc<[u8]> = vec![2; 1000].into();
        sockets.push.send(shared.clone()).unwrap();
        assert_eq!(sockets.pull.recv().unwrap().as_ptr(), shared.as_ptr());
    });
}

/// A type of the program's own, and one that says what to copy.
#[test]
fn types_of_others() {
    struct Made(u32);

    impl From<Made> for Message {
        fn from(made: Made) -> Message {
            made.0.to_be_bytes().into()
        }
    }

    impl IntoMessage for Made {}

    struct Line(&'static str);

    impl From<Line> for Message {
        fn from(_: Line) -> Message {
            panic!("it is copied where C takes it")
        }
    }

    impl IntoMessage for Line {
        fn bytes_to_copy(&self) -> Option<&[u8]> {
            Some(self.0.as_bytes())
        }
    }

    within(10, || {
        let ctx = Context::new().unwrap();
        let sockets = sockets(&ctx, "types-of-others");
        sockets.send(&[0, 0, 1, 0], || Made(256));
        sockets.send(b"line", || Line("line"));
    });
}

/// A send that succeeds says so in a register.
#[test]
fn what_a_send_gives_is_one_word() {
    assert_eq!(size_of::<Result<(), SendError>>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), SendError<zmq::Multipart>>>(), size_of::<usize>());
}
