//! The real jobs: programs of others, and examples of this package that do with them what people do.

use crate::provision::{self, Places};
use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// A job.
pub struct Job {
    /// Its name in tables and on the command line.
    pub name: &'static str,
    /// Packages of Debian that it needs.
    pub debian: &'static [&'static str],
    /// What it shows, for the table.
    pub shows: &'static str,
    /// How many of its lines say `ok`: a script that ends early fails.
    pub steps: usize,
    /// Makes what plays it ready: a program that prints `on` with versions and `ok` with what held, and ends with 0.
    pub program: fn(&Places) -> Result<Command>,
}

/// How long a job may take.
const DEADLINE: Duration = Duration::from_secs(240);

pub const ALL: &[Job] = &[
    Job {
        name: "jupyter-kernel",
        debian: &[],
        shows: "a kernel in Rust, driven by jupyter_client",
        steps: 6,
        program: |places| job(jupyter(places)?, places, "drive_kernel.py", &["jupyter_kernel"]),
    },
    Job {
        name: "ipykernel",
        debian: &[],
        shows: "a client in Rust of a real ipykernel",
        steps: 3,
        program: |places| job(jupyter(places)?, places, "real_ipykernel.py", &["jupyter_client"]),
    },
    Job {
        name: "zerorpc",
        debian: &[],
        shows: "a client in Rust of a zerorpc server",
        steps: 8,
        program: |places| {
            let python = provision::venv(places, "zerorpc", PYTHONS, &["zerorpc==0.6.3", "pyzmq==27.3.0"])?;
            job(python, places, "zerorpc_server.py", &["zerorpc_client"])
        },
    },
    Job {
        name: "locust",
        debian: &[],
        shows: "two workers in Rust of a Locust master",
        steps: 2,
        program: |places| {
            let python = provision::venv(places, "locust", PYTHONS, &["locust==2.47.0", "pyzmq==27.3.0"])?;
            job(python, places, "locust_master.py", &["locust_worker"])
        },
    },
    Job {
        name: "rsyslog",
        debian: &["rsyslog", "rsyslog-czmq", "libczmq-dev"],
        shows: "lines to rsyslog and back, by imczmq and omczmq with CURVE",
        steps: 6,
        program: |places| {
            provision::installed(&["rsyslog", "rsyslog-czmq"])?;
            let mut command = job("python3".into(), places, "real_rsyslog.py", &["syslog"])?;
            command.arg(certificates(places)?);
            Ok(command)
        },
    },
    Job {
        name: "CZMQ-certificates",
        debian: &["libczmq-dev"],
        shows: "certificates and folders of CZMQ's zcert and zcertstore, and ours",
        steps: 4,
        program: |places| {
            let mut command = job("python3".into(), places, "certificates.py", &["syslog", "certificates"])?;
            command.arg(certificates(places)?);
            Ok(command)
        },
    },
    Job {
        name: "zauth",
        debian: &["libczmq-dev"],
        shows: "CZMQ's zauth and our authenticator over folders of certificates, with clients of the other",
        steps: 4,
        program: |places| {
            let mut command = job("python3".into(), places, "real_zauth.py", &["syslog", "curve_folder"])?;
            command.arg(certificates(places)?);
            command.arg(provision::compiled_c(places, "zauth.c", &["libczmq", "libzmq"])?);
            Ok(command)
        },
    },
    Job {
        name: "zurl",
        debian: &["zurl"],
        shows: "pages fetched by zurl, the HTTP daemon",
        steps: 3,
        program: |places| {
            provision::installed(&["zurl"])?;
            job("python3".into(), places, "real_zurl.py", &["zurl_client"])
        },
    },
];

/// What came of a job.
pub struct Done {
    pub name: &'static str,
    pub shows: &'static str,
    /// What it ran on.
    pub on: String,
    /// How many are to hold.
    pub steps: usize,
    /// What held.
    pub held: Vec<String>,
    pub failure: Option<String>,
    pub time: Duration,
}

const PYTHONS: &[&str] = &["3.11", "3.12", "3.13"];

fn jupyter(places: &Places) -> Result<PathBuf> {
    let packages = ["jupyter_client==8.10.0", "ipykernel==7.4.0", "pyzmq==27.3.0"];
    provision::venv(places, "jupyter", PYTHONS, &packages)
}

/// CZMQ's own certificates, by a program of ours.
fn certificates(places: &Places) -> Result<PathBuf> {
    provision::installed(&["libczmq-dev"])?;
    provision::compiled_c(places, "certificates.c", &["libczmq", "libzmq"])
}

/// A script of `jobs/`, called with the examples it needs.
fn job(python: PathBuf, places: &Places, script: &str, examples: &[&str]) -> Result<Command> {
    let mut command = Command::new(python);
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1");
    command.arg(places.sources.join("jobs").join(script));
    for example in examples {
        command.arg(provision::built(places, example)?);
    }
    Ok(command)
}

/// Does a job.
pub fn play(job: &Job, program: Result<Command>) -> Done {
    let start = Instant::now();
    let (mut on, mut held) = (String::new(), Vec::new());
    let failure = play_into(job, program, &mut on, &mut held).err().map(|error| format!("{error:#}"));
    Done { name: job.name, shows: job.shows, on, steps: job.steps, held, failure, time: start.elapsed() }
}

fn play_into(job: &Job, program: Result<Command>, on: &mut String, held: &mut Vec<String>) -> Result<()> {
    let mut command = program.context("cannot be provisioned")?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (stdout, mut stderr) = (stdout.context("no output")?, stderr.context("no errors")?);
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    let complaints = thread::spawn(move || {
        let mut text = Vec::new();
        // What cannot be read is not shown; the job fails anyway then.
        let _ = stderr.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let deadline = Instant::now() + DEADLINE;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match line.split_once(' ') {
                Some(("on", what)) => *on = what.to_owned(),
                Some(("ok", what)) => held.push(what.to_owned()),
                _ => println!("{}: {line}", job.name),
            },
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                bail!("not done after {DEADLINE:?}; so far: {held:?}");
            }
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("ended with {status}\n{}", complaints.join().unwrap_or_default());
    }
    ensure!(held.len() == job.steps, "{} steps of {} held: {held:?}", held.len(), job.steps);
    Ok(())
}
