//! A kernel for Jupyter: what a notebook talks to, over five sockets, on tokio.
//!
//! `cargo run -p zmq-interop --example jupyter_kernel -- CONNECTION_FILE`; `jobs/drive_kernel.py` has a kernelspec for it. Each line
//! of a cell is `say TEXT`, `ask PROMPT`, `sleep SECONDS`, or an expression of numbers with one operator, as `6 * 7`.

#[path = "jupyter/wire.rs"]
mod wire;

use serde_json::{Value, json};
use std::{env, future::pending, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinSet},
};
use wire::{Call, Connection, Result, Session};
use zmq::{Context, Message, Multipart, Pub, Router, tokio::Socket};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let connection = Connection::read(env::args().nth(1).ok_or("which connection file?")?)?;
    let context = Context::builder().linger(Some(Duration::from_secs(1))).build()?;
    let router = |channel| -> Result<Socket<Router>> {
        Ok(Socket::new(connection.bind(&context, zmq::ROUTER, channel)?)?)
    };
    let (mut shell, mut control) = (router("shell")?, router("control")?);
    let (mut stdin, mut heartbeat) = (router("stdin")?, router("hb")?);
    let iopub = Socket::new(connection.bind(&context, zmq::PUB, "iopub")?)?;
    let session = connection.session(&format!("kernel-{}", std::process::id()));
    let mut kernel = Kernel { iopub, session, count: 0, running: None };
    let (events, mut happened) = mpsc::unbounded_channel();
    let mut cells = JoinSet::new();
    kernel.publish("status", &Value::Null, &json!({ "execution_state": "starting" })).await?;
    loop {
        let idle = kernel.running.is_none();
        tokio::select! {
            beat = heartbeat.recv_multipart() => heartbeat.send_multipart(beat?).await?,
            request = control.recv_multipart() => {
                let Some(call) = kernel.read(request?) else { continue };
                let reply = kernel.control(&call).await?;
                control.send_multipart(reply).await?;
                if call.kind() == "shutdown_request" {
                    return Ok(()); // the sockets linger for what was said last
                }
            }
            // One cell at a time: the others wait in the socket.
            request = shell.recv_multipart(), if idle => {
                let Some(call) = kernel.read(request?) else { continue };
                if let Some(reply) = kernel.shell(call, &mut cells, &events).await? {
                    shell.send_multipart(reply).await?;
                }
            }
            answer = stdin.recv_multipart() => {
                if let Some(call) = kernel.read(answer?) {
                    kernel.answered(&call);
                }
            }
            Some(event) = happened.recv() => {
                if let Some(question) = kernel.happened(event).await? {
                    stdin.send_multipart(question).await?;
                }
            }
            Some(done) = next(&mut cells) => {
                // What the cell said before it ended comes first.
                while let Ok(event) = happened.try_recv() {
                    if let Some(question) = kernel.happened(event).await? {
                        stdin.send_multipart(question).await?;
                    }
                }
                if let Some(reply) = kernel.done(done).await? {
                    shell.send_multipart(reply).await?;
                }
            }
            _ = tokio::signal::ctrl_c() => kernel.interrupt(),
        }
    }
}

/// What a cell ends with: the value of its last line, or the name and text of an error.
type Done = std::result::Result<Option<f64>, (String, String)>;

async fn next(cells: &mut JoinSet<Done>) -> Option<Done> {
    match cells.join_next().await {
        Some(Ok(done)) => Some(done),
        Some(Err(_)) => Some(Err(("KeyboardInterrupt".into(), "interrupted".into()))),
        None => pending().await,
    }
}

/// What a cell does beside computing.
enum Event {
    Say(String),
    Ask(String, oneshot::Sender<String>),
}

/// The cell that runs.
struct Running {
    call: Call,
    task: AbortHandle,
    asked: Option<oneshot::Sender<String>>,
}

struct Kernel {
    iopub: Socket<Pub>,
    session: Session,
    count: u32,
    running: Option<Running>,
}

impl Kernel {
    /// A message whose signature is right; others are nobody's.
    fn read(&self, message: Multipart) -> Option<Call> {
        self.session.read(message).map_err(|error| eprintln!("not for this kernel: {error}")).ok()
    }

    async fn publish(&mut self, kind: &str, parent: &Value, content: &Value) -> Result<()> {
        let topic = [Message::from(kind)];
        let message = self.session.message(&topic, kind, parent, content)?;
        Ok(self.iopub.send_multipart(message).await?)
    }

    async fn status(&mut self, state: &str, parent: &Value) -> Result<()> {
        self.publish("status", parent, &json!({ "execution_state": state })).await
    }

    async fn control(&mut self, call: &Call) -> Result<Multipart> {
        self.status("busy", &call.header).await?;
        let content = match call.kind() {
            "interrupt_request" => {
                self.interrupt();
                json!({ "status": "ok" })
            }
            "shutdown_request" => json!({ "status": "ok", "restart": call.content["restart"] }),
            _ => info(),
        };
        self.status("idle", &call.header).await?;
        let kind = call.kind().replace("_request", "_reply");
        self.session.message(&call.from, &kind, &call.header, &content)
    }

    /// The reply to a request on the shell channel, unless it is a cell, which takes its time.
    async fn shell(
        &mut self,
        call: Call,
        cells: &mut JoinSet<Done>,
        events: &mpsc::UnboundedSender<Event>,
    ) -> Result<Option<Multipart>> {
        self.status("busy", &call.header).await?;
        if call.kind() == "execute_request" {
            self.count += 1;
            let code = call.content["code"].as_str().unwrap_or_default().to_owned();
            let input = json!({ "code": code, "execution_count": self.count });
            self.publish("execute_input", &call.header, &input).await?;
            let task = cells.spawn(run(code, events.clone()));
            self.running = Some(Running { call, task, asked: None });
            return Ok(None);
        }
        let content = match call.kind() {
            "kernel_info_request" => info(),
            "is_complete_request" => json!({ "status": "complete" }),
            "comm_info_request" => json!({ "status": "ok", "comms": {} }),
            "history_request" => json!({ "status": "ok", "history": [] }),
            kind => json!({ "status": "error", "ename": "Unknown", "evalue": kind, "traceback": [] }),
        };
        self.status("idle", &call.header).await?;
        let kind = call.kind().replace("_request", "_reply");
        Ok(Some(self.session.message(&call.from, &kind, &call.header, &content)?))
    }

    /// Something a cell did; a question goes to the client that runs the cell.
    async fn happened(&mut self, event: Event) -> Result<Option<Multipart>> {
        let Some(running) = &mut self.running else { return Ok(None) };
        let parent = running.call.header.clone();
        match event {
            Event::Say(text) => {
                self.publish("stream", &parent, &json!({ "name": "stdout", "text": text })).await?;
                Ok(None)
            }
            Event::Ask(prompt, answer) => {
                running.asked = Some(answer);
                // The client's sockets for shell and stdin have the same routing id.
                let content = json!({ "prompt": prompt, "password": false });
                self.session.message(&running.call.from, "input_request", &parent, &content).map(Some)
            }
        }
    }

    fn answered(&mut self, call: &Call) {
        if let Some(asked) = self.running.as_mut().and_then(|running| running.asked.take()) {
            // Who asked may have been interrupted.
            let _ = asked.send(call.content["value"].as_str().unwrap_or_default().to_owned());
        }
    }

    /// The cell that runs has ended.
    async fn done(&mut self, done: Done) -> Result<Option<Multipart>> {
        let Some(Running { call, .. }) = self.running.take() else { return Ok(None) };
        let content = match done {
            Ok(value) => {
                if let Some(value) = value {
                    let data = json!({ "text/plain": value.to_string() });
                    let result = json!({ "data": data, "metadata": {}, "execution_count": self.count });
                    self.publish("execute_result", &call.header, &result).await?;
                }
                json!({ "status": "ok", "execution_count": self.count, "user_expressions": {} })
            }
            Err((name, text)) => {
                let mut error =
                    json!({ "ename": name, "evalue": text, "traceback": [format!("{name}: {text}")] });
                self.publish("error", &call.header, &error).await?;
                error["status"] = "error".into();
                error["execution_count"] = self.count.into();
                error
            }
        };
        self.status("idle", &call.header).await?;
        Ok(Some(self.session.message(&call.from, "execute_reply", &call.header, &content)?))
    }

    fn interrupt(&self) {
        if let Some(running) = &self.running {
            running.task.abort();
        }
    }
}

fn info() -> Value {
    json!({
        "status": "ok",
        "protocol_version": "5.4",
        "implementation": "zmq-safe",
        "implementation_version": "0.1",
        "banner": "a calculator over zmq-safe",
        "language_info": { "name": "lines", "version": "1", "mimetype": "text/plain", "file_extension": ".txt" },
    })
}

/// Runs a cell.
async fn run(code: String, events: mpsc::UnboundedSender<Event>) -> Done {
    let mut value = None;
    for line in code.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        value = match word {
            "say" => {
                // The kernel takes events as long as it runs.
                let _ = events.send(Event::Say(format!("{rest}\n")));
                None
            }
            "ask" => {
                let (answer, answered) = oneshot::channel();
                let _ = events.send(Event::Ask(rest.into(), answer));
                let answer = answered.await.map_err(|_| ("EOFError".into(), "no answer".into()))?;
                Some(number(&answer)?)
            }
            "sleep" => {
                tokio::time::sleep(Duration::from_secs_f64(number(rest)?.clamp(0.0, 1e6))).await;
                None
            }
            _ => Some(expression(line)?),
        };
    }
    Ok(value)
}

fn expression(line: &str) -> std::result::Result<f64, (String, String)> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        [one] => number(one),
        [one, "+", other] => Ok(number(one)? + number(other)?),
        [one, "-", other] => Ok(number(one)? - number(other)?),
        [one, "*", other] => Ok(number(one)? * number(other)?),
        [one, "/", other] => Ok(number(one)? / number(other)?),
        _ => Err(("SyntaxError".into(), line.into())),
    }
}

fn number(text: &str) -> std::result::Result<f64, (String, String)> {
    text.trim().parse().map_err(|_| ("ValueError".into(), format!("{text:?} is no number")))
}
