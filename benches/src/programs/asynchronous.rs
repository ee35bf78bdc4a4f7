//! The same on runtimes: on a thread and a current-thread runtime for each side, both on one such, or both on threads; and one side,
//! where the other has a process of its own.

use super::{NOT_HERE, latency::print as print_times, link, throughput};
use crate::Failure;
use std::{future::Future, io, process::ExitCode, thread, time::Instant};
use tokio::runtime::{Builder, Runtime};
use zmq::{Message, Multipart};

/// What goes wrong on a side, which may be another thread's.
pub type SideFailure = Box<dyn std::error::Error + Send + Sync>;

/// That of the program, which is one thread's.
pub fn failure(failure: SideFailure) -> Failure {
    failure
}

/// Runs the two sides to their ends on the runtime of that name; `None`: there is none of that name. What the far side gives is
/// kept until the near one has ended.
fn both<N, F, S>(runtime: &str, near: N, far: F) -> Option<Result<(), Failure>>
where
    N: Future<Output = Result<(), SideFailure>> + Send + 'static,
    F: Future<Output = Result<S, SideFailure>> + Send + 'static,
    S: Send + 'static,
{
    Some(match runtime {
        "tokio" | "tokio-many" => current()
            .and_then(|here| Ok((here, current()?)))
            .map_err(Failure::from)
            .and_then(|(here, there)| two_threads(|| here.block_on(near), move || there.block_on(far))),
        "async-io" => two_threads(|| async_io::block_on(near), || async_io::block_on(far)),
        "tokio-one" => current().map_err(Failure::from).and_then(|runtime| tasks(&runtime, near, far)),
        "tokio-threads" => several().map_err(Failure::from).and_then(|runtime| tasks(&runtime, near, far)),
        _ => return None,
    })
}

/// A current-thread runtime.
fn current() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_io().build()
}

/// A multi-thread runtime.
fn several() -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_io().build()
}

fn two_threads<S: Send + 'static>(
    near: impl FnOnce() -> Result<(), SideFailure>,
    far: impl FnOnce() -> Result<S, SideFailure> + Send + 'static,
) -> Result<(), Failure> {
    let far = thread::spawn(far);
    near().map_err(failure)?;
    far.join().map_err(|_| "the other side panicked")?.map_err(failure)?;
    Ok(())
}

fn tasks<N, F, S>(runtime: &Runtime, near: N, far: F) -> Result<(), Failure>
where
    N: Future<Output = Result<(), SideFailure>> + Send + 'static,
    F: Future<Output = Result<S, SideFailure>> + Send + 'static,
    S: Send + 'static,
{
    runtime.block_on(async {
        let (near, far) = (tokio::spawn(near), tokio::spawn(far));
        near.await?.map_err(failure)?;
        far.await?.map_err(failure)?;
        Ok(())
    })
}

/// Runs one side to its end, on the runtime of that name, and then that; what the side gives is kept until that has ended.
fn alone<F, S>(
    runtime: &str,
    side: F,
    after: impl FnOnce() -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure>
where
    F: Future<Output = Result<S, SideFailure>> + Send + 'static,
    S: Send + 'static,
{
    let _kept = match runtime {
        "tokio" => current()?.block_on(side),
        "tokio-threads" => {
            let runtime = several()?;
            runtime.block_on(async { tokio::spawn(side).await })?
        }
        "async-io" => async_io::block_on(side),
        _ => return Ok(NOT_HERE.into()),
    }
    .map_err(failure)?;
    after()
}

fn code(result: Option<Result<(), Failure>>) -> Result<ExitCode, Failure> {
    result.map_or(Ok(NOT_HERE.into()), |result| result.map(|()| ExitCode::SUCCESS))
}

/// The two sides over sockets of one runtime, since those of another are other types.
macro_rules! sides {
    ($room:ident, $sockets:ident) => {
        pub mod $room {
            use super::{Instant, Message, Multipart, SideFailure, print_times, throughput};
            use zmq::$sockets::Socket;

            /// Sends one, and the rest once `begun` returns.
            pub async fn push(
                push: zmq::Socket<zmq::Push>,
                size: usize,
                count: usize,
                begun: impl FnOnce() -> Result<(), SideFailure>,
            ) -> Result<Socket<zmq::Push>, SideFailure> {
                let mut push = Socket::try_from(push)?;
                let payload = vec![7; size];
                push.send(&payload).await?;
                begun()?;
                for _ in 0..count {
                    push.send(&payload).await?;
                }
                Ok(push)
            }

            /// Receives one, and the rest; `begin` says when the time begins.
            pub async fn pull(
                pull: zmq::Socket<zmq::Pull>,
                count: usize,
                begin: impl FnOnce() -> Result<Instant, SideFailure>,
            ) -> Result<(), SideFailure> {
                let mut pull = Socket::try_from(pull)?;
                let mut message = Message::new();
                pull.recv_into(&mut message).await?;
                let started = begin()?;
                for _ in 0..count {
                    pull.recv_into(&mut message).await?;
                    assert!(message.first().is_none_or(|byte| *byte == 7));
                }
                throughput::print(started);
                Ok(())
            }

            pub async fn rep(rep: zmq::Socket<zmq::Rep>, count: usize) -> Result<(), SideFailure> {
                let mut rep = Socket::try_from(rep)?;
                let mut message = Message::new();
                for _ in 0..count {
                    rep.recv_into(&mut message).await?;
                    rep.send_from(&mut message).await?;
                }
                Ok(())
            }

            pub async fn router(router: zmq::Socket<zmq::Router>, count: usize) -> Result<(), SideFailure> {
                let mut router = Socket::try_from(router)?;
                let mut message = Multipart::new();
                for _ in 0..count {
                    router.recv_multipart_into(&mut message).await?;
                    router.send_multipart_from(&mut message).await?;
                }
                Ok(())
            }

            sides!(ask req, zmq::Req);
            sides!(ask dealer, zmq::Dealer);
        }
    };
    (ask $name:ident, $kind:ty) => {
        pub async fn $name(
            socket: zmq::Socket<$kind>,
            size: usize,
            count: usize,
        ) -> Result<(), SideFailure> {
            let mut socket = Socket::try_from(socket)?;
            let early = count / 10;
            let payload = vec![0; size];
            let mut answer = Message::new();
            let mut times = Vec::with_capacity(count);
            for at in 0..early + count {
                let started = Instant::now();
                socket.send(&payload).await?;
                socket.recv_into(&mut answer).await?;
                if at >= early {
                    times.push(started.elapsed().as_nanos());
                }
            }
            print_times(times);
            Ok(())
        }
    };
}

/// A side that has a process of its own, with what it runs on, and what is done after it.
macro_rules! process {
    ($name:ident, $kind:ty, $($given:ident: $type:ty),*) => {
        pub fn $name(
            runtime: &str,
            socket: zmq::Socket<$kind>,
            $($given: $type,)*
            after: impl FnOnce() -> Result<ExitCode, Failure>,
        ) -> Result<ExitCode, Failure> {
            if runtime == "async-io" {
                alone(runtime, on_async_io::$name(socket, $($given),*), after)
            } else {
                alone(runtime, on_tokio::$name(socket, $($given),*), after)
            }
        }
    };
}

process!(pull, zmq::Pull, count: usize, begin: impl FnOnce() -> Result<Instant, SideFailure> + Send + 'static);
process!(
    push, zmq::Push, size: usize, count: usize, begun: impl FnOnce() -> Result<(), SideFailure> + Send + 'static
);
process!(req, zmq::Req, size: usize, count: usize);
process!(rep, zmq::Rep, count: usize);

sides!(on_tokio, tokio);
sides!(on_async_io, async_io);

/// As many at a time as there are.
async fn pull_many(pull: zmq::Socket<zmq::Pull>, count: usize) -> Result<(), SideFailure> {
    let mut pull = zmq::tokio::Socket::try_from(pull)?;
    let mut messages = Vec::new();
    let mut left = count;
    pull.recv().await?;
    let started = Instant::now();
    while left > 0 {
        messages.clear();
        left -= pull.recv_many(&mut messages, left.min(256)).await?;
        assert!(messages.iter().all(|message| message.first().is_none_or(|byte| *byte == 7)));
    }
    throughput::print(started);
    Ok(())
}

pub fn throughput(runtime: &str, transport: &str, size: usize, count: usize) -> Result<ExitCode, Failure> {
    let (near, far) = link::open(transport, zmq::PULL, zmq::PUSH)?;
    let (begin, begun) = (|| Ok(Instant::now()), || Ok(()));
    code(if runtime == "async-io" {
        both(runtime, on_async_io::pull(near, count, begin), on_async_io::push(far, size, count, begun))
    } else if runtime == "tokio-many" {
        both(runtime, pull_many(near, count), on_tokio::push(far, size, count, begun))
    } else {
        both(runtime, on_tokio::pull(near, count, begin), on_tokio::push(far, size, count, begun))
    })
}

pub fn latency(
    runtime: &str,
    pairing: &str,
    transport: &str,
    size: usize,
    count: usize,
) -> Result<ExitCode, Failure> {
    if runtime == "tokio-many" {
        return Ok(NOT_HERE.into());
    }
    let all = count + count / 10;
    match pairing {
        "req_rep" => {
            let (near, far) = link::open(transport, zmq::REP, zmq::REQ)?;
            code(if runtime == "async-io" {
                both(runtime, on_async_io::rep(near, all), on_async_io::req(far, size, count))
            } else {
                both(runtime, on_tokio::rep(near, all), on_tokio::req(far, size, count))
            })
        }
        "dealer_router" => {
            let (near, far) = link::open(transport, zmq::ROUTER, zmq::DEALER)?;
            code(if runtime == "async-io" {
                both(runtime, on_async_io::router(near, all), on_async_io::dealer(far, size, count))
            } else {
                both(runtime, on_tokio::router(near, all), on_tokio::dealer(far, size, count))
            })
        }
        _ => Ok(NOT_HERE.into()),
    }
}
