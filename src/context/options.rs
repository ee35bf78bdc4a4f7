//! Options of a context that can be read, and those that can change at any time.

use super::Context;
use crate::{Errno, Error, Result};

/// One row each: what it is; the C option; a getter and, where it may change later, a setter.
macro_rules! options {
    ($($(#[$doc:meta])* $c:ident: $codec:ident($ty:ty) => get $get:ident $(, set $set:ident)?;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`ETERM`](Errno::ETERM) once the context has ended, [`EINVAL`](Errno::EINVAL) if this libzmq does
        /// not know the option.
        pub fn $get(&self) -> Result<$ty> {
            let value = self.with_raw(stringify!($c), |raw| raw.get(zmq_sys::$c))?;
            options!(@get $codec value)
        }

        $(
            #[doc = concat!("Sets what [`", stringify!($get), "`](Self::", stringify!($get), ") reads.")]
            ///
            /// # Errors
            /// [`ETERM`](Errno::ETERM) once the context has ended, [`EINVAL`](Errno::EINVAL) for a value libzmq
            /// refuses.
            pub fn $set(&self, value: $ty) -> Result<()> {
                let value = options!(@set $codec value);
                self.with_raw(stringify!($c), |raw| raw.set(zmq_sys::$c, value))
            }
        )?
    )*};
    (@get flag $value:ident) => { Ok($value != 0) };
    (@get number $value:ident) => { Ok($value.try_into().unwrap_or(0)) };
    (@set flag $value:ident) => { i32::from($value) };
}

/// Options; those that must be set before the context starts are on [`ContextBuilder`](crate::ContextBuilder).
impl Context {
    options! {
        /// How many threads move messages in the background. Default: 1.
        #[doc(alias = "ZMQ_IO_THREADS")]
        ZMQ_IO_THREADS: number(u32) => get io_threads;
        /// The most sockets this libzmq lets any context have.
        #[doc(alias = "ZMQ_SOCKET_LIMIT")]
        ZMQ_SOCKET_LIMIT: number(u32) => get socket_limit;
        /// The largest message in bytes, as set. Default: 2147483647.
        #[doc(alias = "ZMQ_MAX_MSGSZ")]
        ZMQ_MAX_MSGSZ: number(u32) => get max_msgsz;
        /// The size of C's `zmq_msg_t` in bytes.
        #[doc(alias = "ZMQ_MSG_T_SIZE")]
        ZMQ_MSG_T_SIZE: number(usize) => get msg_t_size;
        /// Whether sockets made from now on speak IPv6 beside IPv4. Default: false.
        #[doc(alias = "ZMQ_IPV6")]
        ZMQ_IPV6: flag(bool) => get ipv6, set set_ipv6;
        /// Whether sockets made from now on linger for ever; if not, they drop unsent messages when they close.
        /// Default: true.
        #[doc(alias = "ZMQ_BLOCKY")]
        ZMQ_BLOCKY: flag(bool) => get blocky, set set_blocky;
    }

    /// How many sockets may be open at a time. Default: 1023.
    #[doc(alias = "ZMQ_MAX_SOCKETS")]
    pub fn max_sockets(&self) -> u32 {
        self.inner.max_sockets.try_into().unwrap_or(u32::MAX)
    }

    fn with_raw<T>(
        &self,
        name: &'static str,
        call: impl FnOnce(&super::raw::RawContext) -> Result<T>,
    ) -> Result<T> {
        let raw = self.inner.raw();
        let raw = raw.as_ref().ok_or_else(|| Error::from(Errno::ETERM).about(name))?;
        call(raw).map_err(|error| error.about(name))
    }
}
