//! Which of a few can be read: an answer that borrows nothing.

use crate::support::{lasted, pipeline, within};
use std::{
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, EventMask, PollEvents, PollItem, Pollable, Pull, Push, Rep, Socket};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn each_place_of_the_answer_is_that_of_a_source() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "place");
        let (other, last) = pipeline(&ctx, "place-of-another");
        let dynamic = ctx.socket(zmq::SocketType::Rep).unwrap(); // kinds mix
        let monitor = dynamic.monitor(EventMask::ALL).unwrap();
        let look =
            || zmq::readable([&pull, &dynamic, &monitor, &last, &push], Duration::from_millis(1)).unwrap();
        assert_eq!(look(), [false; 5], "a PUSH that can send is not readable");
        push.send("x").unwrap();
        assert_eq!(look(), [true, false, false, false, false]);
        other.send("x").unwrap();
        assert_eq!(look(), [true, false, false, true, false]);
        dynamic.bind("tcp://127.0.0.1:*").unwrap();
        let listening = zmq::readable([&monitor], LONG).unwrap();
        assert_eq!((listening, look()), ([true], [true, false, true, true, false]));
        pull.recv().unwrap();
        last.recv().unwrap();
        assert_eq!(look(), [false, false, true, false, false]);
        assert_eq!(zmq::readable([], Duration::ZERO).unwrap(), [false; 0]);
    });
}

#[cfg(unix)]
#[test]
fn a_descriptor_is_a_source() {
    use std::{io::Write as _, os::fd::AsFd as _, os::unix::net::UnixStream};
    within(60, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "descriptor");
        let (reader, mut writer) = UnixStream::pair().unwrap();
        assert_eq!(zmq::readable([&pull, &reader.as_fd()], Duration::ZERO).unwrap(), [false, false]);
        writer.write_all(b"x").unwrap();
        assert_eq!(zmq::readable([&pull, &reader.as_fd()], None).unwrap(), [false, true]);
    });
}

#[test]
fn it_waits_and_ends_as_poll_does() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "waits");
        let control = ctx.socket(zmq::PULL).unwrap();
        let started = Instant::now();
        let pause = Duration::from_millis(30);
        assert_eq!(zmq::readable([&pull, &control], started + pause).unwrap(), [false, false]);
        lasted(started.elapsed(), pause);

        let sender = thread::spawn(move || {
            thread::sleep(pause);
            push.send("late").unwrap();
            push
        });
        assert_eq!(zmq::readable([&control, &pull], None).unwrap(), [false, true]);
        drop(sender.join().unwrap());
        pull.recv().unwrap();
        let of_thread = ctx.clone();
        let stopper = thread::spawn(move || {
            thread::sleep(pause);
            of_thread.shutdown();
        });
        assert_eq!(zmq::readable([&control, &pull], LONG).unwrap_err(), Errno::ETERM);
        stopper.join().unwrap();
    });
}

/// A struct that has its sockets, and answers with `&mut self`.
struct Agent {
    orders: Socket<Pull>,
    requests: Socket<Rep>,
    done: u32,
}

impl Agent {
    /// One round; false at the end.
    fn step(&mut self) -> zmq::Result<bool> {
        let [ordered, asked] = zmq::readable([&self.orders, &self.requests], LONG)?;
        if asked {
            self.answer()?;
        }
        Ok(!ordered)
    }

    fn answer(&mut self) -> zmq::Result<()> {
        self.done += 1;
        let request = self.requests.recv()?;
        Ok(self.requests.send(request)?)
    }
}

/// Somebody's own type, to be waited for.
impl Pollable for Agent {
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        self.requests.to_poll_item(events)
    }
}

#[test]
fn a_struct_waits_for_its_own_sockets() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (stop, orders): (Socket<Push>, _) = pipeline(&ctx, "orders");
        let requests = ctx.socket_builder(zmq::REP).bind("inproc://requests").build().unwrap();
        let client = ctx.socket_builder(zmq::REQ).connect("inproc://requests").build().unwrap();
        let mut agent = Agent { orders, requests, done: 0 };
        for number in 1..=3 {
            client.send("x").unwrap();
            assert_eq!(zmq::readable([&agent], LONG).unwrap(), [true]);
            assert!(agent.step().unwrap());
            assert_eq!(agent.done, number);
            assert_eq!(client.recv().unwrap(), "x");
        }
        stop.send("").unwrap();
        assert!(!agent.step().unwrap());
    });
}
