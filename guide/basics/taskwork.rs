//! Pipeline, a worker: takes a task, does it, tells the sink.
//!
//! It never ends; one that does is `taskwork2`.
//!
//! Run `taskwork [VENTILATOR] [SINK]` with `taskvent` and `tasksink`.

use std::time::Duration;
use zmq_guide::{Result, arg, pause, show};

fn main() -> Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&arg(2, "tcp://localhost:5558"))?;

    loop {
        let task = receiver.recv_string()?;
        show(".");
        pause(Duration::from_millis(task.parse()?));
        sender.send("")?;
    }
}
