//! Majordomo, a worker: the service `echo`. All of the protocol is in [`zmq_guide::mdwrkapi`].
//!
//! Run `mdworker [ENDPOINT] [SERVICE]` with `mdbroker`.

use std::time::Duration;
use zmq_guide::{arg, hurried, mdwrkapi::Worker};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let mut worker = Worker::connect(&context, &arg(1, "tcp://localhost:5555"), &arg(2, "echo"))?;
    let time = hurried(Duration::from_millis(2500));
    worker.set_times(time, time);
    loop {
        let request = worker.recv()?;
        let body = request.body().clone();
        request.reply(body)?;
    }
}
