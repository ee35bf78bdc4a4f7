//! Futures go to other threads; and what is particular to tokio.

use zmq::{
    Dealer, Message, Multipart,
    asynchronous::{AsyncIo, Context, RecvHalf, Runtime, SendHalf, Socket, Tokio},
};

fn send<T: Send>(_: T) {}
fn share<T: Sync>() {}
fn never<T>() -> T {
    unimplemented!("nobody calls this")
}

#[allow(dead_code)]
fn futures<R: Runtime>(
    ctx: Context<R>,
    mut socket: Socket<Dealer, R>,
    mut sender: SendHalf<Dealer, R>,
    mut receiver: RecvHalf<Dealer, R>,
    mut parts: Vec<Message>,
    mut multipart: Multipart,
) {
    send(socket.send("x"));
    send(socket.send_string("x"));
    send(socket.send_from(&mut parts[0]));
    send(socket.send_multipart(["x", "y"]));
    send(socket.send_multipart_from(&mut multipart));
    send(socket.recv());
    send(socket.recv_string());
    send(socket.recv_multipart());
    send(socket.recv_into(&mut parts[0]));
    send(socket.recv_multipart_into(&mut multipart));
    send(socket.recv_many(&mut parts, 10));
    send(socket.poll(zmq::POLLIN));
    send(sender.send("x"));
    send(sender.send_multipart(["x", "y"]));
    send(receiver.recv());
    send(receiver.recv_many(&mut parts, 10));
    send(async {
        let (mut a, mut b, mut c): (Socket<Dealer, R>, Socket<Dealer, R>, Socket<Dealer, R>) = never();
        let _ = zmq::asynchronous::proxy_steerable_with_capture(&mut socket, &mut a, &mut b, &mut c).await;
    });
    send((sender, receiver));
    send(ctx.term());
}

#[test]
fn sockets_are_send_and_sync() {
    let _: (fn(_, _, _, _, _, _), fn(_, _, _, _, _, _)) = (futures::<Tokio>, futures::<AsyncIo>);
    share::<Socket<Dealer, Tokio>>();
    share::<SendHalf<Dealer, Tokio>>();
    share::<RecvHalf<Dealer, AsyncIo>>();
    share::<Context<AsyncIo>>();
}

/// A spawned task asks for it.
#[test]
fn spawned() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let ctx = zmq::tokio::Context::new().unwrap();
        let mut pull = ctx.socket(zmq::PULL).unwrap();
        let mut push = ctx.socket(zmq::PUSH).unwrap();
        pull.bind("inproc://spawned").unwrap();
        push.connect("inproc://spawned").unwrap();
        let sending = tokio::spawn(async move { push.send("x").await });
        let receiving = tokio::spawn(async move { pull.recv().await });
        assert_eq!(receiving.await.unwrap().unwrap(), "x");
        sending.await.unwrap().unwrap();
    });
}

#[test]
fn outside_of_tokio_is_an_error() {
    let ctx = zmq::tokio::Context::new().unwrap();
    let error = ctx.socket(zmq::PULL).unwrap_err();
    assert_eq!(error, zmq::Errno::ENOTSUP);
    assert!(error.to_string().contains("runtime"), "{error}");
}

/// The runtime that a socket was made on has ended: what waits there says so.
#[test]
fn the_runtime_ended() {
    let build = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (first, second) = (build(), build());
    let ctx = zmq::tokio::Context::new().unwrap();
    let mut pull = first.block_on(async { ctx.socket(zmq::PULL).unwrap() });
    pull.bind("inproc://ended").unwrap();
    drop(first);
    let error = second.block_on(async move { pull.recv().await.unwrap_err() });
    assert_eq!(error, zmq::Errno::ENOTSUP);
}

/// What a program sends before its runtime ends is delivered: the runtime waits for it, and its executor does not.
#[test]
fn the_runtime_waits_for_delivery() {
    for several in [false, true] {
        crate::support::within(60, move || {
            let folder = crate::common::Folder::new();
            let bound = folder.late("late");
            let endpoint = bound.clone();
            let program = std::thread::spawn(move || {
                let mut builder = match several {
                    true => tokio::runtime::Builder::new_multi_thread(),
                    false => tokio::runtime::Builder::new_current_thread(),
                };
                let runtime = builder.enable_all().build().unwrap();
                let tick = runtime.block_on(async move {
                    let mut push = zmq::tokio::Context::new().unwrap().socket(zmq::PUSH).unwrap();
                    push.connect(&endpoint).unwrap();
                    push.send("precious").await.unwrap();
                    drop(push);
                    tokio::spawn(async { 7 }).await.unwrap() // the executor goes on
                });
                assert_eq!(tick, 7);
            });
            std::thread::sleep(std::time::Duration::from_millis(200));
            assert!(!program.is_finished(), "it did not wait");
            let pull = zmq::Context::new().unwrap().socket(zmq::PULL).unwrap();
            pull.bind(&bound).unwrap();
            assert_eq!(pull.recv().unwrap(), "precious");
            program.join().unwrap();
        });
    }
}
