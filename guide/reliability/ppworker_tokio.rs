//! `ppworker` on tokio: a request, the next heartbeat and the queue's silence are three branches of a `select!`.
//!
//! No deadline is worked out by hand. While it works on a request it sends no heartbeat, as `ppworker`: to the queue, who speaks is
//! free.
//!
//! Run `ppworker_tokio [BACKEND] [MISHAPS]` with `ppqueue`; `MISHAPS` as there.

use rand::random_range;
use std::time::Duration;
use tokio::time::{self, Instant, MissedTickBehavior};
use zmq::tokio::Context;
use zmq_guide::{Result, arg, arg_number, hurried, ppp};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let endpoint = arg(1, "tcp://localhost:5556");
    let mishaps = arg_number(2, 6)?;
    let mishap = |cycle| cycle > 3 && mishaps > 0 && random_range(0..mishaps) == 0;
    let heartbeat = hurried(Duration::from_secs(1));
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(32));

    let context = Context::new()?;
    let mut backoff = first;
    let mut cycle = 0;
    loop {
        let mut worker =
            context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO)).connect(&endpoint).build()?;
        worker.send(ppp::READY).await?;
        println!("I: worker ready");
        let mut beat = time::interval_at(Instant::now() + heartbeat, heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let silence = time::sleep(heartbeat * ppp::LIVENESS);
        tokio::pin!(silence);
        loop {
            tokio::select! {
                parts = worker.recv_multipart() => {
                    let parts = parts?;
                    if parts.len() >= 3 {
                        cycle += 1;
                        if mishap(cycle) {
                            println!("I: simulating a crash");
                            return Ok(());
                        }
                        if mishap(cycle) {
                            println!("I: simulating CPU overload");
                            time::sleep(hurried(Duration::from_secs(3))).await;
                        }
                        println!("I: normal reply");
                        time::sleep(hurried(Duration::from_secs(1))).await; // some work
                        worker.send_multipart(parts).await?;
                    } else if parts != [ppp::HEARTBEAT] {
                        println!("E: invalid message: {parts:?}");
                    }
                    backoff = first;
                    silence.as_mut().reset(Instant::now() + heartbeat * ppp::LIVENESS);
                }
                _ = beat.tick() => worker.send(ppp::HEARTBEAT).await?,
                () = &mut silence => break,
            }
        }
        println!("W: heartbeat failure, can't reach queue");
        println!("W: reconnecting in {backoff:?}...");
        time::sleep(hurried(backoff)).await;
        backoff = longest.min(backoff * 2);
    }
}
