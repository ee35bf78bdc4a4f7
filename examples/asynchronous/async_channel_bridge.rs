//! Sockets as channels of tokio: what a PULL socket receives comes out of a channel, what goes into another is sent by a PUSH
//! socket. A channel that is full holds its socket back, and a socket that is full its channel.
//!
//! Run `cargo run --features tokio --example async_channel_bridge`.

use tokio::sync::mpsc;
use zmq::{
    Message, SendError,
    tokio::{Context, Socket},
};

/// How many messages a channel holds.
const ROOM: usize = 16;

#[tokio::main]
async fn main() -> zmq::Result<()> {
    let context = Context::new()?;
    let pull = context.socket(zmq::PULL)?;
    pull.bind("tcp://127.0.0.1:*")?;
    let push = context.socket(zmq::PUSH)?;
    push.connect(&pull.last_endpoint()?)?;

    let (input, mut output) = (into_socket(push), out_of_socket(pull));
    tokio::spawn(async move {
        for number in 0..1000_u32 {
            // An error is the end of the other side.
            if input.send(number.to_string().into()).await.is_err() {
                break;
            }
        }
    });
    let mut sum = 0;
    for _ in 0..1000 {
        let Some(message) = output.recv().await else { break };
        sum += message.to_str().ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or_default();
    }
    println!("1000 messages, which sum up to {sum}");
    Ok(())
}

/// What the socket receives. It ends with the context, or when nobody listens any more.
fn out_of_socket(mut pull: Socket<zmq::Pull>) -> mpsc::Receiver<Message> {
    let (sender, receiver) = mpsc::channel(ROOM);
    tokio::spawn(async move {
        // Room first: a message that is received has a place, and none is lost.
        while let Ok(place) = sender.reserve().await {
            let Ok(message) = pull.recv().await else { break };
            place.send(message);
        }
    });
    receiver
}

/// What the socket sends. It ends with the context, or when nobody has the channel any more.
fn into_socket(mut push: Socket<zmq::Push>) -> mpsc::Sender<Message> {
    let (sender, mut receiver) = mpsc::channel::<Message>(ROOM);
    tokio::spawn(async move {
        while let Some(message) = receiver.recv().await {
            let sent: Result<(), SendError> = push.send(message).await;
            if sent.is_err() {
                break;
            }
        }
    });
    sender
}
