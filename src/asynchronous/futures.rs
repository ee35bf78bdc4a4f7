//! What the operations do, for a socket and for its halves alike.

use super::{
    operation::{Attempts, attempt, repeat_attempts, to_poll},
    readiness::Direction,
};
use crate::{
    Errno, Error, IntoMessage, Message, Multipart, Result, SendError, Socket,
    kind::Kind,
    message::{raw::RawMessage, with_raw_copy},
};
use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

const DONTWAIT: i32 = zmq_sys::ZMQ_DONTWAIT;

/// Sends a part, once it can be queued.
#[inline]
pub fn send_from<'a, K: Kind, O: Attempts<Socket<K>>>(
    on: &'a mut O,
    message: &'a mut Message,
) -> impl Future<Output = Result<()>> + use<'a, K, O> {
    repeat_attempts(on, Direction::Send, |socket: &Socket<K>| {
        socket.raw().send(message.raw_mut(), DONTWAIT)?;
        message.sent();
        Ok(())
    })
}

/// As [`send_from`], of what a message is made of. That happens at the first attempt, so that a message that is sent at once is
/// never moved; it is kept only while it waits.
pub struct SendPart<'a, K: Kind, O: Attempts<Socket<K>>, M> {
    on: &'a mut O,
    /// There until the first attempt.
    source: Option<M>,
    /// There while it waits.
    message: Option<Message>,
    kind: PhantomData<fn(K)>,
}

impl<'a, K: Kind, O: Attempts<Socket<K>>, M: IntoMessage> SendPart<'a, K, O, M> {
    #[inline]
    pub fn new(on: &'a mut O, source: M) -> SendPart<'a, K, O, M> {
        SendPart { on, source: Some(source), message: None, kind: PhantomData }
    }
}

/// Nothing in it is pinned.
impl<K: Kind, O: Attempts<Socket<K>>, M> Unpin for SendPart<'_, K, O, M> {}

impl<K: Kind, O: Attempts<Socket<K>>, M: IntoMessage> Future for SendPart<'_, K, O, M> {
    type Output = Result<(), SendError>;

    #[inline(always)] // on the way of every message
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let this = &mut *self;
        let Some(source) = this.source.take() else { return this.poll_made(cx) };
        let Some(bytes) = source.bytes_to_copy() else {
            this.message = Some(source.into());
            return this.poll_made(cx);
        };
        match with_raw_copy(bytes, |part| poll_send(this.on, part, cx)) {
            Ok(()) => Poll::Ready(Ok(())),
            Err((error, part)) => this.not_at_once(error, part),
        }
    }
}

impl<K: Kind, O: Attempts<Socket<K>>, M> SendPart<'_, K, O, M> {
    /// After a first attempt that failed, or found all queues full.
    #[cold]
    #[inline(never)]
    fn not_at_once(&mut self, error: Error, part: Message) -> Poll<Result<(), SendError>> {
        if error.is_would_block() {
            self.message = Some(part);
            return Poll::Pending;
        }
        Poll::Ready(Err(SendError::new(error, part)))
    }

    /// Of a message that is no copy, or waits.
    #[inline(never)]
    fn poll_made(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Some(part) = &mut self.message else { return Poll::Pending }; // it was done before
        let sent = ready!(to_poll(poll_send(self.on, part.raw_mut(), cx)));
        let part = self.message.take().unwrap_or_default();
        Poll::Ready(match sent {
            Ok(()) => {
                part.forget_empty();
                Ok(())
            }
            Err(error) => Err(SendError::new(error, part)),
        })
    }
}

impl<K: Kind, O: Attempts<Socket<K>>, M> Drop for SendPart<'_, K, O, M> {
    #[inline]
    fn drop(&mut self) {
        self.on.forget(Direction::Send);
    }
}

#[inline]
fn poll_send<K: Kind>(
    on: &mut impl Attempts<Socket<K>>,
    part: &mut RawMessage,
    cx: &mut Context<'_>,
) -> Result<()> {
    on.poll_operation(cx, Direction::Send, |socket| socket.raw().send(part, DONTWAIT))
}

/// As [`recv_into`], into a message of its own.
pub struct RecvPart<'a, K: Kind, O: Attempts<Socket<K>>> {
    on: &'a mut O,
    done: bool,
    kind: PhantomData<fn(K)>,
}

impl<'a, K: Kind, O: Attempts<Socket<K>>> RecvPart<'a, K, O> {
    #[inline]
    pub fn new(on: &'a mut O) -> RecvPart<'a, K, O> {
        RecvPart { on, done: false, kind: PhantomData }
    }
}

/// Nothing in it is pinned.
impl<K: Kind, O: Attempts<Socket<K>>> Unpin for RecvPart<'_, K, O> {}

impl<K: Kind, O: Attempts<Socket<K>>> Future for RecvPart<'_, K, O> {
    type Output = Result<Message>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Message>> {
        if self.done {
            return Poll::Pending;
        }
        let mut part = Message::new();
        let received = ready!(to_poll(
            self.on.poll_operation(cx, Direction::Recv, |socket| socket.raw().recv(&mut part, DONTWAIT))
        ));
        self.done = true;
        Poll::Ready(received.map(|()| part))
    }
}

impl<K: Kind, O: Attempts<Socket<K>>> Drop for RecvPart<'_, K, O> {
    #[inline]
    fn drop(&mut self) {
        self.on.forget(Direction::Recv);
    }
}

/// Sends a message, once it can be queued.
pub async fn send_parts<K: Kind>(on: &mut impl Attempts<Socket<K>>, parts: &mut Multipart) -> Result<()> {
    repeat_attempts(on, Direction::Send, |socket: &Socket<K>| socket.try_send_parts_from(parts)).await
}

/// Receives a part, once there is one.
#[inline]
pub fn recv_into<'a, K: Kind, O: Attempts<Socket<K>>>(
    on: &'a mut O,
    message: &'a mut Message,
) -> impl Future<Output = Result<()>> + use<'a, K, O> {
    repeat_attempts(on, Direction::Recv, |socket: &Socket<K>| socket.raw().recv(message, DONTWAIT))
}

/// Receives a message, once there is one.
pub async fn recv_parts<K: Kind>(on: &mut impl Attempts<Socket<K>>, parts: &mut Multipart) -> Result<()> {
    repeat_attempts(on, Direction::Recv, |socket: &Socket<K>| socket.try_recv_parts_into(parts)).await
}

/// Receives messages, once there is one.
pub async fn recv_many<K: Kind>(
    on: &mut impl Attempts<Socket<K>>,
    messages: &mut Vec<Message>,
    limit: usize,
) -> Result<usize> {
    if limit == 0 {
        return Ok(0);
    }
    repeat_attempts(on, Direction::Recv, |socket: &Socket<K>| burst(socket, messages, limit)).await
}

/// Receives whole messages as long as there are some, and adds their parts. `EAGAIN`: there is none.
pub fn burst<K: Kind>(socket: &Socket<K>, parts: &mut Vec<Message>, limit: usize) -> Result<usize> {
    let mut count = 0;
    let mut whole = parts.len();
    while count < limit {
        let index = parts.len();
        parts.push(Message::new());
        let part = &mut parts[index];
        let received = attempt(|| socket.raw().recv(part, DONTWAIT));
        if !matches!(received, Some(Ok(()))) {
            parts.truncate(index);
        }
        match received {
            Some(Ok(())) => {
                if !parts[index].more() {
                    count += 1;
                    whole = parts.len();
                }
            }
            // Only an XPUB hands on a message without an end: what came of it is one.
            None if parts.len() > whole => {
                count += 1;
                whole = parts.len();
            }
            None if count == 0 => return Err(Errno::EAGAIN.into()),
            None => break,
            Some(Err(error)) => {
                parts.truncate(whole);
                if count == 0 {
                    return Err(error);
                }
                break; // the next call meets it again
            }
        }
    }
    Ok(count)
}

/// "Would block" as the error that it is in C.
pub fn now<V>(attempted: Option<Result<V>>) -> Result<V> {
    attempted.unwrap_or_else(|| Err(Errno::EAGAIN.into()))
}
