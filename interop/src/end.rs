//! An end of a connection, ours or a peer's: what a pattern does with it.

use crate::part::Part;
use anyhow::{Context, Result, ensure};
use std::{cell::Cell, time::Duration};

/// How long anything may take that must happen. A machine that has much else to do is slow, not wrong.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The same where it is known not to happen.
pub const IMPATIENCE: Duration = Duration::from_millis(300);

thread_local! {
    static NOW: Cell<Duration> = const { Cell::new(PATIENCE) };
}

/// How long it may take in the cell that this thread plays.
pub fn patience() -> Duration {
    NOW.get()
}

/// Sets that.
pub fn be_patient(time: Duration) {
    NOW.set(time);
}

/// A socket of either side.
pub trait End {
    /// Binds to an endpoint, and gives what to connect to.
    fn bind(&mut self, endpoint: &str) -> Result<String>;

    fn connect(&mut self, endpoint: &str) -> Result<()>;

    fn subscribe(&mut self, topic: &str) -> Result<()>;

    fn unsubscribe(&mut self, topic: &str) -> Result<()>;

    fn send(&mut self, parts: &[Part]) -> Result<()>;

    /// The reports of the parts of the next message, or nothing, if none comes in this time.
    fn recv_within(&mut self, time: Duration) -> Result<Option<Vec<String>>>;

    /// Of a STREAM: the reports of a routing id, and of so many bytes that came from there, in however many messages.
    fn recv_stream(&mut self, length: usize) -> Result<(String, String)>;

    /// Who it is, in an error.
    fn name(&self) -> String;

    /// The next message, which must come.
    fn recv(&mut self) -> Result<Vec<String>> {
        self.recv_within(patience())?
            .with_context(|| format!("{}: nothing came in {:?}", self.name(), patience()))
    }

    /// The next message, which must be this.
    fn expect(&mut self, parts: &[Part]) -> Result<()> {
        let (wanted, came) = (crate::part::reports(parts), self.recv()?);
        ensure!(wanted == came, "{}: {} came, not {}", self.name(), shown(&came), shown(&wanted));
        Ok(())
    }

    /// Nothing comes in this time.
    fn expect_nothing(&mut self, time: Duration) -> Result<()> {
        match self.recv_within(time)? {
            None => Ok(()),
            Some(came) => anyhow::bail!("{}: {} came, not nothing", self.name(), shown(&came)),
        }
    }
}

/// Reports, short enough to read.
pub fn shown(reports: &[String]) -> String {
    let short = |report: &String| report.chars().take(40).collect::<String>();
    format!("[{}]", reports.iter().map(short).collect::<Vec<_>>().join(" "))
}
