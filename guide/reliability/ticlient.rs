//! Titanic, a caller: leaves requests, asks for their replies, and closes them. RFC 9.
//!
//! Run `ticlient [BROKER] [REQUESTS]` with `mdbroker`, `mdworker` and `titanic`.

use std::time::Duration;
use zmq::Multipart;
use zmq_guide::{
    Result, arg, arg_number,
    mdcliapi::{Client, ClientError},
    pause,
};

fn main() -> Result<()> {
    let requests = arg_number(2, 1)?;
    let mut client = Client::connect(&zmq::Context::new()?, &arg(1, "tcp://localhost:5555"))?;

    let mut accepted = Vec::new();
    for number in 0..requests {
        let request = ["echo".into(), format!("Hello world {number}")];
        match call(&mut client, "titanic.request", request.clone().into()) {
            Ok(reply) => {
                let uuid = reply.get(1).ok_or("no number of the request")?.clone();
                println!("I: request UUID {uuid:?}");
                accepted.push((uuid, request));
            }
            // Whether it was accepted we do not know, so it is not ours to ask for.
            Err(error) => println!("E: request {number}: {error}"),
        }
    }
    for (uuid, [_, expected]) in accepted {
        let reply = loop {
            match call(&mut client, "titanic.reply", [uuid.clone()].into()) {
                Ok(reply) if reply[0].starts_with(b"200") => break reply,
                Ok(reply) if reply[0].starts_with(b"400") => {
                    return Err(format!("{uuid:?} is unknown").into());
                }
                // Pending, or an error of the service that passes, or the broker is away.
                Ok(_) | Err(ClientError::Lost { .. }) => {
                    println!("I: no reply yet, trying again...");
                    pause(Duration::from_secs(5));
                }
                Err(error) => return Err(error.into()),
            }
        };
        println!("I: reply: {:?}", reply[reply.len() - 1]);
        if reply[reply.len() - 1] != *expected {
            return Err(format!("{uuid:?} was {expected:?}").into());
        }
        call(&mut client, "titanic.close", [uuid].into())?;
    }
    Ok(())
}

/// Asks a service of Titanic; its reply begins with a status.
fn call(client: &mut Client, service: &str, body: Multipart) -> Result<Multipart, ClientError> {
    client.call(service, body)
}
