//! What a test under Wine starts as Python: a program for Windows, which has the machine itself run the script and passes on what
//! both say. Wine starts programs of Unix, too, but without their input and output. `peers.rs` is at the other end.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    process::exit,
    thread,
};

fn main() -> io::Result<()> {
    let host = env::var("ZMQ_TEST_PEERS").map_err(io::Error::other)?;
    let mut there = TcpStream::connect(host)?;
    for argument in env::args().skip(1) {
        writeln!(there, "{argument}")?;
    }
    writeln!(there, "\0")?; // no argument is that
    let mut input = there.try_clone()?;
    thread::spawn(move || {
        let mut lines = io::stdin().lock();
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) && input.write_all(&line).is_ok() {
            line.clear();
        }
        // The end of the input. A connection that ends says that this process was killed.
        let _ = input.write_all(b"\0\n");
    });
    let mut lines = BufReader::new(there);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if let Some(code) = line.strip_prefix(b"\0") {
            exit(std::str::from_utf8(code).ok().and_then(|code| code.trim().parse().ok()).unwrap_or(1));
        }
        io::stdout().write_all(&line)?;
        io::stdout().flush()?;
        line.clear();
    }
    exit(1)
}
