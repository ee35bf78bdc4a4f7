//! The rows on the crate `omq-tokio`, which is written in Rust alone, on tokio: a task for each side, beside the crate's own.
//!
//! The crate's contexts use this runtime. With a thread of their own for input and output round trips took two to eight
//! times as long, and the rest about as long.
//! Round trips ask for the profile that the crate has for them. The fan-out has marks of as many messages as it sends,
//! and the option that makes a publisher wait rather than drop: 0 is no mark without a limit there.

#[path = "../../program.rs"]
mod program;
#[path = "../../tokio.rs"]
mod runtime;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use omq_tokio::options::WorkloadProfile;
use omq_tokio::{Context, Message, Options, Socket, SocketType};
use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check};

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

/// Two contexts on the runtime that is there, which are one for inproc.
fn contexts(task: &Task) -> (Context, Context) {
    let context = Context::current();
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::current() };
    (context, other)
}

/// The first part, as a receiver looks at it.
fn first(message: &Message) -> &[u8] {
    message.part_slice(0).unwrap_or_default()
}

async fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let pull = context.socket(SocketType::Pull, Options::default());
    let push = other.socket(SocketType::Push, Options::default());
    push.connect(pull.bind(task.endpoint("0").as_str()).await?).await?;
    let (payload, count) = (task.payload(), task.count);
    let sender = tokio::spawn(async move {
        for _ in 0..count + 1 {
            push.send(Message::from_slice(&payload)).await?;
        }
        // It is closed after all has arrived: by default a closed socket drops what waits.
        Ok::<Socket, Failure>(push)
    });
    check(first(&pull.recv().await?))?;
    let start = Instant::now();
    for _ in 0..count {
        check(first(&pull.recv().await?))?;
    }
    task.print_seconds(start.elapsed());
    sender.await??;
    Ok(())
}

async fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::current();
    match side {
        Side::Near => {
            let pull = context.socket(SocketType::Pull, Options::default());
            let mut other = task.start(&pull.bind(task.endpoint("0").as_str()).await?.to_string())?;
            check(first(&pull.recv().await?))?;
            let start = other.begin()?;
            for _ in 0..task.count {
                check(first(&pull.recv().await?))?;
            }
            task.print_seconds(start.elapsed());
            other.end()
        }
        Side::Far(endpoint) => {
            let push = context.socket(SocketType::Push, Options::default());
            push.connect(endpoint.as_str()).await?;
            let payload = task.payload();
            push.send(Message::from_slice(&payload)).await?;
            runtime::until_begun().await?;
            for _ in 0..task.count {
                push.send(Message::from_slice(&payload)).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let context = Context::current();
    let options = Options::default().workload_profile(WorkloadProfile::Latency);
    match side {
        Side::Near => {
            let client = context.socket(SocketType::Req, options);
            let other = task.start(&client.bind(task.endpoint("0").as_str()).await?.to_string())?;
            let payload = task.payload();
            let mut trips = Vec::with_capacity(task.trips());
            for _ in 0..task.trips() {
                let start = Instant::now();
                client.send(Message::from_slice(&payload)).await?;
                check(first(&client.recv().await?))?;
                trips.push(start.elapsed());
            }
            task.print_trips(trips);
            other.end()
        }
        Side::Far(endpoint) => {
            let server = context.socket(SocketType::Rep, options);
            server.connect(endpoint.as_str()).await?;
            for _ in 0..task.trips() {
                server.send(server.recv().await?).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn latency(task: &Task, bound: SocketType, connected: SocketType) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let options = Options::default().workload_profile(WorkloadProfile::Latency);
    let server = context.socket(bound, options.clone());
    let client = other.socket(connected, options);
    client.connect(server.bind(task.endpoint("0").as_str()).await?).await?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = tokio::spawn(async move {
        for _ in 0..count {
            server.send(server.recv().await?).await?;
        }
        Ok::<Socket, Failure>(server)
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.send(Message::from_slice(&payload)).await?;
        check(first(&client.recv().await?))?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    echo.await??;
    Ok(())
}

async fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mark = u32::try_from(task.count)?;
    let options = Options::default().send_hwm(mark).recv_hwm(mark);
    let publisher = context.socket(SocketType::Pub, Options { xpub_nodrop: true, ..options.clone() });
    let endpoint = publisher.bind(task.endpoint("0").as_str()).await?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = other.socket(SocketType::Sub, options.clone());
        socket.connect(endpoint.clone()).await?;
        socket.subscribe("").await?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let receiver = tokio::spawn(receive(sockets, task.count, Arc::clone(&meeting)));
    while meeting.ready() < subscribers {
        publisher.send(Message::from_slice(Meeting::TRIAL)).await?;
        tokio::time::sleep(Meeting::PAUSE).await;
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..task.count {
        publisher.send(Message::from_slice(&payload)).await?;
    }
    task.print_seconds(receiver.await??);
    Ok(())
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
            if !Meeting::is_trial(first(&message)) {
                check(first(&message))?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
