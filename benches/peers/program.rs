//! What the programs on all peers share: the command line, the deadline, and what is printed.
//!
//! ```text
//! PROGRAM throughput TRANSPORT SIZE COUNT          seconds from the first message's arrival to COUNT more
//! PROGRAM latency PAIRING TRANSPORT SIZE COUNT     p50, p99 and p999 of COUNT round trips, in nanoseconds
//! PROGRAM fanout TRANSPORT SUBSCRIBERS SIZE COUNT  seconds until each subscriber has COUNT messages
//! PROGRAM apart TRANSPORT SIZE COUNT               as throughput, with a process for each side
//! PROGRAM apart_trips TRANSPORT SIZE COUNT         as latency req_rep, with a process for each side
//! PROGRAM far ENDPOINT SIZE COUNT                  the sender, until its input ends; far_trips: who answers
//! ```
//!
//! The other process is started as the words in `BENCH_FAR` say, for example `taskset --cpu-list 1`. In `apart` it sends one message,
//! and the rest when it is told to, which is when the clock starts. Else what it had put into its queue before the first arrived
//! would cost nothing: a thousand messages here, a hundred thousand there.
//!
//! It ends with 0 and its numbers, with 3 where the library cannot do the row, with 4 where the row was not done within
//! a minute, and with 1 where anything failed.
//!
//! A sender's socket stays open until its last message has arrived. libzmq up to 4.3.5 loses what is still in the kernel
//! when a peer over `ipc` closes while the receiver is at its high-water mark: epoll says that the peer has hung up, and
//! the receiver then reads no more.

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fmt, fs, process, thread};

/// What goes wrong in a program.
pub type Failure = Box<dyn Error + Send + Sync>;

/// After this the program ends, whatever it waits for.
const DEADLINE: Duration = Duration::from_secs(60);

/// The first byte of what is measured.
const BODY: u8 = b'x';

/// The first byte of what a publisher sends until every subscriber has got one.
const SYNC: u8 = b's';

/// What there is to do.
#[derive(Clone)]
pub enum Row {
    Throughput,
    Latency(Pairing),
    Fanout {
        subscribers: usize,
    },
    /// PUSH to PULL, with a process for each.
    Apart(Side),
    /// REQ to REP, with a process for each.
    ApartTrips(Side),
}

/// Which of two processes this is.
#[derive(Clone)]
pub enum Side {
    /// Binds, starts the other one, and measures.
    Near,
    /// Connects there.
    Far(String),
}

/// Which kinds of sockets make a round trip.
#[derive(Clone, Copy, PartialEq)]
pub enum Pairing {
    ReqRep,
    DealerRouter,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Transport {
    Inproc,
    Ipc,
    Tcp,
}

/// The command line.
#[derive(Clone)]
pub struct Task {
    pub row: Row,
    pub transport: Transport,
    /// Bytes of a message.
    pub size: usize,
    /// Messages or round trips.
    pub count: usize,
    /// For the file of `ipc`.
    folder: PathBuf,
}

/// The library has no way to do this row.
#[derive(Debug)]
pub struct Cannot(pub &'static str);

impl fmt::Display for Cannot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl Error for Cannot {}

/// Runs the program.
pub fn main(run: impl FnOnce(&Task) -> Result<(), Failure>) -> ExitCode {
    thread::spawn(|| {
        thread::sleep(DEADLINE);
        eprintln!("not done within {} s: it hangs, lost messages, or is slow", DEADLINE.as_secs());
        process::exit(4);
    });
    let result = Task::from_arguments().and_then(|task| {
        let result = run(&task);
        fs::remove_dir_all(&task.folder)?;
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            if error.is::<Cannot>() { ExitCode::from(3) } else { ExitCode::FAILURE }
        }
    }
}

impl Task {
    fn from_arguments() -> Result<Self, Failure> {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (row, transport, size, count) = match words.as_slice() {
            ["throughput", transport, size, count] => (Row::Throughput, transport, size, count),
            ["latency", pairing, transport, size, count] => {
                let pairing = match *pairing {
                    "req_rep" => Pairing::ReqRep,
                    "dealer_router" => Pairing::DealerRouter,
                    _ => return Err(format!("no pairing {pairing}").into()),
                };
                (Row::Latency(pairing), transport, size, count)
            }
            ["fanout", transport, subscribers, size, count] => {
                (Row::Fanout { subscribers: subscribers.parse()? }, transport, size, count)
            }
            ["apart", transport, size, count] => (Row::Apart(Side::Near), transport, size, count),
            ["apart_trips", transport, size, count] => (Row::ApartTrips(Side::Near), transport, size, count),
            ["far", endpoint, size, count] => (Row::Apart(Side::far(endpoint)), endpoint, size, count),
            ["far_trips", endpoint, size, count] => {
                (Row::ApartTrips(Side::far(endpoint)), endpoint, size, count)
            }
            _ => return Err("the first lines of program.rs say how to call it".into()),
        };
        let transport = match transport.split(':').next().unwrap_or(transport) {
            "inproc" => Transport::Inproc,
            "ipc" => Transport::Ipc,
            "tcp" => Transport::Tcp,
            _ => return Err(format!("no transport {transport}").into()),
        };
        let (size, count) = (size.parse()?, count.parse()?);
        if size == 0 || count == 0 {
            return Err("a message has at least one byte, and a row one message".into());
        }
        let folder = env::temp_dir().join(format!("zmq-bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { row, transport, size, count, folder })
    }

    /// What to bind. A port of tcp is free, and is read back from the bound socket.
    pub fn endpoint(&self, any_port: &str) -> String {
        match self.transport {
            Transport::Inproc => "inproc://bench".to_owned(),
            Transport::Ipc => format!("ipc://{}", self.folder.join("socket").display()),
            Transport::Tcp => format!("tcp://127.0.0.1:{any_port}"),
        }
    }

    /// What every measured message is a copy of.
    pub fn payload(&self) -> Vec<u8> {
        vec![BODY; self.size]
    }

    /// Round trips, with those to warm up.
    pub fn trips(&self) -> usize {
        self.count / 10 + self.count
    }

    /// Says how long it took.
    pub fn print_seconds(&self, time: Duration) {
        println!("seconds {:.9}", time.as_secs_f64());
    }

    /// Says how long the round trips took, without those to warm up.
    pub fn print_trips(&self, mut trips: Vec<Duration>) {
        trips.drain(..self.count / 10);
        trips.sort_unstable();
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
            let at = ((trips.len() as f64 * share) as usize).min(trips.len() - 1);
            println!("{name} {}", trips[at].as_nanos());
        }
    }
}

impl Side {
    fn far(endpoint: &str) -> Self {
        Self::Far(endpoint.to_owned())
    }
}

/// The other process. It ends with this one at the latest, since its input does.
pub struct Other(Child);

#[allow(dead_code)] // not all programs have rows with two processes
impl Task {
    /// Starts it, to connect there.
    pub fn start(&self, endpoint: &str) -> Result<Other, Failure> {
        let role = if matches!(self.row, Row::Apart(_)) { "far" } else { "far_trips" };
        let before = env::var("BENCH_FAR").unwrap_or_default();
        let mut words: Vec<OsString> = before.split_whitespace().map(OsString::from).collect();
        words.push(env::current_exe()?.into());
        words.extend([role, endpoint, &self.size.to_string(), &self.count.to_string()].map(OsString::from));
        let mut command = Command::new(&words[0]);
        Ok(Other(command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?))
    }
}

#[allow(dead_code)]
impl Other {
    /// The first has arrived: it may send the rest. The time begins.
    pub fn begin(&mut self) -> Result<Instant, Failure> {
        let start = Instant::now();
        self.0.stdin.as_mut().ok_or("the other process has no input")?.write_all(b"b")?;
        Ok(start)
    }

    /// All has arrived: it may end.
    pub fn end(mut self) -> Result<(), Failure> {
        drop(self.0.stdin.take());
        let status = self.0.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the other process: {status}").into()) }
    }
}

/// The far side sends one message before this, and the rest after it.
#[allow(dead_code)]
pub fn until_begun() -> Result<(), Failure> {
    Ok(io::stdin().read_exact(&mut [0])?)
}

/// The far side stays until this returns.
#[allow(dead_code)]
pub fn until_told() -> Result<(), Failure> {
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Looks at a message that came, as its receiver would.
pub fn check(message: &[u8]) -> Result<(), Failure> {
    match message.first() {
        Some(&BODY) => Ok(()),
        other => Err(format!("a message begins with {other:?}").into()),
    }
}

/// How publisher and subscribers come together: the publisher sends messages to try until every subscriber has got
/// one, and what it sends after these counts.
#[derive(Default)]
pub struct Meeting {
    ready: AtomicUsize,
    start: OnceLock<Instant>,
}

impl Meeting {
    /// What the publisher sends to try.
    pub const TRIAL: &[u8] = &[SYNC];

    /// How long it waits after each of them.
    pub const PAUSE: Duration = Duration::from_millis(1);

    /// Whether a message is one of these.
    pub fn is_trial(message: &[u8]) -> bool {
        message.first() == Some(&SYNC)
    }

    /// One more subscriber has got one.
    pub fn arrived(&self) {
        self.ready.fetch_add(1, Ordering::Release);
    }

    /// How many have.
    pub fn ready(&self) -> usize {
        self.ready.load(Ordering::Acquire)
    }

    /// The publisher begins.
    pub fn begin(&self) {
        self.start.get_or_init(Instant::now);
    }

    /// The last message has come.
    pub fn end(&self) -> Result<Duration, Failure> {
        Ok(self.start.get().ok_or("messages came before they were sent")?.elapsed())
    }
}
