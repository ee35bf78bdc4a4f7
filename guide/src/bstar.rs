//! Binary Star: a primary and a backup server, of which exactly one is active.
//!
//! Each publishes its state to the other. When the active one falls silent **and** a client asks the passive one, that takes over:
//! the client is the vote that tells a dead peer from a cut cable between the two. [`Machine`] is what decides, without a socket;
//! [`BinaryStar`] has the two sockets and the clock.

use std::time::{Duration, Instant};
use zmq::{Context, Pub, Socket, Sub};

/// What a server is to the other. On the wire it is the number as a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The primary, which has not heard of its peer yet.
    Primary = 1,
    /// The backup, which has not heard of its peer yet.
    Backup = 2,
    /// It serves clients.
    Active = 3,
    /// The other one does.
    Passive = 4,
}

impl State {
    /// Reads a state as a peer published it.
    pub fn parse(text: &[u8]) -> Option<State> {
        Some(match text {
            b"1" => State::Primary,
            b"2" => State::Backup,
            b"3" => State::Active,
            b"4" => State::Passive,
            _ => return None,
        })
    }
}

/// Both are active, or both are passive: somebody must look, and this server must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("both servers are {0:?}")]
pub struct Split(pub State);

/// The state of one server, and the rules by which it changes.
///
/// ```
/// use std::time::{Duration, Instant};
/// use zmq_guide::bstar::{Machine, State};
/// let (now, patience) = (Instant::now(), Duration::from_secs(2));
/// let mut backup = Machine::new(State::Backup, now, patience);
/// backup.peer(State::Active, now)?;
/// assert_eq!(backup.state(), State::Passive);
/// assert!(!backup.client(now + patience / 2)); // the primary is alive
/// assert!(backup.client(now + patience)); // it is silent: failover
/// assert_eq!(backup.state(), State::Active);
/// # Ok::<(), zmq_guide::bstar::Split>(())
/// ```
#[derive(Debug, Clone)]
pub struct Machine {
    state: State,
    patience: Duration,
    /// Until when the peer counts as alive.
    expires: Instant,
}

impl Machine {
    /// A server that has just begun, as [`Primary`](State::Primary) or [`Backup`](State::Backup). A peer that is silent for
    /// `patience` is dead.
    pub fn new(state: State, now: Instant, patience: Duration) -> Machine {
        Machine { state, patience, expires: now + patience }
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.state
    }

    /// The peer published its state.
    ///
    /// # Errors
    /// [`Split`].
    pub fn peer(&mut self, peer: State, now: Instant) -> Result<(), Split> {
        self.expires = now + self.patience;
        self.state = match (self.state, peer) {
            (State::Primary, State::Backup) => State::Active,
            (State::Primary | State::Backup, State::Active) => State::Passive,
            // The active one has begun anew, and knows nothing.
            (State::Passive, State::Primary | State::Backup) => State::Active,
            (State::Active, State::Active) => return Err(Split(State::Active)),
            (State::Passive, State::Passive) => return Err(Split(State::Passive)),
            (state, _) => state,
        };
        Ok(())
    }

    /// A client asks; whether it may be served here.
    pub fn client(&mut self, now: Instant) -> bool {
        let peer_is_dead = now >= self.expires;
        // A backup that never heard of a primary does not serve: the primary may be beginning.
        if peer_is_dead && matches!(self.state, State::Primary | State::Passive) {
            self.state = State::Active;
        }
        self.state == State::Active
    }
}

/// Why a Binary Star server ends.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A call of libzmq failed.
    #[error(transparent)]
    Zmq(#[from] zmq::Error),
    /// See [`Split`].
    #[error(transparent)]
    Split(#[from] Split),
}

/// One server of a pair: the machine, with the sockets between the two and the clock.
///
/// A server waits for [`peer`](Self::peer) beside its own sockets, calls [`listen`](Self::listen) when that is readable,
/// [`vote`](Self::vote) before it serves a client, and [`beat`](Self::beat) in each round.
#[derive(Debug)]
pub struct BinaryStar {
    machine: Machine,
    state: Socket<Pub>,
    peer: Socket<Sub>,
    heartbeat: Duration,
    due: Instant,
}

impl BinaryStar {
    /// Publishes at `local`, and listens to the peer at `remote`. A peer is dead after two heartbeats.
    ///
    /// # Errors
    /// Those of [`Context::socket`], [`Socket::bind`] and [`Socket::connect`].
    pub fn new(
        context: &Context,
        role: State,
        local: &str,
        remote: &str,
        heartbeat: Duration,
    ) -> zmq::Result<BinaryStar> {
        let now = Instant::now();
        Ok(BinaryStar {
            machine: Machine::new(role, now, heartbeat * 2),
            state: context.socket_builder(zmq::PUB).linger(Some(Duration::ZERO)).bind(local).build()?,
            peer: context.socket_builder(zmq::SUB).connect(remote).subscribe("").build()?,
            heartbeat,
            due: now,
        })
    }

    /// Where it publishes its state.
    ///
    /// # Errors
    /// Those of [`Socket::last_endpoint`].
    pub fn local(&self) -> zmq::Result<String> {
        self.state.last_endpoint()
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.machine.state()
    }

    /// The socket to wait for.
    pub fn peer(&self) -> &Socket<Sub> {
        &self.peer
    }

    /// Publishes the state if that is due, and says until when a server may wait before it calls this again.
    ///
    /// # Errors
    /// Those of [`Socket::send`].
    pub fn beat(&mut self) -> zmq::Result<Instant> {
        let now = Instant::now();
        if now >= self.due {
            self.due = now + self.heartbeat;
            self.state.send((self.machine.state() as u8).to_string())?;
        }
        Ok(self.due)
    }

    /// Takes the states that the peer published since.
    ///
    /// # Errors
    /// Those of [`Socket::try_recv`], and [`Split`].
    pub fn listen(&mut self) -> Result<(), Error> {
        while let Some(text) = self.peer.try_recv()? {
            if let Some(state) = State::parse(&text) {
                self.machine.peer(state, Instant::now())?;
            }
        }
        Ok(())
    }

    /// Whether a client may be served here; see [`Machine::client`].
    pub fn vote(&mut self) -> bool {
        self.machine.client(Instant::now())
    }
}
