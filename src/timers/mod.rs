//! Closures that run again and again, on the thread that waits anyway.

mod raw;

use crate::{Errno, Error, Result, duration};
use raw::RawTimers;
use std::{
    collections::HashMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::Duration,
};

/// A timer of a [`Timers`]; it means nothing to another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TimerId(i32);

/// Closures that are called at intervals, by whoever calls [`execute`](Self::execute).
///
/// No thread is behind it: a loop waits as long as [`timeout`](Self::timeout) says, and then runs what is due.
///
/// ```
/// use std::{cell::Cell, time::Duration};
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let pull = ctx.socket(zmq::PULL)?;
/// let beats = Cell::new(0);
/// let mut timers = zmq::Timers::new()?;
/// timers.add(Duration::from_millis(5), |_| beats.set(beats.get() + 1))?;
/// let mut poller = zmq::Poller::new();
/// poller.register(&pull, (), zmq::POLLIN)?;
/// while beats.get() < 3 {
///     let timeout = timers.timeout()?;
///     for _ in poller.wait(timeout)? {
///         println!("{:?}", pull.recv()?);
///     }
///     timers.execute()?;
/// }
/// # Ok(()) }
/// ```
///
/// # Closures
/// A closure gets a [`TimerControl`], with which it may add, cancel and change timers, itself too. It may borrow
/// what lives longer than the timers. If it panics, the panic leaves `execute`; the timer stays, and what else was
/// due runs with the next `execute`.
///
/// # Threads
/// It stays on its thread, as what the closures borrow may have to:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<zmq::Timers<'static>>();
/// ```
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::Timers<'static>>();
/// ```
/// What a closure borrows cannot end before it:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let text = String::from("tick");
/// let mut timers = zmq::Timers::new()?;
/// timers.add(std::time::Duration::from_secs(1), |_| println!("{text}"))?;
/// drop(text); // the closure still borrows it
/// timers.execute()?;
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_timers_new")]
#[doc(alias = "zmq_timers_destroy")]
pub struct Timers<'a> {
    set: Set<'a>,
}

/// The way for a running closure to change the timers it is one of.
pub struct TimerControl<'t, 'a> {
    set: &'t mut Set<'a>,
    id: TimerId,
}

type Handler<'a> = Box<dyn FnMut(&mut TimerControl<'_, 'a>) + 'a>;

struct Set<'a> {
    raw: RawTimers,
    /// The closure of each timer, which is not there while it runs.
    handlers: HashMap<i32, Option<Handler<'a>>>,
}

impl<'a> Set<'a> {
    fn add(&mut self, interval: Duration, handler: Handler<'a>) -> Result<TimerId> {
        let id = self.raw.add(interval_to_millis(interval)?)?;
        self.handlers.insert(id, Some(handler));
        Ok(TimerId(id))
    }

    fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.check(id)?;
        self.raw.cancel(id.0)?;
        self.forget_due(id);
        let handler = self.handlers.remove(&id.0);
        drop(handler); // which may run code of the user
        Ok(())
    }

    fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        let millis = interval_to_millis(interval)?;
        self.check(id)?;
        self.raw.set_interval(id.0, millis)?;
        self.forget_due(id);
        Ok(())
    }

    fn reset(&mut self, id: TimerId) -> Result<()> {
        self.check(id)?;
        self.raw.reset(id.0)?;
        self.forget_due(id);
        Ok(())
    }

    fn timeout(&mut self) -> Result<Option<Duration>> {
        if !self.raw.due().is_empty() {
            return Ok(Some(Duration::ZERO));
        }
        Ok(u64::try_from(self.raw.timeout()).ok().map(Duration::from_millis))
    }

    /// C accepts changes of a timer that was cancelled a moment ago.
    fn check(&self, id: TimerId) -> Result<()> {
        if self.handlers.contains_key(&id.0) {
            return Ok(());
        }
        Err(Error::refused(Errno::EINVAL, "Timers", "there is no such timer, or no more"))
    }

    /// A timer that starts anew, or never again, is not due any more.
    fn forget_due(&mut self, id: TimerId) {
        self.raw.due().retain(|due| *due != id.0);
    }

    /// Runs what is due, oldest first.
    fn run(&mut self) -> usize {
        let mut count = 0;
        while !self.raw.due().is_empty() {
            let id = self.raw.due().remove(0);
            let Some(mut handler) = self.handlers.get_mut(&id).and_then(Option::take) else { continue };
            let mut control = TimerControl { set: self, id: TimerId(id) };
            let result = catch_unwind(AssertUnwindSafe(|| handler(&mut control)));
            if let Some(place) = self.handlers.get_mut(&id) {
                *place = Some(handler);
            } // else it was cancelled meanwhile
            if let Err(panic) = result {
                resume_unwind(panic);
            }
            count += 1;
        }
        count
    }
}

/// With an interval of zero, C's `execute` would call the same timer for ever.
fn interval_to_millis(interval: Duration) -> Result<usize> {
    let millis = duration::to_millis("interval", Some(interval))?;
    match usize::try_from(millis) {
        Ok(millis) if millis > 0 => Ok(millis),
        _ => Err(Error::refused(Errno::EINVAL, "interval", "it must be longer than zero")),
    }
}

impl<'a> Timers<'a> {
    /// No timers yet.
    ///
    /// # Errors
    /// [`ENOMEM`](Errno::ENOMEM), if C has no memory.
    pub fn new() -> Result<Timers<'a>> {
        Ok(Timers { set: Set { raw: RawTimers::new()?, handlers: HashMap::new() } })
    }

    /// Calls `handler` each `interval` from now on, a first time when one interval is over. Fractions of a
    /// millisecond round up.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the interval is zero, or more than 2147483647 milliseconds.
    #[doc(alias = "zmq_timers_add")]
    pub fn add(
        &mut self,
        interval: Duration,
        handler: impl FnMut(&mut TimerControl<'_, 'a>) + 'a,
    ) -> Result<TimerId> {
        self.set.add(interval, Box::new(handler))
    }

    /// Ends a timer and drops its closure.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): there is no such timer, or no more.
    #[doc(alias = "zmq_timers_cancel")]
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.set.cancel(id)
    }

    /// Starts a timer anew with another interval.
    ///
    /// # Errors
    /// As [`add`](Self::add) and [`cancel`](Self::cancel).
    #[doc(alias = "zmq_timers_set_interval")]
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.set.set_interval(id, interval)
    }

    /// Starts the interval of a timer anew.
    ///
    /// # Errors
    /// As [`cancel`](Self::cancel).
    #[doc(alias = "zmq_timers_reset")]
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.set.reset(id)
    }

    /// How long until the next timer is due: zero if one is, `None` if there is none.
    /// [`Poller::wait`](crate::Poller::wait) and [`poll`](crate::poll()) take it as it is.
    ///
    /// # Errors
    /// None is known.
    #[doc(alias = "zmq_timers_timeout")]
    pub fn timeout(&mut self) -> Result<Option<Duration>> {
        self.set.timeout()
    }

    /// Calls the closures that are due, each once however late it is, in the order in which they became due, and
    /// gives how many. A timer that another closure cancelled or started anew meanwhile is left out.
    ///
    /// # Errors
    /// None is known.
    ///
    /// # Panics
    /// If a closure does, with its panic.
    #[doc(alias = "zmq_timers_execute")]
    pub fn execute(&mut self) -> Result<usize> {
        // What a panic left over comes first.
        let left_over = if self.set.raw.due().is_empty() { 0 } else { self.set.run() };
        self.set.raw.execute(self.set.handlers.len())?;
        Ok(left_over + self.set.run())
    }

    /// How many timers there are.
    pub fn len(&self) -> usize {
        self.set.handlers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.set.handlers.is_empty()
    }
}

impl<'a> TimerControl<'_, 'a> {
    /// The timer whose closure runs.
    pub fn id(&self) -> TimerId {
        self.id
    }

    /// As [`Timers::add`]; the new timer is not called before the next `execute`.
    ///
    /// # Errors
    /// As [`Timers::add`].
    pub fn add(
        &mut self,
        interval: Duration,
        handler: impl FnMut(&mut TimerControl<'_, 'a>) + 'a,
    ) -> Result<TimerId> {
        self.set.add(interval, Box::new(handler))
    }

    /// As [`Timers::cancel`]; a closure that ends its own timer is dropped when it returns.
    ///
    /// # Errors
    /// As [`Timers::cancel`].
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.set.cancel(id)
    }

    /// As [`Timers::set_interval`].
    ///
    /// # Errors
    /// As [`Timers::set_interval`].
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.set.set_interval(id, interval)
    }

    /// As [`Timers::reset`].
    ///
    /// # Errors
    /// As [`Timers::reset`].
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.set.reset(id)
    }
}

impl fmt::Debug for Timers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for TimerControl<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerControl").field("id", &self.id).finish_non_exhaustive()
    }
}
