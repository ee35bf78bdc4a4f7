//! An endpoint as a value that was read before.

use super::grammar::{self, Call};
use crate::{Errno, Error, Result};
use std::{borrow::Borrow, fmt, net::SocketAddr, ops::Deref, path::Path, str::FromStr};

/// A parsed endpoint: a transport and an address, as `tcp://127.0.0.1:5555`.
///
/// Reads as a `&str`: pass it wherever an endpoint is expected, as in `socket.bind(&endpoint)?`. Parsing finds mistakes early: a port
/// out of range, a missing host, a path too long for `ipc`. With the feature `serde` they are errors of the configuration file.
/// `bind` and `connect` check the rest: whether the address exists, and whether the socket's type uses the transport.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use zmq::Endpoint;
/// let endpoint: Endpoint = "tcp://127.0.0.1:5555".parse()?;
/// assert_eq!((endpoint.transport(), endpoint.host(), endpoint.port()), ("tcp", Some("127.0.0.1"), Some(5555)));
///
/// let error = "tcp://127.0.0.1:55x5".parse::<Endpoint>().unwrap_err();
/// assert_eq!(error, zmq::Errno::EINVAL);
///
/// let ctx = zmq::Context::new()?;
/// let (server, client) = (ctx.socket(zmq::REP)?, ctx.socket(zmq::REQ)?);
/// server.bind(&endpoint.with_port(None)?)?; // a free port
/// client.connect(&server.last_endpoint()?.parse::<Endpoint>()?)?;
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint(Box<str>);

impl Endpoint {
    /// Reads an endpoint, as [`str::parse`] does.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): it can be neither bound nor connected; the error names it and the wrong part.
    /// [`ENAMETOOLONG`](Errno::ENAMETOOLONG): the path of an `ipc` endpoint.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::new("inproc://work")?.address(), "work");
    /// # Ok(()) }
    /// ```
    pub fn new(text: impl Into<Box<str>>) -> Result<Endpoint> {
        let text = text.into();
        if let Err(error) = grammar::read(&text, Call::Bind) {
            if grammar::read(&text, Call::Connect).is_err() {
                return Err(error.rename(format!("endpoint {text:?}")));
            }
        }
        Ok(Endpoint(text))
    }

    /// `tcp://host:port`. The host is a name, an address, or `*` for all addresses of this machine. Brackets around an IPv6 address
    /// are added. A port of `None` is `*`: the system chooses it at bind.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): not a host.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::tcp("::1", 5555)?, "tcp://[::1]:5555");
    /// assert_eq!(zmq::Endpoint::tcp("*", None)?, "tcp://*:*");
    /// # Ok(()) }
    /// ```
    pub fn tcp(host: &str, port: impl Into<Option<u16>>) -> Result<Endpoint> {
        let port = port_text(port.into());
        if host.contains(':') && !host.starts_with('[') {
            Endpoint::new(format!("tcp://[{host}]:{port}"))
        } else {
            Endpoint::new(format!("tcp://{host}:{port}"))
        }
    }

    /// `ipc://path`, a file of the local system.
    ///
    /// # Errors
    /// [`ENAMETOOLONG`](Errno::ENAMETOOLONG): the path is too long. [`EINVAL`](Errno::EINVAL): it is empty, not UTF-8, or
    /// contains NUL.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # #[cfg(unix)]
    /// assert_eq!(zmq::Endpoint::ipc("/tmp/work")?, "ipc:///tmp/work");
    /// # Ok(()) }
    /// ```
    pub fn ipc(path: impl AsRef<Path>) -> Result<Endpoint> {
        let path = path.as_ref();
        match path.to_str() {
            Some(path) => Endpoint::new(format!("ipc://{path}")),
            None => {
                Err(Error::refused(Errno::EINVAL, format!("endpoint ipc://{}", path.display()), "not UTF-8"))
            }
        }
    }

    /// `inproc://name`, between threads of one context.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the name is empty or contains NUL.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::inproc("work")?, "inproc://work");
    /// # Ok(()) }
    /// ```
    pub fn inproc(name: &str) -> Result<Endpoint> {
        Endpoint::new(format!("inproc://{name}"))
    }

    /// The whole text.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::inproc("work")?.as_str(), "inproc://work");
    /// # Ok(()) }
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once("://").unwrap_or((&self.0, ""))
    }

    /// The transport, before `://`: `"tcp"`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::inproc("work")?.transport(), "inproc");
    /// # Ok(()) }
    /// ```
    pub fn transport(&self) -> &str {
        self.parts().0
    }

    /// The address, after `://`: `"127.0.0.1:5555"`, a path, a name.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::tcp("localhost", 5555)?.address(), "localhost:5555");
    /// # Ok(()) }
    /// ```
    pub fn address(&self) -> &str {
        self.parts().1
    }

    /// Where the port begins and ends in the text, for transports that have one.
    pub(super) fn port_span(&self) -> Option<(usize, usize)> {
        let (transport, address) = self.parts();
        if !["tcp", "udp", "ws", "wss", "pgm", "epgm", "norm"].contains(&transport) {
            return None;
        }
        let begin = self.0.len() - address.len();
        let end = address.find('/').unwrap_or(address.len()); // a path of `ws`
        let target = address[..end].rfind(';').map_or(0, |at| at + 1);
        let colon = address[target..end].rfind(':')? + target;
        Some((begin + colon + 1, begin + end))
    }

    /// The host, without the brackets of IPv6, of `tcp`, `udp`, `ws` and `wss`; the group of multicast. `*` for all addresses.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::tcp("::1", 5555)?.host(), Some("::1"));
    /// assert_eq!(zmq::Endpoint::inproc("work")?.host(), None);
    /// # Ok(()) }
    /// ```
    pub fn host(&self) -> Option<&str> {
        let (port, _) = self.port_span()?;
        let before = &self.0[..port - 1];
        let begin = self.0.len() - self.address().len();
        let host = before[begin..].rsplit(';').next()?;
        Some(host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host))
    }

    /// The port; `None` for the wildcard `*`, and for a transport without ports.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert_eq!(zmq::Endpoint::tcp("localhost", 5555)?.port(), Some(5555));
    /// # Ok(()) }
    /// ```
    pub fn port(&self) -> Option<u16> {
        let (begin, end) = self.port_span()?;
        self.0[begin..end].parse().ok()
    }

    /// The same with another port; `None` is `*`, chosen by the system at bind.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the transport has no ports.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let endpoint = zmq::Endpoint::new("tcp://eth0:0;localhost:5555")?;
    /// assert_eq!(endpoint.with_port(5556)?, "tcp://eth0:0;localhost:5556");
    /// # Ok(()) }
    /// ```
    pub fn with_port(&self, port: impl Into<Option<u16>>) -> Result<Endpoint> {
        let Some((begin, end)) = self.port_span() else {
            return Err(Error::refused(
                Errno::EINVAL,
                format!("endpoint {self:?}"),
                "the transport has no ports",
            ));
        };
        let port = port_text(port.into());
        Endpoint::new(format!("{}{port}{}", &self.0[..begin], &self.0[end..]))
    }

    /// The file of an `ipc` endpoint; `None` for `*` and for an abstract name.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # #[cfg(unix)]
    /// assert_eq!(zmq::Endpoint::ipc("/tmp/work")?.path(), Some(std::path::Path::new("/tmp/work")));
    /// # Ok(()) }
    /// ```
    pub fn path(&self) -> Option<&Path> {
        let (transport, address) = self.parts();
        (transport == "ipc" && address != "*" && !address.starts_with('@')).then(|| Path::new(address))
    }

    /// Whether it has a wildcard port or path: the system chooses one at bind, and
    /// [`last_endpoint`](crate::Socket::last_endpoint) returns it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// assert!(zmq::Endpoint::tcp("127.0.0.1", None)?.is_wildcard());
    /// # Ok(()) }
    /// ```
    pub fn is_wildcard(&self) -> bool {
        let chosen = |(begin, end): (usize, usize)| ["*", "0"].contains(&&self.0[begin..end]);
        self.port_span().is_some_and(chosen) || (self.transport() == "ipc" && self.address() == "*")
    }
}

fn port_text(port: Option<u16>) -> String {
    port.map_or_else(|| "*".to_owned(), |port| port.to_string())
}

/// So that it is taken wherever an endpoint is.
impl Deref for Endpoint {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Endpoint {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Endpoint {
    fn borrow(&self) -> &str {
        self
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Endpoint> {
        Endpoint::new(text)
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = Error;

    fn try_from(text: &str) -> Result<Endpoint> {
        Endpoint::new(text)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = Error;

    fn try_from(text: String) -> Result<Endpoint> {
        Endpoint::new(text)
    }
}

/// `tcp://` that address.
impl From<SocketAddr> for Endpoint {
    fn from(address: SocketAddr) -> Endpoint {
        Endpoint(format!("tcp://{address}").into())
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> String {
        endpoint.0.into()
    }
}

impl PartialEq<str> for Endpoint {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Endpoint {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl PartialEq<Endpoint> for str {
    fn eq(&self, other: &Endpoint) -> bool {
        other == self
    }
}

impl PartialEq<String> for Endpoint {
    fn eq(&self, other: &String) -> bool {
        &*self.0 == other.as_str()
    }
}

/// The text.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text in quotation marks.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(feature = "serde")]
mod files {
    use super::Endpoint;
    use serde::{
        Deserialize, Deserializer, Serialize, Serializer,
        de::{Error, Visitor},
    };
    use std::fmt;

    /// As its text.
    impl Serialize for Endpoint {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self)
        }
    }

    /// From its text, whose mistakes are errors of the file.
    impl<'de> Deserialize<'de> for Endpoint {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Endpoint, D::Error> {
            deserializer.deserialize_str(Text)
        }
    }

    struct Text;

    impl Visitor<'_> for Text {
        type Value = Endpoint;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an endpoint such as tcp://127.0.0.1:5555")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Endpoint, E> {
            text.parse().map_err(E::custom)
        }
    }
}
