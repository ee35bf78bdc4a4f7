//! The rows on the crate `arzmq`: its blocking calls, one thread for each side.

#[path = "../../program.rs"]
mod program;

use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use arzmq::prelude::{
    Context, DealerSocket, Message, MultipartReceiver, MultipartSender, PublishSocket, PullSocket,
    PushSocket, Receiver, RecvFlags, ReplySocket, RequestSocket, RouterSocket, SendFlags, Sender,
    SubscribeSocket,
};
use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check, until_begun, until_told};

/// A call that waits, as it is in C.
const SEND: SendFlags = SendFlags::empty();
const RECEIVE: RecvFlags = RecvFlags::empty();

fn main() -> ExitCode {
    program::main(|task| match task.row {
        Row::Throughput => throughput(task),
        Row::Latency(Pairing::ReqRep) => req_rep(task),
        Row::Latency(Pairing::DealerRouter) => dealer_router(task),
        Row::Fanout { subscribers } => fanout(task, subscribers),
        Row::Apart(ref side) => apart(task, side),
        Row::ApartTrips(ref side) => apart_trips(task, side),
    })
}

/// Two contexts, which are one for inproc.
fn contexts(task: &Task) -> Result<(Context, Context), Failure> {
    let context = Context::new()?;
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new()? };
    Ok((context, other))
}

fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let pull = PullSocket::from_context(&context)?;
    pull.bind(task.endpoint("*"))?;
    let push = PushSocket::from_context(&other)?;
    push.connect(pull.last_endpoint()?)?;
    let sending = task.clone();
    let sender = thread::spawn(move || -> Result<PushSocket, Failure> {
        push_all(&sending, &push, || Ok(()))?;
        // It is closed after all has arrived: see `program.rs`.
        Ok(push)
    });
    pull_all(task, &pull, || Ok(Instant::now()))?;
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

/// Sends one, and the rest once `begun` returns.
fn push_all(
    task: &Task,
    push: &PushSocket,
    begun: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let payload = task.payload();
    push.send_msg(Message::from(&payload[..]), SEND)?;
    begun()?;
    for _ in 0..task.count {
        push.send_msg(Message::from(&payload[..]), SEND)?;
    }
    Ok(())
}

/// Receives one, and the rest; `begin` says when the time begins.
fn pull_all(
    task: &Task,
    pull: &PullSocket,
    begin: impl FnOnce() -> Result<Instant, Failure>,
) -> Result<(), Failure> {
    check(&pull.recv_msg(RECEIVE)?.as_bytes())?;
    let start = begin()?;
    for _ in 0..task.count {
        check(&pull.recv_msg(RECEIVE)?.as_bytes())?;
    }
    task.print_seconds(start.elapsed());
    Ok(())
}

fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new()?;
    match side {
        Side::Near => {
            let pull = PullSocket::from_context(&context)?;
            pull.bind(task.endpoint("*"))?;
            let mut other = task.start(&pull.last_endpoint()?.to_string())?;
            pull_all(task, &pull, || other.begin())?;
            other.end()
        }
        Side::Far(endpoint) => {
            let push = PushSocket::from_context(&context)?;
            push.connect(endpoint)?;
            push_all(task, &push, until_begun)?;
            until_told()
        }
    }
}

fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new()?;
    match side {
        Side::Near => {
            let client = RequestSocket::from_context(&context)?;
            client.bind(task.endpoint("*"))?;
            let other = task.start(&client.last_endpoint()?.to_string())?;
            round_trips(task, &client)?;
            other.end()
        }
        Side::Far(endpoint) => {
            let server = ReplySocket::from_context(&context)?;
            server.connect(endpoint)?;
            for _ in 0..task.trips() {
                server.send_msg(server.recv_msg(RECEIVE)?, SEND)?;
            }
            until_told()
        }
    }
}

fn req_rep(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let server = ReplySocket::from_context(&context)?;
    server.bind(task.endpoint("*"))?;
    let client = RequestSocket::from_context(&other)?;
    client.connect(server.last_endpoint()?)?;
    let count = task.trips();
    let echo = thread::spawn(move || -> Result<(), Failure> {
        for _ in 0..count {
            server.send_msg(server.recv_msg(RECEIVE)?, SEND)?;
        }
        Ok(())
    });
    round_trips(task, &client)?;
    echo.join().map_err(|_| "the echo panicked")?
}

fn dealer_router(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let server = RouterSocket::from_context(&context)?;
    server.bind(task.endpoint("*"))?;
    let client = DealerSocket::from_context(&other)?;
    client.connect(server.last_endpoint()?)?;
    let count = task.trips();
    let echo = thread::spawn(move || -> Result<(), Failure> {
        for _ in 0..count {
            server.send_multipart(server.recv_multipart(RECEIVE)?, SEND)?;
        }
        Ok(())
    });
    round_trips(task, &client)?;
    echo.join().map_err(|_| "the echo panicked")?
}

fn round_trips(task: &Task, client: &(impl Sender + Receiver)) -> Result<(), Failure> {
    let payload = task.payload();
    let mut trips = Vec::with_capacity(task.trips());
    for _ in 0..task.trips() {
        let start = Instant::now();
        client.send_msg(Message::from(&payload[..]), SEND)?;
        check(&client.recv_msg(RECEIVE)?.as_bytes())?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    Ok(())
}

fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let publisher = PublishSocket::from_context(&context)?;
    publisher.set_send_highwater_mark(0)?;
    publisher.bind(task.endpoint("*"))?;
    let endpoint = publisher.last_endpoint()?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = SubscribeSocket::from_context(&other)?;
        socket.set_receive_highwater_mark(0)?;
        socket.subscribe("")?;
        socket.connect(&endpoint)?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let (count, subscribed) = (task.count, Arc::clone(&meeting));
    let receiver = thread::spawn(move || receive(&sockets, count, &subscribed));
    while meeting.ready() < subscribers {
        publisher.send_msg(Meeting::TRIAL, SEND)?;
        thread::sleep(Meeting::PAUSE);
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..task.count {
        publisher.send_msg(Message::from(&payload[..]), SEND)?;
    }
    task.print_seconds(receiver.join().map_err(|_| "the receiver panicked")??);
    Ok(())
}

fn receive(sockets: &[SubscribeSocket], count: usize, meeting: &Meeting) -> Result<Duration, Failure> {
    for socket in sockets {
        socket.recv_msg(RECEIVE)?;
        meeting.arrived();
    }
    for socket in sockets {
        let mut left = count;
        while left > 0 {
            let message = socket.recv_msg(RECEIVE)?;
            let bytes = message.as_bytes();
            if !Meeting::is_trial(&bytes) {
                check(&bytes)?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
