//! The rows on the crate `tmq`, over libzmq, on tokio: a task for each side.

#[path = "../../program.rs"]
mod program;
#[path = "../../tokio.rs"]
mod runtime;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::{Sink, SinkExt, Stream, StreamExt};
use program::{Failure, Meeting, Pairing, Row, Side, Task, Transport, check};
use tmq::subscribe::Subscribe;
use tmq::{AsZmqSocket, Context, Message, Multipart, TmqError};

fn main() -> ExitCode {
    program::main(|task| {
        let task = Arc::new(task.clone());
        runtime::block_on(async move {
            match task.row {
                Row::Throughput => throughput(&task).await,
                Row::Latency(Pairing::ReqRep) => req_rep(&task).await,
                Row::Latency(Pairing::DealerRouter) => dealer_router(&task).await,
                Row::Fanout { subscribers } => fanout(&task, subscribers).await,
                Row::Apart(ref side) => apart(&task, side).await,
                Row::ApartTrips(ref side) => apart_trips(&task, side).await,
            }
        })
    })
}

/// Two contexts, which are one for inproc.
fn contexts(task: &Task) -> (Context, Context) {
    let context = Context::new();
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new() };
    (context, other)
}

/// What to connect to.
fn bound(socket: &impl AsZmqSocket) -> Result<String, Failure> {
    Ok(socket.get_socket().get_last_endpoint()?.map_err(|_| "an endpoint that is no UTF-8")?)
}

/// The next message.
async fn next(
    stream: &mut (impl Stream<Item = Result<Multipart, TmqError>> + Unpin),
) -> Result<Multipart, Failure> {
    Ok(stream.next().await.ok_or("the stream has ended")??)
}

async fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    // Its stream that takes up to a hundred messages at once is the fastest that it has.
    let pull = tmq::pull(&context).bind(&task.endpoint("*"))?;
    let mut push = tmq::push(&other).connect(&bound(&pull)?)?;
    let mut pull = pull.buffered(100);
    let (payload, count) = (task.payload(), task.count);
    let sender = tokio::spawn(async move {
        for _ in 0..count + 1 {
            push.send(Message::from(&payload[..])).await?;
        }
        // It is closed after all has arrived: see `program.rs`.
        Ok::<_, Failure>(push)
    });
    check(&next(&mut pull).await?[0])?;
    let start = Instant::now();
    for _ in 0..count {
        check(&next(&mut pull).await?[0])?;
    }
    task.print_seconds(start.elapsed());
    sender.await??;
    Ok(())
}

async fn apart(task: &Task, side: &Side) -> Result<(), Failure> {
    let (context, payload) = (Context::new(), task.payload());
    match side {
        Side::Near => {
            let pull = tmq::pull(&context).bind(&task.endpoint("*"))?;
            let mut other = task.start(&bound(&pull)?)?;
            let mut pull = pull.buffered(100);
            check(&next(&mut pull).await?[0])?;
            let start = other.begin()?;
            for _ in 0..task.count {
                check(&next(&mut pull).await?[0])?;
            }
            task.print_seconds(start.elapsed());
            other.end()
        }
        Side::Far(endpoint) => {
            let mut push = tmq::push(&context).connect(endpoint)?;
            push.send(Message::from(&payload[..])).await?;
            runtime::until_begun().await?;
            for _ in 0..task.count {
                push.send(Message::from(&payload[..])).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn apart_trips(task: &Task, side: &Side) -> Result<(), Failure> {
    let (context, payload) = (Context::new(), task.payload());
    match side {
        Side::Near => {
            let mut client = tmq::request(&context).bind(&task.endpoint("*"))?;
            let other = task.start(&bound(&client)?)?;
            let mut trips = Vec::with_capacity(task.trips());
            for _ in 0..task.trips() {
                let start = Instant::now();
                let receiver = client.send(Message::from(&payload[..]).into()).await?;
                let (reply, sender) = receiver.recv().await?;
                check(&reply[0])?;
                trips.push(start.elapsed());
                client = sender;
            }
            task.print_trips(trips);
            other.end()
        }
        Side::Far(endpoint) => {
            let mut server = tmq::reply(&context).connect(endpoint)?;
            for _ in 0..task.trips() {
                let (request, sender) = server.recv().await?;
                server = sender.send(request).await?;
            }
            runtime::until_told().await
        }
    }
}

async fn req_rep(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mut server = tmq::reply(&context).bind(&task.endpoint("*"))?;
    let mut client = tmq::request(&other).connect(&bound(&server)?)?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = tokio::spawn(async move {
        for _ in 0..count {
            let (request, sender) = server.recv().await?;
            server = sender.send(request).await?;
        }
        Ok::<(), Failure>(())
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        let receiver = client.send(Message::from(&payload[..]).into()).await?;
        let (reply, sender) = receiver.recv().await?;
        check(&reply[0])?;
        trips.push(start.elapsed());
        client = sender;
    }
    task.print_trips(trips);
    echo.await?
}

async fn dealer_router(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mut server = tmq::router(&context).bind(&task.endpoint("*"))?;
    let mut client = tmq::dealer(&other).connect(&bound(&server)?)?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = tokio::spawn(async move {
        for _ in 0..count {
            let request = next(&mut server).await?;
            server.send(request).await?;
        }
        Ok::<(), Failure>(())
    });
    let mut trips = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.send(Message::from(&payload[..])).await?;
        check(&next(&mut client).await?[0])?;
        trips.push(start.elapsed());
    }
    task.print_trips(trips);
    echo.await?
}

async fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mut publisher = tmq::publish(&context).set_sndhwm(0).bind(&task.endpoint("*"))?;
    let endpoint = bound(&publisher)?;
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        sockets.push(tmq::subscribe(&other).set_rcvhwm(0).connect(&endpoint)?.subscribe(b"")?);
    }
    let meeting = Arc::new(Meeting::default());
    let receiver = tokio::spawn(receive(sockets, task.count, Arc::clone(&meeting)));
    while meeting.ready() < subscribers {
        send(&mut publisher, Meeting::TRIAL).await?;
        tokio::time::sleep(Meeting::PAUSE).await;
    }
    let payload = task.payload();
    meeting.begin();
    for _ in 0..task.count {
        send(&mut publisher, &payload).await?;
    }
    task.print_seconds(receiver.await??);
    Ok(())
}

async fn send(
    sink: &mut (impl Sink<Message, Error = TmqError> + Unpin),
    payload: &[u8],
) -> Result<(), Failure> {
    Ok(sink.send(Message::from(payload)).await?)
}

async fn receive(
    mut sockets: Vec<Subscribe>,
    count: usize,
    meeting: Arc<Meeting>,
) -> Result<Duration, Failure> {
    for socket in &mut sockets {
        next(socket).await?;
        meeting.arrived();
    }
    for socket in &mut sockets {
        let mut left = count;
        while left > 0 {
            let message = next(socket).await?;
            if !Meeting::is_trial(&message[0]) {
                check(&message[0])?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
