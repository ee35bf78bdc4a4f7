//! A context that cannot fail to be made.

use crate::{Error, Result, Socket, SocketType};
use std::{
    fmt,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI32, Ordering::Relaxed},
    },
};

/// A context: clones share it, and the last one to go waits for unsent messages.
///
/// It is made when its first socket is, so that [`new`](Self::new) cannot fail and the number of threads can be set before. A failure,
/// as for want of descriptors, is one of [`socket`](Self::socket).
#[derive(Clone)]
pub struct Context {
    lazy: Arc<Lazy>,
}

struct Lazy {
    threads: AtomicI32,
    made: OnceLock<zmq_safe::Context>,
    /// Held while it is made.
    making: Mutex<()>,
}

/// More than this `zmq_safe::ContextBuilder` does not take, and nobody needs.
const MOST_THREADS: i32 = 256;

impl Context {
    /// A context that is made on its first use.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Context::new()?`"))]
    pub fn new() -> Context {
        Context::unmade(OnceLock::new())
    }

    fn unmade(made: OnceLock<zmq_safe::Context>) -> Context {
        Context { lazy: Arc::new(Lazy { threads: AtomicI32::new(1), made, making: Mutex::new(()) }) }
    }

    /// The number of I/O threads.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Context::io_threads`"))]
    pub fn get_io_threads(&self) -> Result<i32> {
        Ok(self.lazy.threads.load(Relaxed))
    }

    /// Sets the number of I/O threads, which counts until the first socket is made.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Context::builder().io_threads(n).build()?`"))]
    pub fn set_io_threads(&self, value: i32) -> Result<()> {
        if value < 0 {
            return Err(Error::EINVAL);
        }
        self.lazy.threads.store(value, Relaxed);
        Ok(())
    }

    /// Opens a socket.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Context::socket`, with the kind in the type"))]
    pub fn socket(&self, socket_type: SocketType) -> Result<Socket> {
        let kind = zmq_safe::SocketType::from(socket_type);
        Ok(Socket::from_core(self.as_core()?.socket(kind)?))
    }

    /// Ends the context: waits until its sockets are closed and what they sent is delivered, or their linger periods are over.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Context::shutdown`, `Context::term`"))]
    pub fn destroy(&mut self) -> Result<()> {
        self.as_core()?.clone().term();
        Ok(())
    }

    /// The context of zmq-safe, for what is ported already. It is made if it is not yet.
    ///
    /// # Errors
    /// As `zmq_safe::ContextBuilder::build`.
    pub fn as_core(&self) -> Result<&zmq_safe::Context> {
        if let Some(context) = self.lazy.made.get() {
            return Ok(context);
        }
        let _making = self.lazy.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = self.lazy.made.get() {
            return Ok(context);
        }
        let threads = self.lazy.threads.load(Relaxed).clamp(0, MOST_THREADS) as u32;
        let context = zmq_safe::Context::builder().io_threads(threads).build()?;
        Ok(self.lazy.made.get_or_init(|| context))
    }

    /// The context of zmq-safe: another handle of it, which is made if it is not yet.
    ///
    /// # Errors
    /// As `zmq_safe::ContextBuilder::build`.
    pub fn into_core(self) -> Result<zmq_safe::Context> {
        self.as_core().cloned()
    }

    /// A context that zmq-safe has made, for what is not ported yet.
    pub fn from_core(context: zmq_safe::Context) -> Context {
        let threads = context.io_threads().ok().and_then(|threads| i32::try_from(threads).ok());
        let context = Context::unmade(OnceLock::from(context));
        context.lazy.threads.store(threads.unwrap_or(1), Relaxed);
        context
    }
}

impl Default for Context {
    fn default() -> Context {
        Context::unmade(OnceLock::new())
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(&self.lazy.made.get()).finish()
    }
}
