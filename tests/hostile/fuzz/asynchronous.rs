//! The same calls through sockets of a runtime, whose futures are polled once, for a while, or to the end.

use super::{Caller, setters::SETTERS};
use futures_lite::future::{or, poll_once};
use rand::RngExt as _;
use std::{
    future::Future,
    time::{Duration, Instant},
};
use zmq::{
    Socket, SocketType,
    asynchronous::{self, Runtime},
};

thread_local! {
    static TOKIO: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
}

/// Waits for it for a moment at most, which may be less than one poll.
async fn briefly<T>(whole: bool, future: impl Future<Output = T>) -> Option<T> {
    if whole {
        let wait = async_io::Timer::at(Instant::now() + Duration::from_millis(1));
        or(async { Some(future.await) }, async {
            wait.await;
            None
        })
        .await
    } else {
        poll_once(future).await
    }
}

/// A few calls on one of the runtimes; the blocking socket again, if there still is one.
pub fn act(caller: &mut Caller, socket: Socket<SocketType>) -> Option<Socket<SocketType>> {
    if caller.rng.random_bool(0.5) {
        TOKIO.with(|runtime| runtime.block_on(acts::<asynchronous::Tokio>(caller, socket)))
    } else {
        futures_lite::future::block_on(acts::<asynchronous::AsyncIo>(caller, socket))
    }
}

async fn acts<R: Runtime>(caller: &mut Caller<'_>, socket: Socket<SocketType>) -> Option<Socket<SocketType>> {
    let kind = socket.socket_type();
    let mut socket = asynchronous::Socket::<_, R>::new(socket).ok()?;
    for _ in 0..caller.rng.random_range(0..12) {
        let whole = caller.rng.random_bool(0.3);
        let call = caller.rng.random_range(0..14);
        caller.book.call = format!("async call {call} on {kind}");
        match call {
            0 => drop(briefly(whole, socket.send(caller.payload())).await),
            1 => drop(briefly(whole, socket.send_multipart(caller.parts())).await),
            2 => {
                let mut message = caller.payload();
                drop(briefly(whole, socket.send_from(&mut message)).await);
            }
            3 => drop(socket.try_send_multipart(caller.parts())),
            4 | 5 => drop(briefly(whole, socket.recv_multipart()).await),
            6 => drop(briefly(whole, socket.recv()).await),
            7 => drop(briefly(whole, socket.recv_many(&mut Vec::new(), 5)).await),
            8 => drop(briefly(whole, socket.poll(zmq::POLLIN | zmq::POLLOUT)).await),
            9 => drop(socket.with(|socket| caller.act(socket))),
            10 => {
                let setter = &SETTERS[caller.rng.random_range(0..SETTERS.len())];
                drop(socket.with(|socket| (setter.any)(&mut caller.rng, socket)));
            }
            11 => drop(socket.try_recv_multipart()),
            _ => {
                let (mut send, mut recv) = socket.into_split();
                let parts = caller.parts();
                let both = async {
                    drop(futures_lite::future::zip(send.send_multipart(parts), recv.recv_multipart()).await);
                };
                briefly(whole, both).await;
                if caller.rng.random_bool(0.1) {
                    return None; // half after half
                }
                socket = send.unite(recv).ok()?;
            }
        }
    }
    if caller.rng.random_bool(0.1) { None } else { socket.into_blocking().ok() }
}
