//! Pipeline with an end, a worker: does tasks until it is told to stop.
//!
//! A second socket carries the order to stop, and a [`zmq::Poller`] waits for both. Rather than one message for each
//! worker, which the sink would have to count, one is published.
//!
//! Run `taskwork2 [VENTILATOR] [SINK] [CONTROL]` with `taskvent` and `tasksink2`. On tokio: `taskwork2_tokio`.

use std::time::Duration;
use zmq::{POLLIN, Poller};
use zmq_guide::{Result, arg, pause, show};

#[derive(Clone, Copy)]
enum Source {
    Tasks,
    Control,
}

fn main() -> Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&arg(2, "tcp://localhost:5558"))?;
    let controller = context.socket(zmq::SUB)?;
    controller.connect(&arg(3, "tcp://localhost:5559"))?;
    controller.subscribe("")?;

    let mut poller = Poller::new();
    poller.register(&receiver, Source::Tasks, POLLIN)?;
    poller.register(&controller, Source::Control, POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            match event.key {
                Source::Tasks => {
                    let task = receiver.recv_string()?;
                    pause(Duration::from_millis(task.parse()?));
                    sender.send(task)?;
                    show(".");
                }
                Source::Control => return Ok(()),
            }
        }
    }
}
