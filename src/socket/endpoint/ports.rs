//! Ports that nobody has chosen.

use crate::{Errno, Error, Result, Socket, kind::Kind};
use std::{
    hash::{BuildHasher, RandomState},
    ops::RangeInclusive,
};

/// Binding to a free port.
impl<K: Kind> Socket<K> {
    /// Binds to a free port of an address such as `tcp://127.0.0.1` or `tcp://*`, and gives the port.
    ///
    /// The system chooses the port. [`bind_to_random_port_in`](Self::bind_to_random_port_in) chooses from a range.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
    /// ctx.socket(zmq::REQ)?.connect(&format!("tcp://127.0.0.1:{port}"))?;
    /// # Ok(()) }
    /// ```
    pub fn bind_to_random_port(&self, address: &str) -> Result<u16> {
        if !["tcp://", "ws://", "wss://"].iter().any(|transport| address.starts_with(transport)) {
            let subject = format!("bind to {address:?}");
            return Err(Error::refused(Errno::EINVAL, subject, "the transport has no ports"));
        }
        let endpoint = self.bind_resolved(&format!("{address}:*"))?;
        endpoint.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).ok_or_else(|| {
            Error::refused(Errno::EINVAL, endpoint.clone(), "an endpoint without a port number")
        })
    }

    /// Binds to a free port in `ports`, tried from a random one on, and gives the port.
    ///
    /// # Errors
    /// [`EADDRINUSE`](Errno::EADDRINUSE): all of them are taken, or there is none in the range. Others as
    /// [`bind`](Self::bind).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let port = server.bind_to_random_port_in("tcp://127.0.0.1", 20_000..=30_000)?;
    /// assert!((20_000..=30_000).contains(&port));
    /// # Ok(()) }
    /// ```
    pub fn bind_to_random_port_in(&self, address: &str, ports: RangeInclusive<u16>) -> Result<u16> {
        let count = u64::from(ports.end().saturating_sub(*ports.start())) + u64::from(!ports.is_empty());
        let start = RandomState::new().hash_one(address);
        for step in 0..count {
            // Less than `count`, so it fits and the sum stays in the range.
            let offset = (start.wrapping_add(step) % count) as u16;
            let port = ports.start() + offset;
            match self.bind(&format!("{address}:{port}")) {
                Ok(()) => return Ok(port),
                Err(error) if error == Errno::EADDRINUSE || error == Errno::EACCES => (),
                Err(error) => return Err(error),
            }
        }
        let subject = format!("bind to {address}:{}-{}", ports.start(), ports.end());
        Err(Error::refused(Errno::EADDRINUSE, subject, "no port of the range is free"))
    }
}
