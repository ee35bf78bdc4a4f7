//! The rows on the crate `zeromq`, which is written in Rust alone, on tokio: a task for each side, beside the crate's own.
//!
//! It has no contexts, no transport inproc, and no high-water marks to set: up to 100,000 messages wait for each peer. A
//! publisher drops what goes beyond that, so it cannot send more without loss.

#[path = "../../program.rs"]
mod program;
#[path = "../../tokio.rs"]
mod runtime;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use program::{Cannot, Failure, Meeting, Pairing, Row, Side, Task, Transport, check};
use zeromq::{
    DealerSocket, PubSocket, PullSocket, PushSocket, RepSocket, ReqSocket, RouterSocket, Socket, SocketRecv,
    SocketSend, SubSocket, ZmqMessage,
};

/// How many messages wait for a subscriber at most; fewer than the crate's number, since those to try are among them.
const WAITING: usize = 90_000;

fn main() -> ExitCode {
    program::main(|task| {
        if task.transport == Transport::Inproc {
            return Err(Cannot("the crate has no transport inproc").into());
        }
        let task = task.clone();
        runtime::block_on(async move {
            match task.row {
                Row::Throughput => throughput(&task).await,
                Row::Latency(Pairing::ReqRep) => latency(&task, RepSocket::new(), ReqSocket::new()).await,
                Row::Latency(Pairing::DealerRouter) => {
                    latency(&task, RouterSocket::new(), DealerSocket::new()).await
                }
                Row::Fanout { .. } if task.count > WAITING => {
                    Err(Cannot("a publisher drops messages beyond 100,000 that wait").into())
                }
                Row::Fanout { subscribers } => fanout(&task, subscribers).await,
                Row::Apart(ref side) => apart(&task, side).await,
                Row::ApartTrips(ref side) => apart_trips(&task, side).await,
            }
        })
    })
}

/// A message that is a copy of the payload.
fn copied(payload: &[u8]) -> ZmqMessage {
    Bytes::copy_from_slice(payload).into()
}

/// The first frame, as a receiver looks at it.
fn first(message: &ZmqMessage) -> &[u8] {
    message.get(0).map_or(&[], |frame| frame)
}

async fn throughput(task: &Task) -> Result<(), Failure> {
    let mut pull = PullSocket::new();
    let endpoint = pull.bind(&task.endpoint("0")).await?.to_string();
    let mut push = PushSocket::new();
    push.connect(&endpoint).await?;
    let (payload, count) = (task.payload(), task.count);
    let sender = tokio::spawn(async move {
        for _ in 0..count + 1 {
            push.send(copied(&payload)).await?;
        }
        // It is closed after all has arrived: the crate drops what waits when its socket is dropped.
        Ok::<PushSocket, Failure>(push)
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
    match side {
        Side::Near => {
            let mut pull = PullSocket::new();
            let mut other = task.start(&pull.bind(&task.endpoint("0")).await?.to_string())?;
            check(first(&pull.recv().await?))?;
            let start = other.begin()?;
            for _ in 0..task.count {
                check(first(&pull.recv().await?))?;
            }
            task.print_seconds(start.elapsed());
            other.end()
        }
        Side::Far(endpoint) => {
            let mut push = PushSocket::new();
            push.connect(endpoint).await?;
            let payload = task.payload();
            push.send(copied(&payload)).await?;
            runtime::until_begun().await?;
            for _ in 0..task.count {
                push.send(copied(&payload)).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    match side {
        Side::Near => {
            let mut client = ReqSocket::new();
            let other = task.start(&client.bind(&task.endpoint("0")).await?.to_string())?;
            let payload = task.payload();
            let mut trips = Vec::with_capacity(task.trips());
            for _ in 0..task.trips() {
                let start = Instant::now();
                // Without a peer the crate does not wait, it says so.
                while client.send(copied(&payload)).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                check(first(&client.recv().await?))?;
                trips.push(start.elapsed());
            }
            task.print_trips(trips);
            other.end()
        }
        Side::Far(endpoint) => {
            let mut server = RepSocket::new();
            server.connect(endpoint).await?;
            for _ in 0..task.trips() {
                let request = server.recv().await?;
                server.send(request).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn latency<S, C>(task: &Task, mut server: S, mut client: C) -> Result<(), Failure>
where
    S: Socket + SocketSend + SocketRecv + 'static,
    C: Socket + SocketSend + SocketRecv,
{
    let endpoint = server.bind(&task.endpoint("0")).await?.to_string();
    client.connect(&endpoint).await?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = tokio::spawn(async move {
        for _ in 0..count {
            let request = server.recv().await?;
            server.send(request).await?;
        }
        Ok::<S, Failure>(server)
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.send(copied(&payload)).await?;
        check(first(&client.recv().await?))?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    echo.await??;
    Ok(())
}

async fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let mut publisher = PubSocket::new();
    let endpoint = publisher.bind(&task.endpoint("0")).await?.to_string();
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let mut socket = SubSocket::new();
        socket.connect(&endpoint).await?;
        socket.subscribe("").await?;
        sockets.push(socket);
    }
    let meeting = Arc::new(Meeting::default());
    let receiver = tokio::spawn(receive(sockets, task.count, Arc::clone(&meeting)));
    while meeting.ready() < subscribers {
        publisher.send(copied(Meeting::TRIAL)).await?;
        tokio::time::sleep(Meeting::PAUSE).await;
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..task.count {
        publisher.send(copied(&payload)).await?;
    }
    task.print_seconds(receiver.await??);
    Ok(())
}

async fn receive(
    mut sockets: Vec<SubSocket>,
    count: usize,
    meeting: Arc<Meeting>,
) -> Result<Duration, Failure> {
    for socket in &mut sockets {
        socket.recv().await?;
        meeting.arrived();
    }
    for socket in &mut sockets {
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
