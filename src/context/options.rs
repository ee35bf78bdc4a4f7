//! Options of a context that can be read, and those that can change at any time.

use super::Context;
use crate::{Errno, Error, Result};
use zmq_sys::{
    ZMQ_BLOCKY, ZMQ_IO_THREADS, ZMQ_IPV6, ZMQ_MAX_MSGSZ, ZMQ_MSG_T_SIZE, ZMQ_SOCKET_LIMIT,
    ZMQ_THREAD_NAME_PREFIX, ZMQ_THREAD_SCHED_POLICY,
};

/// The header declares it for the draft API only; libzmq 4.3.5 acts on it in every build.
pub(super) const ZMQ_ZERO_COPY_RECV: i32 = 10;

/// One row each: what it is; the C option; a getter and, where it may change later, a setter.
///
/// Option 3 is `ZMQ_SOCKET_LIMIT` when it is read and `ZMQ_THREAD_PRIORITY` when it is set, so that a priority cannot be
/// read; lists of CPUs cannot either.
macro_rules! options {
    ($($(#[$doc:meta])* $c:ident: $codec:ident($ty:ty) => get $get:ident $(, set $set:ident)?;)*) => {
        /// Options. [`ContextBuilder`](crate::ContextBuilder) has the ones to set before the context starts.
        impl Context {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// [`ETERM`](Errno::ETERM) once the context has ended, [`EINVAL`](Errno::EINVAL) if this libzmq does
            /// not know the option.
            pub fn $get(&self) -> Result<$ty> {
                let value = self.with_raw(stringify!($c), |raw| raw.get($c))?;
                options!(@get $codec value)
            }

            $(
                #[doc = concat!("Sets what [`", stringify!($get), "`](Self::", stringify!($get), ") reads.")]
                ///
                /// # Errors
                /// [`ETERM`](Errno::ETERM) once the context has ended, [`EINVAL`](Errno::EINVAL) for a value libzmq
                /// refuses.
                ///
                /// # Examples
                /// ```
                /// # fn main() -> zmq::Result<()> {
                /// # let ctx = zmq::Context::new()?;
                #[doc = concat!("ctx.", stringify!($set), "(true)?;\nassert!(ctx.", stringify!($get), "()?);")]
                /// # Ok(()) }
                /// ```
                pub fn $set(&self, value: $ty) -> Result<()> {
                    let value = options!(@set $codec value);
                    self.with_raw(stringify!($c), |raw| raw.set($c, value))
                }
            )?
        )*}

        /// Options, as those of the blocking [`Context`](crate::Context).
        #[cfg(any(feature = "tokio", feature = "async-io"))]
        impl<R: crate::asynchronous::Runtime> crate::asynchronous::Context<R> {$(
            #[doc = concat!("Reads `", stringify!($c), "` as [`", stringify!($get), "`](crate::Context::", stringify!($get), ") does, with its errors.")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $get(&self) -> Result<$ty> {
                self.blocking().$get()
            }

            $(
                #[doc = concat!("Sets what [`", stringify!($get), "`](Self::", stringify!($get), ") reads, as the blocking [`", stringify!($set), "`](crate::Context::", stringify!($set), ") does, with its errors.")]
                #[allow(clippy::missing_errors_doc)]
                pub fn $set(&self, value: $ty) -> Result<()> {
                    self.blocking().$set(value)
                }
            )?
        )*}
    };
    (@get flag $value:ident) => { Ok($value != 0) };
    (@get number $value:ident) => { Ok($value.try_into().unwrap_or(0)) };
    (@set flag $value:ident) => { i32::from($value) };
}

options! {
    /// Number of I/O threads. Default: 1.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().io_threads(2).build()?;
    /// assert_eq!(ctx.io_threads()?, 2);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_IO_THREADS")]
    ZMQ_IO_THREADS: number(u32) => get io_threads;
    /// Largest value of [`max_sockets`](Self::max_sockets) in this libzmq.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// assert!(ctx.max_sockets() <= ctx.socket_limit()?);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_SOCKET_LIMIT")]
    ZMQ_SOCKET_LIMIT: number(u32) => get socket_limit;
    /// The largest message in bytes, as set. Default: 2147483647.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().max_msgsz(1_000_000).build()?;
    /// assert_eq!(ctx.max_msgsz()?, 1_000_000);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_MAX_MSGSZ")]
    ZMQ_MAX_MSGSZ: number(u32) => get max_msgsz;
    /// The size of C's `zmq_msg_t` in bytes.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Context::new()?.msg_t_size()?, 64);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_MSG_T_SIZE")]
    ZMQ_MSG_T_SIZE: number(usize) => get msg_t_size;
    /// IPv6 as well as IPv4 for sockets opened later. Default: false.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().ipv6(true).build()?;
    /// assert!(ctx.ipv6()?);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_IPV6")]
    ZMQ_IPV6: flag(bool) => get ipv6, set set_ipv6;
    /// Whether sockets opened later linger for ever. If not, they discard queued messages when they close. Default:
    /// true.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().blocky(false).build()?;
    /// assert!(!ctx.blocky()?);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_BLOCKY")]
    ZMQ_BLOCKY: flag(bool) => get blocky, set set_blocky;
    /// The number before the names of the I/O threads; 0 is none. Default: 0. Since libzmq 4.3.3.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().thread_name_prefix(7).build()?;
    /// assert_eq!(ctx.thread_name_prefix()?, 7);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    ZMQ_THREAD_NAME_PREFIX: number(u32) => get thread_name_prefix;
    /// Zero-copy receive for sockets opened later: messages received over a network share the buffer they were read into.
    /// If false, they are copied: less memory is retained when few small messages are kept for long. Default: true. Draft
    /// in libzmq 4.3.5, and works in every build of it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().zero_copy_recv(false).build()?;
    /// assert!(!ctx.zero_copy_recv()?);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_ZERO_COPY_RECV")]
    ZMQ_ZERO_COPY_RECV: flag(bool) => get zero_copy_recv, set set_zero_copy_recv;
}

impl Context {
    /// Scheduling policy of the I/O threads; `None`, the default, is the one of the creating thread.
    ///
    /// # Errors
    /// [`ETERM`](Errno::ETERM) once the context has ended.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Context::new()?.thread_sched_policy()?, None);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_SCHED_POLICY")]
    pub fn thread_sched_policy(&self) -> Result<Option<i32>> {
        // Here -1 is a value, too, and C does not tell it from its failures.
        self.with_raw("ZMQ_THREAD_SCHED_POLICY", |raw| Ok(raw.get(ZMQ_THREAD_SCHED_POLICY).ok()))
    }

    /// Maximum number of open sockets. Default: 1023.
    #[doc(alias = "ZMQ_MAX_SOCKETS")]
    pub fn max_sockets(&self) -> u32 {
        self.inner.max_sockets.try_into().unwrap_or(u32::MAX)
    }

    pub(crate) fn with_raw<T>(
        &self,
        name: &'static str,
        call: impl FnOnce(&super::raw::RawContext) -> Result<T>,
    ) -> Result<T> {
        self.inner.birth.check(name)?;
        let raw = self.inner.raw();
        let raw = raw.as_ref().ok_or_else(|| Error::from(Errno::ETERM).about(name))?;
        call(raw).map_err(|error| error.about(name))
    }
}
