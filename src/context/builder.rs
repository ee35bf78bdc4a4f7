//! Settings of a context that count from its first moment.

use super::{
    Context, Inner,
    options::{SPIN, ZMQ_ZERO_COPY_RECV},
    startup::Threads,
};
use crate::{Errno, Error, IntoPeriod, Result, context::raw::RawContext, duration};
use std::{marker::PhantomData, time::Duration};

/// The most sockets a context of libzmq may have (`ZMQ_SOCKET_LIMIT` where it is not built on `select`).
const SOCKET_LIMIT: u32 = 65_535;

/// More I/O threads than this help nobody: `ZMQ_AFFINITY` can name 64.
const MAX_IO_THREADS: u32 = 256;

/// Settings of a [`Context`], made before its threads start: from [`Context::builder`], or from the `builder` of an async
/// context.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// let ctx = zmq::Context::builder()
///     .io_threads(2)
///     .linger(Some(Duration::from_secs(1))) // for every socket made from it
///     .build()?;
/// assert_eq!(ctx.socket(zmq::PUSH)?.linger()?, Some(Duration::from_secs(1)));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ContextBuilder<C = Context> {
    threads: Option<u32>,
    max_sockets: Option<u32>,
    max_msgsz: Option<u32>,
    name_prefix: Option<u32>,
    policy: Option<i32>,
    priority: Option<i32>,
    cpus: Vec<u32>,
    spin: Duration,
    ipv6: Option<bool>,
    blocky: Option<bool>,
    zero_copy: Option<bool>,
    #[cfg(feature = "draft")]
    pub(crate) name: Option<String>,
    linger: Option<Option<Duration>>,
    makes: PhantomData<fn() -> C>,
}

/// For a blocking context.
impl Default for ContextBuilder {
    fn default() -> ContextBuilder {
        ContextBuilder::new()
    }
}

impl<C: From<Context>> ContextBuilder<C> {
    pub(crate) fn new() -> ContextBuilder<C> {
        ContextBuilder {
            threads: None,
            max_sockets: None,
            max_msgsz: None,
            name_prefix: None,
            policy: None,
            priority: None,
            cpus: Vec::new(),
            spin: Duration::ZERO,
            ipv6: None,
            blocky: None,
            zero_copy: None,
            #[cfg(feature = "draft")]
            name: None,
            linger: None,
            makes: PhantomData,
        }
    }

    /// Number of I/O threads. Default: 1; at most 256.
    ///
    /// One handles about a gigabyte per second. 0 is enough if all sockets use `inproc`; other transports then fail with
    /// [`EMTHREAD`](Errno::EMTHREAD).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let ctx = zmq::Context::builder().io_threads(4).build()?;
    /// assert_eq!(ctx.io_threads()?, 4);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_IO_THREADS")]
    pub fn io_threads(mut self, threads: u32) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Maximum number of open sockets. Default: 1023; from 1 to 65535.
    ///
    /// A [`Monitor`](crate::Monitor) counts as one. Opening more fails with [`EMFILE`](Errno::EMFILE). As many closed
    /// sockets again may keep messages for unbound `inproc` names.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let ctx = zmq::Context::builder().max_sockets(1).build()?;
    /// let first = ctx.socket(zmq::PAIR)?;
    /// assert_eq!(ctx.socket(zmq::PAIR).unwrap_err(), zmq::Errno::EMFILE);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_MAX_SOCKETS")]
    #[doc(alias = "ZMQ_SOCKET_LIMIT")]
    pub fn max_sockets(mut self, sockets: u32) -> Self {
        self.max_sockets = Some(sockets);
        self
    }

    /// Largest message in bytes. Default and maximum: 2147483647.
    ///
    /// libzmq up to 4.3.5 keeps the value and does not act on it. To refuse large messages from peers, use
    /// [`set_maxmsgsize`](crate::Socket::set_maxmsgsize).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().max_msgsz(1_000_000).build()?;
    /// assert_eq!(ctx.max_msgsz()?, 1_000_000); // kept, and no more
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_MAX_MSGSZ")]
    pub fn max_msgsz(mut self, bytes: u32) -> Self {
        self.max_msgsz = Some(bytes);
        self
    }

    /// A number put before the names of the I/O threads: 7 gives `7/ZMQbg/IO/0`. Default: none.
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    pub fn thread_name_prefix(mut self, prefix: u32) -> Self {
        self.name_prefix = Some(prefix);
        self
    }

    /// The scheduling policy of the I/O threads, a number of the system such as `libc::SCHED_RR`. Default: the policy of
    /// the calling thread. Linux only.
    ///
    /// A policy refused by the system, as a real-time one without the privilege, is an error of [`build`](Self::build);
    /// libzmq would abort the process.
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let ctx = zmq::Context::builder().thread_sched_policy(2 /* SCHED_RR */).thread_priority(10).build()?; // Linux
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_SCHED_POLICY")]
    pub fn thread_sched_policy(mut self, policy: i32) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The priority of the I/O threads: 1 to 99 with a real-time policy; with any other policy a number above 0
    /// asks for the best nice value. Default: the system's. Linux only; refusals as in
    /// [`thread_sched_policy`](Self::thread_sched_policy).
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().thread_sched_policy(1 /* SCHED_FIFO */).thread_priority(50).build()?; // Linux
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_PRIORITY")]
    pub fn thread_priority(mut self, priority: i32) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The CPUs the I/O threads may run on, counted from 0. Default: all. Linux only.
    ///
    /// An unknown CPU is an error of [`build`](Self::build).
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let ctx = zmq::Context::builder().io_threads(2).thread_affinity([0, 1]).build()?; // Linux
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_AFFINITY_CPU_ADD")]
    #[doc(alias = "ZMQ_THREAD_AFFINITY_CPU_REMOVE")]
    pub fn thread_affinity(mut self, cpus: impl IntoIterator<Item = u32>) -> Self {
        self.cpus = cpus.into_iter().collect();
        self
    }

    /// Time for which an I/O thread asks for events before it sleeps: the part of [`Socket::set_spin`](crate::Socket::set_spin) on
    /// the other side of the queue. Default: zero, never. Rounded up to microseconds, 35 minutes at most.
    ///
    /// It asks the system again and again, and lets other threads of its core run in between. An idle I/O thread keeps its core
    /// busy for that time after each event, and sleeps then. It needs a core of its own, beside that of each thread that
    /// spins in a receive: on two cores that did nothing else, a round trip over tcp between two processes took 83 us without
    /// any of it and 294 us with both; on two busy ones, 6 ms.
    ///
    /// # Errors
    /// [`build`](Self::build) fails with [`ENOTSUP`](Errno::ENOTSUP): an installed libzmq, or a system without epoll.
    ///
    /// ```
    /// use std::time::Duration;
    /// match zmq::Context::builder().thread_spin(Duration::from_micros(50)).build() {
    ///     Ok(ctx) => drop(ctx),
    ///     Err(error) => assert_eq!(error, zmq::Errno::ENOTSUP), // an installed libzmq
    /// }
    /// ```
    #[doc(alias = "SO_BUSY_POLL")]
    pub fn thread_spin(mut self, time: Duration) -> Self {
        self.spin = time;
        self
    }

    /// IPv6 as well as IPv4 for new sockets. Default: no.
    #[doc(alias = "ZMQ_IPV6")]
    pub fn ipv6(mut self, ipv6: bool) -> Self {
        self.ipv6 = Some(ipv6);
        self
    }

    /// Whether new sockets linger for ever. If not, they discard queued messages when they close. Default: yes.
    ///
    /// [`linger`](Self::linger) sets a time instead, and takes precedence.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let ctx = zmq::Context::builder().blocky(false).build()?;
    /// assert_eq!(ctx.socket(zmq::PUSH)?.linger()?, Some(Duration::ZERO));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_BLOCKY")]
    pub fn blocky(mut self, blocky: bool) -> Self {
        self.blocky = Some(blocky);
        self
    }

    /// Linger period of every new socket. `None` is for ever, the default.
    ///
    /// It bounds how long termination of the context waits for undelivered messages.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let ctx = zmq::Context::builder().linger(Some(Duration::from_secs(1))).build()?;
    /// assert_eq!(ctx.socket(zmq::PUSH)?.linger()?, Some(Duration::from_secs(1)));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_LINGER")]
    pub fn linger(mut self, linger: impl IntoPeriod) -> Self {
        self.linger = Some(linger.into_timeout());
        self
    }

    /// Whether received messages share the buffer they were read into; see
    /// [`Context::zero_copy_recv`](Context::zero_copy_recv). Default: yes.
    #[doc(alias = "ZMQ_ZERO_COPY_RECV")]
    pub fn zero_copy_recv(mut self, zero_copy: bool) -> Self {
        self.zero_copy = Some(zero_copy);
        self
    }

    /// Makes the context and starts its threads.
    ///
    /// # Errors
    /// - [`EINVAL`](Errno::EINVAL): a value out of range; the error names it.
    /// - [`ENOTSUP`](Errno::ENOTSUP): this libzmq has no [`thread_spin`](Self::thread_spin).
    /// - [`EMFILE`](Errno::EMFILE): not enough descriptors are free for the threads.
    /// - [`EPERM`](Errno::EPERM), [`EAGAIN`](Errno::EAGAIN): the system refuses the policy, the priority or the
    ///   threads.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let error = zmq::Context::builder().io_threads(257).build().unwrap_err();
    /// assert_eq!(error, zmq::Errno::EINVAL); // the error names the setting
    /// # Ok(()) }
    /// ```
    pub fn build(self) -> Result<C> {
        let io_threads = within("ZMQ_IO_THREADS", self.threads.unwrap_or(1), 0, MAX_IO_THREADS)?;
        let max_sockets = within("ZMQ_MAX_SOCKETS", self.max_sockets.unwrap_or(1023), 1, SOCKET_LIMIT)?;
        let linger = self.linger.map(|linger| duration::to_millis("ZMQ_LINGER", linger)).transpose()?;

        let raw = RawContext::new().map_err(|error| error.about("Context"))?;
        let set = |name, option, value: Option<u32>| match value {
            None => Ok(()),
            Some(value) => match i32::try_from(value) {
                Ok(value) => raw.set(option, value).map_err(|error| error.about(name)),
                Err(_) => Err(Errno::EINVAL.into()).map_err(|error: Error| error.about(name)),
            },
        };
        let number = |value: Option<i32>| value.map(|value| u32::try_from(value).unwrap_or(u32::MAX));
        set("ZMQ_IO_THREADS", zmq_sys::ZMQ_IO_THREADS, Some(io_threads))?;
        // More places than asked for, since a socket that is closed gives its own back a moment later: those of ours
        // that start the threads or meet `inproc` connections must not take a user's. The registry keeps the limit.
        set("ZMQ_MAX_SOCKETS", zmq_sys::ZMQ_MAX_SOCKETS, Some(2 * max_sockets + 1))
            .or_else(|_| set("ZMQ_MAX_SOCKETS", zmq_sys::ZMQ_MAX_SOCKETS, Some(max_sockets)))?;
        set("ZMQ_MAX_MSGSZ", zmq_sys::ZMQ_MAX_MSGSZ, self.max_msgsz)?;
        set("ZMQ_THREAD_NAME_PREFIX", zmq_sys::ZMQ_THREAD_NAME_PREFIX, self.name_prefix)?;
        set("ZMQ_THREAD_SCHED_POLICY", zmq_sys::ZMQ_THREAD_SCHED_POLICY, number(self.policy))?;
        set("ZMQ_THREAD_PRIORITY", zmq_sys::ZMQ_THREAD_PRIORITY, number(self.priority))?;
        for &cpu in &self.cpus {
            set("ZMQ_THREAD_AFFINITY_CPU_ADD", zmq_sys::ZMQ_THREAD_AFFINITY_CPU_ADD, Some(cpu))?;
        }
        if !self.spin.is_zero() {
            let micros = i32::try_from(self.spin.as_nanos().div_ceil(1000)).unwrap_or(i32::MAX);
            let reason = "only the compiled libzmq has it, where it waits by epoll";
            raw.set(SPIN, micros).map_err(|_| Error::refused(Errno::ENOTSUP, "thread_spin", reason))?;
        }
        set("ZMQ_IPV6", zmq_sys::ZMQ_IPV6, self.ipv6.map(u32::from))?;
        set("ZMQ_BLOCKY", zmq_sys::ZMQ_BLOCKY, self.blocky.map(u32::from))?;
        set("ZMQ_ZERO_COPY_RECV", ZMQ_ZERO_COPY_RECV, self.zero_copy.map(u32::from))?;
        #[cfg(feature = "draft")]
        if let Some(name) = &self.name {
            raw.set_text(zmq_sys::ZMQ_THREAD_NAME_PREFIX, name)
                .map_err(|e| e.about("ZMQ_THREAD_NAME_PREFIX"))?;
        }

        let threads = Threads { io_threads, policy: self.policy, priority: self.priority, cpus: self.cpus };
        threads.start(|| raw.start())?;
        Ok(Context::from_inner(Inner::new(raw, max_sockets as usize, linger)).into())
    }
}

/// `value`, if it lies between `min` and `max`.
fn within(name: &'static str, value: u32, min: u32, max: u32) -> Result<u32> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(Error::refused(Errno::EINVAL, name, format!("{value} is not between {min} and {max}")))
}
