//! The high-water mark: a queue is full, and a send that must not wait says so and returns the message.
//!
//! `try_send` never waits, `send_timeout` waits for so long, `send` until there is a peer with room in its queue.
//!
//! Run `eagain [ENDPOINT]`; it needs no partner, and nobody should listen there.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::builder().linger(Some(std::time::Duration::ZERO)).build()?;
    let mailbox = context.socket(zmq::DEALER)?;
    mailbox.set_sndhwm(4)?;
    mailbox.connect(&arg(1, "tcp://localhost:9876"))?;

    for count in 0..10 {
        println!("Sending message {count}");
        match mailbox.try_send(format!("message {count}")) {
            Err(error) if error.is_would_block() => {
                println!("{}; {:?} is ours again", error.error(), error.message());
                break;
            }
            sent => sent?,
        }
    }
    Ok(())
}
