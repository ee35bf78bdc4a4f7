//! What the tests against pyzmq share: peers in Python, the built examples, deadlines, endpoints.
#![allow(dead_code)] // each test binary uses a part of it

pub mod deadline;
mod process;
mod python;
mod remote;
#[allow(clippy::duplicate_mod)] // the other helpers have it, too
mod runner;
pub mod tutorial;

pub use process::Process;
#[allow(unused_imports)] // only some use them
pub use remote::{Remote, RemoteSocket};

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use zmq::{Socket, kind::Kind};

/// How long a test may take, on a machine that has much else to do.
const DEADLINE: Duration = Duration::from_secs(100);

/// Runs a test that needs Python peers: provides pyzmq first, and fails if `body` has not ended in time. Skips it,
/// and says so, if `ZMQ_TEST_NO_PEERS` is 1.
#[track_caller]
pub fn with_peers(body: impl FnOnce() + Send + 'static) {
    with_peers_within(DEADLINE, body);
}

/// As [`with_peers`], with another time.
#[track_caller]
pub fn with_peers_within(time: Duration, body: impl FnOnce() + Send + 'static) {
    if std::env::var_os("ZMQ_TEST_NO_PEERS").is_some_and(|value| value == "1") {
        return say("SKIPPED for ZMQ_TEST_NO_PEERS=1: a test that needs Python with pyzmq");
    }
    python::python();
    deadline::deadline(time, body);
}

/// Prints a line past the test harness, which hides what passing tests print.
pub fn say(line: &str) {
    // Nobody to tell if stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Whether this machine has the IPv6 loopback address; says so if not.
pub fn has_ipv6() -> bool {
    let has = TcpListener::bind("[::1]:0").is_ok();
    if !has {
        say("SKIPPED: this machine has no IPv6 address ::1");
    }
    has
}

/// A number that no other call in this process gets.
fn unique() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A folder for `ipc` endpoints, removed in the end.
pub struct Folder(PathBuf);

impl Folder {
    /// A short path: a system has room for about a hundred bytes in the address of an `ipc` socket.
    pub fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("zmq-{}-{}", std::process::id(), unique()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn ipc(&self, name: &str) -> String {
        format!("ipc://{}", self.path().join(name).to_str().unwrap())
    }

    /// An endpoint to connect to before anybody binds to it, once for each call: where there is no `ipc`, a port that was free just
    /// now.
    pub fn late(&self, name: &str) -> String {
        if cfg!(unix) {
            return self.ipc(name);
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("tcp://{}", free.local_addr().unwrap())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays in the system's temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An abstract `ipc` endpoint of Linux that no other test has.
pub fn abstract_ipc() -> String {
    format!("ipc://@zmq-{}-{}", std::process::id(), unique())
}

/// Binds to a free port of this machine and gives the endpoint.
pub fn bind_tcp<K: Kind>(socket: &Socket<K>) -> String {
    socket.bind("tcp://127.0.0.1:*").unwrap();
    socket.last_endpoint().unwrap()
}

/// A context whose sockets drop at once what nobody took: a failed test must end, not linger.
pub fn context() -> zmq::Context {
    zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// The number of bytes after which [`pattern`] repeats.
const PERIOD: usize = 251;

/// The payload that `tests/peers/pattern.py` makes and checks.
pub fn pattern(size: usize) -> Vec<u8> {
    let block: Vec<u8> = (0..PERIOD as u8).collect();
    let mut payload = block.repeat(size / PERIOD + 1);
    payload.truncate(size);
    payload
}

/// Whether a payload is the pattern of its length; compares without another copy of it.
pub fn is_pattern(payload: &[u8]) -> bool {
    let block = pattern(4096 * PERIOD);
    payload.chunks(block.len()).all(|chunk| chunk == &block[..chunk.len()])
}
