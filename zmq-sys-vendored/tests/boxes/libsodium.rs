//! The same requests to our functions and to an installed libsodium.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::raw::{self, Key, Nonce};

/// What is asked of `libsodium.c`, which takes them by their numbers.
#[derive(Clone, Copy, Debug)]
enum Function {
    PublicKey,
    Shared,
    Secretbox,
    Easy,
    Box,
}

struct Request {
    function: Function,
    nonce: Nonce,
    public: Key,
    secret: Key,
    message: Vec<u8>,
}

impl Request {
    fn write(&self, file: &mut impl Write) {
        let size = u32::try_from(self.message.len()).unwrap();
        let parts = [
            &(self.function as u32).to_ne_bytes()[..],
            &size.to_ne_bytes(),
            &self.nonce,
            &self.public,
            &self.secret,
            &self.message,
        ];
        parts.iter().for_each(|part| file.write_all(part).unwrap());
    }

    /// What our functions make of it, in the form of an answer of `libsodium.c`.
    fn answer(&self) -> Option<Vec<u8>> {
        let Request { nonce, public, secret, message, .. } = self;
        match self.function {
            Function::PublicKey => Some(raw::public_key(secret).into()),
            Function::Shared => raw::shared(public, secret).map(Vec::from),
            Function::Secretbox => raw::secretbox(message, nonce, secret),
            Function::Easy => Some(raw::easy(message, nonce, secret)),
            Function::Box => raw::r#box(message, nonce, public, secret),
        }
    }

    /// How many bytes an answer has behind its code.
    fn made(&self) -> usize {
        match self.function {
            Function::PublicKey | Function::Shared => 32,
            Function::Secretbox | Function::Box => self.message.len(),
            Function::Easy => self.message.len() + 16,
        }
    }
}

/// Bytes at random, the same ones each time, so that a difference is found again.
struct Random(u64);

impl Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = (self.0 >> 32) as u8;
        }
    }

    /// Bytes at random, or at one of the edges where a carry may be lost.
    fn key(&mut self, kind: usize, number: usize) -> Key {
        let mut key = [0; 32];
        self.fill(&mut key);
        let number = number as u8;
        match kind % 5 {
            1 => (key, key[0]) = ([0xff; 32], 0xff - number),
            2 => (key, key[0]) = ([0; 32], number),
            3 => (key, key[0], key[31]) = ([0xff; 32], 0xff - number, 0x7f),
            4 => key = key.map(|byte| if byte & 1 == 1 { 0xff } else { 0 }),
            _ => {}
        }
        key
    }

    fn message(&mut self, size: usize, padded: bool) -> Vec<u8> {
        let mut message = vec![0; size];
        self.fill(&mut message);
        if padded {
            message[..32].fill(0);
        }
        message
    }
}

fn requests() -> Vec<Request> {
    let mut random = Random(88_172_645_463_325_252);
    let mut requests = Vec::new();
    let mut nonce = [0; 24];
    for round in 0..2000 {
        let secret = random.key(round / 5, round % 64);
        let public = random.key(round, round / 25 % 64);
        for function in [Function::PublicKey, Function::Shared] {
            requests.push(Request { function, nonce, public, secret, message: Vec::new() });
        }
    }
    for round in 0..3000 {
        random.fill(&mut nonce);
        let (public, secret) = (random.key(0, 0), random.key(round, round % 64));
        let size = 32 + if round < 2500 { round } else { round * 17 % 20_000 };
        for function in [Function::Secretbox, Function::Easy] {
            let message = random.message(size, matches!(function, Function::Secretbox));
            requests.push(Request { function, nonce, public, secret, message });
        }
        if round % 20 == 0 {
            let message = random.message(size, true);
            requests.push(Request { function: Function::Box, nonce, public, secret, message });
        }
    }
    requests
}

/// Compares ten thousand results, among them keys at the edges of what a key can be.
#[test]
fn nothing_differs_from_an_installed_libsodium() {
    let Some(program) = compile() else {
        eprintln!("no C compiler or no libsodium (libsodium-dev): nothing to compare with");
        return;
    };
    let requests = requests();
    let path = program.with_extension("requests");
    let mut file = std::io::BufWriter::new(File::create(&path).unwrap());
    requests.iter().for_each(|request| request.write(&mut file));
    file.into_inner().unwrap();
    let output = Command::new(program).stdin(File::open(&path).unwrap()).output().unwrap();
    assert!(output.status.success(), "{output:?}");

    let mut answers = &output.stdout[..];
    for (number, request) in requests.iter().enumerate() {
        let (code, rest) = answers.split_first().unwrap();
        let (made, rest) = rest.split_at(request.made());
        answers = rest;
        let theirs = (*code == 0).then_some(made);
        assert!(request.answer().as_deref() == theirs, "{:?} differs in request {number}", request.function);
    }
    assert!(answers.is_empty());
}

/// The program; `None` where it cannot be.
fn compile() -> Option<PathBuf> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libsodium");
    let mut command = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    command.arg("-o").arg(&program);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boxes/libsodium.c")).arg("-lsodium");
    let output = command.output().ok()?;
    if output.status.success() {
        return Some(program);
    }
    let report = String::from_utf8_lossy(&output.stderr);
    let lacks = ["-lsodium", "sodium.h"].iter().any(|what| report.contains(what));
    assert!(lacks, "libsodium.c does not compile:\n{report}");
    None
}
