//! A client of CURVE by hand (RFC 26), so that a test decides what is in the boxes.

use super::raw::{keypair, open, seal};

/// One handshake with a server whose public key is known.
pub struct Handshake {
    server: [u8; 32],
    /// Who the client says it is: its own keys unless changed.
    pub public: [u8; 32],
    pub secret: [u8; 32],
    short: ([u8; 32], [u8; 32]),
    /// The server's short-term key and its cookie.
    answer: Option<([u8; 32], Vec<u8>)>,
}

/// Changes what is in the box of INITIATE: the client's key, 96 bytes of vouch, and metadata.
pub type Tamper<'a> = dyn FnMut(&mut Vec<u8>) + 'a;

fn nonce(prefix: &[u8], rest: &[u8]) -> [u8; 24] {
    [prefix, rest].concat().try_into().unwrap()
}

impl Handshake {
    pub fn new(server: [u8; 32]) -> Handshake {
        let (public, secret) = keypair();
        Handshake { server, public, secret, short: keypair(), answer: None }
    }

    pub fn hello(&self) -> Vec<u8> {
        let count = 1u64.to_be_bytes();
        let mut body = b"\x05HELLO\x01\x00".to_vec();
        body.extend([0; 72]);
        body.extend(self.short.0);
        body.extend(count);
        body.extend(seal(&[0; 64], &nonce(b"CurveZMQHELLO---", &count), &self.server, &self.short.1));
        body
    }

    /// Takes the server's answer to HELLO.
    pub fn welcome(&mut self, body: &[u8]) {
        if body.len() != 168 || !body.starts_with(b"\x07WELCOME") {
            return;
        }
        let plain =
            open(&body[24..], &nonce(b"WELCOME-", &body[8..24]), &self.server, &self.short.1).unwrap();
        self.answer = Some((plain[..32].try_into().unwrap(), plain[32..].to_vec()));
    }

    /// Without an answer yet, one with a cookie that is none.
    pub fn initiate(&self, metadata: &[u8], tamper: &mut Tamper) -> Vec<u8> {
        let (server, cookie) = self.answer.clone().unwrap_or((self.server, vec![7; 96]));
        let vouch_nonce = [9; 16];
        let vouch = [self.short.0, self.server].concat();
        let vouch = seal(&vouch, &nonce(b"VOUCH---", &vouch_nonce), &server, &self.secret);
        let mut plain = [&self.public[..], &vouch_nonce, &vouch, metadata].concat();
        tamper(&mut plain);
        let count = 2u64.to_be_bytes();
        let sealed = seal(&plain, &nonce(b"CurveZMQINITIATE", &count), &server, &self.short.1);
        [b"\x08INITIATE", &cookie[..], &count, &sealed].concat()
    }

    /// A message of one part.
    pub fn message(&self, payload: &[u8]) -> Vec<u8> {
        self.seal(3, &[b"\0", payload].concat())
    }

    /// A message or a command: flags and payload. The count goes up from 3.
    pub fn seal(&self, count: u64, plain: &[u8]) -> Vec<u8> {
        let server = self.answer.as_ref().map_or(self.server, |(server, _)| *server);
        let count = count.to_be_bytes();
        let sealed = seal(plain, &nonce(b"CurveZMQMESSAGEC", &count), &server, &self.short.1);
        [b"\x07MESSAGE", &count[..], &sealed].concat()
    }

    /// What the server says in a message.
    pub fn open(&self, body: &[u8]) -> Option<Vec<u8>> {
        let rest = body.strip_prefix(b"\x07MESSAGE")?;
        let (count, sealed) = rest.split_at_checked(8)?;
        let (server, _) = self.answer.as_ref()?;
        open(sealed, &nonce(b"CurveZMQMESSAGES", count), server, &self.short.1)
    }
}
