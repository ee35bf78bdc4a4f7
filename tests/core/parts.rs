//! Messages whose number of parts the program knows.

use crate::support::{pipeline, within};
use std::time::Duration;
use zmq::{Context, Errno, Message, Multipart, RecvPartsError, SendError};

/// A payload that lies outside of a message.
const LONG: usize = 1000;

#[test]
fn parts_arrive_as_they_were_sent() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "parts");
        push.send_parts(["one"]).unwrap();
        let [one] = pull.recv_parts().unwrap();
        assert_eq!((&one[..], one.more()), (&b"one"[..], false));
        push.send_parts(["a", "", "c"]).unwrap();
        let [a, empty, c] = pull.recv_parts().unwrap();
        assert_eq!([a.more(), empty.more(), c.more()], [true, true, false]);
        assert_eq!((a, empty, c), ("a".into(), "".into(), "c".into()));
        // What is handed over, what is both, and messages.
        push.send_parts([vec![1; LONG], vec![2; LONG]]).unwrap();
        push.send_parts([vec![1; LONG], vec![2; 3]]).unwrap();
        push.send_parts([&vec![1; LONG], &vec![2; LONG]]).unwrap();
        push.send_parts([Message::from("x"), Message::with_size(LONG)]).unwrap();
        for lengths in [[LONG, LONG], [LONG, 3], [LONG, LONG], [1, LONG]] {
            let parts: [Message; 2] = pull.recv_parts().unwrap();
            assert_eq!(parts.each_ref().map(Message::len), lengths);
        }
        // Beside the others.
        push.send_parts(["a", "b"]).unwrap();
        assert_eq!(pull.recv_multipart().unwrap(), Multipart::from(["a", "b"]));
        push.send_multipart(["a", "b"]).unwrap();
        assert_eq!(pull.recv().unwrap(), "a");
        assert_eq!(pull.recv_parts::<1>().unwrap()[0], "b");
    });
}

#[test]
fn storage_is_used_again() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "parts_again");
        let mut parts = [Message::with_size(LONG), Message::from("old")];
        for number in 0..3_u8 {
            push.send_parts([[number; 40], [number + 1; 40]]).unwrap();
            pull.recv_parts_into(&mut parts).unwrap();
            assert_eq!(parts.each_ref().map(|part| (part.len(), part[0])), [(40, number), (40, number + 1)]);
        }
    });
}

#[test]
fn another_number_of_parts_is_not_lost() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "parts_number");
        for count in [1, 2, 4, 9] {
            let sent: Multipart = (0..count).map(|number| format!("part {number}")).collect();
            push.send_multipart(sent.clone()).unwrap();
            push.send_parts(["next", "message", "!"]).unwrap();
            let error = pull.recv_parts::<3>().unwrap_err();
            assert!(error.to_string().contains(&count.to_string()), "{error}");
            match error {
                RecvPartsError::Number(parts) => assert_eq!(parts, sent),
                error => panic!("{error}"),
            }
            assert_eq!(pull.recv_parts::<3>().unwrap()[0], "next");
        }
        push.send("x").unwrap();
        let error = zmq::Error::from(pull.recv_parts::<2>().unwrap_err());
        assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("recv_parts")));
    });
}

#[test]
fn what_was_not_sent_comes_back() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap(); // connected to nobody
        push.set_sndtimeo(Some(Duration::ZERO)).unwrap();
        let refused = |failed: SendError<Multipart>| {
            assert!(failed.is_would_block());
            failed.into_message()
        };
        assert_eq!(refused(push.send_parts(["a", "b"]).unwrap_err()), Multipart::from(["a", "b"]));
        let long = [vec![1; LONG], vec![2; 3]];
        assert_eq!(refused(push.send_parts(long.clone()).unwrap_err()), Multipart::from(long));
        ctx.shutdown();
        assert_eq!(push.events().unwrap_err(), Errno::ETERM); // which takes that in; a send looks once a millisecond
        let failed = push.send_parts(["a", "b"]).unwrap_err();
        assert_eq!((failed.errno(), failed.message().len()), (Errno::ETERM, 2));
    });
}

#[test]
fn nothing_comes() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "parts_none");
        pull.set_rcvtimeo(Some(Duration::from_millis(10))).unwrap();
        assert!(matches!(pull.recv_parts::<2>(), Err(RecvPartsError::Recv(error)) if error.is_would_block()));
        ctx.shutdown();
        assert!(matches!(pull.recv_parts::<2>(), Err(RecvPartsError::Recv(error)) if error == Errno::ETERM));
    });
}
