//! Woodhouse: clients give a name and a password. Both cross the network as they are, as does everything else.
//!
//! `cargo run --example woodhouse` is both sides in one process. `woodhouse server` is the server alone, which prints where it is
//! bound, and `woodhouse client ENDPOINT` the client; the environment variable `NAME` is the name it gives instead of `admin`.

use std::{env, error::Error, time::Duration};
use zmq::{Authenticator, Context, Pull, Push, Security, Socket};

fn authenticator(context: &Context) -> zmq::Result<Authenticator> {
    let authenticator = Authenticator::start(context)?;
    authenticator.allow("127.0.0.1")?;
    authenticator.configure_plain("*", [("admin", "secret")]);
    Ok(authenticator)
}

fn server(context: &Context) -> zmq::Result<Socket<Push>> {
    let security = Security::plain_server().zap_domain("global");
    context.socket_builder(zmq::PUSH).security(&security).bind("tcp://127.0.0.1:*").build()
}

fn client(context: &Context, endpoint: &str, name: &str) -> zmq::Result<Socket<Pull>> {
    let security = Security::plain_client(name, "secret");
    context.socket_builder(zmq::PULL).security(&security).connect(endpoint).build()
}

fn main() -> Result<(), Box<dyn Error>> {
    let context = Context::new()?;
    let name = env::var("NAME").unwrap_or("admin".into());
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let _authenticator = authenticator(&context)?;
            let server = server(&context)?;
            let client = client(&context, &server.last_endpoint()?, &name)?;
            server.send("Hello")?;
            let message = client.recv_timeout(Duration::from_secs(10))?;
            if message.is_none_or(|message| message != "Hello") {
                return Err("Woodhouse test FAIL".into());
            }
            println!("Woodhouse test OK");
        }
        ["server"] => {
            let _authenticator = authenticator(&context)?;
            let server = server(&context)?;
            println!("bound {}", server.last_endpoint()?);
            server.send("Hello")?;
        }
        ["client", endpoint] => println!("{}", client(&context, endpoint, &name)?.recv_string()?),
        _ => return Err("usage: woodhouse [server | client ENDPOINT]".into()),
    }
    Ok(())
}
