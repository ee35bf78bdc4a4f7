//! What rust-zmq 0.10 does and the suites of others do not look at: they are run by `cargo xtask compat`.

mod bridge;
mod options;
mod raw;
#[cfg(unix)]
mod signals;
mod transfer;

use std::time::Duration;
use zmq_compat as zmq;

/// A pair of sockets that are connected over inproc.
fn pair(context: &zmq::Context, a: zmq::SocketType, b: zmq::SocketType) -> (zmq::Socket, zmq::Socket) {
    let (a, b) = (context.socket(a).unwrap(), context.socket(b).unwrap());
    a.bind("inproc://pair").unwrap();
    b.connect("inproc://pair").unwrap();
    for socket in [&a, &b] {
        socket.set_rcvtimeo(DEADLINE.as_millis() as i32).unwrap();
        socket.set_sndtimeo(DEADLINE.as_millis() as i32).unwrap();
    }
    (a, b)
}

/// For every call that waits.
const DEADLINE: Duration = Duration::from_secs(30);
