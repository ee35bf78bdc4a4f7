//! `worker.py` of the tutorial on tokio: passes each task of the ventilator on to the sink.
//!
//! Run `cargo run --features tokio --example async_worker` two or more times, with `cargo run --features tokio
//! --example async_ventilator` and `cargo run --features tokio --example async_sink`. The environment variable
//! `ZMQ_ENDPOINT` replaces the endpoint of the ventilator, `ZMQ_SINK_ENDPOINT` that of the sink.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5557".into());
    let sink_endpoint = std::env::var("ZMQ_SINK_ENDPOINT").unwrap_or("tcp://127.0.0.1:5558".into());

    let context = zmq::tokio::Context::new()?;

    let mut recive = context.socket(zmq::PULL)?;
    recive.connect(&endpoint)?;

    let mut sender = context.socket(zmq::PUSH)?;
    sender.connect(&sink_endpoint)?;

    loop {
        let data = recive.recv().await?;
        println!("work1 正在转发...");
        sender.send(data).await?;
    }
}
