//! Two sockets at once, without a poller: look at each in turn, and sleep when none has anything.
//!
//! It shows why pollers exist: the first message after a pause is late by the sleep, and an idle program wakes a thousand
//! times a second. It is right only inside of a loop that must not wait, as that of a game. Else use `mspoller`.
//!
//! Run `msreader [TASKS] [UPDATES]` with `taskvent` (after `tasksink`) and `wuserver`.

use std::{thread, time::Duration};
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&arg(2, "tcp://localhost:5556"))?;
    subscriber.subscribe("10001")?;

    loop {
        // Tasks come first: updates wait while there are any.
        while let Some(task) = receiver.try_recv()? {
            println!("task: {task:?}");
        }
        while let Some(update) = subscriber.try_recv()? {
            println!("update: {update:?}");
        }
        thread::sleep(Duration::from_millis(1));
    }
}
