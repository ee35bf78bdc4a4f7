//! Makes a pair of keys for CURVE.
//!
//! `cargo run --example curve_keygen` prints it. With the path of a certificate, `curve_keygen alice.key`, it writes
//! `alice.key` for everybody and `alice.key_secret` for its owner alone; what follows, `name=Alice email=alice@example.com`, is
//! kept in both. Files that are there already stay as they are.

use std::process::ExitCode;
use zmq::Certificate;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match make(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("curve_keygen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn make(arguments: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let mut certificate = Certificate::generate()?;
    let Some((path, metadata)) = arguments.split_first() else {
        println!("public key: {}", certificate.public_key());
        if let Some(secret) = certificate.secret_key() {
            println!("secret key: {}", *secret.to_z85());
        }
        return Ok(());
    };
    for pair in metadata {
        let (name, value) = pair.split_once('=').ok_or(format!("{pair:?} is not of the form name=value"))?;
        certificate.set(name, value)?;
    }
    certificate.save(path)?;
    println!("{path}: {}", certificate.public_key());
    println!("{path}_secret: keep it secret");
    Ok(())
}
