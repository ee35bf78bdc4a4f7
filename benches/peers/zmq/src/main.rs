//! The rows on the crate `zmq`: blocking calls, one thread for each side.
//!
//! A message is a `zmq::Message` that is copied from a slice, which is one allocation fewer than one from a `Vec`, and it
//! is received into a message that is used again.

#[path = "../../program.rs"]
mod program;

use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check, until_begun, until_told};
use zmq::{Context, Message, Socket, SocketType};

fn main() -> ExitCode {
    program::main(|task| match task.row {
        Row::Throughput => throughput(task),
        Row::Latency(Pairing::ReqRep) => latency(task, zmq::REP, zmq::REQ),
        Row::Latency(Pairing::DealerRouter) => latency(task, zmq::ROUTER, zmq::DEALER),
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

/// A bound socket, and what to connect to.
fn bind(task: &Task, socket: &Socket) -> Result<String, Failure> {
    socket.bind(&task.endpoint("*"))?;
    Ok(socket.get_last_endpoint()?.map_err(|_| "an endpoint that is no UTF-8")?)
}

/// A bound socket, and one that is connected to it.
fn pair(task: &Task, bound: SocketType, connected: SocketType) -> Result<(Socket, Socket), Failure> {
    let (context, other) = contexts(task);
    let (bound, connected) = (context.socket(bound)?, other.socket(connected)?);
    connected.connect(&bind(task, &bound)?)?;
    Ok((bound, connected))
}

/// Sends one, and the rest once `begun` returns.
fn push_all(task: &Task, push: &Socket, begun: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let payload = task.payload();
    push.send(Message::from(&payload[..]), 0)?;
    begun()?;
    for _ in 0..task.count {
        push.send(Message::from(&payload[..]), 0)?;
    }
    Ok(())
}

/// Receives one, and the rest; `begin` says when the time begins.
fn pull_all(
    task: &Task,
    pull: &Socket,
    begin: impl FnOnce() -> Result<Instant, Failure>,
) -> Result<(), Failure> {
    let mut message = Message::new();
    pull.recv(&mut message, 0)?;
    check(&message)?;
    let start = begin()?;
    for _ in 0..task.count {
        pull.recv(&mut message, 0)?;
        check(&message)?;
    }
    task.print_seconds(start.elapsed());
    Ok(())
}

fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new();
    match side {
        Side::Near => {
            let pull = context.socket(zmq::PULL)?;
            let mut other = task.start(&bind(task, &pull)?)?;
            pull_all(task, &pull, || other.begin())?;
            other.end()
        }
        Side::Far(endpoint) => {
            let push = context.socket(zmq::PUSH)?;
            push.connect(endpoint)?;
            push_all(task, &push, until_begun)?;
            until_told()
        }
    }
}

fn throughput(task: &Task) -> Result<(), Failure> {
    let (pull, push) = pair(task, zmq::PULL, zmq::PUSH)?;
    let sending = task.clone();
    let sender = thread::spawn(move || -> Result<Socket, Failure> {
        push_all(&sending, &push, || Ok(()))?;
        // It is closed after all has arrived: see `program.rs`.
        Ok(push)
    });
    pull_all(task, &pull, || Ok(Instant::now()))?;
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

fn answer(task: &Task, server: &Socket) -> Result<(), Failure> {
    for _ in 0..task.trips() {
        loop {
            let mut message = Message::new();
            server.recv(&mut message, 0)?;
            let more = message.get_more();
            let flags = if more { zmq::SNDMORE } else { 0 };
            server.send(message, flags)?;
            if !more {
                break;
            }
        }
    }
    Ok(())
}

fn ask(task: &Task, client: &Socket) -> Result<(), Failure> {
    let payload = task.payload();
    let mut trips = Vec::with_capacity(task.trips());
    let mut message = Message::new();
    for _ in 0..task.trips() {
        let start = Instant::now();
        client.send(Message::from(&payload[..]), 0)?;
        client.recv(&mut message, 0)?;
        check(&message)?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    Ok(())
}

fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new();
    match side {
        Side::Near => {
            let client = context.socket(zmq::REQ)?;
            let other = task.start(&bind(task, &client)?)?;
            ask(task, &client)?;
            other.end()
        }
        Side::Far(endpoint) => {
            let server = context.socket(zmq::REP)?;
            server.connect(endpoint)?;
            answer(task, &server)?;
            until_told()
        }
    }
}

fn latency(task: &Task, bound: SocketType, connected: SocketType) -> Result<(), Failure> {
    let (server, client) = pair(task, bound, connected)?;
    let answering = task.clone();
    let echo = thread::spawn(move || answer(&answering, &server));
    ask(task, &client)?;
    echo.join().map_err(|_| "the echo panicked")?
}

fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let publisher = context.socket(zmq::PUB)?;
    publisher.set_sndhwm(0)?;
    let endpoint = bind(task, &publisher)?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = other.socket(zmq::SUB)?;
        socket.set_rcvhwm(0)?;
        socket.set_subscribe(b"")?;
        socket.connect(&endpoint)?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let (count, subscribed) = (task.count, Arc::clone(&meeting));
    let receiver = thread::spawn(move || receive(&sockets, count, &subscribed));
    while meeting.ready() < subscribers {
        publisher.send(Meeting::TRIAL, 0)?;
        thread::sleep(Meeting::PAUSE);
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..count {
        publisher.send(Message::from(&payload[..]), 0)?;
    }
    task.print_seconds(receiver.join().map_err(|_| "the receiver panicked")??);
    Ok(())
}

fn receive(sockets: &[Socket], count: usize, meeting: &Meeting) -> Result<Duration, Failure> {
    let mut message = Message::new();
    for socket in sockets {
        socket.recv(&mut message, 0)?;
        meeting.arrived();
    }
    for socket in sockets {
        let mut left = count;
        while left > 0 {
            socket.recv(&mut message, 0)?;
            if !Meeting::is_trial(&message) {
                check(&message)?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
