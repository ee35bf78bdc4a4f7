//! Runs Python for tests under Wine: each connection asks for one process, and has its input and output. `python.rs` is at the
//! other end.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is neither an argument nor a line: the end of each.
const END: &str = "\0";

/// The other end of a connection is no longer there.
const GONE: [io::ErrorKind; 2] = [io::ErrorKind::BrokenPipe, io::ErrorKind::ConnectionReset];

/// Serves as long as this program runs, and says where.
pub fn serve(python: PathBuf, drive: PathBuf) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let with = Arc::new((python, drive));
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let with = with.clone();
            thread::spawn(move || {
                match serve_one(&with.0, &with.1, connection) {
                    // Who asked for it was killed, as by a test about peers that vanish, or did not wait for its end.
                    Err(error) if GONE.contains(&error.kind()) => {}
                    Err(error) => eprintln!("a Python peer of Wine: {error}"),
                    Ok(()) => {}
                }
            });
        }
    });
    Ok(address)
}

fn serve_one(python: &Path, drive: &Path, mut connection: TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?);
    let mut arguments = Vec::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(()); // it changed its mind
        }
        match line.trim_end_matches('\n') {
            END => break,
            argument => arguments.push(here(drive, argument)),
        }
    }
    let mut command = Command::new(python);
    command.args(arguments).env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let child = Arc::new(Mutex::new(child));
    let of_input = child.clone();
    thread::spawn(move || {
        pass_on(&mut lines, input);
        // Who asked for it is gone. If Python has ended, this is nothing.
        of_input.lock().is_ok_and(|mut child| child.kill().is_ok())
    });
    // Until Python has closed its output.
    if let Some(output) = output {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            connection.write_all(&line)?;
            line.clear();
        }
    }
    let status = child.lock().map_err(|_| io::Error::other("a thread panicked"))?.wait()?;
    writeln!(connection, "{END}{}", status.code().unwrap_or(1))?;
    connection.shutdown(Shutdown::Both)
}

/// Gives Python its lines, until the connection ends.
fn pass_on(lines: &mut impl BufRead, mut input: Option<ChildStdin>) {
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        if line.starts_with(END.as_bytes()) {
            input = None;
        }
        if let Some(python) = &mut input {
            // One that has ended takes no more, and the end of its output tells.
            let _ = python.write_all(&line).and_then(|()| python.flush());
        }
        line.clear();
    }
}

/// A path of Wine as one of this machine; what is no path stays.
fn here(drive: &Path, argument: &str) -> String {
    let slashes = || argument.replace('\\', "/");
    let path = match argument.get(..3) {
        Some("Z:\\" | "Z:/") => PathBuf::from(&slashes()[2..]),
        Some("C:\\" | "C:/") => drive.join(&slashes()[3..]),
        _ if argument.starts_with('/') => PathBuf::from(slashes()),
        _ => return argument.to_owned(),
    };
    // Wine does not care about upper and lower case: what it calls Temp may be temp.
    fs::canonicalize(&path).unwrap_or(path).display().to_string()
}
