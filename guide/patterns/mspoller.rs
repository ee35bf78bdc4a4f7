//! Two sockets at once, with a poller: tasks from a ventilator, and weather updates.
//!
//! This is how a thread waits for several sockets. On tokio it is a `select!`: `mspoller_tokio`.
//!
//! Run `mspoller [TASKS] [UPDATES]` with `taskvent` (after `tasksink`) and `wuserver`.

use zmq::{POLLIN, Poller};
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&arg(2, "tcp://localhost:5556"))?;
    subscriber.subscribe("10001")?;

    let mut poller = Poller::new();
    poller.register(&receiver, "task", POLLIN)?;
    poller.register(&subscriber, "update", POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            let message = if event.key == "task" { receiver.recv()? } else { subscriber.recv()? };
            println!("{}: {message:?}", event.key);
        }
    }
}
