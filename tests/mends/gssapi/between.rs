//! Who stands between two peers, hands on what they say, and changes one frame of it.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::guest;
use crate::peer::{self, COMMAND};

/// The same numbers for the same seed.
#[derive(Clone)]
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| self.below(256) as u8).collect()
    }
}

/// Clear commands that may be put in anybody's mouth.
fn command(numbers: &mut Numbers) -> Vec<u8> {
    match numbers.below(10) {
        0 => peer::command("ERROR", b"\x03400"),
        1 => guest::ready(["PUSH", "PULL", "SUB", "XPUB", "DEALER", "ROUTER"][numbers.below(6)], b""),
        2 => peer::command("PING", b"\0\x0aabc"),
        3 => peer::command("SUBSCRIBE", b"topic"),
        4 => peer::command("MESSAGE", &numbers.bytes(12)),
        5 => peer::command("INITIATE", &numbers.bytes(12)),
        6 => guest::token("INITIATE", &numbers.bytes(300)),
        7 => guest::token("MESSAGE", &numbers.bytes(300)),
        8 => Vec::new(),
        _ => numbers.bytes(300),
    }
}

fn framed(flags: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = match u8::try_from(body.len()) {
        Ok(length) => vec![flags & !2, length],
        Err(_) => [&[flags | 2][..], &(body.len() as u64).to_be_bytes()].concat(),
    };
    frame.extend(body);
    frame
}

/// What passes one way.
struct Way {
    from: TcpStream,
    to: TcpStream,
    /// Which frame is changed, 0 the greeting, and how.
    at: Option<usize>,
    numbers: Numbers,
    /// The last frame either way, first of this way.
    last: [Arc<Mutex<Vec<u8>>>; 2],
}

impl Way {
    fn greeting(&mut self) -> Option<()> {
        let changed =
            (self.at == Some(0)).then(|| (self.numbers.below(64), self.numbers.below(255) as u8 + 1));
        let (mut done, mut bytes) = (0, [0; 64]);
        while done < 64 {
            let count = self.from.read(&mut bytes[done..]).ok().filter(|count| *count > 0)?;
            if let Some((place, change)) = changed.filter(|(place, _)| (done..done + count).contains(place)) {
                bytes[place] ^= change;
            }
            self.to.write_all(&bytes[done..done + count]).ok()?;
            done += count;
        }
        Some(())
    }

    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut flags = [0];
        self.from.read_exact(&mut flags).ok()?;
        let mut length = [0; 8];
        self.from.read_exact(&mut length[if flags[0] & 2 == 0 { 7 } else { 0 }..]).ok()?;
        let mut body = vec![0; u64::from_be_bytes(length) as usize];
        self.from.read_exact(&mut body).ok()?;
        Some((flags[0], body))
    }

    /// What takes the place of a frame; whether it is the last.
    fn changed(&mut self, flags: u8, mut body: Vec<u8>) -> (Vec<u8>, bool) {
        let whole = framed(flags, &body);
        let numbers = &mut self.numbers;
        let mut bytes = whole.clone();
        match numbers.below(13) {
            0 => {
                let place = numbers.below(bytes.len());
                bytes[place] ^= 1 << numbers.below(8);
            }
            1 => {
                for _ in 0..=numbers.below(8) {
                    let place = numbers.below(bytes.len());
                    bytes[place] = numbers.below(256) as u8;
                }
            }
            2 => {
                bytes.truncate(numbers.below(whole.len()));
                return (bytes, true);
            }
            3 => bytes.extend(&whole),
            4 => bytes.clear(),
            5 => {
                let Some((flags, body)) = self.frame() else { return (bytes, true) };
                bytes = framed(flags, &body);
                bytes.extend(&whole);
            }
            6 => bytes.clone_from(&self.last[numbers.below(2)].lock().unwrap()),
            7 => bytes = [framed(numbers.below(8) as u8, &command(numbers)), whole].concat(),
            8 => bytes[0] = (bytes[0] & 2) | numbers.below(256) as u8 & !2,
            9 => {
                let place = (bytes.len() - body.len() + 7 + numbers.below(8)).min(bytes.len() - 1);
                bytes[place] = numbers.below(256) as u8;
            }
            10 => {
                body.truncate(numbers.below(body.len() + 1));
                bytes = framed(flags, &body);
            }
            11 => {
                body.extend(numbers.bytes(20));
                bytes = framed(flags, &body);
            }
            _ => bytes = framed(COMMAND, &command(numbers)),
        }
        (bytes, false)
    }

    fn run(mut self) {
        let _ = self.pass();
        let _ = self.to.shutdown(Shutdown::Both);
        let _ = self.from.shutdown(Shutdown::Both);
    }

    fn pass(&mut self) -> Option<()> {
        self.greeting()?;
        for number in 1.. {
            let (flags, body) = self.frame()?;
            let whole = framed(flags, &body);
            let (bytes, end) =
                if self.at == Some(number) { self.changed(flags, body) } else { (whole.clone(), false) };
            *self.last[0].lock().unwrap() = whole;
            self.to.write_all(&bytes).ok()?;
            if end {
                break;
            }
        }
        None
    }
}

/// The next connection, if there is one soon.
fn accept(listener: &TcpListener, patience: Duration) -> Option<TcpStream> {
    let end = Instant::now() + patience;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                return Some(stream);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < end => {
                thread::sleep(Duration::from_micros(200));
            }
            Err(_) => return None,
        }
    }
}

/// Both ways of a connection, which end with this.
pub struct Between {
    streams: [TcpStream; 2],
    ways: Vec<JoinHandle<()>>,
}

impl Between {
    /// Hands on what comes of the next connection to an endpoint, and back, if there is one soon; changes one frame.
    pub fn take(listener: &TcpListener, endpoint: &str, numbers: &mut Numbers) -> Option<Between> {
        let near = accept(listener, Duration::from_millis(500))?;
        let far = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
        let last = [Arc::default(), Arc::default()];
        let (changed, frame) = (numbers.below(2), numbers.below(8));
        let ways = [(&near, &far), (&far, &near)].into_iter().enumerate().map(|(way, (from, to))| {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            from.set_nodelay(true).unwrap();
            let last = [Arc::clone(&last[way]), Arc::clone(&last[1 - way])];
            let at = (way == changed).then_some(frame);
            let way = Way { from, to, at, numbers: numbers.clone(), last };
            thread::spawn(|| way.run())
        });
        let ways = ways.collect();
        Some(Between { streams: [near, far], ways })
    }

    pub fn is_over(&self) -> bool {
        self.ways.iter().all(JoinHandle::is_finished)
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        for stream in &self.streams {
            let _ = stream.shutdown(Shutdown::Both);
        }
        for way in self.ways.drain(..) {
            way.join().unwrap();
        }
    }
}
