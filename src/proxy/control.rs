//! Commands over sockets: how a proxy takes them, and how a program gives them.

use super::{
    kinds::End,
    relay::{receive, send_whole},
    report::ProxyStatistics,
    work::{Command, State},
};
use crate::{
    Errno, Error, Message, Result, Socket, SocketType,
    kind::{CanRecv, CanSend, Kind},
};

impl Command {
    const ALL: [Command; 4] = [Command::Pause, Command::Resume, Command::Terminate, Command::Statistics];

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Command::Pause => "PAUSE",
            Command::Resume => "RESUME",
            Command::Terminate => "TERMINATE",
            Command::Statistics => "STATISTICS",
        }
    }
}

/// What came over the control socket of a proxy.
#[derive(Default)]
pub(super) struct Steered {
    parts: Vec<Message>,
}

impl Steered {
    /// Takes one command, which is the last part of its message, and answers a REQ in any case, the others where they ask
    /// for an answer.
    pub fn obey(
        &mut self,
        end: End<'_>,
        state: &mut State,
        statistics: impl Fn() -> ProxyStatistics,
    ) -> Result<()> {
        if !self.take(end)? {
            return Ok(());
        }
        let text = self.parts.pop().unwrap_or_default();
        let command = Command::ALL.into_iter().find(|command| text == *command.text());
        if let Some(command) = command {
            state.obey(command);
        }
        match command {
            Some(Command::Statistics) if end.sends() => {
                let numbers = statistics().numbers().map(|number| Message::from(number.to_ne_bytes()));
                self.answer(end, numbers)
            }
            _ if self.must_answer(end) => self.answer(end, [Message::new()]),
            _ => Ok(()),
        }
    }

    /// Whether whoever gave the command waits for an answer: a REQ, which puts an empty part before it.
    fn must_answer(&self, end: End<'_>) -> bool {
        match end.kind {
            SocketType::Rep => true,
            SocketType::Router => self.parts.last().is_some_and(|part| part.is_empty()),
            _ => false,
        }
    }

    /// Receives a whole message, if there is one.
    fn take(&mut self, end: End<'_>) -> Result<bool> {
        self.parts.clear();
        loop {
            let mut part = Message::new();
            if receive(end.raw, &mut part)?.is_none() {
                return Ok(!self.parts.is_empty());
            }
            let more = part.more();
            self.parts.push(part);
            if !more {
                return Ok(true);
            }
        }
    }

    /// Answers where the command came from; drops the answer if there is no peer or its queue is full.
    fn answer(&mut self, end: End<'_>, answer: impl IntoIterator<Item = Message>) -> Result<()> {
        if !matches!(end.kind, SocketType::Router | SocketType::Dealer) {
            self.parts.clear(); // what came before the command is no address
        }
        self.parts.extend(answer);
        let (raw, parts) = (end.raw, &mut self.parts);
        match send_whole(end, parts.len(), |index, flags| raw.send(parts[index].raw_mut(), flags)) {
            Err((_, error)) if error.is_terminated() => Err(error),
            _ => Ok(()),
        }
    }
}

/// Steers a [`proxy_steerable`](crate::proxy_steerable), here or in another process, in any language.
///
/// It wraps the peer of the proxy's control socket: a PAIR for a PAIR, a REQ for a REP, a DEALER for a DEALER or ROUTER; or
/// a PUB or PUSH for SUB or PULL, without answers. Connect it first.
///
/// Steer a [spawned proxy](crate::Proxy) by its handle instead, without a socket.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::thread;
/// let ctx = zmq::Context::new()?;
/// let (frontend, backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # frontend.bind("inproc://frontend")?; backend.bind("inproc://backend")?;
/// let (steering, steered) = (ctx.socket(zmq::PAIR)?, ctx.socket(zmq::PAIR)?);
/// steered.bind("inproc://control")?;
/// steering.connect("inproc://control")?;
/// let proxy = thread::spawn(move || zmq::proxy_steerable(&frontend, &backend, &steered));
///
/// let control = zmq::ProxyControl::new(steering);
/// control.pause()?;
/// control.resume()?;
/// assert_eq!(control.statistics()?.frontend.received.parts, 0);
/// control.terminate()?;
/// proxy.join().unwrap()?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ProxyControl<K: Kind> {
    socket: Socket<K>,
}

impl<K: Kind + CanSend> ProxyControl<K> {
    /// Gives commands over `socket`.
    pub fn new(socket: Socket<K>) -> ProxyControl<K> {
        ProxyControl { socket }
    }

    /// Pauses the proxy until [`resume`](Self::resume). Messages queue in the sockets meanwhile, up to the high-water
    /// marks.
    ///
    /// Returns when the command is sent; with a REQ, when it is answered.
    ///
    /// # Errors
    /// As [`Socket::send`], and with a REQ as [`Socket::recv`]. Set timeouts ([`set_sndtimeo`](Socket::set_sndtimeo),
    /// [`set_rcvtimeo`](Socket::set_rcvtimeo)): then a missing proxy is [`EAGAIN`](Errno::EAGAIN).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let frontend = ctx.socket_builder(zmq::PULL).bind("inproc://frontend").build()?;
    /// let backend = ctx.socket_builder(zmq::PUSH).bind("inproc://backend").build()?;
    /// let steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = std::thread::spawn(move || zmq::proxy_steerable(&frontend, &backend, &steered));
    /// let control = zmq::ProxyControl::new(ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?);
    /// control.pause()?; // a REP has answered: no message passes
    /// # control.terminate()?;
    /// # proxy.join().expect("no panic")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "PAUSE")]
    pub fn pause(&self) -> Result<()> {
        self.command(Command::Pause)
    }

    /// Resumes a paused proxy.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let frontend = ctx.socket_builder(zmq::PULL).bind("inproc://frontend").build()?;
    /// let backend = ctx.socket_builder(zmq::PUSH).bind("inproc://backend").build()?;
    /// let steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = std::thread::spawn(move || zmq::proxy_steerable(&frontend, &backend, &steered));
    /// let control = zmq::ProxyControl::new(ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?);
    /// control.pause()?;
    /// control.resume()?;
    /// # control.terminate()?;
    /// # proxy.join().expect("no panic")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "RESUME")]
    pub fn resume(&self) -> Result<()> {
        self.command(Command::Resume)
    }

    /// Ends the proxy.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let frontend = ctx.socket_builder(zmq::PULL).bind("inproc://frontend").build()?;
    /// let backend = ctx.socket_builder(zmq::PUSH).bind("inproc://backend").build()?;
    /// let steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = std::thread::spawn(move || zmq::proxy_steerable(&frontend, &backend, &steered));
    /// let control = zmq::ProxyControl::new(ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?);
    /// control.terminate()?;
    /// let end = proxy.join().expect("no panic")?;
    /// println!("{} parts in all", end.statistics().frontend.received.parts);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "TERMINATE")]
    pub fn terminate(&self) -> Result<()> {
        self.command(Command::Terminate)
    }

    /// Requests the statistics of the proxy, and waits for the answer.
    ///
    /// # Errors
    /// As [`pause`](Self::pause), and as [`Socket::recv`]: without a receive timeout it waits for ever if the proxy has
    /// ended. [`EINVAL`](Errno::EINVAL): the answer is malformed.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (frontend, backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// frontend.bind("inproc://frontend")?;
    /// backend.bind("inproc://backend")?;
    /// let steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = std::thread::spawn(move || zmq::proxy_steerable(&frontend, &backend, &steered).is_ok());
    /// let control = zmq::ProxyControl::new(ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?);
    /// assert_eq!(control.statistics()?.backend.sent.parts, 0);
    /// control.terminate()?;
    /// assert!(proxy.join().expect("no panic"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "STATISTICS")]
    pub fn statistics(&self) -> Result<ProxyStatistics>
    where
        K: CanRecv,
    {
        self.socket.send(Command::Statistics.text())?;
        loop {
            match ProxyStatistics::from_reply(&self.socket.recv_multipart()?) {
                Some(statistics) => return Ok(statistics),
                None if self.is_req() => {
                    let reason = "the answer is not eight numbers of 64 bits";
                    return Err(Error::refused(Errno::EINVAL, "statistics of a proxy", reason));
                }
                None => (), // C's proxy answers other commands, too
            }
        }
    }

    /// The socket.
    pub fn socket(&self) -> &Socket<K> {
        &self.socket
    }

    /// The socket back.
    pub fn into_socket(self) -> Socket<K> {
        self.socket
    }

    fn is_req(&self) -> bool {
        self.socket.socket_type() == SocketType::Req
    }

    fn command(&self, command: Command) -> Result<()> {
        self.socket.send(command.text())?;
        if self.is_req() {
            self.socket.recv_answer()?;
        }
        Ok(())
    }
}
