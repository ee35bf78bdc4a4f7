//! PUSH to PULL, and REQ to REP, with a process for each side, as most deployments have it. The far one is this executable, too;
//! `BENCH_FAR` says what it is started by, for example `taskset --cpu-list 1`. Who pushes sends one message, and the rest when it is
//! told to, when the clock starts: else what it had put into its queue before the first arrived would cost nothing.

use super::{
    NOT_HERE,
    asynchronous::{SideFailure, failure, on_tokio},
    latency, throughput,
};
use crate::Failure;
use std::{
    env,
    ffi::OsString,
    io::{self, Read, Write},
    process::{Child, Command, ExitCode, Stdio},
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
                let (pull, mut far) = self.start(context.socket(zmq::PULL)?, endpoint)?;
                let mut message = Message::new();
                throughput::receive(&pull, &mut message, 1)?;
                let started = begin(&mut far).map_err(failure)?;
                throughput::receive(&pull, &mut message, self.count)?;
                throughput::print(started);
                end(far)
            }
            ("rust" | "rust-spin" | "rust-spin-both", true) => {
                let (req, far) = self.start(context.socket(zmq::REQ)?, endpoint)?;
                latency::ask(&req, self.size, self.count)?;
                end(far)
            }
            ("tokio", false) => {
                let (pull, mut far) = self.start(context.socket(zmq::PULL)?, endpoint)?;
                let begin = || begin(&mut far);
                runtime()?.block_on(on_tokio::pull(pull, self.count, begin)).map_err(failure)?;
                end(far)
            }
            ("tokio", true) => {
                let (req, far) = self.start(context.socket(zmq::REQ)?, endpoint)?;
                runtime()?.block_on(on_tokio::req(req, self.size, self.count)).map_err(failure)?;
                end(far)
            }
            _ => Ok(NOT_HERE.into()),
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
            ("tokio", false) => {
                let push = context.socket(zmq::PUSH)?;
                push.connect(endpoint)?;
                let pushing = on_tokio::push(push, self.size, self.count, until_begun);
                let _push = runtime()?.block_on(pushing).map_err(failure)?;
                until_told()
            }
            ("tokio", true) => {
                let rep = context.socket(zmq::REP)?;
                rep.connect(endpoint)?;
                runtime()?.block_on(on_tokio::rep(rep, self.all_trips())).map_err(failure)?;
                until_told()
            }
            _ => Ok(NOT_HERE.into()),
        }
    }

    fn start<K: Kind>(&self, socket: Socket<K>, endpoint: &str) -> Result<(Socket<K>, Child), Failure> {
        socket.bind(endpoint)?;
        let endpoint = socket.last_endpoint()?.to_string();
        let before = env::var("BENCH_FAR").unwrap_or_default();
        let mut words: Vec<OsString> = before.split_whitespace().map(OsString::from).collect();
        words.push(env::current_exe()?.into());
        let (size, count) = (self.size.to_string(), self.count.to_string());
        let role = if self.trips { "far_trips" } else { "far" };
        words.extend([self.language, role, &endpoint, &size, &count].map(OsString::from));
        let mut command = Command::new(&words[0]);
        Ok((socket, command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?))
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_io().build()
}

/// The clock starts before anything of the rest is sent.
fn begin(far: &mut Child) -> Result<Instant, SideFailure> {
    let started = Instant::now();
    far.stdin.as_mut().ok_or("the other process has no input")?.write_all(b"b")?;
    Ok(started)
}

fn until_begun() -> Result<(), SideFailure> {
    Ok(io::stdin().read_exact(&mut [0])?)
}

fn until_told() -> Result<ExitCode, Failure> {
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}

fn end(mut far: Child) -> Result<ExitCode, Failure> {
    drop(far.stdin.take());
    let status = far.wait()?;
    if status.success() { Ok(ExitCode::SUCCESS) } else { Err(format!("the other process: {status}").into()) }
}
