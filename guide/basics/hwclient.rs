//! Request and reply, the client: asks ten times, and waits for each answer.
//!
//! A REQ socket waits for ever for a server that died with the request. A client that must not is `lpclient`.
//!
//! Run `hwclient [ENDPOINT]` with `hwserver` or `mtserver`, in either order.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let endpoint = arg(1, "tcp://localhost:5555");
    let context = zmq::Context::new()?;
    println!("Connecting to hello world server...");
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&endpoint)?;

    for request in 0..10 {
        println!("Sending request {request} ...");
        socket.send("Hello")?;
        let message = socket.recv()?;
        println!("Received reply {request} [ {message:?} ]");
    }
    Ok(())
}
