//! Reads a file in the chunks of `fileio1` to 3, without a socket: what the disk alone takes.
//!
//! Run `testit [FILE]`; it needs no partner.

use std::{fs::File, io::Read};
use zmq_guide::{Result, arg};

fn main() -> Result<()> {
    let mut file = File::open(arg(1, "testdata"))?;
    let mut chunk = vec![0; 250_000];
    let (mut chunks, mut total) = (0, 0);
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        chunks += 1;
        total += length;
    }
    println!("{chunks} chunks read, {total} bytes");
    Ok(())
}
