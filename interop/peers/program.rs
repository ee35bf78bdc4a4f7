//! What the peers in Rust share: the lines that src/theirs.rs of zmq-interop writes, and the answers.

use std::collections::HashMap;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};

/// Why a command was not done.
pub enum Failure {
    /// The library has no such thing.
    Lacks(String),
    Error(String),
}

pub fn lacks<T>(what: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Lacks(what.into()))
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::Error(error.to_string())
    }
}

/// What an `open` says after the kind.
#[derive(Default)]
#[allow(dead_code)] // a library that lacks it does not look
pub struct Options {
    pub id: Option<Vec<u8>>,
    pub heartbeats: Option<(Duration, Duration)>,
    pub plain: Option<Plain>,
    pub curve: Option<Curve>,
}

#[allow(dead_code)]
pub enum Plain {
    Server,
    Client { name: String, password: String },
}

/// Keys in Z85; a server has no server's key beside its own.
#[derive(Default)]
#[allow(dead_code)]
pub struct Curve {
    pub server: Option<String>,
    pub public: String,
    pub secret: String,
}

/// A library, as the commands need it.
pub trait Library {
    type Socket;
    async fn open(&self, kind: &str, options: Options) -> Result<Self::Socket, Failure>;
    async fn bind(&self, socket: &mut Self::Socket, endpoint: &str) -> Result<String, Failure>;
    async fn connect(&self, socket: &mut Self::Socket, endpoint: &str) -> Result<(), Failure>;
    async fn subscribe(&self, socket: &mut Self::Socket, topic: Vec<u8>, on: bool) -> Result<(), Failure>;
    async fn send(&self, socket: &mut Self::Socket, parts: Vec<Vec<u8>>) -> Result<(), Failure>;
    async fn recv(&self, socket: &mut Self::Socket) -> Result<Vec<Vec<u8>>, Failure>;
    async fn close(&self, socket: Self::Socket);
}

/// Obeys until the standard input ends.
pub async fn serve<L: Library>(library: L, hello: &str) {
    println!("hello {hello}");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut sockets = HashMap::new();
    while let Ok(Some(line)) = lines.next_line().await {
        match obey(&library, &mut sockets, &line).await {
            Ok(answer) => println!("{answer}"),
            Err(Failure::Lacks(what)) => println!("lacks {what}"),
            Err(Failure::Error(what)) => println!("error {}", what.replace('\n', " ")),
        }
    }
}

async fn obey<L: Library>(
    library: &L,
    sockets: &mut HashMap<String, L::Socket>,
    line: &str,
) -> Result<String, Failure> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [command, name, words @ ..] = words.as_slice() else { return wrong(line) };
    if *command == "open" {
        let (kind, rest) = words.split_first().ok_or_else(|| Failure::Error("no kind".into()))?;
        let socket = library.open(kind, options(rest)?).await?;
        sockets.insert((*name).to_owned(), socket);
        return Ok("ok".into());
    }
    if *command == "close" {
        // One that was never opened is none to close.
        if let Some(socket) = sockets.remove(*name) {
            library.close(socket).await;
        }
        return Ok("ok".into());
    }
    let Some(socket) = sockets.get_mut(*name) else { return wrong(line) };
    match (*command, words) {
        ("bind", [endpoint]) => Ok(format!("ok {}", library.bind(socket, endpoint).await?)),
        ("connect", [endpoint]) => library.connect(socket, endpoint).await.map(ok),
        ("subscribe" | "unsubscribe", [topic]) => {
            library.subscribe(socket, payload(topic)?, *command == "subscribe").await.map(ok)
        }
        ("send", parts) => {
            let parts = parts.iter().map(|part| payload(part)).collect::<Result<_, _>>()?;
            library.send(socket, parts).await.map(ok)
        }
        ("recv", [millis]) => {
            let time = Duration::from_millis(millis.parse()?);
            match tokio::time::timeout(time, library.recv(socket)).await {
                Ok(parts) => Ok(parts?.iter().fold("ok".into(), |line, part| line + " " + &report(part))),
                Err(_) => Ok("timeout".into()),
            }
        }
        ("stream", [length]) => {
            let (length, mut id, mut data) = (length.parse()?, Vec::new(), Vec::new());
            while data.len() < length {
                let mut parts = library.recv(socket).await?;
                data.extend(parts.pop().unwrap_or_default());
                id = parts.pop().unwrap_or_default();
            }
            Ok(format!("ok {} {}", report(&id), report(&data)))
        }
        _ => wrong(line),
    }
}

fn ok((): ()) -> String {
    "ok".into()
}

fn wrong<T>(line: &str) -> Result<T, Failure> {
    Err(Failure::Error(format!("what is {line:.60}?")))
}

fn options(words: &[&str]) -> Result<Options, Failure> {
    let mut options = Options::default();
    for word in words {
        let (key, value) = word.split_once('=').ok_or_else(|| Failure::Error(format!("option {word}")))?;
        match (key, value) {
            ("id", id) => options.id = Some(payload(id)?),
            ("heartbeats", times) => {
                let (interval, timeout) = times.split_once(',').unwrap_or((times, times));
                let millis = |text: &str| text.parse().map(Duration::from_millis);
                options.heartbeats = Some((millis(interval)?, millis(timeout)?));
            }
            ("plain", "server") => options.plain = Some(Plain::Server),
            ("plain", both) => {
                let (name, password) = both.split_once(',').unwrap_or((both, ""));
                options.plain = Some(Plain::Client { name: name.into(), password: password.into() });
            }
            ("curve", server) => {
                let server = (server != "server").then(|| server.to_owned());
                options.curve = Some(Curve { server, ..Curve::default() });
            }
            ("public", key) => options.curve.get_or_insert_default().public = key.into(),
            ("secret", key) => options.curve.get_or_insert_default().secret = key.into(),
            _ => return Err(Failure::Error(format!("option {word}"))),
        }
    }
    Ok(options)
}

fn payload(word: &str) -> Result<Vec<u8>, Failure> {
    if let Some(digits) = word.strip_prefix('x') {
        return (0..digits.len() / 2)
            .map(|at| Ok(u8::from_str_radix(&digits[2 * at..2 * at + 2], 16)?))
            .collect();
    }
    let (size, seed) = word.split_once('.').ok_or_else(|| Failure::Error(format!("payload {word}")))?;
    let (size, seed): (usize, usize) = (size.parse()?, seed.parse()?);
    Ok((0..size).map(|at| ((at + seed) % 251) as u8).collect())
}

fn report(part: &[u8]) -> String {
    if part.len() > 255 {
        return format!("{}:{}", part.len(), crc32fast::hash(part));
    }
    part.iter().fold("x".into(), |text, byte| text + &format!("{byte:02x}"))
}
