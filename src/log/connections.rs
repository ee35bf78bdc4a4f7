//! What happens to connections, as log records.

use crate::{Event, Monitor, MonitorEvent, Result};

impl MonitorEvent {
    /// Logs the event through `tracing`, with the target `zmq::monitor` and the field `endpoint`. Failures are `WARN`; listening,
    /// completed handshakes and disconnections are `INFO`; all others are `DEBUG`. Feature `tracing`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let server = zmq::Context::new()?.socket(zmq::REP)?;
    /// let monitor = server.monitor(zmq::EventMask::ALL)?;
    /// server.bind("tcp://127.0.0.1:*")?;
    /// monitor.recv()?.trace(); // INFO zmq::monitor: listening ... endpoint="tcp://127.0.0.1:49152"
    /// # Ok(()) }
    /// ```
    pub fn trace(&self) {
        let MonitorEvent { event, endpoint, .. } = self;
        match event {
            Event::BindFailed { .. }
            | Event::AcceptFailed { .. }
            | Event::CloseFailed { .. }
            | Event::HandshakeFailedNoDetail { .. }
            | Event::HandshakeFailedProtocol { .. }
            | Event::HandshakeFailedAuth { .. } => {
                tracing::warn!(target: "zmq::monitor", endpoint, "{event}");
            }
            Event::Listening { .. } | Event::HandshakeSucceeded | Event::Disconnected { .. } => {
                tracing::info!(target: "zmq::monitor", endpoint, "{event}");
            }
            _ => tracing::debug!(target: "zmq::monitor", endpoint, "{event}"),
        }
    }
}

impl Monitor {
    /// Logs events until there are no more, as [`MonitorEvent::trace`] does. Returns when the socket is dropped, its monitor
    /// stopped, or the context shut down. Feature `tracing`.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), but for those ends.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let monitor = server.monitor(zmq::EventMask::ALL)?;
    /// let log = std::thread::spawn(move || monitor.trace());
    /// server.bind("tcp://127.0.0.1:*")?;
    /// drop(server); // ends the thread
    /// log.join().unwrap()
    /// # }
    /// ```
    pub fn trace(&self) -> Result<()> {
        self.iter().try_for_each(|event| event.map(|event| event.trace()))
    }
}

#[cfg(any(feature = "tokio", feature = "async-io"))]
impl<R: crate::asynchronous::Runtime> crate::asynchronous::Monitor<R> {
    /// Logs events until there are no more, as the blocking [`trace`](Monitor::trace). Feature `tracing`.
    /// Cancel-safe.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
    /// let mut monitor = socket.monitor(zmq::EventMask::ALL)?;
    /// monitor.trace().await?; // in a task of its own
    /// # Ok(()) }
    /// ```
    pub async fn trace(&mut self) -> Result<()> {
        while !self.is_stopped() {
            match self.recv().await {
                Ok(event) => event.trace(),
                Err(error) if error.is_terminated() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
