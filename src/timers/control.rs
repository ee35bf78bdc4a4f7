//! What a running closure has of the timers.

use super::{TimerId, Timers};
use crate::Result;
use std::time::Duration;

/// The timers, as passed to a running closure: everything but `execute`.
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
    pub(super) timers: &'t mut Timers<'a>,
    pub(super) id: TimerId,
}

impl<'a> TimerControl<'_, 'a> {
    /// The timer of the running closure.
    pub fn id(&self) -> TimerId {
        self.id
    }

    /// As [`Timers::add`].
    ///
    /// # Errors
    /// As [`Timers::add`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(Duration::from_millis(1), |timers| {
    ///     timers.add(Duration::from_secs(60), |_| println!("a minute later")).expect("there are numbers left");
    /// })?;
    /// std::thread::sleep(Duration::from_millis(5));
    /// timers.execute()?;
    /// assert_eq!(timers.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn add(
        &mut self,
        interval: Duration,
        action: impl FnMut(&mut TimerControl<'_, 'a>) + 'a,
    ) -> Result<TimerId> {
        self.timers.add(interval, action)
    }

    /// As [`Timers::cancel`]; the running closure is dropped when it returns.
    ///
    /// # Errors
    /// As [`Timers::cancel`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(Duration::from_millis(1), |timers| {
    ///     timers.cancel(timers.id()).expect("it runs"); // once only
    /// })?;
    /// std::thread::sleep(Duration::from_millis(5));
    /// timers.execute()?;
    /// assert!(timers.is_empty());
    /// # Ok(()) }
    /// ```
    pub fn cancel(&mut self, id: TimerId) -> Result<()> {
        self.timers.cancel(id)
    }

    /// As [`Timers::set_interval`].
    ///
    /// # Errors
    /// As [`Timers::set_interval`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// timers.add(Duration::from_millis(1), |timers| {
    ///     timers.set_interval(timers.id(), Duration::from_secs(60)).expect("it runs");
    /// })?;
    /// std::thread::sleep(Duration::from_millis(5));
    /// timers.execute()?;
    /// assert!(timers.timeout() > Some(Duration::from_secs(50)));
    /// # Ok(()) }
    /// ```
    pub fn set_interval(&mut self, id: TimerId, interval: Duration) -> Result<()> {
        self.timers.set_interval(id, interval)
    }

    /// As [`Timers::reset`].
    ///
    /// # Errors
    /// As [`Timers::reset`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// let mut timers = zmq::Timers::new()?;
    /// let watchdog = timers.add(Duration::from_secs(60), |_| println!("a minute without news"))?;
    /// timers.add(Duration::from_millis(1), move |timers| {
    ///     timers.reset(watchdog).expect("it was not cancelled"); // news
    /// })?;
    /// std::thread::sleep(Duration::from_millis(5));
    /// assert_eq!(timers.execute()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn reset(&mut self, id: TimerId) -> Result<()> {
        self.timers.reset(id)
    }
}
