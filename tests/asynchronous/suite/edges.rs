//! A call of one half takes the edge that the other half waits for, before the reactor could see it, and nothing comes after
//! it: the other half is woken all the same.
//!
//! All happens on the thread of the runtime in one turn of a task; where there is one thread, the reactor has none of it.

use super::runtime::{self, Context, run, sleep, spawn, timeout};
use std::{thread, time::Duration};
use zmq::{Dealer, Message, Socket};

/// Long enough for libzmq to let a send take commands in again.
const AGE: Duration = Duration::from_millis(3);

/// Longer than anything here takes.
const FOR_EVER: Duration = Duration::from_secs(30);

/// An async DEALER with room for some messages, and its blocking peer.
fn dealers(ctx: &Context, room: u32) -> (runtime::Socket<Dealer>, Socket<Dealer>) {
    let (dealer, peer) =
        (ctx.socket(zmq::DEALER).unwrap(), ctx.to_blocking().socket(zmq::DEALER).unwrap());
    dealer.set_sndhwm(room).unwrap();
    peer.set_rcvhwm(room).unwrap();
    dealer.bind("inproc://edges").unwrap();
    peer.connect("inproc://edges").unwrap();
    (dealer, peer)
}

/// Until a task that was spawned waits.
async fn until_it_waits() {
    sleep(Duration::from_millis(20)).await;
}

/// Who receives waits; a message comes, and `call` of the sending half takes in that it came.
macro_rules! taken_by_the_sender {
    ($($name:ident: |$send:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                let (dealer, peer) = dealers(&ctx, 1000);
                #[allow(unused_mut)]
                let (mut $send, mut recv) = dealer.into_split();
                for round in 0..20 {
                    let receiving = spawn(async move { (recv.recv_string().await.unwrap(), recv) });
                    until_it_waits().await;
                    peer.send(format!("{round}")).unwrap();
                    thread::sleep(AGE);
                    $call;
                    let (text, back) = timeout(FOR_EVER, receiving.join()).await.expect("a wake-up is lost");
                    assert_eq!(text, format!("{round}"));
                    recv = back;
                }
            });
        }
    )*};
}

taken_by_the_sender! {
    by_send: |send| send.send("x").await.unwrap();
    by_send_multipart: |send| send.send_multipart(["x", "y"]).await.unwrap();
    by_send_from: |send| send.send_from(&mut Message::from("x")).await.unwrap();
    by_try_send: |send| send.try_send("x").unwrap();
    by_events: |send| assert!(send.with(|socket| socket.events()).unwrap().is_ok());
    by_bind: |send| assert!(send.with(|socket| socket.bind_to_random_port("tcp://127.0.0.1")).unwrap().is_ok());
    by_blocking_send: |send| send.with(|socket| socket.send("x")).unwrap().unwrap();
}

/// Who sends waits for room; a message is taken, and `call` of the receiving half takes in that there is room.
macro_rules! taken_by_the_receiver {
    ($($name:ident: |$recv:ident, $peer:ident| $call:expr;)*) => {$(
        #[test]
        fn $name() {
            run(async {
                let ctx = Context::new().unwrap();
                let (dealer, $peer) = dealers(&ctx, 1);
                let (mut send, mut $recv) = dealer.into_split();
                while send.try_send("x").is_ok() {}
                for _ in 0..20 {
                    let sending = spawn(async move {
                        send.send("x").await.unwrap();
                        send
                    });
                    until_it_waits().await;
                    assert_eq!($peer.recv().unwrap(), "x");
                    thread::sleep(AGE);
                    $call;
                    send = timeout(FOR_EVER, sending.join()).await.expect("a wake-up is lost");
                }
            });
        }
    )*};
}

taken_by_the_receiver! {
    by_try_recv: |recv, _peer| assert_eq!(recv.try_recv().unwrap(), None);
    by_recv: |recv, peer| {
        peer.send("news").unwrap();
        assert_eq!(recv.recv().await.unwrap(), "news");
    };
    by_recv_many: |recv, peer| {
        peer.send("news").unwrap();
        assert_eq!(recv.recv_many(&mut Vec::new(), 10).await.unwrap(), 1);
    };
    by_a_receive_that_is_given_up: |recv, _peer| {
        assert!(timeout(Duration::ZERO, recv.recv()).await.is_none());
    };
}
