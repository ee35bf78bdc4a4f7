//! The rows on the crate `omq-tokio`, which is written in Rust alone: its blocking calls, one thread for each side.
//!
//! Each context has one thread for input and output, as libzmq's has. Round trips ask for the profile that the crate has
//! for them. The fan-out has marks of as many messages as it sends, and the option that makes a publisher wait rather
//! than drop: 0 is no mark without a limit there.

#[path = "../../program.rs"]
mod program;

use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use omq_tokio::blocking::Socket;
use omq_tokio::options::WorkloadProfile;
use omq_tokio::{Context, Message, Options, SocketType};
use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check, until_begun, until_told};

fn main() -> ExitCode {
    program::main(|task| match task.row {
        Row::Throughput => throughput(task),
        Row::Latency(Pairing::ReqRep) => latency(task, SocketType::Rep, SocketType::Req),
        Row::Latency(Pairing::DealerRouter) => latency(task, SocketType::Router, SocketType::Dealer),
        Row::Fanout { subscribers } => fanout(task, subscribers),
        Row::Apart(ref side) => apart(task, side),
        Row::ApartTrips(ref side) => apart_trips(task, side),
    })
}

/// Two contexts, which are one for inproc.
fn contexts(task: &Task) -> (Context, Context) {
    let context = Context::new();
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new() };
    (context, other)
}

/// The first part, as a receiver looks at it.
fn first(message: &Message) -> &[u8] {
    message.part_slice(0).unwrap_or_default()
}

fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let pull = context.blocking_socket(SocketType::Pull, Options::default());
    let push = other.blocking_socket(SocketType::Push, Options::default());
    push.connect(pull.bind(task.endpoint("0").as_str())?)?;
    let (payload, count) = (task.payload(), task.count);
    let sender = thread::spawn(move || -> Result<Socket, Failure> {
        for _ in 0..count + 1 {
            push.send(Message::from_slice(&payload))?;
        }
        // It is closed after all has arrived: by default a closed socket drops what waits.
        Ok(push)
    });
    check(first(&pull.recv()?))?;
    let start = Instant::now();
    for _ in 0..count {
        check(first(&pull.recv()?))?;
    }
    task.print_seconds(start.elapsed());
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new();
    match side {
        Side::Near => {
            let pull = context.blocking_socket(SocketType::Pull, Options::default());
            let mut other = task.start(&pull.bind(task.endpoint("0").as_str())?.to_string())?;
            check(first(&pull.recv()?))?;
            let start = other.begin()?;
            for _ in 0..task.count {
                check(first(&pull.recv()?))?;
            }
            task.print_seconds(start.elapsed());
            other.end()
        }
        Side::Far(endpoint) => {
            let push = context.blocking_socket(SocketType::Push, Options::default());
            push.connect(endpoint.as_str())?;
            let payload = task.payload();
            push.send(Message::from_slice(&payload))?;
            until_begun()?;
            for _ in 0..task.count {
                push.send(Message::from_slice(&payload))?;
            }
            until_told()
        }
    }
}

fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new();
    let options = Options::default().workload_profile(WorkloadProfile::Latency);
    match side {
        Side::Near => {
            let client = context.blocking_socket(SocketType::Req, options);
            let other = task.start(&client.bind(task.endpoint("0").as_str())?.to_string())?;
            let payload = task.payload();
            let mut trips = Vec::with_capacity(task.trips());
            for _ in 0..task.trips() {
                let start = Instant::now();
                client.send(Message::from_slice(&payload))?;
                check(first(&client.recv()?))?;
                trips.push(start.elapsed());
            }
            task.print_trips(trips);
            other.end()
        }
        Side::Far(endpoint) => {
            let server = context.blocking_socket(SocketType::Rep, options);
            server.connect(endpoint.as_str())?;
            for _ in 0..task.trips() {
                server.send(server.recv()?)?;
            }
            until_told()
        }
    }
}

fn latency(task: &Task, bound: SocketType, connected: SocketType) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let options = Options::default().workload_profile(WorkloadProfile::Latency);
    let server = context.blocking_socket(bound, options.clone());
    let client = other.blocking_socket(connected, options);
    client.connect(server.bind(task.endpoint("0").as_str())?)?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = thread::spawn(move || -> Result<Socket, Failure> {
        for _ in 0..count {
            server.send(server.recv()?)?;
        }
        Ok(server)
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.send(Message::from_slice(&payload))?;
        check(first(&client.recv()?))?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    echo.join().map_err(|_| "the echo panicked")??;
    Ok(())
}

fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mark = u32::try_from(task.count)?;
    let options = Options::default().send_hwm(mark).recv_hwm(mark);
    let publisher =
        context.blocking_socket(SocketType::Pub, Options { xpub_nodrop: true, ..options.clone() });
    let endpoint = publisher.bind(task.endpoint("0").as_str())?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = other.blocking_socket(SocketType::Sub, options.clone());
        socket.connect(endpoint.clone())?;
        socket.subscribe("")?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let (count, subscribed) = (task.count, Arc::clone(&meeting));
    let receiver = thread::spawn(move || receive(&sockets, count, &subscribed));
    while meeting.ready() < subscribers {
        publisher.send(Message::from_slice(Meeting::TRIAL))?;
        thread::sleep(Meeting::PAUSE);
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..count {
        publisher.send(Message::from_slice(&payload))?;
    }
    task.print_seconds(receiver.join().map_err(|_| "the receiver panicked")??);
    Ok(())
}

fn receive(sockets: &[Socket], count: usize, meeting: &Meeting) -> Result<Duration, Failure> {
    for socket in sockets {
        socket.recv()?;
        meeting.arrived();
    }
    for socket in sockets {
        let mut left = count;
        while left > 0 {
            let message = socket.recv()?;
            if !Meeting::is_trial(first(&message)) {
                check(first(&message))?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
