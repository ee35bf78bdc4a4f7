//! Two hosts, which multicast.sh makes, and a test that runs itself again on both.

use super::raw;
use std::{
    io::Write,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What this process is to do: `send` or `receive`.
const ROLE: &str = "ZMQ_TEST_ROLE";
/// How long they may take, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// Prints a line past the test harness, which hides what passing tests print.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A process that ends with the test.
struct Side(Child);

impl Side {
    fn start(host: &str, test: &str, role: &str) -> Side {
        let child = Command::new("ip")
            .args(["netns", "exec", host])
            .arg(std::env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture", "--test-threads=1"])
            .env(ROLE, role)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        Side(child.unwrap())
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs one side of the test that this stands in on one host and the other on the other, until what receives has ended:
/// `between_hosts!("pgm", || send(), || receive())`.
macro_rules! between_hosts {
    ($capability:expr, $send:expr, $receive:expr $(,)?) => {
        $crate::support::hosts::between_hosts_named(
            &$crate::support::this_test!(),
            $capability,
            $send,
            $receive,
        )
    };
}

pub(crate) use between_hosts;

/// What [`between_hosts`] does.
#[track_caller]
pub fn between_hosts_named(test: &str, capability: &str, send: impl FnOnce(), receive: impl FnOnce()) {
    if !zmq::has(capability) {
        return say(&format!("SKIPPED: {test}: this libzmq was built without {capability}"));
    }
    match std::env::var(ROLE).as_deref() {
        Ok("send") => return send(),
        Ok("receive") => {
            raw::alarm(PATIENCE.as_secs() as u32);
            return receive();
        }
        _ => (),
    }
    let Ok(hosts) = std::env::var("ZMQ_TEST_HOSTS") else {
        return say(&format!("SKIPPED: {test}: run tests/multicast.sh, which makes two hosts for it"));
    };
    let (sender, receiver) = hosts.split_once(' ').unwrap();
    let mut receiver = Side::start(receiver, test, "receive");
    let mut sender = Side::start(sender, test, "send");
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = receiver.0.try_wait().unwrap() {
            let said = std::io::read_to_string(receiver.0.stdout.take().unwrap()).unwrap();
            assert!(status.success(), "the receiver of {test}: {status}\n{said}");
            assert!(said.contains("1 passed"), "the receiver of {test} ran no test:\n{said}");
            break;
        }
        if let Some(status) = sender.0.try_wait().unwrap() {
            panic!("the sender of {test} ended: {status}");
        }
        assert!(Instant::now() < deadline, "{test}: not all messages in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The other side of a test that needs none.
pub fn wait() {
    loop {
        thread::park();
    }
}
