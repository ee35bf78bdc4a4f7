//! Sends lines to rsyslog and has them back, over CURVE in both directions, by its modules imczmq and omczmq.
//!
//! - `syslog certificates FOLDER NAME..` makes certificates.
//! - `syslog client OWN RSYSLOG CLIENTS SEND RECV COUNT`: we call rsyslog at SEND, as a client of its certificate, and it calls us at
//!   RECV, where we admit the certificates in CLIENTS.
//! - `syslog server ...`: the other way around; rsyslog fetches from SEND, and has what it got at RECV.

use std::{env, error::Error, path::Path, time::Duration};
use zmq::{Authenticator, Certificate, Context, CurveClients, Event, EventMask, Security};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long a line may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["certificates", folder, names @ ..] => {
            for name in names {
                let mut certificate = Certificate::generate()?;
                certificate.set("name", name)?;
                certificate.save(Path::new(folder).join(format!("{name}.key")))?;
            }
            Ok(())
        }
        [role @ ("client" | "server"), own, rsyslog, clients, send, recv, count] => {
            relay(*role == "client", own, rsyslog, clients, [send, recv], count.parse()?)
        }
        _ => Err(
            "usage: syslog certificates FOLDER NAME.. | client|server OWN RSYSLOG CLIENTS SEND RECV COUNT"
                .into(),
        ),
    }
}

fn relay(
    we_call: bool,
    own: &str,
    rsyslog: &str,
    clients: &str,
    [send, recv]: [&str; 2],
    count: u32,
) -> Result<()> {
    let context = Context::builder().linger(Some(Duration::from_secs(1))).build()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_curve("*", CurveClients::folder(clients)?);
    let own = Certificate::load_secret(format!("{own}_secret"))?;
    let keys = own.keys();
    let server = Security::curve_server(&keys.secret).zap_domain("syslog").zap_enforce_domain(true);
    let client = Security::curve_client(Certificate::load(rsyslog)?.public_key(), keys);
    let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    let monitor = push.monitor(EventMask::ALL)?;
    if we_call {
        push.set_security(&client)?;
        pull.set_security(&server)?;
        pull.bind(recv)?;
        push.connect(send)?;
    } else {
        push.set_security(&server)?;
        pull.set_security(&client)?;
        push.bind(send)?;
        pull.connect(recv)?;
    }
    loop {
        match monitor.recv_timeout(PATIENCE)?.ok_or("rsyslog is not there")?.event {
            Event::HandshakeSucceeded => break,
            Event::HandshakeFailedAuth { status } => {
                println!("turned away with {status}");
                return Ok(());
            }
            _ => {}
        }
    }
    let line = |number: u32| {
        format!("<13>Nov 30 00:00:00 here job: line {number} {}", "x".repeat(number as usize % 2000))
    };
    for number in 0..count {
        push.send(line(number))?;
    }
    for number in 0..count {
        let came = pull.recv_timeout(PATIENCE)?.ok_or("a line did not come back")?;
        if came != line(number) {
            return Err(format!("{} came back for line {number}", came.escape_ascii()).into());
        }
    }
    println!("{count} lines came back");
    Ok(())
}
