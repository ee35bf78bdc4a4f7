//! The rows on the crate `rzmq`, which is written in Rust alone, on tokio: a task for each side, beside the crate's own.
//!
//! Its feature `io-uring` is off, as by default: containers often refuse what it needs of the kernel.
//!
//! A high-water mark of 0 is one of 1 there, so the fan-out has marks of as many messages as it sends, and the option
//! that makes a publisher wait rather than drop.

#[path = "../../program.rs"]
mod program;
#[path = "../../tokio.rs"]
mod runtime;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check};
use rzmq::socket::{LAST_ENDPOINT, RCVHWM, SNDHWM, SUBSCRIBE, XPUB_NODROP};
use rzmq::{Context, Msg, Socket, SocketType};

fn main() -> ExitCode {
    program::main(|task| {
        let task = task.clone();
        runtime::block_on(async move {
            match task.row {
                Row::Throughput => throughput(&task).await,
                Row::Latency(Pairing::ReqRep) => latency(&task, SocketType::Rep, SocketType::Req).await,
                Row::Latency(Pairing::DealerRouter) => {
                    latency(&task, SocketType::Router, SocketType::Dealer).await
                }
                Row::Fanout { subscribers } => fanout(&task, subscribers).await,
                Row::Apart(ref side) => apart(&task, side).await,
                Row::ApartTrips(ref side) => apart_trips(&task, side).await,
            }
        })
    })
}

/// Two contexts, which are one for inproc.
fn contexts(task: &Task) -> Result<(Context, Context), Failure> {
    let context = Context::new()?;
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new()? };
    Ok((context, other))
}

/// Ends both contexts; ending one twice does no harm.
async fn end(contexts: (Context, Context)) -> Result<(), Failure> {
    contexts.0.term().await?;
    Ok(contexts.1.term().await?)
}

/// What to connect to.
async fn bind(task: &Task, socket: &Socket) -> Result<String, Failure> {
    socket.bind(&task.endpoint("0")).await?;
    Ok(String::from_utf8(socket.get_option(LAST_ENDPOINT).await?)?)
}

/// A message that is a copy of the payload.
fn copied(payload: &[u8]) -> Msg {
    Msg::from_bytes(Bytes::copy_from_slice(payload))
}

/// The bytes, as a receiver looks at them.
fn bytes(message: &Msg) -> &[u8] {
    message.data().unwrap_or_default()
}

async fn throughput(task: &Task) -> Result<(), Failure> {
    let contexts = contexts(task)?;
    let pull = contexts.0.socket(SocketType::Pull)?;
    let push = contexts.1.socket(SocketType::Push)?;
    for socket in [&pull, &push] {
        socket.set_option(SNDHWM, 1000i32).await?;
        socket.set_option(RCVHWM, 1000i32).await?;
    }
    push.connect(&bind(task, &pull).await?).await?;
    let (payload, count) = (task.payload(), task.count);
    let sender = tokio::spawn(async move {
        for _ in 0..count + 1 {
            push.send(copied(&payload)).await?;
        }
        Ok::<Socket, Failure>(push)
    });
    check(bytes(&pull.recv().await?))?;
    let start = Instant::now();
    for _ in 0..count {
        check(bytes(&pull.recv().await?))?;
    }
    task.print_seconds(start.elapsed());
    sender.await??;
    end(contexts).await
}

async fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new()?;
    let near = matches!(side, Side::Near);
    let socket = context.socket(if near { SocketType::Pull } else { SocketType::Push })?;
    socket.set_option(SNDHWM, 1000i32).await?;
    socket.set_option(RCVHWM, 1000i32).await?;
    match side {
        Side::Near => {
            let mut other = task.start(&bind(task, &socket).await?)?;
            check(bytes(&socket.recv().await?))?;
            let start = other.begin()?;
            for _ in 0..task.count {
                check(bytes(&socket.recv().await?))?;
            }
            task.print_seconds(start.elapsed());
            other.end()?;
        }
        Side::Far(endpoint) => {
            socket.connect(endpoint).await?;
            let payload = task.payload();
            socket.send(copied(&payload)).await?;
            runtime::until_begun().await?;
            for _ in 0..task.count {
                socket.send(copied(&payload)).await?;
            }
            runtime::until_told().await?;
        }
    }
    Ok(context.term().await?)
}

async fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::new()?;
    match side {
        Side::Near => {
            let client = context.socket(SocketType::Req)?;
            let other = task.start(&bind(task, &client).await?)?;
            let payload = task.payload();
            let mut trips = Vec::with_capacity(task.trips());
            for _ in 0..task.trips() {
                let start = Instant::now();
                client.send(copied(&payload)).await?;
                check(bytes(&client.recv().await?))?;
                trips.push(start.elapsed());
            }
            task.print_trips(trips);
            other.end()?;
        }
        Side::Far(endpoint) => {
            let server = context.socket(SocketType::Rep)?;
            server.connect(endpoint).await?;
            for _ in 0..task.trips() {
                let request = server.recv_multipart().await?;
                server.send_multipart(request).await?;
            }
            runtime::until_told().await?;
        }
    }
    Ok(context.term().await?)
}

async fn latency(task: &Task, bound: SocketType, connected: SocketType) -> Result<(), Failure> {
    let contexts = contexts(task)?;
    let server = contexts.0.socket(bound)?;
    let client = contexts.1.socket(connected)?;
    client.connect(&bind(task, &server).await?).await?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = tokio::spawn(async move {
        for _ in 0..count {
            let request = server.recv_multipart().await?;
            server.send_multipart(request).await?;
        }
        Ok::<Socket, Failure>(server)
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.send(copied(&payload)).await?;
        check(bytes(&client.recv().await?))?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    echo.await??;
    end(contexts).await
}

async fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let contexts = contexts(task)?;
    let mark = i32::try_from(task.count)?;
    let publisher = contexts.0.socket(SocketType::Pub)?;
    publisher.set_option(SNDHWM, mark).await?;
    publisher.set_option(XPUB_NODROP, 1i32).await?;
    let endpoint = bind(task, &publisher).await?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = contexts.1.socket(SocketType::Sub)?;
        socket.set_option(RCVHWM, mark).await?;
        socket.set_option(SUBSCRIBE, "").await?;
        socket.connect(&endpoint).await?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let receiver = tokio::spawn(receive(sockets, task.count, Arc::clone(&meeting)));
    while meeting.ready() < subscribers {
        publisher.send(Msg::from_static(Meeting::TRIAL)).await?;
        tokio::time::sleep(Meeting::PAUSE).await;
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..task.count {
        publisher.send(copied(&payload)).await?;
    }
    task.print_seconds(receiver.await??);
    end(contexts).await
}

async fn receive(sockets: Vec<Socket>, count: usize, meeting: Arc<Meeting>) -> Result<Duration, Failure> {
    for socket in &sockets {
        socket.recv().await?;
        meeting.arrived();
    }
    for socket in &sockets {
        let mut left = count;
        while left > 0 {
            let message = socket.recv().await?;
            if !Meeting::is_trial(bytes(&message)) {
                check(bytes(&message))?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
