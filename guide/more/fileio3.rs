//! File transfer with credit: ten requests for chunks are under way, and each chunk that arrives lets another request go.
//!
//! The line stays busy, and never more than ten chunks are in memory. This is the way to send what does not fit into memory, and
//! whatever a slow receiver could drown in.
//!
//! Run `fileio3 [FILE] [ENDPOINT]`; it needs no partner.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    thread,
};
use zmq::{Message, Router, Socket, multipart};
use zmq_guide::{Result, arg};

const CHUNK: usize = 250_000;
/// How many chunks may be under way.
const PIPELINE: u32 = 10;

fn main() -> Result<()> {
    let file = File::open(arg(1, "testdata"))?;
    let context = zmq::Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.bind(&arg(2, "tcp://127.0.0.1:*"))?;
    let client = context.socket(zmq::DEALER)?;
    client.set_rcvhwm(PIPELINE)?;
    client.connect(&router.last_endpoint()?)?;
    let server = thread::spawn(move || serve(&router, file));

    let (mut chunks, mut total, mut offset, mut credit) = (0, 0, 0, PIPELINE);
    loop {
        while credit > 0 {
            client.send_multipart(multipart!["fetch", offset.to_string(), CHUNK.to_string()])?;
            offset += CHUNK;
            credit -= 1;
        }
        let chunk = client.recv()?;
        credit += 1;
        chunks += 1;
        total += chunk.len();
        if chunk.len() < CHUNK {
            break; // the last one; those asked for beyond it are empty
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
