//! A peer: a program of ours on another library, which does as its standard input says.
//!
//! A line is a command with its words between spaces, and has one line for an answer: `ok` with words, `timeout`, `lacks` with
//! what the library cannot do, or `error` with what went wrong. The commands are those of [`End`], after
//! `open NAME KIND [KEY=VALUE..]`; `close NAME` ends a socket. Before all else a peer says `hello` and what it runs on.

use crate::{
    end::{End, patience},
    matrix::{Heartbeats, Security},
    ours::{Keys, USER},
    part::Part,
};
use anyhow::{Context, Result, bail};
use std::{
    cell::RefCell,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    rc::Rc,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

/// How long the program of a peer may take to start, beside compilers and others that start.
const START: Duration = Duration::from_secs(60);

/// What a library cannot do, as its program says: an error of its own, so that it is told from what goes wrong.
#[derive(Debug)]
pub struct Lacks(pub String);

impl std::fmt::Display for Lacks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not in the peer: {}", self.0)
    }
}

impl std::error::Error for Lacks {}

/// The program of a peer, which serves many cells.
pub struct Peer {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<String>,
    /// What it runs on: libraries and versions.
    pub hello: String,
    sockets: usize,
}

impl Peer {
    pub fn start(mut command: Command) -> Result<Peer> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (stdin, stdout) = (stdin.context("no standard input")?, stdout.context("no standard output")?);
        let (send, lines) = mpsc::channel();
        // Ends with the process, or with the receiver.
        thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        let mut peer = Peer { child, stdin, lines, hello: String::new(), sockets: 0 };
        let hello = peer.line(START)?;
        peer.hello = hello.strip_prefix("hello ").with_context(|| format!("it says {hello:?}"))?.to_owned();
        Ok(peer)
    }

    /// Whether it still runs.
    pub fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn line(&mut self, time: Duration) -> Result<String> {
        match self.lines.recv_timeout(time) {
            Ok(line) => Ok(line),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.end();
                bail!("the peer does not answer");
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let status = self.child.wait().map(|status| status.to_string());
                bail!("the peer ended: {}", status.unwrap_or_default())
            }
        }
    }

    /// The words of the answer to a command that takes no longer than this, beyond what each may take. Nothing: it timed out.
    fn ask(&mut self, command: &str, time: Duration) -> Result<Option<String>> {
        writeln!(self.stdin, "{command}").and_then(|()| self.stdin.flush()).context("the peer has gone")?;
        let answer = self.line(time + patience())?;
        let (word, rest) = answer.split_once(' ').unwrap_or((&answer, ""));
        let short = command.chars().take(60).collect::<String>();
        match word {
            "ok" => Ok(Some(rest.to_owned())),
            "timeout" => Ok(None),
            "lacks" => Err(Lacks(rest.to_owned()).into()),
            "error" => bail!("{short}: {rest}"),
            _ => bail!("{short}: it says {answer:?}"),
        }
    }

    fn end(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A socket of a peer.
pub struct Theirs {
    peer: Rc<RefCell<Peer>>,
    name: String,
    kind: &'static str,
}

impl Theirs {
    /// A socket as a cell wants it.
    pub fn open(
        peer: &Rc<RefCell<Peer>>,
        keys: &Keys,
        kind: &'static str,
        security: Security,
        heartbeats: Option<Heartbeats>,
        routing_id: Option<&[u8]>,
    ) -> Result<Theirs> {
        let name = {
            let mut peer = peer.borrow_mut();
            peer.sockets += 1;
            format!("s{}", peer.sockets)
        };
        let mut line = format!("open {name} {kind}");
        if let Some(Heartbeats { interval, timeout }) = heartbeats {
            line.push_str(&format!(" heartbeats={},{}", interval.as_millis(), timeout.as_millis()));
        }
        if let Some(id) = routing_id {
            line.push_str(&format!(" id={}", Part::from(id).order()));
        }
        let (server, stranger) = (&keys.server, zmq::KeyPair::generate()?);
        line.push_str(&match security {
            Security::None => String::new(),
            Security::PlainServer => " plain=server".into(),
            Security::PlainClient => format!(" plain={},{}", USER.0, USER.1),
            Security::PlainStranger => format!(" plain={},wrong", USER.0),
            Security::CurveServer => {
                format!(
                    " curve=server public={} secret={}",
                    server.public.to_z85(),
                    server.secret.to_z85().as_str()
                )
            }
            Security::CurveClient | Security::CurveStranger => {
                let own = if matches!(security, Security::CurveClient) { &keys.client } else { &stranger };
                let (server, public) = (server.public.to_z85(), own.public.to_z85());
                format!(" curve={server} public={public} secret={}", own.secret.to_z85().as_str())
            }
        });
        let theirs = Theirs { peer: peer.clone(), name, kind };
        theirs.ask(&line)?;
        Ok(theirs)
    }

    fn ask(&self, line: &str) -> Result<String> {
        self.ask_within(line, Duration::ZERO)?.with_context(|| format!("{}: it timed out", self.name()))
    }

    fn ask_within(&self, line: &str, time: Duration) -> Result<Option<String>> {
        self.peer.borrow_mut().ask(line, time).with_context(|| self.name())
    }

    fn words(parts: &[Part]) -> String {
        parts.iter().map(Part::order).collect::<Vec<_>>().join(" ")
    }
}

impl End for Theirs {
    fn bind(&mut self, endpoint: &str) -> Result<String> {
        self.ask(&format!("bind {} {endpoint}", self.name))
    }

    fn connect(&mut self, endpoint: &str) -> Result<()> {
        self.ask(&format!("connect {} {endpoint}", self.name)).map(drop)
    }

    fn subscribe(&mut self, topic: &str) -> Result<()> {
        self.ask(&format!("subscribe {} {}", self.name, Part::from(topic).order())).map(drop)
    }

    fn unsubscribe(&mut self, topic: &str) -> Result<()> {
        self.ask(&format!("unsubscribe {} {}", self.name, Part::from(topic).order())).map(drop)
    }

    fn send(&mut self, parts: &[Part]) -> Result<()> {
        self.ask(&format!("send {} {}", self.name, Theirs::words(parts))).map(drop)
    }

    fn recv_within(&mut self, time: Duration) -> Result<Option<Vec<String>>> {
        let answer = self.ask_within(&format!("recv {} {}", self.name, time.as_millis()), time)?;
        Ok(answer.map(|words| words.split(' ').map(str::to_owned).collect()))
    }

    fn recv_stream(&mut self, length: usize) -> Result<(String, String)> {
        let answer = self.ask(&format!("stream {} {length}", self.name))?;
        let (id, bytes) = answer.split_once(' ').context("no id and bytes")?;
        Ok((id.to_owned(), bytes.to_owned()))
    }

    fn name(&self) -> String {
        format!("their {}", self.kind)
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        // Where the peer has gone, its sockets have, too.
        let _ = self.ask(&format!("close {}", self.name));
    }
}
