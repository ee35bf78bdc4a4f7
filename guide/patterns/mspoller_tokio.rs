//! `mspoller` on tokio: two sockets at once, and no poller.
//!
//! Without a runtime use `mspoller`.
//!
//! Run `mspoller_tokio [TASKS] [UPDATES]` with `taskvent` (after `tasksink`) and `wuserver`.

use zmq_guide::arg;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let context = zmq::tokio::Context::new()?;
    let mut receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let mut subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&arg(2, "tcp://localhost:5556"))?;
    subscriber.subscribe("10001")?;

    loop {
        tokio::select! {
            task = receiver.recv() => println!("task: {:?}", task?),
            update = subscriber.recv() => println!("update: {:?}", update?),
        }
    }
}
