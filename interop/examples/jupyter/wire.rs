//! Jupyter's messages: how they are signed and framed, and the file that says where a kernel is.
#![allow(dead_code)] // the kernel and the client each use a part

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{error::Error, fmt::Write, fs, path::Path};
use zmq::{Context, KeyPair, Message, Multipart, Security, Socket, kind::Kind};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What stands between the routing ids and the message.
const DELIMITER: &[u8] = b"<IDS|MSG>";

/// A connection file.
pub struct Connection {
    info: Value,
    keys: Option<KeyPair>,
}

impl Connection {
    pub fn read(file: impl AsRef<Path>) -> Result<Connection> {
        let info: Value = serde_json::from_slice(&fs::read(file)?)?;
        // Where the transport is encrypted, the file has the keys of the kernel, and whoever can read it may talk to it.
        let keys =
            info["curve_secretkey"].as_str().map(|key| KeyPair::from_secret(key.parse()?)).transpose()?;
        Ok(Connection { info, keys })
    }

    fn text(&self, key: &str) -> &str {
        self.info[key].as_str().unwrap_or_default()
    }

    fn endpoint(&self, channel: &str) -> String {
        let (transport, ip, port) =
            (self.text("transport"), self.text("ip"), &self.info[&format!("{channel}_port")]);
        if transport == "ipc" { format!("ipc://{ip}-{port}") } else { format!("{transport}://{ip}:{port}") }
    }

    /// A socket of a kernel.
    pub fn bind<K: Kind>(&self, context: &Context, kind: K, channel: &str) -> Result<Socket<K>> {
        let security = Security::curve_if(self.keys.as_ref(), None)?;
        Ok(context.socket_builder(kind).security(&security).bind(&self.endpoint(channel)).build()?)
    }

    /// A socket of a client. All of its sockets have the same routing id, since a kernel asks on the channel stdin whoever has called
    /// on the channel shell.
    pub fn connect<K: Kind>(&self, context: &Context, kind: K, channel: &str, id: &str) -> Result<Socket<K>> {
        // It has the kernel's keys for its own, and so knows the public one of its server.
        let keys = self.keys.as_ref();
        let security = Security::curve_if(keys, keys.map(|keys| &keys.public))?;
        let builder = context.socket_builder(kind).routing_id(id.as_bytes()).security(&security);
        Ok(builder.connect(&self.endpoint(channel)).build()?)
    }

    /// Who signs.
    pub fn session(&self, name: &str) -> Session {
        Session { key: self.text("key").into(), name: name.into(), sent: 0 }
    }
}

/// Signs what it sends, and looks at signatures.
pub struct Session {
    key: Vec<u8>,
    name: String,
    sent: u32,
}

/// A message, apart from its bytes.
pub struct Call {
    /// Of who asked: the routing ids.
    pub from: Vec<Message>,
    pub header: Value,
    pub parent: Value,
    pub content: Value,
}

impl Call {
    pub fn kind(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }
}

impl Session {
    /// A message for `to`, about the message with the header `parent`.
    pub fn message(
        &mut self,
        to: &[Message],
        kind: &str,
        parent: &Value,
        content: &Value,
    ) -> Result<Multipart> {
        self.sent += 1;
        let header = json!({
            "msg_id": format!("{}_{}", self.name, self.sent),
            "session": self.name,
            "username": "rust",
            "date": "2026-01-01T00:00:00Z",
            "msg_type": kind,
            "version": "5.4",
        });
        let body = [header.to_string(), parent.to_string(), "{}".into(), content.to_string()];
        let mut message: Multipart = to.iter().map(|id| Message::from(&id[..])).collect();
        message.push(DELIMITER);
        message.push(self.sign(body.iter().map(String::as_bytes))?);
        message.extend(body.iter().map(Message::from));
        Ok(message)
    }

    /// Takes a message apart. One with a wrong signature is an error.
    pub fn read(&self, message: Multipart) -> Result<Call> {
        let mut from = message.into_vec();
        let at = from.iter().position(|part| part == DELIMITER).ok_or("a message without delimiter")?;
        let rest = from.split_off(at);
        let [_, signature, body @ ..] = rest.as_slice() else {
            return Err("a message without signature".into());
        };
        let body = body.get(..4).ok_or("a message without content")?;
        if signature[..] != *self.sign(body.iter().map(|part| &part[..]))?.as_bytes() {
            return Err("a wrong signature".into());
        }
        let value = |part: &Message| serde_json::from_slice(part);
        Ok(Call { from, header: value(&body[0])?, parent: value(&body[1])?, content: value(&body[3])? })
    }

    /// HMAC-SHA256 in hexadecimal; nothing where the key is empty.
    fn sign<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Result<String> {
        if self.key.is_empty() {
            return Ok(String::new());
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key)?;
        parts.for_each(|part| mac.update(part));
        let mut text = String::new();
        for byte in mac.finalize().into_bytes() {
            write!(text, "{byte:02x}")?;
        }
        Ok(text)
    }
}
