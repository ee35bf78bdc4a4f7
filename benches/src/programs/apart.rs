//! PUSH to PULL, and REQ to REP, with a process for each side, as most deployments have it. The far one is this executable, too;
//! `BENCH_FAR` says what it is started by, for example `taskset --cpu-list 1`. Who pushes sends one message, and the rest when it is
//! told to, when the clock starts: else what it had put into its queue before the first arrived would cost nothing.

use super::{
    NOT_HERE,
    asynchronous::{self, SideFailure, failure},
    latency, throughput,
};
use crate::Failure;
use std::{
    env,
    ffi::OsString,
    io::{self, Read, Write},
    process::{Child, ChildStdin, Command, ExitCode, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use zmq::{Context, Message, Socket, kind::Kind};

/// How long the languages `rust-spin` and `rust-spin-both` spin: in receives, and the latter in its I/O thread as well.
pub const SPIN: Duration = Duration::from_micros(100);

/// What both sides know.
pub struct Apart<'a> {
    pub language: &'a str,
    /// Whether there are answers.
    pub trips: bool,
    pub size: usize,
    pub count: usize,
}

/// The other process.
struct Far {
    child: Child,
    /// What it is told by; it ends when all of these are gone.
    input: Arc<ChildStdin>,
}

impl Far {
    fn end(mut self) -> Result<ExitCode, Failure> {
        drop(self.input);
        let status = self.child.wait()?;
        if status.success() {
            Ok(ExitCode::SUCCESS)
        } else {
            Err(format!("the other process: {status}").into())
        }
    }
}

impl Apart<'_> {
    fn context(&self) -> Result<Context, Failure> {
        let mut builder = Context::builder();
        if self.language == "rust-spin-both" {
            builder = builder.thread_spin(SPIN);
        }
        let context = builder.build()?;
        if self.language.starts_with("rust-spin") {
            context.set_spin(SPIN);
        }
        Ok(context)
    }

    /// Those that are not counted, too.
    fn all_trips(&self) -> usize {
        self.count + self.count / 10
    }

    /// Binds, starts the other process, and measures.
    pub fn near(&self, transport: &str) -> Result<ExitCode, Failure> {
        let endpoint = match transport {
            "tcp" => "tcp://127.0.0.1:*",
            "ipc" => "ipc://*",
            _ => return Ok(NOT_HERE.into()),
        };
        let context = self.context()?;
        match (self.language, self.trips) {
            ("rust" | "rust-spin" | "rust-spin-both", false) => {
                let (pull, far) = self.start(context.socket(zmq::PULL)?, endpoint)?;
                let mut message = Message::new();
                throughput::receive(&pull, &mut message, 1)?;
                let started = begin(&far.input).map_err(failure)?;
                throughput::receive(&pull, &mut message, self.count)?;
                throughput::print(started);
                far.end()
            }
            ("rust" | "rust-spin" | "rust-spin-both", true) => {
                let (req, far) = self.start(context.socket(zmq::REQ)?, endpoint)?;
                latency::ask(&req, self.size, self.count)?;
                far.end()
            }
            (_, false) => {
                let (pull, far) = self.start(context.socket(zmq::PULL)?, endpoint)?;
                let input = far.input.clone();
                asynchronous::pull(self.language, pull, self.count, move || begin(&input), || far.end())
            }
            (_, true) => {
                let (req, far) = self.start(context.socket(zmq::REQ)?, endpoint)?;
                asynchronous::req(self.language, req, self.size, self.count, || far.end())
            }
        }
    }

    /// Connects, and stays until it is told.
    pub fn far(&self, endpoint: &str) -> Result<ExitCode, Failure> {
        let context = self.context()?;
        match (self.language, self.trips) {
            ("rust" | "rust-spin" | "rust-spin-both", false) => {
                let push = context.socket(zmq::PUSH)?;
                push.connect(endpoint)?;
                let payload = vec![7; self.size];
                push.send(&payload)?;
                until_begun().map_err(failure)?;
                for _ in 0..self.count {
                    push.send(&payload)?;
                }
                until_told()
            }
            ("rust" | "rust-spin" | "rust-spin-both", true) => {
                let rep = context.socket(zmq::REP)?;
                rep.connect(endpoint)?;
                latency::echo(&rep, self.all_trips())?;
                until_told()
            }
            (_, false) => {
                let push = context.socket(zmq::PUSH)?;
                push.connect(endpoint)?;
                asynchronous::push(self.language, push, self.size, self.count, until_begun, until_told)
            }
            (_, true) => {
                let rep = context.socket(zmq::REP)?;
                rep.connect(endpoint)?;
                asynchronous::rep(self.language, rep, self.all_trips(), until_told)
            }
        }
    }

    fn start<K: Kind>(&self, socket: Socket<K>, endpoint: &str) -> Result<(Socket<K>, Far), Failure> {
        socket.bind(endpoint)?;
        let endpoint = socket.last_endpoint()?.to_string();
        let before = env::var("BENCH_FAR").unwrap_or_default();
        let mut words: Vec<OsString> = before.split_whitespace().map(OsString::from).collect();
        words.push(env::current_exe()?.into());
        let (size, count) = (self.size.to_string(), self.count.to_string());
        let role = if self.trips { "far_trips" } else { "far" };
        words.extend([self.language, role, &endpoint, &size, &count].map(OsString::from));
        let mut command = Command::new(&words[0]);
        let mut child = command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let input = Arc::new(child.stdin.take().ok_or("the other process has no input")?);
        Ok((socket, Far { child, input }))
    }
}

/// The clock starts before anything of the rest is sent.
fn begin(mut input: &ChildStdin) -> Result<Instant, SideFailure> {
    let started = Instant::now();
    input.write_all(b"b")?;
    Ok(started)
}

fn until_begun() -> Result<(), SideFailure> {
    Ok(io::stdin().read_exact(&mut [0])?)
}

fn until_told() -> Result<ExitCode, Failure> {
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}
