//! Processes of a test: killed when dropped, and their lines read with a deadline.

use super::{python, runner};
use std::{
    cell::RefCell,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

/// How long a peer may take for a line: longer than any test, whose own deadline ends the peer, and so the wait.
const PATIENCE: Duration = Duration::from_secs(300);

thread_local! {
    static CHILDREN: RefCell<Children> = RefCell::default();
}

/// The processes that one test started.
#[derive(Clone, Default)]
pub struct Children(Arc<Mutex<Vec<Arc<Mutex<Child>>>>>);

impl Children {
    /// What the calling thread starts from now on belongs to these.
    pub fn adopt_those_of_this_thread(&self) {
        CHILDREN.set(self.clone());
    }

    pub fn kill(&self) {
        for child in lock(&self.0).iter() {
            // One that has ended already is as good.
            let _ = lock(child).kill();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running process.
pub struct Process {
    name: String,
    child: Arc<Mutex<Child>>,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Process {
    /// A script of `tests/peers` in the Python that has pyzmq.
    pub fn python(script: &str, arguments: &[&str]) -> Process {
        let mut command = Command::new(python::python());
        // Nothing is written beside the sources, and text is UTF-8 on Windows, too.
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
        command.arg(python::peers().join(script)).args(arguments);
        Process::start(&format!("{script} {}", arguments.join(" ")), command)
    }

    /// One of the Python programs of the tutorial that binds to `endpoint`, and the endpoint it got.
    pub fn tutorial_bound(program: &str, endpoint: &str) -> (Process, String) {
        let process = Process::python("tutorial.py", &[program, endpoint]);
        let line = process.line();
        let endpoint = line.strip_prefix("bound ").unwrap_or_else(|| panic!("{program} said {line:?}"));
        (process, endpoint.to_owned())
    }

    /// One of the examples of this crate, with its endpoints in the environment.
    pub fn example(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Process {
        let mut command = runner::run(example(name));
        command.args(arguments).envs(environment.iter().copied());
        Process::start(name, command)
    }

    /// A program, with a name for messages.
    pub fn start(name: &str, mut command: Command) -> Process {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            // Ends with the process, or with the receiver.
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        let child = Arc::new(Mutex::new(child));
        CHILDREN.with_borrow(|children| lock(&children.0).push(child.clone()));
        Process { name: name.to_owned(), child, stdin, lines }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        lock(&self.child).id()
    }

    /// The next line of its standard output.
    #[track_caller]
    pub fn line(&self) -> String {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(error) => panic!("no line from {}: {error}", self.name),
        }
    }

    /// How many lines came since lines were last read; reads them, and does not wait.
    pub fn count_lines(&self) -> usize {
        self.lines.try_iter().count()
    }

    /// The next lines of its standard output must be these.
    #[track_caller]
    pub fn expect(&self, lines: &[&str]) {
        for line in lines {
            assert_eq!(self.line(), *line, "from {}", self.name);
        }
    }

    /// Gives it a line.
    #[track_caller]
    pub fn tell(&mut self, line: &str) {
        let told = self.stdin.as_mut().map(|stdin| writeln!(stdin, "{line}"));
        assert!(matches!(told, Some(Ok(()))), "{} does not listen to {line:?}: {told:?}", self.name);
    }

    /// Ctrl-C, for this process alone.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let kill = Command::new("kill").args(["-INT", &self.id().to_string()]).status();
        assert!(kill.as_ref().is_ok_and(ExitStatus::success), "kill: {kill:?}");
    }

    /// Kills it at once (SIGKILL), and gives the lines that were not read yet.
    pub fn kill(self) -> Vec<String> {
        let mut child = lock(&self.child);
        child.kill().unwrap();
        child.wait().unwrap();
        drop(child);
        self.rest()
    }

    /// Waits until it ends by itself, as it must do well, and gives the lines that were not read yet.
    #[track_caller]
    pub fn finish(self) -> Vec<String> {
        let name = self.name.clone();
        let (status, lines) = self.end();
        assert!(status.success(), "{name}: {status}");
        lines
    }

    /// Waits until it ends by itself, well or not, and gives the lines that were not read yet.
    #[track_caller]
    pub fn end(mut self) -> (ExitStatus, Vec<String>) {
        drop(self.stdin.take());
        let lines = self.rest();
        // It has closed its output, so it ends; the deadline of the test counts if it does not.
        let status = lock(&self.child).wait().unwrap();
        (status, lines)
    }

    /// The lines until the output is closed.
    #[track_caller]
    fn rest(&self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => lines.push(line),
                Err(mpsc::RecvTimeoutError::Disconnected) => return lines,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("{} does not end", self.name),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut child = lock(&self.child);
        // One that has ended already is as good.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Where cargo puts the examples: beside the folder of this test.
fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: run `cargo build --examples`", path.display());
    path
}
