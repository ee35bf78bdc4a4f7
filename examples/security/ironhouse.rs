//! Ironhouse: stonehouse, and the server lets in only those clients whose certificates it has.
//!
//! `cargo run --example ironhouse` is both sides in one process. `ironhouse server FOLDER` is the server alone, which prints where
//! it is bound, and `ironhouse client FOLDER ENDPOINT` the client. They take the certificates `server` and `client` from the
//! folder, as `curve_keygen` or pyzmq makes them; the server knows all clients that have one there, also those that come into it
//! later. The environment variable `NAME` is the certificate that the client shows instead of `client`.

use std::{env, error::Error, fs, path::Path, time::Duration};
use zmq::{Authenticator, Certificate, Context, CurveClients, KeyPair, Pull, Push, Security, Socket};

fn authenticator(context: &Context, folder: &Path) -> zmq::Result<Authenticator> {
    let authenticator = Authenticator::start(context)?;
    authenticator.allow("127.0.0.1")?;
    authenticator.configure_curve("*", CurveClients::folder(folder)?);
    Ok(authenticator)
}

/// The keys of one side.
fn keys(folder: &Path, name: &str) -> zmq::Result<KeyPair> {
    let certificate = Certificate::load_secret(folder.join(format!("{name}.key_secret")))?;
    Ok(certificate.keys().clone())
}

fn server(context: &Context, folder: &Path) -> Result<Socket<Push>, Box<dyn Error>> {
    let security =
        Security::curve_server(&keys(folder, "server")?.secret).zap_domain("global").zap_enforce_domain(true);
    Ok(context.socket_builder(zmq::PUSH).security(&security).bind("tcp://127.0.0.1:*").build()?)
}

fn client(context: &Context, folder: &Path, endpoint: &str) -> Result<Socket<Pull>, Box<dyn Error>> {
    let name = env::var("NAME").unwrap_or("client".into());
    let server = Certificate::load(folder.join("server.key"))?;
    let security = Security::curve_client(server.public_key(), &keys(folder, &name)?);
    Ok(context.socket_builder(zmq::PULL).security(&security).connect(endpoint).build()?)
}

/// Both sides, with new certificates.
fn both(context: &Context, folder: &Path) -> Result<(), Box<dyn Error>> {
    for name in ["server", "client"] {
        Certificate::generate()?.save(folder.join(format!("{name}.key")))?;
    }
    let _authenticator = authenticator(context, folder)?;
    let server = server(context, folder)?;
    let client = client(context, folder, &server.last_endpoint()?)?;
    server.send("Hello")?;
    let message = client.recv_timeout(Duration::from_secs(10))?;
    if message.is_none_or(|message| message != "Hello") {
        return Err("Ironhouse test FAIL".into());
    }
    println!("Ironhouse test OK");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let context = Context::new()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let folder = env::temp_dir().join(format!("ironhouse-{}", std::process::id()));
            fs::create_dir(&folder)?;
            let result = both(&context, &folder);
            fs::remove_dir_all(&folder)?;
            result?;
        }
        ["server", folder] => {
            let folder = Path::new(folder);
            let _authenticator = authenticator(&context, folder)?;
            let server = server(&context, folder)?;
            println!("bound {}", server.last_endpoint()?);
            server.send("Hello")?;
        }
        ["client", folder, endpoint] => {
            println!("{}", client(&context, Path::new(folder), endpoint)?.recv_string()?);
        }
        _ => return Err("usage: ironhouse [server FOLDER | client FOLDER ENDPOINT]".into()),
    }
    Ok(())
}
