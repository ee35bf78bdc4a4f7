//! Sockets of runtimes: futures that are done, or dropped before they are.

use super::{End, LITTLE, Sent};
use futures_lite::future::{or, poll_once};
use rand::{RngExt as _, rngs::StdRng};
use std::future::Future;
use zmq::{
    Errno, Multipart, Socket, SocketType,
    asynchronous::{self, Runtime},
};

thread_local! {
    static TOKIO: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
}

pub fn on_tokio<T>(future: impl Future<Output = T>) -> T {
    TOKIO.with(|runtime| runtime.block_on(future))
}

pub fn tokio(socket: Socket<SocketType>) -> End {
    TOKIO.with(|runtime| {
        let _in_it = runtime.enter();
        End::Tokio(zmq::tokio::Socket::new(socket).unwrap())
    })
}

pub fn leave_tokio(socket: zmq::tokio::Socket<SocketType>) -> Socket<SocketType> {
    TOKIO.with(|runtime| {
        let _in_it = runtime.enter();
        socket.into_blocking().unwrap()
    })
}

/// Waits for it for a moment at most, which may be less than one poll. If it was not done, it is dropped.
async fn briefly<T>(whole: bool, future: impl Future<Output = T>) -> Option<T> {
    if !whole {
        return poll_once(future).await;
    }
    or(async { Some(future.await) }, async {
        async_io::Timer::after(LITTLE).await;
        None
    })
    .await
}

pub async fn send<R: Runtime>(
    rng: &mut StdRng,
    socket: &mut asynchronous::Socket<SocketType, R>,
    mut parts: Multipart,
) -> Sent {
    let whole = rng.random();
    if parts.len() == 1 && (socket.with(|s| s.socket_type().is_thread_safe()).unwrap() || rng.random()) {
        let mut part = parts.pop().unwrap();
        return match briefly(whole, socket.send_from(&mut part)).await {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err((error.errno(), part.into())),
            None => Err((Errno::EAGAIN, part.into())),
        };
    }
    if rng.random() {
        let failed = |failed: zmq::SendError<Multipart>| (failed.errno(), failed.into_message());
        return socket.try_send_multipart(parts).map_err(failed);
    }
    match briefly(whole, socket.send_multipart_from(&mut parts)).await {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) => Err((error.errno(), parts)),
        None => Err((Errno::EAGAIN, parts)),
    }
}

pub async fn recv<R: Runtime>(
    rng: &mut StdRng,
    socket: &mut asynchronous::Socket<SocketType, R>,
) -> Result<Vec<Multipart>, Errno> {
    let whole = rng.random();
    let received = match rng.random_range(0..3) {
        0 => socket.try_recv_multipart().map(|parts| parts.into_iter().collect()),
        1 => {
            let mut parts = Vec::new();
            match briefly(whole, socket.recv_many(&mut parts, 3)).await.transpose() {
                Err(error) => Err(error),
                Ok(None) => {
                    assert!(parts.is_empty());
                    Ok(Vec::new())
                }
                Ok(Some(count)) => {
                    let mut messages = Vec::new();
                    while !parts.is_empty() {
                        let end =
                            parts.iter().position(|part| !part.more()).expect("a message without an end");
                        messages.push(parts.drain(..=end).collect());
                    }
                    assert_eq!(messages.len(), count);
                    Ok(messages)
                }
            }
        }
        _ => match briefly(whole, socket.recv_multipart()).await {
            Some(received) => received.map(|parts| vec![parts]),
            None => Ok(Vec::new()),
        },
    };
    received.map_err(|error| error.errno())
}
