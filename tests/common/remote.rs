//! Sockets of pyzmq, in a process that `tests/peers/remote.py` runs, called as if they were here.

use super::Process;
use std::cell::{RefCell, RefMut};

/// A Python process with sockets.
pub struct Remote {
    process: RefCell<Process>,
}

impl Remote {
    pub fn new() -> Remote {
        Remote { process: RefCell::new(Process::python("remote.py", &[])) }
    }

    /// A process whose sockets are those of `zmq.asyncio`.
    pub fn asyncio() -> Remote {
        Remote { process: RefCell::new(Process::python("remote_asyncio.py", &[])) }
    }

    /// A socket of a kind, as `zmq.REQ`.
    #[track_caller]
    pub fn socket(&self, kind: &str) -> RemoteSocket<'_> {
        self.tell(&format!("open {kind}"));
        RemoteSocket { remote: self, number: self.answer().parse().unwrap() }
    }

    /// Kills the process at once (SIGKILL).
    pub fn kill(self) {
        self.process.into_inner().kill();
    }

    /// Lets the process close its sockets and end.
    #[track_caller]
    pub fn finish(self) {
        self.process.into_inner().finish();
    }

    #[track_caller]
    fn tell(&self, command: &str) {
        self.process().tell(command);
    }

    /// The answer to the oldest command that has none yet.
    #[track_caller]
    fn answer(&self) -> String {
        let line = self.process().line();
        match line.strip_prefix("ok ") {
            Some(result) => result.to_owned(),
            None => panic!("the Python peer says: {line}"),
        }
    }

    fn process(&self) -> RefMut<'_, Process> {
        self.process.borrow_mut()
    }
}

/// A socket in the Python process.
#[derive(Clone, Copy)]
pub struct RemoteSocket<'a> {
    remote: &'a Remote,
    number: usize,
}

impl RemoteSocket<'_> {
    /// Binds, and gives the endpoint with its wildcards resolved.
    #[track_caller]
    pub fn bind(&self, endpoint: &str) -> String {
        self.call(&format!("bind {endpoint}"))
    }

    #[track_caller]
    pub fn connect(&self, endpoint: &str) {
        self.call(&format!("connect {endpoint}"));
    }

    #[track_caller]
    pub fn disconnect(&self, endpoint: &str) {
        self.call(&format!("disconnect {endpoint}"));
    }

    #[track_caller]
    pub fn close(&self) {
        self.call("close");
    }

    /// Sets a bytes option: `identity`, `subscribe`, `unsubscribe`.
    #[track_caller]
    pub fn set(&self, option: &str, value: &[u8]) {
        self.call(&format!("{option} {}", to_text(value)));
    }

    /// Sets an option that is a number, by its name in pyzmq, such as `HEARTBEAT_IVL`.
    #[track_caller]
    pub fn option(&self, name: &str, value: i32) {
        self.call(&format!("option {name} {value}"));
    }

    #[track_caller]
    pub fn set_ipv6(&self) {
        self.call("ipv6 1");
    }

    /// Sends one message.
    #[track_caller]
    pub fn send<P: AsRef<[u8]>>(&self, parts: &[P]) {
        let parts: Vec<_> = parts.iter().map(|part| to_text(part.as_ref())).collect();
        self.call(&format!("send {}", parts.join(" ")));
    }

    /// Sends a value by pyzmq's `send_json`.
    #[track_caller]
    pub fn send_json(&self, json: &str) {
        self.call(&format!("send_json {}", to_text(json.as_bytes())));
    }

    /// Receives a value by pyzmq's `recv_json`, and gives it as JSON.
    #[track_caller]
    pub fn recv_json(&self) -> String {
        String::from_utf8(to_bytes(&self.call("recv_json"))).unwrap()
    }

    /// Receives one message.
    #[track_caller]
    pub fn recv(&self) -> Vec<Vec<u8>> {
        self.recv_while(|| ())
    }

    /// Receives one message while `meanwhile` runs here.
    #[track_caller]
    pub fn recv_while(&self, meanwhile: impl FnOnce()) -> Vec<Vec<u8>> {
        self.tell("recv");
        meanwhile();
        self.remote.answer().split(' ').map(to_bytes).collect()
    }

    /// Sends one message with parts of these sizes, see [`pattern`](super::pattern), while `meanwhile` runs here:
    /// a message that is larger than the system's buffers leaves only when it is received.
    #[track_caller]
    pub fn pattern<T>(&self, sizes: &[usize], meanwhile: impl FnOnce() -> T) -> T {
        let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
        self.tell(&format!("pattern {}", sizes.join(" ")));
        let result = meanwhile();
        self.remote.answer();
        result
    }

    /// Receives one message of such parts, checks their bytes and gives their sizes.
    #[track_caller]
    pub fn sizes(&self) -> Vec<usize> {
        self.call("sizes").split(' ').map(|size| size.parse().unwrap()).collect()
    }

    /// Lets the peer send back `count` messages while `meanwhile` runs here.
    #[track_caller]
    pub fn echo<T>(&self, count: usize, meanwhile: impl FnOnce() -> T) -> T {
        self.tell(&format!("echo {count}"));
        let result = meanwhile();
        self.remote.answer();
        result
    }

    #[track_caller]
    fn tell(&self, command: &str) {
        self.remote.tell(&format!("{} {command}", self.number));
    }

    #[track_caller]
    fn call(&self, command: &str) -> String {
        self.tell(command);
        self.remote.answer()
    }
}

fn to_text(part: &[u8]) -> String {
    match part {
        [] => "-".into(),
        _ => part.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn to_bytes(text: &str) -> Vec<u8> {
    let digits = if text == "-" { "" } else { text };
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}
