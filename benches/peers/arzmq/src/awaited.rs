//! The rows on the crate `arzmq`: the calls that are awaited and wait for readiness, one thread for each side.
//!
//! They wait through async-io's reactor, so each thread is one that async-io's own executor blocks.

#[path = "../../program.rs"]
mod program;

use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use arzmq::prelude::{
    Context, DealerSocket, Message, MultipartMessage, MultipartSender, PublishSocket, PullSocket, PushSocket,
    Receiver, ReplySocket, RequestSocket, RouterSocket, SendFlags, Sender, SubscribeSocket,
};
use async_io::block_on;
use program::{Cannot, Failure, Meeting, Pairing, Row, Task, Transport, check};

const NONE: SendFlags = SendFlags::empty();

fn main() -> ExitCode {
    program::main(|task| match task.row {
        Row::Throughput => throughput(task),
        Row::Latency(Pairing::ReqRep) => req_rep(task),
        Row::Latency(Pairing::DealerRouter) => dealer_router(task),
        Row::Fanout { subscribers } => fanout(task, subscribers),
        Row::Apart(_) | Row::ApartTrips(_) => Err(Cannot("measured in one process only").into()),
    })
}

/// Two contexts, which are one for inproc.
fn contexts(task: &Task) -> Result<(Context, Context), Failure> {
    let context = Context::new()?;
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new()? };
    Ok((context, other))
}

/// The other side, in a thread of its own.
fn beside<T: Send + 'static>(
    side: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> thread::JoinHandle<Result<T, Failure>> {
    thread::spawn(move || block_on(side))
}

fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let pull = PullSocket::from_context(&context)?;
    pull.bind(task.endpoint("*"))?;
    let push = PushSocket::from_context(&other)?;
    push.connect(pull.last_endpoint()?)?;
    let (payload, count) = (task.payload(), task.count);
    let sender = beside(async move {
        for _ in 0..count + 1 {
            push.send_msg_wait(Message::from(&payload[..]), NONE).await?;
        }
        // It is closed after all has arrived: see `program.rs`.
        Ok(push)
    });
    let time = block_on(async {
        check(&pull.recv_msg_wait().await?.as_bytes())?;
        let start = Instant::now();
        for _ in 0..count {
            check(&pull.recv_msg_wait().await?.as_bytes())?;
        }
        Ok::<Duration, Failure>(start.elapsed())
    })?;
    task.print_seconds(time);
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

fn req_rep(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let server = ReplySocket::from_context(&context)?;
    server.bind(task.endpoint("*"))?;
    let client = RequestSocket::from_context(&other)?;
    client.connect(server.last_endpoint()?)?;
    let count = task.trips();
    let echo = beside(async move {
        for _ in 0..count {
            server.send_msg_wait(server.recv_msg_wait().await?, NONE).await?;
        }
        Ok(())
    });
    block_on(round_trips(task, &client))?;
    echo.join().map_err(|_| "the echo panicked")?
}

fn dealer_router(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task)?;
    let server = RouterSocket::from_context(&context)?;
    server.bind(task.endpoint("*"))?;
    let client = DealerSocket::from_context(&other)?;
    client.connect(server.last_endpoint()?)?;
    let count = task.trips();
    let echo = beside(async move {
        for _ in 0..count {
            let (name, body) = (server.recv_msg_wait().await?, server.recv_msg_wait().await?);
            server.send_multipart_wait(MultipartMessage::from([name, body]), NONE).await?;
        }
        Ok(())
    });
    block_on(round_trips(task, &client))?;
    echo.join().map_err(|_| "the echo panicked")?
}

async fn round_trips(task: &Task, client: &(impl Sender + Receiver)) -> Result<(), Failure> {
    let payload = task.payload();
    let mut trips = Vec::with_capacity(task.trips());
    for _ in 0..task.trips() {
        let start = Instant::now();
        client.send_msg_wait(Message::from(&payload[..]), NONE).await?;
        check(&client.recv_msg_wait().await?.as_bytes())?;
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
    let receiver = beside(receive(sockets, task.count, Arc::clone(&meeting)));
    let payload = task.payload();
    block_on(async {
        while meeting.ready() < subscribers {
            publisher.send_msg_wait(Meeting::TRIAL, NONE).await?;
            thread::sleep(Meeting::PAUSE);
        }
        meeting.begin();
        for _ in 0..task.count {
            publisher.send_msg_wait(Message::from(&payload[..]), NONE).await?;
        }
        Ok::<(), Failure>(())
    })?;
    task.print_seconds(receiver.join().map_err(|_| "the receiver panicked")??);
    Ok(())
}

async fn receive(
    sockets: Vec<SubscribeSocket>,
    count: usize,
    meeting: Arc<Meeting>,
) -> Result<Duration, Failure> {
    for socket in &sockets {
        socket.recv_msg_wait().await?;
        meeting.arrived();
    }
    for socket in &sockets {
        let mut left = count;
        while left > 0 {
            let message = socket.recv_msg_wait().await?;
            if !Meeting::is_trial(&message.as_bytes()) {
                check(&message.as_bytes())?;
                left -= 1;
            }
        }
    }
    meeting.end()
}
