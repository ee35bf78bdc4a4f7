//! `taskwork2` on tokio: `select!` takes the place of the poller.
//!
//! Without a runtime use `taskwork2`.
//!
//! Run `taskwork2_tokio [VENTILATOR] [SINK] [CONTROL]` with `taskvent` and `tasksink2`.

use std::time::Duration;
use zmq_guide::{Result, arg, hurried, show};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let context = zmq::tokio::Context::new()?;
    let mut receiver = context.socket(zmq::PULL)?;
    receiver.connect(&arg(1, "tcp://localhost:5557"))?;
    let mut sender = context.socket(zmq::PUSH)?;
    sender.connect(&arg(2, "tcp://localhost:5558"))?;
    let mut controller = context.socket(zmq::SUB)?;
    controller.connect(&arg(3, "tcp://localhost:5559"))?;
    controller.subscribe("")?;

    loop {
        let task = tokio::select! {
            task = receiver.recv() => String::try_from(task?)?,
            order = controller.recv() => break drop(order?),
        };
        tokio::time::sleep(hurried(Duration::from_millis(task.parse()?))).await;
        sender.send(task).await?;
        show(".");
    }
    Ok(())
}
