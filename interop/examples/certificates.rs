//! Shows certificates, whoever has made them: `certificates store FOLDER`, `certificates public FILE`, `certificates secret FILE`.
//! A line for each has the secret key or `-`, the public key, and the certificate's name.

use std::{env, error::Error};
use zmq::{Certificate, CertificateStore};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["store", folder] => {
            CertificateStore::open(*folder)?.iter().for_each(|certificate| show(certificate, false))
        }
        ["public", file] => show(&Certificate::load(file)?, false),
        ["secret", file] => {
            show(&Certificate::from(Certificate::load_secret(format!("{file}_secret"))?), true)
        }
        _ => return Err("usage: certificates store FOLDER | public FILE | secret FILE".into()),
    }
    Ok(())
}

fn show(certificate: &Certificate, secret: bool) {
    let secret = certificate.secret_key().filter(|_| secret).map(|key| key.to_z85());
    let name = certificate.get("name").unwrap_or("-");
    println!("{} {} {name}", secret.as_ref().map_or("-", |key| key.as_str()), certificate.public_key());
}
