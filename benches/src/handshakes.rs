//! CURVE handshakes, all at once, at servers in processes of their own: with our authenticator, with none (what libzmq and
//! libsodium need by themselves), and with pyzmq's.

use crate::Failure;
use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};
use zmq::{Authenticator, Context, CurveClients, KeyPair, PublicKey, Security};

/// Clients of a round: fewer than the backlog of a listener, or some wait for a second.
const CLIENTS: usize = 80;
const ROUNDS: usize = 21;

/// Serves until the process is killed: `with` our authenticator or without.
pub fn serve(with: bool, client: &str) -> Result<(), Failure> {
    let context = Context::new()?;
    let keys = KeyPair::generate()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_curve("*", CurveClients::from([client.parse::<PublicKey>()?]));
    if !with {
        authenticator.stop()?;
    }
    let server = context.socket(zmq::PULL)?;
    server.set_security(&Security::curve_server(&keys.secret))?;
    server.bind("tcp://127.0.0.1:*")?;
    let mut out = std::io::stdout();
    writeln!(out, "{} {}", server.last_endpoint()?, keys.public)?;
    loop {
        for _ in 0..CLIENTS {
            server.recv()?;
        }
        writeln!(out, "done")?;
        out.flush()?;
    }
}

/// A server in a process of its own.
struct Server {
    name: &'static str,
    child: Child,
    lines: BufReader<ChildStdout>,
    endpoint: String,
    key: PublicKey,
    times: Vec<Duration>,
}

impl Server {
    fn start(name: &'static str, command: &mut Command) -> Result<Server, Failure> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let (endpoint, key) = line.trim().split_once(' ').ok_or_else(|| format!("{name} did not start"))?;
        let (endpoint, key) = (endpoint.to_owned(), key.parse()?);
        Ok(Server { name, child, lines, endpoint, key, times: Vec::new() })
    }

    /// Lets all clients in and notes how long it took until the last one's message arrived.
    fn round(&mut self, keys: &KeyPair) -> Result<(), Failure> {
        let context = Context::new()?;
        let mut clients = Vec::with_capacity(CLIENTS);
        for _ in 0..CLIENTS {
            let client = context.socket(zmq::PUSH)?;
            client.set_security(&Security::curve_client(&self.key, keys))?;
            clients.push(client);
        }
        let started = Instant::now();
        for client in &clients {
            client.connect(&self.endpoint)?;
            client.send("in")?;
        }
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        if line.trim() != "done" {
            return Err(format!("{} has ended", self.name).into());
        }
        self.times.push(started.elapsed());
        Ok(())
    }

    /// Handshakes in a second: the median of the rounds, and the least and the most.
    fn rates(&mut self) -> [f64; 3] {
        self.times.sort_unstable();
        let at = |place: usize| CLIENTS as f64 / self.times[place].as_secs_f64();
        [at(self.times.len() / 2), at(self.times.len() - 1), at(0)]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A Python that has pyzmq: the one named, or the one that the tests made.
fn python() -> Option<PathBuf> {
    let tests = || {
        let folders = std::fs::read_dir("target/tmp").ok()?.flatten();
        folders.map(|folder| folder.path().join("bin/python")).find(|python| python.exists())
    };
    env::var_os("ZMQ_TEST_PYTHON").map(PathBuf::from).or_else(tests)
}

/// How many requests of CURVE servers our authenticator answers in a second, asked without any cryptography.
fn requests() -> Result<f64, Failure> {
    const COUNT: usize = 200_000;
    const UNDER_WAY: usize = 100;
    let context = Context::new()?;
    let keys = KeyPair::generate()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_curve("*", CurveClients::from([keys.public]));
    let server = context.socket(zmq::DEALER)?;
    server.connect("inproc://zeromq.zap.01")?;
    let request: [&[u8]; 8] =
        [b"", b"1.0", b"1", b"global", b"127.0.0.1", b"", b"CURVE", keys.public.as_bytes()];
    let started = Instant::now();
    for at in 0..COUNT + UNDER_WAY {
        if at < COUNT {
            server.send_multipart(request)?;
        }
        if at >= UNDER_WAY && server.recv_multipart()?.get(3).map(|status| &status[..]) != Some(b"200") {
            return Err("a friend was not let in".into());
        }
    }
    Ok(COUNT as f64 / started.elapsed().as_secs_f64())
}

/// Prints how many handshakes a second each server takes.
pub fn report() -> Result<(), Failure> {
    let keys = KeyPair::generate()?;
    let (program, client) = (env::current_exe()?, keys.public.to_string());
    let mut servers = Vec::new();
    for (name, mode) in [("our authenticator", "with"), ("no authenticator", "without")] {
        servers.push(Server::start(name, Command::new(&program).args(["serve", mode, &client]))?);
    }
    match python() {
        Some(python) => {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/serve.py");
            let arguments = [script, &CLIENTS.to_string(), &client];
            servers.push(Server::start("pyzmq's authenticator", Command::new(python).args(arguments))?);
        }
        None => eprintln!("no pyzmq: run the tests once, or set ZMQ_TEST_PYTHON"),
    }
    for round in 0..=ROUNDS {
        for server in &mut servers {
            server.round(&keys)?;
            if round == 0 {
                server.times.clear(); // to warm up
            }
        }
        eprint!("\rround {round} of {ROUNDS} ");
    }
    eprintln!();
    println!("CURVE handshakes in a second, {CLIENTS} clients at once, {ROUNDS} interleaved rounds:\n");
    println!("{:<24}{:>10}{:>10}{:>10}", "", "median", "least", "most");
    for server in &mut servers {
        let [median, least, most] = server.rates();
        println!("{:<24}{median:>10.0}{least:>10.0}{most:>10.0}", server.name);
    }
    println!("\nour authenticator alone: {:.0} requests a second", requests()?);
    Ok(())
}
