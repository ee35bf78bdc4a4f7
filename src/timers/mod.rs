//! Closures that run again and again, in the loop of the thread that polls.

mod schedule;

use crate::{Errno, Error, Result, duration};
use schedule::Schedule;
use std::{
    collections::HashMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::{Duration, Instant},
};

/// Timers for a loop that polls: closures, each with an interval after which it is due, again and again.
///
/// There is no thread behind them. [`timeout`](Self::timeout) tells how long to wait for the next, and
/// [`execute`](Self::execute) runs those that are due.
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
/// What they borrow outlives them:
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

/// One timer of a [`Timers`]. The numbers of two sets have nothing to do with each other.
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
    pub fn new() -> Result<Timers<'a>> {
        Ok(Timers { schedule: Schedule::default(), actions: HashMap::new() })
    }

    /// Adds a timer: `action` runs `interval` from now for the first time, and after each interval again.
    ///
    /// Fractions of a millisecond round up. The closure is given a [`TimerControl`], by which it can cancel or change its
    /// own timer and others, and add more.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): an interval of zero, with which the timer would run without end, or of more than 24
    /// days. [`ENOMEM`](Errno::ENOMEM): 2147483647 timers were added, and there are no more numbers.
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

    /// Ends a timer and drops its closure. It does not run again, even if it is due.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer, or it was cancelled before.
    #[doc(alias = "zmq_timers_cancel")]
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.find(id)?;
        self.schedule.remove(id.0);
        drop(self.actions.remove(&id));
        Ok(())
    }

    /// Gives a timer another interval, which begins now. If it is due and has not run, it does not run before.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer; or an interval that [`add`](Self::add) refuses, and the timer stays
    /// as it was.
    #[doc(alias = "zmq_timers_set_interval")]
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.find(id)?;
        self.schedule.restart(Instant::now(), id.0, Some(millis(interval)?));
        Ok(())
    }

    /// Begins the interval of a timer now. If it is due and has not run, it does not run before the interval is over.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer.
    #[doc(alias = "zmq_timers_reset")]
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.find(id)?;
        self.schedule.restart(Instant::now(), id.0, None);
        Ok(())
    }

    /// How long it is until the next timer is due: zero if one is, `None` if there is no timer. It is what
    /// [`poll`](crate::poll()) and [`Poller::wait`](crate::Poller::wait) take for a timeout.
    #[doc(alias = "zmq_timers_timeout")]
    pub fn timeout(&mut self) -> Option<Duration> {
        self.schedule.timeout(Instant::now())
    }

    /// Runs the timers that are due, each once, those first that were due first, and says how many ran. It does not wait.
    ///
    /// The next interval of a timer begins when this is called: a loop that is late does not make up for what it missed. What
    /// a closure changes counts at once; a timer it cancels, resets or gives another interval to does not run any more in
    /// this call, and one it adds runs in a later call.
    ///
    /// If a closure panics, the panic goes on from here. All timers stay, and those that were due and have not run do so in the
    /// next call.
    ///
    /// # Errors
    /// None is known.
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

/// What a closure that runs can do with the timers: all but run them.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// let mut left = 3;
/// let mut timers = zmq::Timers::new()?;
/// timers.add(Duration::from_millis(1), |control| {
///     left -= 1;
///     if left == 0 {
///         let _ = control.cancel(control.id()); // it exists, since it runs
///     }
/// })?;
/// while let Some(wait) = timers.timeout() {
///     std::thread::sleep(wait);
///     timers.execute()?;
/// }
/// drop(timers);
/// assert_eq!(left, 0);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct TimerControl<'t, 'a> {
    timers: &'t mut Timers<'a>,
    id: TimerId,
}

impl<'a> TimerControl<'_, 'a> {
    /// The timer whose closure runs.
    pub fn id(&self) -> TimerId {
        self.id
    }

    /// As [`Timers::add`].
    ///
    /// # Errors
    /// As [`Timers::add`].
    pub fn add(
        &mut self,
        interval: Duration,
        action: impl FnMut(&mut TimerControl<'_, 'a>) + 'a,
    ) -> Result<TimerId> {
        self.timers.add(interval, action)
    }

    /// As [`Timers::cancel`]; the closure that runs is dropped when it returns.
    ///
    /// # Errors
    /// As [`Timers::cancel`].
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.timers.cancel(id)
    }

    /// As [`Timers::set_interval`].
    ///
    /// # Errors
    /// As [`Timers::set_interval`].
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.timers.set_interval(id, interval)
    }

    /// As [`Timers::reset`].
    ///
    /// # Errors
    /// As [`Timers::reset`].
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.timers.reset(id)
    }
}
