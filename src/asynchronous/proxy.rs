//! A proxy between two sockets, as a future.

use super::{Runtime, Socket, futures, operate::Operate};
use crate::{
    Errno, Error, Multipart, Result, SocketType,
    kind::Kind,
    proxy::{CanProxy, Meets},
};
use std::{convert::Infallible, future::poll_fn, pin::pin, task::Poll};

/// Passes messages on between two sockets, in both directions, until the context is shut down.
///
/// `frontend` is where clients connect, `backend` where those are who serve them: XSUB and XPUB, ROUTER and DEALER, PULL and
/// PUSH. A direction whose target has no room waits, and the other goes on.
///
/// Dropping the future closes both sockets, with what they had received and not passed on.
///
/// # Errors
/// - [`ETERM`](Errno::ETERM): the context was shut down.
/// - [`ENOTSUP`](Errno::ENOTSUP): a kind, known at run time only, that cannot be proxied; or the runtime ended.
/// - [`EINVAL`](Errno::EINVAL): both kinds, known at run time only, send, or both receive.
/// - whatever a send answers, as [`EHOSTUNREACH`](Errno::EHOSTUNREACH) of a ROUTER that
///   [must reach its peers](crate::Socket::set_router_mandatory); the message is lost.
#[doc(alias = "zmq_proxy")]
pub async fn proxy<F, B, R>(frontend: Socket<F, R>, backend: Socket<B, R>) -> Result<Infallible>
where
    F: CanProxy,
    B: CanProxy,
    F::Flow: Meets<B::Flow>,
    R: Runtime,
{
    let kinds = [kind_of(&frontend)?, kind_of(&backend)?];
    let goes = |from: SocketType, to: SocketType| from.has("CanRecv") && to.has("CanSend");
    let (there, back) = (goes(kinds[0], kinds[1]), goes(kinds[1], kinds[0]));
    if !there && !back {
        return Err(Error::refused(Errno::EINVAL, "proxy", "no message can go between these two sockets"));
    }
    let (mut front_send, mut front_recv) = frontend.halves();
    let (mut back_send, mut back_recv) = backend.halves();
    let mut requests = pin!(pass_on(&mut front_recv, &mut back_send));
    let mut replies = pin!(pass_on(&mut back_recv, &mut front_send));
    poll_fn(|cx| {
        if there {
            if let Poll::Ready(end) = requests.as_mut().poll(cx) {
                return Poll::Ready(end);
            }
        }
        if back { replies.as_mut().poll(cx) } else { Poll::Pending }
    })
    .await
}

/// The kind of a socket, if it can be proxied.
fn kind_of<K: Kind, R: Runtime>(socket: &Socket<K, R>) -> Result<SocketType> {
    let kind = socket.with(|socket| socket.socket_type())?;
    if matches!(kind, SocketType::Req | SocketType::Rep | SocketType::Stream) || kind.is_draft() {
        return Err(Error::refused(Errno::ENOTSUP, "proxy", format!("a {kind} socket cannot be proxied")));
    }
    Ok(kind)
}

/// One direction.
async fn pass_on<F: Kind, B: Kind>(
    from: &mut impl Operate<crate::Socket<F>>,
    to: &mut impl Operate<crate::Socket<B>>,
) -> Result<Infallible> {
    let mut parts = Multipart::new();
    loop {
        futures::recv_parts(from, &mut parts).await?;
        futures::send_parts(to, &mut parts).await?;
    }
}
