//! `worker.py` of the tutorial: passes each task of the ventilator on to the sink.
//!
//! Run `cargo run --example worker` two or more times, with `cargo run --example ventilator` and
//! `cargo run --example sink`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint of the ventilator, `ZMQ_SINK_ENDPOINT` that of the
//! sink.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5557".into());
    let sink_endpoint = std::env::var("ZMQ_SINK_ENDPOINT").unwrap_or("tcp://127.0.0.1:5558".into());

    let context = zmq::Context::new()?;

    let recive = context.socket(zmq::PULL)?;
    recive.connect(&endpoint)?;

    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&sink_endpoint)?;

    loop {
        let data = recive.recv()?;
        println!("work1 正在转发...");
        sender.send(data)?;
    }
}
