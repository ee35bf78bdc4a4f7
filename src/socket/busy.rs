//! Spinning (busy polling): a receive that asks again and again for a while before it sleeps.

use super::{Socket, raw::RawSocket};
use crate::{
    Context, Errno, Result,
    kind::{CanRecv, Kind},
};
use std::{
    hint::spin_loop,
    time::{Duration, Instant},
};

/// Spinning, an option of this crate.
impl<K: Kind> Socket<K> {
    /// Busy polling: time to spin in a receive without a message, before it sleeps. Default: zero, never. Rounded up to
    /// microseconds, one hour at most. Takes effect at the next receive. (`SO_BUSY_POLL` of network devices is another
    /// option: `ZMQ_BUSY_POLL` of the draft API.)
    ///
    /// Waking a sleeping thread takes the system microseconds; a spinning thread sees the message at once. Spinning keeps a
    /// core busy; with an installed libzmq it makes system calls. It pays for messages at short intervals, with a core for
    /// each spinning thread beside those of the I/O threads. Between two threads with a core each, a round trip of REQ and REP over
    /// inproc took 4.9 us at the median and 138 us at the 99th percentile asleep, 3.1 and 4.7 us spinning. On a shared core, it delays
    /// the very thread it waits for: between two processes with a core each, two threads on a core, a round trip over tcp took 83 us
    /// asleep and 164 us spinning. Both on a machine that did nothing else. I/O threads spin by [`ContextBuilder::thread_spin`](crate::ContextBuilder::thread_spin).
    ///
    /// Applies to blocking receives: [`recv`](Self::recv), [`recv_multipart`](Self::recv_multipart),
    /// [`recv_timeout`](Self::recv_timeout) and the like, within their timeouts. Not to [`poll`](crate::poll()), nor to
    /// async sockets.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
    /// pull.set_spin(Duration::from_micros(50));
    /// assert_eq!(pull.spin(), Duration::from_micros(50));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "SO_BUSY_POLL")]
    pub fn set_spin(&self, time: Duration)
    where
        K: CanRecv,
    {
        self.raw.facts().set_busy(to_micros(time));
    }

    /// Time to spin in a receive before it sleeps.
    pub fn spin(&self) -> Duration {
        Duration::from_micros(self.raw.facts().busy().into())
    }
}

/// Spinning.
impl Context {
    /// Sets [spinning](Socket::set_spin) for sockets opened later.
    pub fn set_spin(&self, time: Duration) {
        self.shared().set_busy(to_micros(time));
    }

    /// The [spinning](Socket::set_spin) of new sockets.
    pub fn spin(&self) -> Duration {
        Duration::from_micros(self.shared().busy().into())
    }
}

fn to_micros(time: Duration) -> u32 {
    let most = Duration::from_secs(3600);
    u32::try_from(time.min(most).as_nanos().div_ceil(1000)).unwrap_or(u32::MAX)
}

impl RawSocket {
    /// Calls without waiting until that finds something, for as long as the socket asks, and for `most` milliseconds at most (-1:
    /// no more than that). `None`: nothing came.
    #[cold]
    pub(super) fn busily(&self, most: i32, mut call: impl FnMut(i32) -> Result<()>) -> Option<Result<()>> {
        let busy = Duration::from_micros(self.facts().busy().into());
        let most = u64::try_from(most).map_or(busy, |millis| busy.min(Duration::from_millis(millis)));
        let mut started = None;
        while !busy.is_zero() {
            match call(zmq_sys::ZMQ_DONTWAIT) {
                Err(error) if error == Errno::EINTR => (),
                Err(error) if error.is_would_block() => {
                    if started.get_or_insert_with(Instant::now).elapsed() >= most {
                        return None;
                    }
                    spin_loop();
                }
                done => return Some(done),
            }
        }
        None
    }
}
