//! Draft: events with both ends of a connection, and the statistics of connections.

use crate::{
    EventMask, Monitor, MonitorEvent, Result, Socket,
    guard::connections,
    kind::Kind,
    monitor::{from_values, text},
    socket::link::Format,
};

/// Draft: both ends of the connection of an [event](MonitorEvent); an unknown end is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ends {
    /// The end of the monitored socket.
    pub local: String,
    /// The peer's end.
    pub remote: String,
}

/// Draft: monitoring.
impl<K: Kind> Socket<K> {
    /// Draft: as [`monitor`](Self::monitor), with [both ends](MonitorEvent::ends) of the connection in each event.
    ///
    /// # Errors
    /// As [`monitor`](Self::monitor).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (server, client) = (ctx.socket(zmq::REP)?, ctx.socket(zmq::REQ)?);
    /// let monitor = server.monitor_versioned(zmq::EventMask::ACCEPTED)?;
    /// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
    /// client.connect(&format!("tcp://127.0.0.1:{port}"))?;
    /// let ends = monitor.recv()?.ends.unwrap();
    /// assert_eq!(ends.local, server.last_endpoint()?);
    /// assert!(ends.remote.starts_with("tcp://127.0.0.1:"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_monitor_versioned")]
    pub fn monitor_versioned(&self, mask: EventMask) -> Result<Monitor> {
        Monitor::start(self, mask, Format::Two)
    }

    /// Draft: requests an [event](crate::Event::PipesStats) for each connection with its queue lengths. The I/O thread
    /// answers; the event arrives with the next call on this socket.
    ///
    /// # Errors
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): an installed libzmq up to 4.3.5; there this call writes to freed memory when a
    ///   connection has just ended.
    /// - [`EINVAL`](crate::Errno::EINVAL): the socket has no monitor, or none of [`EventMask::PIPES_STATS`] by
    ///   [`monitor_versioned`](Self::monitor_versioned).
    /// - [`EAGAIN`](crate::Errno::EAGAIN): there is no connection.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if zmq::mends().is_empty() { return Ok(()) }
    /// use std::time::Duration;
    /// let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// let monitor = pull.monitor_versioned(zmq::EventMask::PIPES_STATS)?;
    /// pull.bind("tcp://127.0.0.1:*")?;
    /// push.connect(&pull.last_endpoint()?)?;
    /// push.send("Hello")?;
    /// pull.recv()?; // there is a connection
    /// pull.monitor_pipes_stats()?;
    /// let statistics = loop {
    ///     pull.events()?; // a call on the socket brings the event
    ///     if let Some(event) = monitor.recv_timeout(Duration::from_millis(10))? {
    ///         break event.event;
    ///     }
    /// };
    /// let zmq::Event::PipesStats { outbound, inbound } = statistics else { panic!("{statistics:?}") };
    /// println!("queued: {outbound} to the peer, {inbound} from it");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_monitor_pipes_stats")]
    pub fn monitor_pipes_stats(&self) -> Result<()> {
        connections::statistics().map_err(|error| error.rename("zmq_socket_monitor_pipes_stats"))?;
        self.raw().monitor_pipes_stats().map_err(|error| error.about("zmq_socket_monitor_pipes_stats"))
    }
}

/// Version 2: an event, the number of values, and the values, in 64 bits each; the local and the remote endpoint.
pub(crate) fn parse_two<P: AsRef<[u8]>>(parts: &[P]) -> Option<MonitorEvent> {
    let [event, count, values @ .., local, remote] = parts else { return None };
    let number = |part: &P| part.as_ref().try_into().ok().map(u64::from_ne_bytes);
    if number(count)? != values.len() as u64 {
        return None;
    }
    let values = values.iter().map(number).collect::<Option<Vec<_>>>()?;
    let ends = Ends { local: text(local.as_ref()), remote: text(remote.as_ref()) };
    let endpoint = if ends.remote.is_empty() { ends.local.clone() } else { ends.remote.clone() };
    Some(MonitorEvent { event: from_values(number(event)?, values), endpoint, ends: Some(ends) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;

    fn message(event: u64, count: u64, values: &[u64], ends: &[&str]) -> Vec<Vec<u8>> {
        let numbers = [event, count].into_iter().chain(values.iter().copied());
        let numbers = numbers.map(|number| number.to_ne_bytes().to_vec());
        numbers.chain(ends.iter().map(|end| end.as_bytes().to_vec())).collect()
    }

    #[test]
    fn both_ends_and_every_value() {
        let read = |event, values: &[u64], ends: &[&str]| {
            parse_two(&message(event, values.len() as u64, values, ends)).unwrap()
        };
        let accepted = read(0x20, &[9], &["tcp://a:1", "tcp://b:2"]);
        assert_eq!((accepted.event, accepted.endpoint.as_str()), (Event::Accepted { fd: 9 }, "tcp://b:2"));
        let ends = accepted.ends.unwrap();
        assert_eq!((ends.local.as_str(), ends.remote.as_str()), ("tcp://a:1", "tcp://b:2"));
        assert_eq!(read(0x08, &[9], &["tcp://a:1", ""]).endpoint, "tcp://a:1");

        let stats = read(0x10000, &[3, 4], &["tcp://a:1", "tcp://b:2"]).event;
        assert_eq!(stats, Event::PipesStats { outbound: 3, inbound: 4 });
        assert_eq!(stats.mask(), EventMask::PIPES_STATS);
        for (event, values) in [(0x10000, &[3][..]), (0x20, &[1, 2]), (0x20, &[]), (1 << 60, &[u64::MAX])] {
            let unknown = Event::Unknown { event, values: values.to_vec() };
            assert_eq!(read(event, values, &["a", "b"]).event, unknown);
        }
    }

    #[test]
    fn what_is_no_event_is_an_error() {
        let whole = message(0x20, 1, &[9], &["a", "b"]);
        assert!(parse_two(&whole).is_some());
        for length in 0..whole.len() {
            assert!(parse_two(&whole[..length]).is_none(), "{length} parts");
        }
        for part in 0..3 {
            for length in [0, 7, 9] {
                let mut parts = whole.clone();
                parts[part].resize(length, 0);
                assert!(parse_two(&parts).is_none(), "part {part} of {length} bytes");
            }
        }
        for count in [0, 2, u64::MAX] {
            assert!(parse_two(&message(0x20, count, &[9], &["a", "b"])).is_none(), "a count of {count}");
        }
    }
}
