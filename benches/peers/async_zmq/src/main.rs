//! The rows on the crate `async_zmq`, over libzmq: one thread for each side.
//!
//! The crate brings a reactor with a thread of its own and asks for no runtime, so each side is a thread that is blocked
//! on its future. Its sockets for requests and replies lend themselves to no other thread while they wait.

#[path = "../../program.rs"]
mod program;

use std::iter::{Once, once};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use async_zmq::zmq;
use async_zmq::{
    Context, Dealer, Message, Multipart, MultipartIter, Publish, Pull, Push, Reply, Request, Router, SinkExt,
    Stream, StreamExt, Subscribe,
};
use futures::executor::block_on;
use program::{Cannot, Failure, Meeting, Pairing, Row, Task, Transport, check};

/// A message of one part, without a `Vec` around it.
type Single = Once<Message>;

/// What a message of several parts is sent from.
type Parts = std::vec::IntoIter<Message>;

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
fn contexts(task: &Task) -> (Context, Context) {
    let context = Context::new();
    let other = if task.transport == Transport::Inproc { context.clone() } else { Context::new() };
    (context, other)
}

/// What to connect to.
fn bound(socket: &zmq::Socket) -> Result<String, Failure> {
    Ok(socket.get_last_endpoint()?.map_err(|_| "an endpoint that is no UTF-8")?)
}

fn single(payload: &[u8]) -> MultipartIter<Single, Message> {
    MultipartIter(once(Message::from(payload)))
}

/// The next message.
async fn next<E>(
    stream: &mut (impl Stream<Item = Result<Multipart, E>> + Unpin),
) -> Result<Multipart, Failure>
where
    Failure: From<E>,
{
    Ok(stream.next().await.ok_or("the stream has ended")??)
}

fn throughput(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mut pull: Pull = async_zmq::pull(&task.endpoint("*"))?.with_context(&context).bind()?;
    let endpoint = bound(pull.as_raw_socket())?;
    let mut push: Push<Single, Message> = async_zmq::push(&endpoint)?.with_context(&other).connect()?;
    let (payload, count) = (task.payload(), task.count);
    let sender = thread::spawn(move || {
        block_on(async {
            for _ in 0..count + 1 {
                push.send(single(&payload)).await?;
            }
            Ok::<(), Failure>(())
        })?;
        // It is closed after all has arrived: see `program.rs`.
        Ok::<Push<Single, Message>, Failure>(push)
    });
    let time = block_on(async {
        check(&next(&mut pull).await?[0])?;
        let start = Instant::now();
        for _ in 0..count {
            check(&next(&mut pull).await?[0])?;
        }
        Ok::<Duration, Failure>(start.elapsed())
    })?;
    task.print_seconds(time);
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

fn req_rep(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let server: Reply<Parts, Message> =
        async_zmq::reply(&task.endpoint("*"))?.with_context(&context).bind()?;
    let endpoint = bound(server.as_raw_socket())?;
    let client: Request<Single, Message> = async_zmq::request(&endpoint)?.with_context(&other).connect()?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = thread::spawn(move || {
        block_on(async {
            for _ in 0..count {
                server.send(server.recv().await?).await?;
            }
            Ok::<(), Failure>(())
        })
    });
    let trips = block_on(async {
        let mut trips = Vec::with_capacity(count);
        for _ in 0..count {
            let start = Instant::now();
            client.send(single(&payload)).await?;
            check(&client.recv().await?[0])?;
            trips.push(start.elapsed());
        }
        Ok::<Vec<Duration>, Failure>(trips)
    })?;
    task.print_trips(trips);
    echo.join().map_err(|_| "the echo panicked")?
}

fn dealer_router(task: &Task) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let mut server: Router<Parts, Message> =
        async_zmq::router(&task.endpoint("*"))?.with_context(&context).bind()?;
    let endpoint = bound(server.as_raw_socket())?;
    let mut client: Dealer<Single, Message> = async_zmq::dealer(&endpoint)?.with_context(&other).connect()?;
    let (payload, count) = (task.payload(), task.trips());
    let echo = thread::spawn(move || {
        block_on(async {
            for _ in 0..count {
                let request = next(&mut server).await?;
                server.send(request.into()).await?;
            }
            Ok::<(), Failure>(())
        })
    });
    let trips = block_on(async {
        let mut trips = Vec::with_capacity(count);
        for _ in 0..count {
            let start = Instant::now();
            client.send(single(&payload)).await?;
            check(&next(&mut client).await?[0])?;
            trips.push(start.elapsed());
        }
        Ok::<Vec<Duration>, Failure>(trips)
    })?;
    task.print_trips(trips);
    echo.join().map_err(|_| "the echo panicked")?
}

/// The crate's builders set no options, so these sockets are made by the crate `zmq` and handed over.
fn fanout(task: &Task, subscribers: usize) -> Result<(), Failure> {
    let (context, other) = contexts(task);
    let socket = context.socket(zmq::PUB)?;
    socket.set_sndhwm(0)?;
    socket.bind(&task.endpoint("*"))?;
    let endpoint = bound(&socket)?;
    let mut publisher: Publish<Single, Message> = socket.into();
    let mut sockets = Vec::new();
    for _ in 0..subscribers {
        let socket = other.socket(zmq::SUB)?;
        socket.set_rcvhwm(0)?;
        socket.set_subscribe(b"")?;
        socket.connect(&endpoint)?;
        sockets.push(Subscribe::from(socket));
    }
    let meeting = Arc::new(Meeting::default());
    let (count, subscribed) = (task.count, Arc::clone(&meeting));
    let receiver = thread::spawn(move || block_on(receive(sockets, count, &subscribed)));
    let payload = task.payload();
    block_on(async {
        while meeting.ready() < subscribers {
            publisher.send(single(Meeting::TRIAL)).await?;
            thread::sleep(Meeting::PAUSE);
        }
        meeting.begin();
        for _ in 0..count {
            publisher.send(single(&payload)).await?;
        }
        Ok::<(), Failure>(())
    })?;
    task.print_seconds(receiver.join().map_err(|_| "the receiver panicked")??);
    Ok(())
}

async fn receive(mut sockets: Vec<Subscribe>, count: usize, meeting: &Meeting) -> Result<Duration, Failure> {
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
