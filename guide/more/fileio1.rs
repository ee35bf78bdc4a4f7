//! File transfer without control: the server sends all chunks at once, and queues without a limit hold what is not read yet.
//!
//! A large file ends up in memory, so it is an example of what not to do. Better: `fileio2`, and best `fileio3`.
//!
//! Run `fileio1 [FILE] [ENDPOINT]`; it needs no partner.

use std::{fs::File, io::Read, thread};
use zmq::{Message, Router, Socket, multipart};
use zmq_guide::{Result, arg};

const CHUNK: usize = 250_000;

fn main() -> Result<()> {
    let file = File::open(arg(1, "testdata"))?;
    let context = zmq::Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.set_sndhwm(0)?; // no limit: else chunks would be dropped
    router.bind(&arg(2, "tcp://127.0.0.1:*"))?;
    let client = context.socket(zmq::DEALER)?;
    client.set_rcvhwm(0)?;
    client.connect(&router.last_endpoint()?)?;
    let server = thread::spawn(move || serve(&router, file));

    client.send("fetch")?;
    let (mut chunks, mut total) = (0, 0);
    loop {
        let chunk = client.recv()?;
        chunks += 1;
        total += chunk.len();
        if chunk.is_empty() {
            break;
        }
    }
    println!("{chunks} chunks received, {total} bytes");
    server.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn serve(router: &Socket<Router>, mut file: File) -> Result<()> {
    let [client, _]: [Message; 2] = router.recv_parts()?;
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)?;
        let last = chunk.is_empty();
        router.send_multipart(multipart![&client, chunk])?;
        if last {
            return Ok(());
        }
    }
}
