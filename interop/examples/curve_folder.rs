//! A server that admits the certificates in a folder, and a client that has one, whoever has made them.
//!
//! - `curve_folder server OWN FOLDER`: prints its endpoint, and answers each request with the key and the name of who has sent it, as
//!   its authenticator says.
//! - `curve_folder client OWN SERVER ENDPOINT`: prints the answer, or how it was turned away.

use std::{env, error::Error, time::Duration};
use zmq::{Authenticator, Certificate, Context, CurveClients, Event, EventMask, Security};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["server", own, folder] => serve(own, folder),
        ["client", own, server, endpoint] => ask(own, server, endpoint),
        _ => Err("usage: curve_folder server OWN FOLDER | client OWN SERVER ENDPOINT".into()),
    }
}

fn serve(own: &str, folder: &str) -> Result<()> {
    let context = Context::new()?;
    // It reads the folder again when something in it changes.
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_curve("*", CurveClients::folder(folder)?);
    let own = Certificate::load_secret(format!("{own}_secret"))?;
    let rep = context.socket(zmq::REP)?;
    rep.set_security(&Security::curve_server(&own.keys().secret))?;
    rep.bind("tcp://127.0.0.1:*")?;
    println!("{}", rep.last_endpoint()?);
    loop {
        let question = rep.recv()?;
        let (key, name) = (question.user_id().unwrap_or("-"), question.gets("name").unwrap_or("-"));
        rep.send(format!("{key} {name}"))?;
    }
}

fn ask(own: &str, server: &str, endpoint: &str) -> Result<()> {
    let context = Context::builder().linger(Some(Duration::ZERO)).build()?;
    let own = Certificate::load_secret(format!("{own}_secret"))?;
    let req = context.socket(zmq::REQ)?;
    req.set_security(&Security::curve_client(Certificate::load(server)?.public_key(), own.keys()))?;
    let monitor = req.monitor(EventMask::ALL)?;
    req.connect(endpoint)?;
    loop {
        match monitor.recv_timeout(PATIENCE)?.ok_or("the server is not there")?.event {
            Event::HandshakeSucceeded => break,
            Event::HandshakeFailedAuth { status } => {
                println!("turned away with {status}");
                return Ok(());
            }
            _ => {}
        }
    }
    req.send("Who am I?")?;
    let answer = req.recv_timeout(PATIENCE)?.ok_or("no answer")?;
    println!("{}", String::from_utf8_lossy(&answer));
    Ok(())
}
