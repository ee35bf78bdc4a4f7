//! Contexts: they own the I/O threads and their sockets.

// In the order of the methods in the documentation, see `lib.rs`.
mod life;

mod builder;
mod inner;
mod inproc;
mod names;
mod options;
pub(crate) mod raw;
mod registry;
pub(crate) mod startup;

pub use builder::ContextBuilder;
pub(crate) use inner::Inner;
pub(crate) use inproc::ZAP;
pub(crate) use names::{Keep, Waiter};
pub use registry::OpenSocket;

use std::{fmt, sync::Arc};

/// A ZeroMQ context: owns the I/O threads and its sockets. One per process is enough.
///
/// **Dropping the last handle blocks** until every queued message is delivered or its linger period ends. Clones share one
/// context, and every socket holds it open. The default linger period is for ever: a script may send and exit, and still
/// delivers. But if a peer never connects, the drop blocks for ever. Set a finite one with [`ContextBuilder::linger`] or on
/// the socket. [`term_timeout`](Self::term_timeout) names the open sockets, and [`shutdown`](Self::shutdown) wakes blocked
/// calls.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let pull = ctx.socket(zmq::PULL)?;
/// let push = ctx.socket(zmq::PUSH)?;
/// pull.bind("inproc://work")?;
/// push.connect("inproc://work")?;
/// push.send("Hello")?;
/// assert_eq!(pull.recv()?, "Hello");
/// # Ok(()) }
/// ```
///
/// A context in a `static` is never dropped, and the process does not wait for it: messages still queued at exit are lost.
/// Take it out and drop it before `main` returns, or use [`instance`](Self::instance).
///
/// A context is shared by threads, by clone or by reference.
///
/// # Forks
/// A forked child has copies of its parent's contexts and sockets, without the I/O threads. Every call on them returns
/// [`ENOTSUP`](crate::Errno::ENOTSUP), `send` and `recv` included; nothing reaches the parent or its peers. Dropping the
/// copies is harmless. Make a new context in the child.
///
/// Forks are detected by `pthread_atfork`, so for `fork` of the C library; a bare system call (`clone`, or `_Fork`) is not
/// detected. After one, call `exec`, and touch no context, socket or message before: libzmq aborts the parent when the
/// child uses them.
#[derive(Clone)]
#[doc(alias = "zmq_ctx_new")]
#[doc(alias = "zmq_ctx_get")]
pub struct Context {
    inner: Arc<Inner>,
}

impl Context {
    /// What a socket keeps.
    pub(crate) fn shared(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// Another handle.
    pub(crate) fn from_inner(inner: Arc<Inner>) -> Context {
        Context { inner }
    }
}

/// Two handles are equal when they share one context.
impl PartialEq for Context {
    fn eq(&self, other: &Context) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Eq for Context {}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("raw", &self.ptr()).finish_non_exhaustive()
    }
}

/// A context did not end in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermError {
    open: Vec<OpenSocket>,
}

impl TermError {
    pub(crate) fn lingering() -> TermError {
        TermError { open: Vec::new() }
    }

    /// The open sockets; none, if all are closed and their messages linger.
    pub fn open_sockets(&self) -> &[OpenSocket] {
        &self.open
    }
}

impl fmt::Display for TermError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.open.is_empty() {
            return f.write_str("all sockets are closed, and their messages still linger");
        }
        let open: Vec<_> = self.open.iter().map(OpenSocket::to_string).collect();
        write!(f, "still open: {}", open.join("; "))
    }
}

impl std::error::Error for TermError {}
