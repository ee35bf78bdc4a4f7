//! One run of one program.

use std::{
    env,
    ffi::OsString,
    fs,
    io::Read,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A program that takes longer than this hangs.
const DEADLINE: Duration = Duration::from_secs(90);

/// An executable with what stands before the words of each row.
#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    pub command: Vec<OsString>,
    /// What stands for the word `HOW` of a row.
    pub how: &'static str,
    /// What its second process is started by, if it has one.
    pub far: String,
}

/// What came of a run.
#[derive(Debug)]
pub enum Sample {
    /// The names and values it printed.
    Values(Vec<(String, f64)>),
    /// It cannot do what was asked for.
    NotHere,
    Failed(String),
}

impl Program {
    /// A program of this executable.
    pub fn ours(name: &str, language: &str) -> Program {
        let executable = env::current_exe().map_or_else(|_| "zmq-bench".into(), OsString::from);
        Program { name: name.into(), command: vec![executable, language.into()], how: "", far: String::new() }
    }

    /// `NAME=EXECUTABLE ARGUMENTS`.
    pub fn given(text: &str) -> Option<Program> {
        let (name, command) = text.split_once('=')?;
        let command: Vec<OsString> = command.split_whitespace().map(OsString::from).collect();
        (!command.is_empty()).then(|| Program { name: name.into(), command, how: "", far: String::new() })
    }

    /// The same with all its threads on the last of the processors that there are for us.
    pub fn on_one_processor(&self) -> Program {
        self.on(&processors().1)
    }

    /// The same with its second process on the last of them, and the first one on the first.
    pub fn on_two_processors(&self) -> Program {
        let (first, last) = processors();
        Program { far: format!("taskset --cpu-list {last}"), ..self.on(&first) }
    }

    fn on(&self, processor: &str) -> Program {
        let before = ["taskset", "--cpu-list", processor].map(OsString::from);
        Program { command: before.into_iter().chain(self.command.iter().cloned()).collect(), ..self.clone() }
    }

    pub fn run(&self, words: &[String], count: usize) -> Sample {
        let Some((executable, arguments)) = self.command.split_first() else { return Sample::NotHere };
        let mut command = Command::new(executable);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.args(words.iter().map(|word| if word == "HOW" { self.how } else { word }));
        command.arg(count.to_string());
        // Where libzmq makes the names of ipc://*: else here, and what is ended early leaves them behind.
        command.env("TMPDIR", env::temp_dir()).env("BENCH_FAR", &self.far);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Sample::Failed(format!("{}: {error}", executable.to_string_lossy())),
        };
        let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
        let (done, ended) = mpsc::channel();
        let reader = thread::spawn(move || {
            let (mut said, mut complaint) = (String::new(), String::new());
            // What is no text is no number either.
            let _ = out.as_mut().map(|out| out.read_to_string(&mut said));
            let _ = err.as_mut().map(|err| err.read_to_string(&mut complaint));
            let _ = done.send(());
            (said, complaint)
        });
        let late = ended.recv_timeout(DEADLINE).is_err();
        if late {
            let _ = child.kill();
        }
        let status = child.wait();
        let (said, complaint) = reader.join().unwrap_or_default();
        match status {
            _ if late => Sample::Failed(format!("nothing within {} s", DEADLINE.as_secs())),
            Ok(status) if status.success() => Sample::Values(said.lines().filter_map(value).collect()),
            Ok(status) if status.code() == Some(3) => Sample::NotHere,
            Ok(status) => {
                Sample::Failed(format!("{status}: {}", complaint.lines().next().unwrap_or_default()))
            }
            Err(error) => Sample::Failed(error.to_string()),
        }
    }
}

/// The first and the last of the processors that there are for us.
fn processors() -> (String, String) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let allowed =
        status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or("0").trim();
    let of = |number: Option<&str>| number.unwrap_or("0").to_owned();
    (of(allowed.split(['-', ',']).next()), of(allowed.rsplit(['-', ',']).next()))
}

fn value(line: &str) -> Option<(String, f64)> {
    let (name, value) = line.trim().split_once(' ')?;
    Some((name.into(), value.trim().parse().ok()?))
}
