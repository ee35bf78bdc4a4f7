//! What these tests share: deadlines, children of the test binary, and the kernel's view of this process.
#![allow(dead_code, unused_imports, unused_macros)] // each program uses a part of it

pub mod auth;
#[cfg(feature = "draft")]
pub mod draft;
pub mod events;
#[cfg(target_os = "linux")]
pub mod hosts;
#[cfg(target_os = "linux")]
mod process;
pub mod raw;
#[cfg(feature = "gssapi")]
pub mod realm;
#[allow(clippy::duplicate_mod)] // those with Python peers have it, too
#[path = "../common/runner.rs"]
mod runner;
pub mod socks;
pub mod streams;
pub mod surface;
pub mod table;
pub mod zmtp;

#[cfg(target_os = "linux")]
pub use process::*;

use std::{
    io::Write,
    panic::resume_unwind,
    process::{Output, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The name of the test that a child is to run.
const CHILD: &str = "ZMQ_TEST_CHILD";

/// How many times as long as elsewhere things may take here: `ZMQ_TEST_SLOWNESS`, for emulated processors.
pub fn slowness() -> u32 {
    std::env::var("ZMQ_TEST_SLOWNESS").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Whether an emulator of another processor runs this, which does not do as the system does with what is named; says so.
pub fn emulated(what: &str) -> bool {
    let is = std::env::var_os("ZMQ_TEST_RUNNER").is_some();
    if is {
        // Past the harness, which hides what a test prints that passes; nobody to tell if it is closed.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the emulator does not know {what}");
    }
    is
}

/// Whether Wine runs this, which cannot do what is named as Windows does; says so.
pub fn wine(what: &str) -> bool {
    #[cfg(windows)]
    let is = raw::is_wine();
    #[cfg(not(windows))]
    let is = false;
    if is {
        let _ = writeln!(std::io::stderr(), "SKIPPED: Wine: {what}");
    }
    is
}

/// By how much a wait of libzmq may be too short: on Windows its clock goes on every 15 to 16 ms, and what it took in the middle of
/// a wait has it look at that clock.
const EARLY: Duration = Duration::from_millis(if cfg!(windows) { 16 } else { 0 });

/// Fails if a wait did not last as long as it was to.
#[track_caller]
pub fn lasted(time: Duration, least: Duration) {
    assert!(time + EARLY >= least, "it lasted {time:?}, not {least:?}");
}

/// Runs `body` on a thread of its own and fails if it has not ended after `seconds`.
#[track_caller]
pub fn within<T: Send + 'static>(seconds: u64, body: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = mpsc::channel();
    let runner = thread::spawn(move || {
        let result = body();
        let _ = done.send(());
        result
    });
    let seconds = seconds * u64::from(slowness());
    if let Err(mpsc::RecvTimeoutError::Timeout) = wait.recv_timeout(Duration::from_secs(seconds)) {
        panic!("not done after {seconds} s");
    }
    runner.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// The name of the test that this stands in, as the harness of this program knows it. In a helper that tests call, it is the
/// helper's, which no filter finds.
macro_rules! this_test {
    () => {{
        fn here() {}
        $crate::support::test_of(std::any::type_name_of_val(&here))
    }};
}

/// Runs a test in a process of its own: this binary again, for the test that this stands in alone. Fails if the child does,
/// by a panic or by a signal such as SIGABRT, if it has not ended after so many seconds, or if it ran no test:
/// `in_child!(30, || ...)`.
macro_rules! in_child {
    ($seconds:expr, $body:expr) => {
        $crate::support::in_child_named(&$crate::support::this_test!(), $seconds, &[], $body)
    };
}

/// As [`in_child`], with more environment.
macro_rules! in_child_with {
    ($seconds:expr, $environment:expr, $body:expr) => {
        $crate::support::in_child_named(&$crate::support::this_test!(), $seconds, $environment, $body)
    };
}

pub(crate) use {in_child, in_child_with, this_test};

/// The name of the test whose item has this path.
pub fn test_of(item: &str) -> String {
    let mut path: Vec<_> = item.split("::").filter(|step| *step != "{{closure}}").collect();
    path.pop(); // the item itself
    path[1..].join("::") // and the program
}

/// What [`in_child`] does, for helpers that are told the name of the test that calls them: [`this_test`].
#[track_caller]
pub fn in_child_named(name: &str, seconds: u32, environment: &[(&str, &str)], body: impl FnOnce()) {
    if is_child(name) {
        end_after(seconds); // whatever hangs
        body();
        return;
    }
    let output = child_output(name, environment);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "child {name}: {}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "child {name} ran no test:\n{out}\n{err}");
}

/// Ends this process after so many seconds, whatever its threads wait for.
pub fn end_after(seconds: u32) {
    let seconds = seconds * slowness();
    #[cfg(unix)]
    raw::alarm(seconds);
    #[cfg(not(unix))]
    thread::spawn(move || {
        thread::sleep(Duration::from_secs(seconds.into()));
        eprintln!("not done after {seconds} s");
        std::process::abort();
    });
}

/// Whether this process is the child that runs the test `name`.
pub fn is_child(name: &str) -> bool {
    std::env::var_os(CHILD).is_some_and(|child| child == name)
}

/// What a child says that runs the test `name` alone, however it ends.
pub fn child_output(name: &str, environment: &[(&str, &str)]) -> Output {
    runner::run(std::env::current_exe().unwrap())
        .args([name, "--exact", "--include-ignored", "--nocapture", "--test-threads=1"])
        .env(CHILD, name)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Looks again and again until `condition` holds, for at most ten seconds, or as often ten as this machine is slow.
#[track_caller]
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + slowness() * Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "not in ten seconds: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether this is our own compilation of libzmq 4.3.5, and not the system's library.
pub fn is_vendored() -> bool {
    cfg!(feature = "vendored") && std::env::var_os("ZMQ_NO_VENDOR").is_none() && zmq::version() == (4, 3, 5)
}

/// Whether the linked libzmq has the mend with this number; with an installed one up to 4.3.5, what it lifts is still refused.
pub fn mended(number: u32) -> bool {
    zmq::mends().contains(&number)
}

/// Whether the linked libzmq is one of those up to 4.3.5 that lack one of these mends.
pub fn lacks(numbers: &[u32]) -> bool {
    zmq::version() <= (4, 3, 5) && !numbers.iter().all(|number| mended(*number))
}

/// A PUSH and a PULL, joined over `inproc`.
pub fn pipeline(ctx: &zmq::Context, name: &str) -> (zmq::Socket<zmq::Push>, zmq::Socket<zmq::Pull>) {
    let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
    let endpoint = format!("inproc://{name}");
    pull.bind(&endpoint).unwrap();
    push.connect(&endpoint).unwrap();
    (push, pull)
}

/// Binds to a free port of this machine and gives the endpoint.
pub fn bind_tcp<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> String {
    socket.bind("tcp://127.0.0.1:*").unwrap();
    socket.last_endpoint().unwrap()
}
