//! What the kinds of the draft API can do beside sending and receiving.

use crate::kind::{Kind, SocketType};

/// Thread-safe socket types, shared by threads: all of the draft API, except DGRAM.
///
/// Each call takes libzmq's lock of the socket, and releases it while it blocks. Timeouts are options of the socket, and so
/// of all threads; `recv_timeout`, `send_timeout` and `poll` have their own, and take a descriptor while they wait
/// ([`EMFILE`](crate::Errno::EMFILE) if none is left). Calls interrupted by a signal resume. Messages have one part. With
/// an installed libzmq up to 4.3.5 `inproc` is refused: two of them would deadlock there. Over `inproc` a DISH has only
/// RADIO peers.
///
/// ```
/// fn sync<T: Sync>() {}
/// sync::<zmq::Socket<zmq::Client>>();
/// sync::<zmq::Socket<zmq::Server>>();
/// sync::<zmq::Socket<zmq::Radio>>();
/// sync::<zmq::Socket<zmq::Dish>>();
/// sync::<zmq::Socket<zmq::Scatter>>();
/// sync::<zmq::Socket<zmq::Gather>>();
/// sync::<zmq::Socket<zmq::Peer>>();
/// sync::<zmq::Socket<zmq::Channel>>();
/// ```
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (gather, scatter) = (ctx.socket(zmq::GATHER)?, ctx.socket(zmq::SCATTER)?);
/// # gather.bind("tcp://127.0.0.1:*")?; scatter.connect(&gather.last_endpoint()?)?;
/// std::thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| scatter.send("work"));
///     }
/// });
/// assert_eq!((gather.recv()?, gather.recv()?), ("work".into(), "work".into()));
/// # Ok(()) }
/// ```
///
/// No other socket is shared, nor is a socket of a run-time type:
///
/// ```compile_fail,E0277
/// fn sync<T: Sync>() {}
/// sync::<zmq::Socket<zmq::Dgram>>();
/// ```
/// ```compile_fail,E0277
/// fn sync<T: Sync>() {}
/// sync::<zmq::Socket<zmq::SocketType>>();
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let server = zmq::Context::new()?.socket(zmq::SERVER)?;
/// server.send_multipart(["two", "parts"])?; // a SERVER sends one
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket is used by one thread at a time",
    note = "CLIENT, SERVER, RADIO, DISH, SCATTER, GATHER, PEER and CHANNEL are thread-safe"
)]
pub trait ThreadSafe: Kind {}

/// Socket types answering by the routing id of a message: SERVER and PEER.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not send by routing id",
    label = "only SERVER and PEER do"
)]
pub trait CanAnswer: Kind {}

/// Socket types returning a routing id from connect: PEER.
#[diagnostic::on_unimplemented(message = "a `{Self}` socket has no `connect_peer`", label = "only PEER does")]
pub trait CanConnectPeer: Kind {}

/// Socket types with groups to join: DISH.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not join groups",
    label = "only DISH does",
    note = "SUB has `subscribe`"
)]
pub trait CanJoin: Kind {}

/// Socket types sending to groups: RADIO.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not send to groups",
    label = "only RADIO does"
)]
pub trait CanSendToGroup: Kind {}

/// Socket types sending datagrams to addresses: DGRAM.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not send to addresses",
    label = "only DGRAM does"
)]
pub trait CanSendDatagram: Kind {}

impl CanAnswer for SocketType {}
impl CanConnectPeer for SocketType {}
impl CanJoin for SocketType {}
impl CanSendToGroup for SocketType {}
impl CanSendDatagram for SocketType {}
