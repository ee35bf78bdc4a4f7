//! Which kinds of sockets a proxy takes, and in which direction messages go.

use crate::{
    Dealer, Errno, Error, Pair, Pub, Pull, Push, Rep, Result, Router, Socket, SocketType, Sub, XPub, XSub,
    kind::Kind, socket::raw::RawSocket,
};

/// Socket types for a proxy: all but REQ, REP and STREAM, and none of the draft API.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// use zmq::{Proxy, Socket, proxy::{CanProxy, Meets}};
///
/// fn broker<F, B>(frontend: Socket<F>, backend: Socket<B>) -> zmq::Result<Proxy>
/// where
///     F: CanProxy,
///     B: CanProxy,
///     F::Flow: Meets<B::Flow>, // one receives what the other sends
/// {
///     Proxy::builder(frontend, backend).thread_name("broker").spawn()
/// }
///
/// broker(ctx.socket(zmq::XSUB)?, ctx.socket(zmq::XPUB)?)?.stop()?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket cannot be proxied",
    label = "not a socket type for a proxy",
    note = "use ROUTER for clients and DEALER for workers; XSUB and XPUB, PULL and PUSH, or PAIR"
)]
pub trait CanProxy: Kind {
    /// Its directions: [`In`], [`Out`] or [`Both`].
    type Flow;
}

/// Receives only: PULL and SUB.
#[derive(Debug)]
pub enum In {}

/// Sends only: PUSH and PUB.
#[derive(Debug)]
pub enum Out {}

/// Sends and receives.
#[derive(Debug)]
pub enum Both {}

/// Pairs with at least one direction for messages.
#[diagnostic::on_unimplemented(
    message = "these two socket types cannot pass messages to each other",
    note = "both only receive, or both only send"
)]
pub trait Meets<Other> {}

impl Meets<Out> for In {}
impl Meets<Both> for In {}
impl Meets<In> for Out {}
impl Meets<Both> for Out {}
impl<Other> Meets<Other> for Both {}

/// Socket types for the capture of a proxy: PUB, DEALER, PUSH and PAIR.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket cannot capture",
    label = "only PUB, DEALER, PUSH and PAIR can"
)]
pub trait CanCapture: Kind {}

/// Socket types for the control of a proxy: PAIR, REP, SUB, PULL, DEALER, ROUTER and XSUB.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket cannot control a proxy",
    label = "only PAIR, REP, SUB, PULL, DEALER, ROUTER and XSUB can"
)]
pub trait CanControl: Kind {}

macro_rules! flows {
    ($($flow:ident: $($kind:ident)*;)*) => {$($(
        impl CanProxy for $kind {
            type Flow = $flow;
        }
    )*)*};
}

flows! {
    In: Pull Sub;
    Out: Push Pub;
    Both: Pair Dealer Router XPub XSub SocketType;
}

macro_rules! kinds {
    ($(($able:ident, $what:literal): $($kind:ident)*;)*) => {
        $($(impl $able for $kind {})* impl $able for SocketType {})*

        impl SocketType {
            /// Whether a kind that the type does not tell has the trait of this name.
            fn able(self, ability: &str) -> Result<()> {
                let (able, what) = match ability {
                    $(stringify!($able) => (matches!(self, $(SocketType::$kind)|*), $what),)*
                    _ => {
                        let refused = matches!(self, SocketType::Req | SocketType::Rep | SocketType::Stream);
                        (!refused && !self.is_draft(), "go through a proxy")
                    }
                };
                if able {
                    return Ok(());
                }
                Err(Error::refused(Errno::ENOTSUP, "proxy", format!("a {self} socket cannot {what}")))
            }
        }
    };
}

kinds! {
    (CanCapture, "capture"): Pub Dealer Push Pair;
    (CanControl, "control a proxy"): Pair Rep Sub Pull Dealer Router XSub;
}

/// A socket with its kind forgotten by the type.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub raw: &'a RawSocket,
    pub kind: SocketType,
}

impl<'a> End<'a> {
    pub fn of<K: Kind>(socket: &'a Socket<K>) -> End<'a> {
        End { raw: socket.raw(), kind: socket.socket_type() }
    }

    pub fn is(self, other: End<'_>) -> bool {
        self.raw.as_ptr() == other.raw.as_ptr()
    }

    pub fn sends(self) -> bool {
        self.kind.has("CanSend")
    }

    pub fn receives(self) -> bool {
        self.kind.has("CanRecv")
    }
}

/// All sockets of a proxy.
#[derive(Clone, Copy)]
pub(crate) struct Ends<'a> {
    pub frontend: End<'a>,
    pub backend: End<'a>,
    pub capture: Option<End<'a>>,
    pub control: Option<End<'a>>,
}

impl Ends<'_> {
    /// Refuses what types could not.
    pub fn check(&self) -> Result<()> {
        let refused = |reason: &'static str| Err(Error::refused(Errno::EINVAL, "proxy", reason));
        let Ends { frontend, backend, capture, control } = *self;
        for end in [Some(frontend), Some(backend), capture, control].into_iter().flatten() {
            end.raw.here()?;
        }
        frontend.kind.able("CanProxy")?;
        backend.kind.able("CanProxy")?;
        let (there, back) = (frontend.receives() && backend.sends(), backend.receives() && frontend.sends());
        if !there && !back {
            return refused("these two sockets cannot pass messages to each other");
        }
        for target in [Some(frontend), Some(backend), capture].into_iter().flatten() {
            // libzmq aborts when such a queue has lost the rest of a message.
            if target.sends() && target.raw.facts().conflates.get() {
                return refused("a conflating socket (ZMQ_CONFLATE) accepts messages of one part only");
            }
        }
        for (extra, ability) in [(capture, "CanCapture"), (control, "CanControl")] {
            let Some(extra) = extra else { continue };
            extra.kind.able(ability)?;
            if extra.is(frontend) || extra.is(backend) {
                return refused("capture and control need sockets of their own");
            }
        }
        match (capture, control) {
            (Some(capture), Some(control)) if capture.is(control) => {
                refused("capture and control need sockets of their own")
            }
            _ => Ok(()),
        }
    }
}
