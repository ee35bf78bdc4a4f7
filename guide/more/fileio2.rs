//! File transfer by request: the client asks for one chunk, and for the next when it has it.
//!
//! Never more than one chunk is in memory, and each costs the time of a round trip. To keep the line busy see `fileio3`.
//!
//! Run `fileio2 [FILE] [ENDPOINT]`; it needs no partner.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    thread,
};
use zmq::{Message, Router, Socket, multipart};
use zmq_guide::{Result, arg};

const CHUNK: usize = 250_000;

fn main() -> Result<()> {
    let file = File::open(arg(1, "testdata"))?;
    let context = zmq::Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.bind(&arg(2, "tcp://127.0.0.1:*"))?;
    let client = context.socket(zmq::DEALER)?;
    client.set_rcvhwm(1)?;
    client.connect(&router.last_endpoint()?)?;
    let server = thread::spawn(move || serve(&router, file));

    let (mut chunks, mut total) = (0, 0);
    loop {
        client.send_multipart(multipart!["fetch", total.to_string(), CHUNK.to_string()])?;
        let chunk = client.recv()?;
        chunks += 1;
        total += chunk.len();
        if chunk.len() < CHUNK {
            break; // the last one
        }
    }
    println!("{chunks} chunks received, {total} bytes");
    client.send_multipart(["done"])?;
    server.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Answers each request with a piece of the file, until one asks for nothing.
fn serve(router: &Socket<Router>, mut file: File) -> Result<()> {
    loop {
        let request = router.recv_multipart()?;
        let Ok([client, _, offset, size]) = <[Message; 4]>::try_from(request) else { return Ok(()) };
        file.seek(SeekFrom::Start(offset.to_str()?.parse()?))?;
        let mut chunk = Vec::new();
        file.by_ref().take(size.to_str()?.parse()?).read_to_end(&mut chunk)?;
        router.send_multipart(multipart![client, chunk])?;
    }
}
