//! Stonehouse: the server has keys, the client is sure of it, and nobody on the way can read or change what is sent. The server
//! lets any client in that knows its public key.
//!
//! `cargo run --example stonehouse` is both sides in one process. `stonehouse server FOLDER` is the server alone, which prints
//! where it is bound, and `stonehouse client FOLDER ENDPOINT` the client. They take the certificates `server` and `client` from
//! the folder, as `curve_keygen` or pyzmq makes them.

use std::{env, error::Error, path::Path, time::Duration};
use zmq::{Authenticator, Certificate, Context, CurveClients, KeyPair, Pull, Push, Security, Socket};
use zmq::{PublicKey, SecretKey};

fn authenticator(context: &Context) -> zmq::Result<Authenticator> {
    let authenticator = Authenticator::start(context)?;
    authenticator.allow("127.0.0.1")?;
    authenticator.configure_curve("*", CurveClients::any());
    Ok(authenticator)
}

fn server(context: &Context, secret: &SecretKey) -> zmq::Result<Socket<Push>> {
    let security = Security::curve_server(secret).zap_domain("global").zap_enforce_domain(true);
    context.socket_builder(zmq::PUSH).security(&security).bind("tcp://127.0.0.1:*").build()
}

fn client(
    context: &Context,
    endpoint: &str,
    server: &PublicKey,
    keys: &KeyPair,
) -> zmq::Result<Socket<Pull>> {
    let security = Security::curve_client(server, keys);
    context.socket_builder(zmq::PULL).security(&security).connect(endpoint).build()
}

/// The keys of one side.
fn keys(folder: &str, name: &str) -> zmq::Result<KeyPair> {
    let certificate = Certificate::load_secret(Path::new(folder).join(format!("{name}.key_secret")))?;
    Ok(certificate.keys().clone())
}

fn main() -> Result<(), Box<dyn Error>> {
    let context = Context::new()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let (server_keys, client_keys) = (KeyPair::generate()?, KeyPair::generate()?);
            let _authenticator = authenticator(&context)?;
            let server = server(&context, &server_keys.secret)?;
            let client = client(&context, &server.last_endpoint()?, &server_keys.public, &client_keys)?;
            server.send("Hello")?;
            let message = client.recv_timeout(Duration::from_secs(10))?;
            if message.is_none_or(|message| message != "Hello") {
                return Err("Stonehouse test FAIL".into());
            }
            println!("Stonehouse test OK");
        }
        ["server", folder] => {
            let _authenticator = authenticator(&context)?;
            let server = server(&context, &keys(folder, "server")?.secret)?;
            println!("bound {}", server.last_endpoint()?);
            server.send("Hello")?;
        }
        ["client", folder, endpoint] => {
            let server = Certificate::load(Path::new(folder).join("server.key"))?;
            let client = client(&context, endpoint, server.public_key(), &keys(folder, "client")?)?;
            println!("{}", client.recv_string()?);
        }
        _ => return Err("usage: stonehouse [server FOLDER | client FOLDER ENDPOINT]".into()),
    }
    Ok(())
}
