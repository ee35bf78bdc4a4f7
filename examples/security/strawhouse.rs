//! Strawhouse: grasslands with a fence. An authenticator lets clients in by their address; what is sent can still be read, and
//! addresses can be forged by whoever is on the way.
//!
//! `cargo run --example strawhouse` is both sides in one process. `strawhouse server` is the server alone, which prints where it
//! is bound, and `strawhouse client ENDPOINT` the client; the environment variable `DENY` is an address that the server keeps out.

use std::{env, error::Error, time::Duration};
use zmq::{Authenticator, Context, Event, EventMask, Pull, Push, Security, Socket};

fn server(context: &Context) -> zmq::Result<Socket<Push>> {
    // Without a mechanism, the authenticator is asked for the sake of the domain alone.
    let security = Security::null().zap_domain("global").zap_enforce_domain(true);
    context.socket_builder(zmq::PUSH).security(&security).bind("tcp://127.0.0.1:*").build()
}

fn client(context: &Context) -> zmq::Result<Socket<Pull>> {
    context.socket(zmq::PULL)
}

/// Whether the server lets a client in.
fn is_let_in(client: &Socket<Pull>, endpoint: &str) -> zmq::Result<bool> {
    let monitor = client.monitor(EventMask::HANDSHAKE_SUCCEEDED | EventMask::HANDSHAKE_FAILED_AUTH)?;
    client.connect(endpoint)?;
    Ok(monitor.recv()?.event == Event::HandshakeSucceeded)
}

fn main() -> Result<(), Box<dyn Error>> {
    let context = Context::new()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let authenticator = Authenticator::start(&context)?;
            authenticator.allow("127.0.0.1")?;
            let server = server(&context)?;
            let endpoint = server.last_endpoint()?;
            let friend = client(&context)?;
            friend.connect(&endpoint)?;
            server.send("Hello")?;
            let message = friend.recv_timeout(Duration::from_secs(10))?;
            let allowed = message.is_some_and(|message| message == "Hello");

            // From now on, and for those that come from now on.
            authenticator.clear_addresses();
            authenticator.deny("127.0.0.1")?;
            let denied = !is_let_in(&client(&context)?, &endpoint)?;
            if !allowed || !denied {
                return Err("Strawhouse test FAIL".into());
            }
            println!("Strawhouse test OK");
        }
        ["server"] => {
            let authenticator = Authenticator::start(&context)?;
            match env::var("DENY") {
                Ok(address) => authenticator.deny(address)?,
                Err(_) => authenticator.allow("127.0.0.1")?,
            }
            let server = server(&context)?;
            println!("bound {}", server.last_endpoint()?);
            server.send("Hello")?;
        }
        ["client", endpoint] => {
            let client = client(&context)?;
            client.connect(endpoint)?;
            println!("{}", client.recv_string()?);
        }
        _ => return Err("usage: strawhouse [server | client ENDPOINT]".into()),
    }
    Ok(())
}
