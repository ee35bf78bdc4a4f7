//! The authenticator as a task.

use super::runtime::{Context, run, spawn};
use zmq::{Authenticator, Errno, Event, EventMask, PlainUsers, SendError, Socket};

/// A client with a name and a password, which tries once.
fn client(ctx: &Context, endpoint: &str, password: &str) -> Socket<zmq::Push> {
    let client = ctx.to_blocking().socket(zmq::PUSH).unwrap();
    client.set_reconnect_ivl(None).unwrap();
    client.set_plain_username(Some("alice")).unwrap();
    client.set_plain_password(Some(password)).unwrap();
    client.connect(endpoint).unwrap();
    client
}

#[test]
fn it_decides() {
    run(async {
        let ctx = Context::new().unwrap();
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        let task = spawn(task);
        authenticator.configure_plain("*", PlainUsers::from([("alice", "secret")]));
        let mut server = ctx.socket(zmq::PULL).unwrap();
        server.set_plain_server(true).unwrap();
        server.bind("tcp://127.0.0.1:*").unwrap();
        let mut monitor = server.monitor(EventMask::ALL).unwrap();
        let endpoint = server.last_endpoint().unwrap();

        let friend = client(&ctx, &endpoint, "secret");
        let sent: Result<(), SendError> = friend.send("Hello");
        sent.unwrap();
        let message = server.recv().await.unwrap();
        assert_eq!((message.user_id(), &message[..]), (Some("alice"), &b"Hello"[..]));

        let _stranger = client(&ctx, &endpoint, "guessed");
        let refused = loop {
            match monitor.recv().await.unwrap().event {
                Event::HandshakeFailedAuth { status } => break status,
                Event::HandshakeSucceeded | Event::Accepted { .. } | Event::Listening { .. } => (),
                Event::Disconnected { .. } => (),
                event => panic!("{event}"),
            }
        };
        assert_eq!(refused, 400);
        assert!(!authenticator.is_finished());
        authenticator.stop().unwrap();
        task.join().await.unwrap();
    });
}

#[test]
fn it_ends() {
    run(async {
        let ctx = Context::new().unwrap();
        // With its handle.
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        let task = spawn(task);
        assert_eq!(Authenticator::task(&ctx).map(drop).unwrap_err(), Errno::EADDRINUSE);
        assert_eq!(Authenticator::start(&ctx.to_blocking()).unwrap_err(), Errno::EADDRINUSE);
        drop(authenticator);
        task.join().await.unwrap();
        // With its future, polled or not.
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        assert!(!authenticator.is_finished());
        drop(task);
        assert!(authenticator.is_finished());
        authenticator.stop().unwrap();
        // When it is stopped before it was polled.
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        authenticator.stop().unwrap();
        task.await.unwrap();
        // Nobody waits for a task on a thread.
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        assert_eq!(authenticator.join().unwrap_err(), Errno::ENOTSUP);
        task.await.unwrap();
        // With the context.
        let (authenticator, task) = Authenticator::task(&ctx).unwrap();
        let task = spawn(task);
        ctx.shutdown();
        task.join().await.unwrap();
        assert!(authenticator.is_finished());
        authenticator.join().unwrap();
    });
}
