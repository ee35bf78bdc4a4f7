//! Connections that wait for an inproc name.

use std::{thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    raw::{Context, Socket},
};

/// How many messages are sent before there is no room.
fn room(socket: Socket) -> usize {
    (0..10_000).take_while(|_| socket.try_send(b"one more", ZMQ_DONTWAIT).is_ok()).count()
}

/// The mark of who binds is added to that of the sender: the sender is told, whatever it waits in, before anything is read.
#[test]
fn mend_67_a_sender_that_waits_for_room_is_told_of_the_binding() {
    mended!(60, || {
        for kind in [ZMQ_PUSH, ZMQ_DEALER] {
            let context = Context::new();
            let push = context.socket(kind);
            push.set(ZMQ_SNDHWM, 1);
            push.connect("inproc://waiting");
            push.send(b"first", 0);
            assert!(push.try_send(b"second", ZMQ_DONTWAIT).is_err());
            let sender = thread::spawn(move || {
                push.send(b"second", 0);
                push
            });
            // Time to begin to wait; if it has not, the test is a weaker one.
            thread::sleep(Duration::from_millis(50));
            let pull = context.socket(if kind == ZMQ_PUSH { ZMQ_PULL } else { ZMQ_DEALER });
            pull.bind("inproc://waiting");
            let push = sender.join().unwrap();
            assert_eq!(pull.recv().0, b"first");
            assert_eq!(pull.recv().0, b"second");
            push.close();
            pull.close();
            context.term().unwrap();
        }
    });
}

/// A sender that does not wait finds the room at once.
#[test]
fn mend_67_there_is_room_at_once() {
    mended!(60, || {
        for _ in 0..100 {
            let context = Context::new();
            let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
            push.set(ZMQ_SNDHWM, 2);
            pull.set(ZMQ_RCVHWM, 3);
            push.set(ZMQ_LINGER, 0);
            push.connect("inproc://waiting");
            push.send(b"before", 0);
            pull.bind("inproc://waiting");
            assert_eq!(room(push), 4);
            push.close();
            pull.close();
            context.term().unwrap();
        }
    });
}

/// The marks are those of the sockets when the name is bound, and a mark of who waits is a mark of who binds: with the old
/// one, it told of room too late, or never.
#[test]
fn mend_67_marks_that_are_set_while_it_waits_count() {
    mended!(60, || {
        let context = Context::new();
        let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
        pull.set(ZMQ_RCVHWM, 3);
        push.connect("inproc://waiting");
        push.set(ZMQ_SNDHWM, 2);
        pull.bind("inproc://waiting");
        assert_eq!(room(push), 5);
        // It tells of room each time it has read half of five.
        for _ in 0..50 {
            (0..3).for_each(|_| drop(pull.recv()));
            (0..3).for_each(|_| push.send(b"again", 0));
        }
        push.close();
        pull.close();
        context.term().unwrap();
    });
}

/// What a socket sent before it was closed is there when the name is bound, and nothing waits for it after that.
#[test]
fn what_was_sent_to_a_name_before_closing_arrives() {
    mended!(60, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.connect("inproc://waiting");
        push.send(b"left behind", 0);
        push.close();
        let pull = context.socket(ZMQ_PULL);
        pull.bind("inproc://waiting");
        assert_eq!(pull.recv().0, b"left behind");
        pull.close();
        context.term().unwrap();
    });
}
