//! A key with a value, in the five parts of [RFC 12](https://rfc.zeromq.org/spec/12): key, number, UUID, properties, value.

use std::time::Duration;
use zmq::{Message, Multipart, multipart};

/// An update of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvMsg {
    /// The key.
    pub key: Message,
    /// The number of the update; on the wire 8 bytes, the most significant first.
    pub sequence: u64,
    /// What makes the update known when it comes a second time; may be empty.
    pub uuid: Option<[u8; 16]>,
    /// Names with values; on the wire a line `name=value` for each.
    pub properties: Vec<(String, String)>,
    /// The value; an empty one deletes the key.
    pub body: Message,
}

impl KvMsg {
    /// An update with a UUID, without a number: the server gives it one.
    pub fn new(key: impl Into<Message>, body: impl Into<Message>) -> KvMsg {
        let uuid = Some(rand::random());
        KvMsg { key: key.into(), sequence: 0, uuid, properties: Vec::new(), body: body.into() }
    }

    /// What a server says and no client asked for: without UUID and properties.
    pub fn notice(key: &str, sequence: u64, body: impl Into<Message>) -> KvMsg {
        KvMsg { key: key.into(), sequence, uuid: None, properties: Vec::new(), body: body.into() }
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sets a property. Names have no `=`, and neither has a line break.
    pub fn set_property(&mut self, name: &str, value: impl Into<String>) {
        self.properties.retain(|(known, _)| known != name);
        self.properties.push((name.into(), value.into()));
    }

    /// How long the value lives, by the property `ttl` in seconds; `None` for one that stays.
    pub fn ttl(&self) -> Option<Duration> {
        let seconds = self.property("ttl")?.parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero())
    }

    /// Lets the value live for so long; zero keeps it.
    pub fn set_ttl(&mut self, time: Duration) {
        self.set_property("ttl", time.as_secs_f64().to_string());
    }

    /// The message.
    pub fn into_parts(self) -> Multipart {
        let uuid = self.uuid.as_ref().map_or(Message::new(), |uuid| uuid[..].into());
        let lines: String = self.properties.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        multipart![self.key, self.sequence.to_be_bytes(), uuid, lines, self.body]
    }

    /// Reads a message.
    ///
    /// # Errors
    /// The message, if it is none of RFC 12.
    ///
    /// ```
    /// use std::time::Duration;
    /// use zmq_guide::kvmsg::KvMsg;
    /// let mut update = KvMsg::new("key", "body");
    /// update.set_ttl(Duration::from_millis(1500));
    /// update.set_property("from", "here");
    /// let parts = update.clone().into_parts();
    /// assert_eq!(parts[3], "ttl=1.5\nfrom=here\n");
    /// assert_eq!(KvMsg::parse(parts), Ok(update));
    /// assert!(KvMsg::parse(["key", "1", "", "", "body"].into()).is_err()); // a number of one byte
    /// ```
    pub fn parse(parts: Multipart) -> Result<KvMsg, Multipart> {
        let Some((sequence, uuid, properties)) = KvMsg::middle(&parts) else { return Err(parts) };
        let [key, _, _, _, body] = <[Message; 5]>::try_from(parts)?;
        Ok(KvMsg { key, sequence, uuid, properties, body })
    }

    #[allow(clippy::type_complexity)]
    fn middle(parts: &[Message]) -> Option<(u64, Option<[u8; 16]>, Vec<(String, String)>)> {
        let [_, sequence, uuid, properties, _] = parts else { return None };
        let sequence = u64::from_be_bytes(sequence[..].try_into().ok()?);
        let uuid = if uuid.is_empty() { None } else { Some(uuid[..].try_into().ok()?) };
        // What is no `name=value` is passed over, as RFC 12 does not say what it would mean.
        let lines = properties.to_str().ok()?.lines().filter_map(|line| line.split_once('='));
        Some((sequence, uuid, lines.map(|(name, value)| (name.into(), value.into())).collect()))
    }
}
