//! A worker for Locust: the load comes from Rust, its master, web page and reports stay Python's.
//!
//! `cargo run -p zmq-interop --example locust_worker -- MASTER [TARGET]`, where `locust --master` listens at MASTER, as
//! `tcp://127.0.0.1:5557`. Each user is a REQ socket that asks TARGET, and waits a hundredth of a second after each answer; without
//! a target, a REP socket in this program answers.

use rmpv::Value;
use std::{
    collections::BTreeMap,
    env,
    error::Error,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use zmq::{Context, Dealer, Errno, Multipart, Req, Socket};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How often the master hears of the worker, and of what it has measured.
const BEAT: Duration = Duration::from_secs(1);
const REPORT: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(10);

fn main() -> Result<()> {
    let mut words = env::args().skip(1);
    let master = words.next().ok_or("where is the master?")?;
    let context = Context::builder().linger(Some(Duration::from_secs(2))).build()?;
    let target = match words.next() {
        Some(target) => target,
        None => answerer(&context)?,
    };
    let name = format!("rust-{}", std::process::id());
    let socket = context.socket_builder(zmq::DEALER).routing_id(name.as_bytes()).connect(&master).build()?;
    let mut worker = Worker { socket, name, state: "ready", users: Value::Map(Vec::new()), count: 0 };
    worker.work(&context, &target)
}

/// A service to be measured, on a thread of this program.
fn answerer(context: &Context) -> zmq::Result<String> {
    let service = context.socket_builder(zmq::REP).bind("tcp://127.0.0.1:*").build()?;
    let endpoint = service.last_endpoint()?;
    thread::spawn(move || -> zmq::Result<()> {
        loop {
            let request = service.recv_multipart()?;
            match service.send_multipart(request).map_err(|error| error.into_parts().0) {
                Err(error) if error == Errno::EAGAIN => {}
                other => other?,
            }
        }
    });
    Ok(endpoint)
}

struct Worker {
    socket: Socket<Dealer>,
    name: String,
    state: &'static str,
    /// How many users of each class there are to be.
    users: Value,
    count: u64,
}

impl Worker {
    /// Works until the master says that it is over, and prints how often it has asked up to each report.
    fn work(&mut self, context: &Context, target: &str) -> Result<()> {
        let (mut users, mut measured, mut total): (Vec<User>, _, _) = (Vec::new(), Measured::default(), 0);
        let (mut beaten, mut reported) = (None, Instant::now());
        self.ready()?;
        loop {
            if beaten.is_none_or(|beaten: Instant| beaten.elapsed() >= BEAT) {
                beaten = Some(Instant::now());
                let load = map([("state", self.state.into()), ("current_cpu_usage", 0.0.into())]);
                self.send("heartbeat", load)?;
            }
            if self.state == "running" && reported.elapsed() >= REPORT {
                reported = Instant::now();
                total += self.report(&mut measured)?;
                println!("reported {total}");
            }
            for user in &mut users {
                measured.add(user.ask()?);
            }
            let Some(message) = self.socket.recv_multipart_timeout(PAUSE)? else { continue };
            let message = rmpv::decode::read_value(&mut message.last().map_or(&[][..], |part| &part[..]))?;
            match message[0].as_str().unwrap_or_default() {
                "spawn" => {
                    self.send("spawning", Value::Nil)?;
                    self.users = field(&message[1], "user_classes_count").clone();
                    let counts = self.users.as_map().into_iter().flatten();
                    self.count = counts.filter_map(|(_, count)| count.as_u64()).sum();
                    users.truncate(usize::try_from(self.count)?);
                    while (users.len() as u64) < self.count {
                        users.push(User::new(context, target)?);
                    }
                    self.state = "running";
                    self.send("spawning_complete", map(self.counts()))?;
                }
                "stop" => {
                    users.clear();
                    total += self.report(&mut measured)?;
                    println!("reported {total}");
                    self.state = "ready";
                    self.send("client_stopped", Value::Nil)?;
                    self.ready()?;
                }
                "quit" => {
                    total += self.report(&mut measured)?;
                    println!("reported {total}");
                    self.send("quit", Value::Nil)?;
                    return Ok(());
                }
                // Acknowledgements and heartbeats.
                _ => {}
            }
        }
    }

    /// Version -1 is that of a worker that is not Python's.
    fn ready(&self) -> Result<()> {
        self.send("client_ready", (-1).into())
    }

    fn counts(&self) -> [(&'static str, Value); 2] {
        [("user_classes_count", self.users.clone()), ("user_count", self.count.into())]
    }

    /// Tells what was measured since the last report, and how many times was asked.
    fn report(&self, measured: &mut Measured) -> Result<u64> {
        let measured = std::mem::take(measured);
        let requests = measured.requests;
        let stats = if requests == 0 { Vec::new() } else { vec![measured.entry("round trip", "ZMQ")] };
        let [users, count] = self.counts();
        let entries = [
            ("stats", Value::Array(stats)),
            ("stats_total", measured.entry("Aggregated", "")),
            ("errors", Value::Map(Vec::new())),
            users,
            count,
        ];
        self.send("stats", map(entries))?;
        Ok(requests)
    }

    fn send(&self, kind: &str, data: Value) -> Result<()> {
        let message = Value::Array(vec![kind.into(), data, self.name.as_str().into()]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, &message)?;
        self.socket.send_multipart(Multipart::from([bytes]))?;
        Ok(())
    }
}

struct User {
    socket: Socket<Req>,
}

impl User {
    fn new(context: &Context, target: &str) -> zmq::Result<User> {
        Ok(User { socket: context.socket_builder(zmq::REQ).connect(target).build()? })
    }

    /// Asks once; how long the answer took.
    fn ask(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.socket.send("Hello")?;
        self.socket.recv_timeout(Duration::from_secs(5))?.ok_or("the target does not answer")?;
        Ok(start.elapsed())
    }
}

/// What was measured since the last report, as Locust counts it.
#[derive(Default)]
struct Measured {
    requests: u64,
    total: f64,
    least: f64,
    most: f64,
    /// How many answers took so many milliseconds, and how many came in each second.
    times: BTreeMap<u64, u64>,
    seconds: BTreeMap<u64, u64>,
    first: f64,
    last: f64,
}

impl Measured {
    fn add(&mut self, time: Duration) {
        let (millis, now) = (time.as_secs_f64() * 1e3, now());
        if self.requests == 0 {
            (self.first, self.least) = (now, millis);
        }
        self.requests += 1;
        self.total += millis;
        (self.least, self.most, self.last) = (self.least.min(millis), self.most.max(millis), now);
        *self.times.entry(millis.round() as u64).or_default() += 1;
        *self.seconds.entry(now as u64).or_default() += 1;
    }

    fn entry(&self, name: &str, method: &str) -> Value {
        let counts = |map: &BTreeMap<u64, u64>| {
            Value::Map(map.iter().map(|(key, count)| ((*key).into(), (*count).into())).collect())
        };
        map([
            ("name", name.into()),
            ("method", method.into()),
            ("last_request_timestamp", self.last.into()),
            ("start_time", if self.requests == 0 { now() } else { self.first }.into()),
            ("num_requests", self.requests.into()),
            ("num_none_requests", 0.into()),
            ("num_failures", 0.into()),
            ("total_response_time", self.total.into()),
            ("max_response_time", self.most.into()),
            ("min_response_time", if self.requests == 0 { Value::Nil } else { self.least.into() }),
            ("total_content_length", (5 * self.requests).into()),
            ("response_times", counts(&self.times)),
            ("num_reqs_per_sec", counts(&self.seconds)),
            ("num_fail_per_sec", Value::Map(Vec::new())),
        ])
    }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn field<'a>(value: &'a Value, key: &str) -> &'a Value {
    static NIL: Value = Value::Nil;
    value
        .as_map()
        .into_iter()
        .flatten()
        .find(|(name, _)| name.as_str() == Some(key))
        .map_or(&NIL, |(_, value)| value)
}
