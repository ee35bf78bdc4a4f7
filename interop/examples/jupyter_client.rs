//! A client of a real Jupyter kernel: runs code in it, and prints what comes of it.
//!
//! `cargo run -p zmq-interop --example jupyter_client -- CONNECTION_FILE [CODE..]`, where a kernel runs, as
//! `python -m ipykernel_launcher -f CONNECTION_FILE` starts one. Each CODE is a cell; what a cell asks for is read from standard
//! input. Without code, it only says what kernel that is. `--interrupt SECONDS` interrupts each cell that takes longer,
//! `--shutdown` ends the kernel.

#[path = "jupyter/wire.rs"]
mod wire;

use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead, stdin},
    time::{Duration, Instant},
};
use wire::{Call, Connection, Result, Session};
use zmq::{
    Context, Dealer, POLLIN, PollItem, Req, Socket, Sub,
    kind::{CanRecv, Kind},
};

/// How long a kernel may take for anything but a cell.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let mut words = env::args().skip(1);
    let connection = Connection::read(words.next().ok_or("which connection file?")?)?;
    let context = Context::new()?;
    let mut client = Client::connect(&context, &connection)?;
    let info = client.info()?;
    println!("kernel {} {}", text(&info, "implementation"), text(&info, "implementation_version"));
    println!("alive {}", client.is_alive()?);
    let mut limit = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--interrupt" => {
                limit = Some(Duration::from_secs_f64(words.next().ok_or("after how long?")?.parse()?))
            }
            "--shutdown" => println!("shutdown {}", client.shutdown()?),
            code => client.execute(code, limit)?,
        }
    }
    Ok(())
}

struct Client {
    shell: Socket<Dealer>,
    control: Socket<Dealer>,
    stdin: Socket<Dealer>,
    iopub: Socket<Sub>,
    heartbeat: Socket<Req>,
    session: Session,
}

impl Client {
    fn connect(context: &Context, connection: &Connection) -> Result<Client> {
        let name = format!("client-{}", std::process::id());
        let client = Client {
            shell: connection.connect(context, zmq::DEALER, "shell", &name)?,
            control: connection.connect(context, zmq::DEALER, "control", &name)?,
            stdin: connection.connect(context, zmq::DEALER, "stdin", &name)?,
            iopub: connection.connect(context, zmq::SUB, "iopub", &name)?,
            heartbeat: connection.connect(context, zmq::REQ, "hb", &name)?,
            session: connection.session(&name),
        };
        client.iopub.subscribe("")?;
        Ok(client)
    }

    /// Asks what kernel this is until both an answer and the news that it is idle come: what a kernel published before it knew of
    /// the subscription is lost.
    fn info(&mut self) -> Result<Value> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            ask(&self.shell, &mut self.session, "kernel_info_request", &json!({}))?;
            let Some(reply) = take(&self.shell, &self.session, PATIENCE)? else { break };
            if take(&self.iopub, &self.session, Duration::from_millis(200))?.is_some() {
                // What else is on its way belongs to this question as well.
                while take(&self.iopub, &self.session, Duration::from_millis(200))?.is_some() {}
                while take(&self.shell, &self.session, Duration::ZERO)?.is_some() {}
                return Ok(reply.content);
            }
        }
        Err("the kernel does not answer".into())
    }

    fn is_alive(&self) -> Result<bool> {
        self.heartbeat.send("ping")?;
        Ok(self.heartbeat.recv_timeout(PATIENCE)?.is_some_and(|beat| beat == "ping"))
    }

    /// Runs a cell, and prints what it publishes.
    fn execute(&mut self, code: &str, limit: Option<Duration>) -> Result<()> {
        let content = json!({ "code": code, "silent": false, "store_history": true, "allow_stdin": true });
        let request = ask(&self.shell, &mut self.session, "execute_request", &content)?;
        let mut until = limit.map(|limit| Instant::now() + limit);
        loop {
            // A question comes by another socket than the news: both are waited for, for as long as the cell may take.
            let mut items = [PollItem::new(&self.iopub, POLLIN), PollItem::new(&self.stdin, POLLIN)];
            let time = until.map(|until| until.saturating_duration_since(Instant::now()));
            if zmq::poll(&mut items, time)? == 0 {
                until = None;
                println!("interrupt {}", self.interrupt()?);
                continue;
            }
            if let Some(question) = take(&self.stdin, &self.session, Duration::ZERO)? {
                println!("asked {}", text(&question.content, "prompt"));
                let mut answer = String::new();
                stdin().lock().read_line(&mut answer)?;
                let content = json!({ "value": answer.trim_end() });
                let reply = self.session.message(&[], "input_reply", &question.header, &content)?;
                self.stdin.send_multipart(reply)?;
            }
            let Some(call) = take(&self.iopub, &self.session, Duration::ZERO)? else { continue };
            if call.parent["msg_id"] != request {
                continue;
            }
            match call.kind() {
                "stream" => print!("{}", text(&call.content, "text")),
                "execute_result" => println!("result {}", text(&call.content["data"], "text/plain")),
                "error" => {
                    println!("error {}: {}", text(&call.content, "ename"), text(&call.content, "evalue"))
                }
                "status" if call.content["execution_state"] == "idle" => break,
                _ => {}
            }
        }
        let reply = take(&self.shell, &self.session, PATIENCE)?.ok_or("no reply")?;
        println!("{} {}", reply.kind(), text(&reply.content, "status"));
        Ok(())
    }

    fn interrupt(&mut self) -> Result<String> {
        self.command("interrupt_request", &json!({}))
    }

    fn shutdown(&mut self) -> Result<String> {
        self.command("shutdown_request", &json!({ "restart": false }))
    }

    fn command(&mut self, kind: &str, content: &Value) -> Result<String> {
        ask(&self.control, &mut self.session, kind, content)?;
        let reply = take(&self.control, &self.session, PATIENCE)?.ok_or("no reply")?;
        Ok(text(&reply.content, "status").to_owned())
    }
}

/// Sends a request, and gives its id.
fn ask(socket: &Socket<Dealer>, session: &mut Session, kind: &str, content: &Value) -> Result<Value> {
    let message = session.message(&[], kind, &json!({}), content)?;
    let header: Value = serde_json::from_slice(&message[2])?;
    socket.send_multipart(message)?;
    Ok(header["msg_id"].clone())
}

/// The next message, if one comes in this time.
fn take<K: Kind + CanRecv>(socket: &Socket<K>, session: &Session, time: Duration) -> Result<Option<Call>> {
    socket.recv_multipart_timeout(time)?.map(|message| session.read(message)).transpose()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
