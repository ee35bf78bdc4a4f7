//! Two connected PAIR sockets: a program's end and a thread's end.

use std::sync::atomic::{AtomicUsize, Ordering};
use zmq::{Context, Pair, Result, Socket};

/// Makes two PAIR sockets that are connected inside of this process. One of them may move to another thread.
///
/// Use a channel of std where no socket has to be waited for; this one a [`Poller`](zmq::Poller) can watch.
///
/// # Errors
/// Those of [`Context::socket`].
///
/// ```
/// let (here, there) = zmq_guide::pair::pair(&zmq::Context::new()?)?;
/// let thread = std::thread::spawn(move || there.send("ready").map_err(zmq::Error::from));
/// assert_eq!(here.recv()?, "ready");
/// # thread.join().unwrap()?;
/// # Ok::<(), zmq::Error>(())
/// ```
pub fn pair(context: &Context) -> Result<(Socket<Pair>, Socket<Pair>)> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let endpoint = format!("inproc://pair-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let (here, there) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    here.bind(&endpoint)?;
    there.connect(&endpoint)?;
    Ok((here, there))
}
