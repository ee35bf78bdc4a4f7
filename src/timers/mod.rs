//! Closures that run again and again, in the loop of the thread that polls.

mod control;
mod schedule;

pub use control::TimerControl;

use crate::{Errno, Error, Result, duration};
use schedule::Schedule;
use std::{
    collections::HashMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::{Duration, Instant},
};

/// Timers for a polling loop: closures, run at intervals.
///
/// There is no thread behind them. [`timeout`](Self::timeout) returns the time to the next one, and
/// [`execute`](Self::execute) runs the due ones.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// # let ctx = zmq::Context::new()?;
/// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # pull.bind("inproc://timers")?; push.connect("inproc://timers")?;
/// let mut timers = zmq::Timers::new()?;
/// timers.add(Duration::from_millis(5), |_| drop(push.send("tick")))?;
/// let mut ticks = 0;
/// while ticks < 3 {
///     if pull.poll(zmq::POLLIN, timers.timeout())?.contains(zmq::POLLIN) {
///         assert_eq!(pull.recv()?, "tick");
///         ticks += 1;
///     }
///     timers.execute()?;
/// }
/// # Ok(()) }
/// ```
///
/// # Threads
/// The closures may borrow sockets and other things of their thread, so the timers stay on it:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<zmq::Timers<'static>>();
/// ```
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::Timers<'static>>();
/// ```
///
/// Borrowed values outlive them:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let push = zmq::Context::new()?.socket(zmq::PUSH)?;
/// let mut timers = zmq::Timers::new()?;
/// timers.add(std::time::Duration::from_secs(1), |_| drop(push.send("tick")))?;
/// drop(push); // a timer still uses it
/// timers.execute()?;
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_timers_new")]
#[doc(alias = "zmq_timers_destroy")]
pub struct Timers<'a> {
    schedule: Schedule,
    /// The timers that were not cancelled; a closure is away while it runs.
    actions: HashMap<TimerId, Option<Action<'a>>>,
}

type Action<'a> = Box<dyn FnMut(&mut TimerControl<'_, 'a>) + 'a>;

/// The number of a timer within its [`Timers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(i32);

impl TimerId {
    /// The number: the first timer has 1, and none is given twice.
    pub const fn raw(self) -> i32 {
        self.0
    }
}

impl<'a> Timers<'a> {
    /// A set without timers.
    ///
    /// # Errors
    /// None is known.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(std::time::Duration::from_secs(1), |_| println!("a second"))?;
    /// assert_eq!(timers.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn new() -> Result<Timers<'a>> {
        Ok(Timers { schedule: Schedule::default(), actions: HashMap::new() })
    }

    /// Adds a timer: `action` runs after `interval`, again and again.
    ///
    /// Fractions of a millisecond round up. The closure takes a [`TimerControl`], to cancel or change its own timer and
    /// others, and to add more.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): an interval of zero, or of more than 24 days. [`ENOMEM`](Errno::ENOMEM): 2147483647
    /// timers were added; no numbers are left.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::{cell::Cell, time::Duration};
    /// let ticks = Cell::new(0);
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(Duration::from_millis(1), |_| ticks.set(ticks.get() + 1))?;
    /// while ticks.get() < 3 {
    ///     std::thread::sleep(timers.timeout().expect("there is a timer"));
    ///     timers.execute()?;
    /// }
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_add")]
    pub fn add(
        &mut self,
        interval: Duration,
        action: impl FnMut(&mut TimerControl<'_, 'a>) + 'a,
    ) -> Result<TimerId> {
        let id = self.schedule.add(Instant::now(), millis(interval)?).map(TimerId).ok_or(Errno::ENOMEM)?;
        self.actions.insert(id, Some(Box::new(action)));
        Ok(id)
    }

    /// Cancels a timer and drops its closure. It does not run again, even if it is due.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer, or it was cancelled before.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// let id = timers.add(Duration::from_secs(1), |_| println!("a second"))?;
    /// timers.cancel(id)?;
    /// assert!(timers.is_empty());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_cancel")]
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.find(id)?;
        self.schedule.remove(id.0);
        drop(self.actions.remove(&id));
        Ok(())
    }

    /// Changes the interval of a timer, and starts it now. A due timer waits for the new interval.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer; or the interval is invalid, as with [`add`](Self::add): then the
    /// timer is unchanged.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// let id = timers.add(Duration::from_secs(1), |_| ())?;
    /// timers.set_interval(id, Duration::from_secs(60))?;
    /// assert!(timers.timeout() > Some(Duration::from_secs(50)));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_set_interval")]
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.find(id)?;
        self.schedule.restart(Instant::now(), id.0, Some(millis(interval)?));
        Ok(())
    }

    /// Restarts the interval of a timer now. A due timer waits for the end of the interval.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// let watchdog = timers.add(Duration::from_secs(5), |_| println!("no news for five seconds"))?;
    /// timers.reset(watchdog)?; // at each news
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_reset")]
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.find(id)?;
        self.schedule.restart(Instant::now(), id.0, None);
        Ok(())
    }

    /// The time until the next timer is due: zero if one is, `None` without timers. A timeout for [`poll`](crate::poll())
    /// and [`Poller::wait`](crate::Poller::wait).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// assert_eq!(timers.timeout(), None); // no timer: wait for ever
    /// timers.add(Duration::from_secs(60), |_| ())?;
    /// assert!(timers.timeout() <= Some(Duration::from_secs(60)));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_timeout")]
    pub fn timeout(&mut self) -> Option<Duration> {
        self.schedule.timeout(Instant::now())
    }

    /// Runs the due timers, each once, in the order of their times, and returns their number. It does not wait.
    ///
    /// The next interval of a timer starts with this call: a late loop does not catch up. Changes by a closure take effect
    /// at once: a timer cancelled, reset or changed by it does not run any more in this call, and a new one runs in a later
    /// call.
    ///
    /// A panic of a closure passes through. All timers stay; the remaining due ones run in the next call.
    ///
    /// # Errors
    /// None is known.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(std::time::Duration::from_secs(60), |_| println!("a minute"))?;
    /// assert_eq!(timers.execute()?, 0); // none is due
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_timers_execute")]
    pub fn execute(&mut self) -> Result<usize> {
        // What a panic left comes first, and then it is not due yet again.
        self.schedule.fire(Instant::now());
        let mut ran = 0;
        while let Some(id) = self.schedule.next().map(TimerId) {
            let Some(mut action) = self.actions.get_mut(&id).and_then(Option::take) else { continue };
            let outcome = catch_unwind(AssertUnwindSafe(|| action(&mut TimerControl { timers: self, id })));
            if let Some(place) = self.actions.get_mut(&id) {
                *place = Some(action);
            }
            if let Err(panic) = outcome {
                resume_unwind(panic);
            }
            ran += 1;
        }
        Ok(ran)
    }

    /// The number of timers.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there is no timer.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    fn find(&self, id: TimerId) -> Result<()> {
        if self.actions.contains_key(&id) {
            return Ok(());
        }
        Err(Error::refused(Errno::EINVAL, format!("timer {}", id.0), "there is no such timer"))
    }
}

impl fmt::Debug for Timers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The interval in whole milliseconds, as libzmq has it.
fn millis(interval: Duration) -> Result<Duration> {
    if interval.is_zero() {
        return Err(Error::refused(Errno::EINVAL, "interval", "a timer needs an interval that is not zero"));
    }
    let millis = duration::to_millis("interval", Some(interval))?;
    Ok(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}
