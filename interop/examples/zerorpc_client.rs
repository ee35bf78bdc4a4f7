//! A client of zerorpc, which calls Python functions: single results, streams, errors, and heartbeats in both directions.
//!
//! `cargo run -p zmq-interop --example zerorpc_client -- ENDPOINT METHOD [ARGUMENT..]`; arguments that are numbers are sent as
//! such. `--stream` before the method asks for a stream, `--lost SECONDS` says after how long without a sign of life the server is
//! given up. Several methods are separated by `,`.

use rmpv::Value;
use std::{
    collections::VecDeque,
    env,
    error::Error,
    fmt,
    time::{Duration, Instant},
};
use zmq::{Context, Dealer, Multipart, Socket};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let (endpoint, words) = words.split_first().ok_or("which endpoint?")?;
    let context = Context::new()?;
    let mut client = Client::connect(&context, endpoint)?;
    for call in words.split(|word| word == ",") {
        let (mut call, mut stream) = (call, false);
        while let [option, rest @ ..] = call {
            match (option.as_str(), rest) {
                ("--stream", _) => (stream, call) = (true, rest),
                ("--lost", [seconds, rest @ ..]) => {
                    client.patience = Duration::from_secs_f64(seconds.parse()?);
                    call = rest;
                }
                _ => break,
            }
        }
        let (method, arguments) = call.split_first().ok_or("which method?")?;
        let arguments =
            arguments.iter().map(|word| word.parse::<i64>().map_or(word.as_str().into(), Value::from));
        let mut answer = client.call(method, arguments.collect())?;
        loop {
            match answer.next() {
                Ok(Some(value)) => println!("{value}"),
                Ok(None) => break,
                Err(error) => {
                    println!("{error}");
                    break;
                }
            }
            if !stream {
                break;
            }
        }
    }
    Ok(())
}

/// What goes wrong in a call.
#[derive(Debug)]
enum Fault {
    /// The function raised this: its name, and what it said.
    Remote(String, String),
    /// No sign of life.
    Lost(Duration),
    /// Something else came than zerorpc would send.
    Strange(String),
    Zmq(zmq::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Remote(name, text) => write!(f, "{name}: {text}"),
            Fault::Lost(time) => write!(f, "lost: no sign of life for {time:?}"),
            Fault::Strange(what) => write!(f, "strange: {what}"),
            Fault::Zmq(error) => error.fmt(f),
        }
    }
}

impl Error for Fault {}

impl From<zmq::Error> for Fault {
    fn from(error: zmq::Error) -> Fault {
        Fault::Zmq(error)
    }
}

/// How often a call says that its caller is still there.
const BEAT: Duration = Duration::from_millis(500);

/// How many parts of a stream may be on their way.
const WINDOW: i64 = 50;

struct Client {
    socket: Socket<Dealer>,
    sent: u64,
    patience: Duration,
}

impl Client {
    fn connect(context: &Context, endpoint: &str) -> zmq::Result<Client> {
        let socket =
            context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO)).connect(endpoint).build()?;
        Ok(Client { socket, sent: 0, patience: Duration::from_secs(10) })
    }

    /// Begins a call. It ends with its answer, so a client makes one after the other.
    fn call(&mut self, method: &str, arguments: Vec<Value>) -> Result<Answer<'_>, Fault> {
        let id = self.send(None, method, arguments)?;
        let now = Instant::now();
        Ok(Answer {
            client: self,
            id,
            beaten: now,
            heard: now,
            open: WINDOW,
            came: VecDeque::new(),
            done: false,
        })
    }

    /// Sends an event of the call `to`, or begins one, and gives the event's id.
    fn send(&mut self, to: Option<&str>, name: &str, arguments: Vec<Value>) -> Result<String, Fault> {
        self.sent += 1;
        let id = format!("{}-{}", std::process::id(), self.sent);
        let mut header = vec![("message_id".into(), id.as_str().into()), ("v".into(), 3.into())];
        if let Some(to) = to {
            header.push(("response_to".into(), to.into()));
        }
        let event = Value::Array(vec![Value::Map(header), name.into(), Value::Array(arguments)]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &event).map_err(|error| Fault::Strange(error.to_string()))?;
        // An empty part before it, as a REQ socket has it.
        let message = Multipart::from([Vec::new(), bytes]);
        self.socket.send_multipart(message).map_err(|error| error.into_parts().0)?;
        Ok(id)
    }

    /// The next event: the call it belongs to, its name and its arguments.
    fn recv(&mut self, time: Duration) -> Result<Option<(String, String, Value)>, Fault> {
        let Some(mut message) = self.socket.recv_multipart_timeout(time)? else { return Ok(None) };
        let bytes = message.pop().unwrap_or_default();
        let event =
            rmpv::decode::read_value(&mut &bytes[..]).map_err(|error| Fault::Strange(error.to_string()))?;
        let Some([header, name, arguments]) = event.as_array().map(Vec::as_slice) else {
            return Err(Fault::Strange(event.to_string()));
        };
        let of = header.as_map().into_iter().flatten().find(|(key, _)| key.as_str() == Some("response_to"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Some((of.map(|(_, id)| text(id)).unwrap_or_default(), text(name), arguments.clone())))
    }
}

/// What comes of a call: one value, or those of a stream.
struct Answer<'a> {
    client: &'a mut Client,
    id: String,
    /// When we have shown that we live, and when the server has.
    beaten: Instant,
    heard: Instant,
    /// How many more parts of the stream the server may send.
    open: i64,
    came: VecDeque<Value>,
    done: bool,
}

impl Answer<'_> {
    /// The next value; nothing once a stream has ended.
    fn next(&mut self) -> Result<Option<Value>, Fault> {
        loop {
            if let Some(value) = self.came.pop_front() {
                return Ok(Some(value));
            }
            if self.done {
                return Ok(None);
            }
            if self.beaten.elapsed() >= BEAT {
                self.client.send(Some(&self.id), "_zpc_hb", vec![0.into()])?;
                self.beaten = Instant::now();
            }
            let Some((of, name, arguments)) = self.client.recv(BEAT / 4)? else {
                if self.heard.elapsed() > self.client.patience {
                    return Err(Fault::Lost(self.client.patience));
                }
                continue;
            };
            if of != self.id {
                continue; // of a call that was given up
            }
            self.heard = Instant::now();
            self.take(&name, arguments)?;
        }
    }

    fn take(&mut self, name: &str, arguments: Value) -> Result<(), Fault> {
        match name {
            "OK" => {
                let Value::Array(mut values) = arguments else {
                    return Err(Fault::Strange(arguments.to_string()));
                };
                self.came.extend(values.drain(..));
                self.done = true;
            }
            "STREAM" => {
                self.came.push_back(arguments);
                self.open -= 1;
                // At the beginning the server has room for one.
                if self.open <= WINDOW / 2 || self.open == WINDOW - 1 {
                    self.client.send(Some(&self.id), "_zpc_more", vec![(WINDOW - self.open).into()])?;
                    self.open = WINDOW;
                }
            }
            "STREAM_DONE" => self.done = true,
            "ERR" => {
                self.done = true;
                let text = |at: usize| arguments[at].as_str().unwrap_or_default().to_owned();
                return Err(Fault::Remote(text(0), text(1)));
            }
            // A sign of life, and leave to send, which one request does not need.
            "_zpc_hb" | "_zpc_more" => {}
            other => return Err(Fault::Strange(other.to_owned())),
        }
        Ok(())
    }
}
