//! Scripts as processes: in Rust, or in Python by `peers/run.py`.
#![allow(dead_code)] // what comes from the main suite has more than is used here

#[path = "../../../../tests/common/deadline.rs"]
mod deadline;
#[path = "../../../../tests/common/process.rs"]
mod process;
#[path = "../../../../tests/common/python.rs"]
mod python;
#[path = "../../../../tests/common/runner.rs"]
mod runner;

pub use deadline::deadline;
pub use process::Process;

use std::{
    fs,
    panic::resume_unwind,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

/// A free port.
pub const FREE: &str = "tcp://127.0.0.1:*";

/// Which language plays a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Rust,
    Python,
}
pub use Side::{Python, Rust};

/// Runs a test for each way to give two roles to two languages, but for Python with Python: side by side, since each waits more than
/// it computes.
#[track_caller]
pub fn mixed(seconds: u64, play: fn(Side, Side)) {
    let ways = [(Rust, Rust), (Rust, Python), (Python, Rust)];
    let ways = if has_python() { &ways[..] } else { &ways[..1] };
    let time = Duration::from_secs(seconds);
    let plays: Vec<_> = ways
        .iter()
        .map(|&(one, other)| thread::spawn(move || deadline(time, move || play(one, other))))
        .collect();
    let ended: Vec<_> = plays.into_iter().map(thread::JoinHandle::join).collect();
    for (result, way) in ended.into_iter().zip(ways) {
        result.unwrap_or_else(|panic| {
            eprintln!("failed with the roles {way:?}");
            resume_unwind(panic)
        });
    }
}

/// Runs a test in which Python plays the one way that there is.
#[track_caller]
pub fn with_python(seconds: u64, play: fn()) {
    if has_python() {
        deadline(Duration::from_secs(seconds), play);
    }
}

/// Runs a test that has one way.
#[track_caller]
pub fn alone(seconds: u64, play: fn()) {
    deadline(Duration::from_secs(seconds), play);
}

/// Whether the Python roles are played. The first call of all makes the environment, which no deadline counts.
fn has_python() -> bool {
    let without = std::env::var_os("ZMQ_TEST_NO_PEERS").is_some_and(|value| value == "1");
    if without {
        eprintln!("SKIPPED for ZMQ_TEST_NO_PEERS=1: the roles that Python plays");
    } else {
        python::python();
    }
    !without
}

enum Word {
    /// An argument.
    Argument(String),
    /// An argument that only the Rust program has.
    Rust(String),
    /// The endpoint in place of that at a port.
    End { port: u16, endpoint: String },
    /// A setting of `run.py`.
    Python(String),
}

/// A script that is about to start.
pub struct Script {
    side: Side,
    name: String,
    words: Vec<Word>,
    haste: u32,
    environment: Vec<(String, String)>,
    folder: Option<PathBuf>,
}

impl Script {
    pub fn new(side: Side, name: &str) -> Script {
        Script { side, name: name.into(), words: Vec::new(), haste: 1, environment: Vec::new(), folder: None }
    }

    /// An argument for both languages.
    pub fn arg(mut self, text: &str) -> Script {
        self.words.push(Word::Argument(text.into()));
        self
    }

    /// An argument of the Rust program only.
    pub fn rust(mut self, text: &str) -> Script {
        self.words.push(Word::Rust(text.into()));
        self
    }

    /// A setting of `run.py` only.
    pub fn python(mut self, setting: &str) -> Script {
        self.words.push(Word::Python(setting.into()));
        self
    }

    /// The next endpoint of the Rust program, and of the Python script the one that it has at `port`.
    pub fn end(mut self, port: u16, endpoint: &str) -> Script {
        self.words.push(Word::End { port, endpoint: endpoint.into() });
        self
    }

    /// Sleeps are so much shorter.
    pub fn haste(mut self, times: u32) -> Script {
        self.haste = times;
        self
    }

    /// A variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Script {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Where it runs.
    pub fn within(mut self, folder: &Folder) -> Script {
        self.folder = Some(folder.0.clone());
        self
    }

    pub fn start(self) -> Process {
        let mut command = match self.side {
            Rust => runner::run(program(&self.name)),
            Python => {
                let mut command = Command::new(python::python());
                let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
                command
                    .env("PYTHONDONTWRITEBYTECODE", "1")
                    .arg("-u")
                    .arg(peers.join("run.py"))
                    .arg(&self.name);
                command.arg(format!("sleep={}", 1.0 / f64::from(self.haste)));
                command
            }
        };
        command.env("GUIDE_HASTE", self.haste.to_string()).envs(self.environment);
        let mut arguments = vec!["--".to_owned()];
        for word in self.words {
            match (self.side, word) {
                (Rust, Word::Argument(text) | Word::Rust(text) | Word::End { endpoint: text, .. }) => {
                    command.arg(text);
                }
                (Python, Word::Argument(text)) => arguments.push(text),
                (Python, Word::End { port, endpoint }) => {
                    command.arg(format!("{port}={endpoint}"));
                }
                (Python, Word::Python(text)) => {
                    command.arg(text);
                }
                (Python, Word::Rust(_)) | (Rust, Word::Python(_)) => {}
            }
        }
        if self.side == Python {
            command.args(arguments);
        }
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        Process::start(&format!("{:?} {}", self.side, self.name), command)
    }

    /// Gets it ready, so that [`Ready::go`] takes no time on a busy machine: Python needs some until it begins.
    pub fn ready(self) -> Ready {
        match self.side {
            Rust => Ready::Rust(self),
            Python => Ready::Python(self.python("wait=line").start()),
        }
    }

    /// Starts it, and gives the endpoints that it bound to free ports.
    #[track_caller]
    pub fn bound<const N: usize>(self) -> (Process, [String; N]) {
        let process = self.start();
        let endpoints = std::array::from_fn(|_| {
            let line = until(&process, |line| line.starts_with("bound tcp"));
            line["bound ".len()..].to_owned()
        });
        (process, endpoints)
    }
}

/// A script that begins when it is told to.
pub enum Ready {
    Rust(Script),
    Python(Process),
}

impl Ready {
    pub fn go(self) -> Process {
        match self {
            Ready::Rust(script) => script.start(),
            Ready::Python(mut process) => {
                process.tell("");
                process
            }
        }
    }
}

/// Where cargo puts the programs: beside the folder of this test.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join(name)
}

/// Reads lines until one is as it should be, and gives that.
#[track_caller]
pub fn until(process: &Process, found: impl Fn(&str) -> bool) -> String {
    loop {
        let line = process.line();
        if found(&line) {
            return line;
        }
    }
}

/// Waits for a program that ends, and gives how many of its lines contain a text.
#[track_caller]
pub fn count(process: Process, text: &str) -> usize {
    process.finish().iter().filter(|line| line.contains(text)).count()
}

/// Waits until somebody is connected to an `ipc` endpoint whose path ends so: the system lists the listener, and each connection
/// that it accepted.
#[cfg(target_os = "linux")]
pub fn connected(path: &str) {
    while fs::read_to_string("/proc/net/unix").unwrap().lines().filter(|line| line.ends_with(path)).count()
        < 2
    {
        thread::sleep(Duration::from_millis(10));
    }
}

/// Elsewhere the system has no list.
#[cfg(not(target_os = "linux"))]
pub fn connected(_path: &str) {}

/// A folder for one test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("zg-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A name that no other folder has.
    pub fn name(&self) -> &str {
        self.0.file_name().and_then(|name| name.to_str()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // One that stays in the system's temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}
