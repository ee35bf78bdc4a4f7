//! Titanic, [RFC 9](https://rfc.zeromq.org/spec/9): requests that are on disk before anybody says that they are accepted.
//!
//! A [`Store`] is a folder. A request is a file `UUID.request`, its reply a file `UUID.reply`. Each is written under another name,
//! brought to the disk, and then renamed, so that a file of that name is whole, whenever the program or the machine stopped. What
//! has a request and no reply is to be done; there is no list beside the files that could disagree with them.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use zmq::{Message, Multipart};

/// The number of a request: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uuid(String);

impl Uuid {
    /// A random one.
    pub fn new() -> Uuid {
        Uuid(format!("{:032x}", rand::random::<u128>()))
    }

    /// What a client sent, if it is a number of a request; so no name of another file is.
    ///
    /// ```
    /// use zmq_guide::titanic::Uuid;
    /// assert!(Uuid::parse(&"0123456789abcdef0123456789ABCDEF".into()).is_some());
    /// assert!(Uuid::parse(&"../../etc/passwd".into()).is_none());
    /// ```
    pub fn parse(text: &Message) -> Option<Uuid> {
        let text = text.to_str().ok()?;
        (text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .then(|| Uuid(text.to_lowercase()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Uuid {
    fn default() -> Uuid {
        Uuid::new()
    }
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Its reply.
    Done(Multipart),
    /// It waits for its service.
    Pending,
    /// There is none of that number, or it was closed.
    Unknown,
}

/// Requests and replies in a folder. Any number of threads may use it at once.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens a folder or makes it. What was being written when a program stopped is removed: nobody was told of it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Store> {
        let store = Store { folder: folder.into() };
        fs::create_dir_all(&store.folder)?;
        for name in store.names()? {
            if name.ends_with(".new") {
                fs::remove_file(store.folder.join(name))?;
            }
        }
        Ok(store)
    }

    /// Keeps a request: the name of the service, and the body. When this returns it is on the disk.
    ///
    /// # Errors
    /// Those of the file system; the request is not kept then.
    pub fn put(&self, request: &[Message]) -> io::Result<Uuid> {
        let uuid = Uuid::new();
        self.write(&self.path(&uuid, "request"), request)?;
        Ok(uuid)
    }

    /// Keeps the reply to a request, unless it was closed.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn answer(&self, uuid: &Uuid, reply: &[Message]) -> io::Result<()> {
        if self.path(uuid, "request").exists() {
            self.write(&self.path(uuid, "reply"), reply)?;
        }
        Ok(())
    }

    /// The request, if there is one.
    ///
    /// # Errors
    /// Those of the file system; [`InvalidData`](io::ErrorKind::InvalidData) for a file that was changed by others.
    pub fn request(&self, uuid: &Uuid) -> io::Result<Option<Multipart>> {
        read(&self.path(uuid, "request"))
    }

    /// How far a request is.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub fn status(&self, uuid: &Uuid) -> io::Result<Status> {
        Ok(match read(&self.path(uuid, "reply"))? {
            Some(reply) => Status::Done(reply),
            None if self.path(uuid, "request").exists() => Status::Pending,
            None => Status::Unknown,
        })
    }

    /// Forgets a request and its reply, if there are any.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn close(&self, uuid: &Uuid) -> io::Result<()> {
        // The request first: a reply alone is not done again.
        for kind in ["request", "reply"] {
            match fs::remove_file(self.path(uuid, kind)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The requests without a reply, in no order.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn pending(&self) -> io::Result<Vec<Uuid>> {
        let names = self.names()?;
        let uuids = names.iter().filter_map(|name| Uuid::parse(&name.strip_suffix(".request")?.into()));
        Ok(uuids.filter(|uuid| !self.path(uuid, "reply").exists()).collect())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let names =
            fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.file_name().into_string().unwrap_or_default()));
        names.collect()
    }

    fn path(&self, uuid: &Uuid, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", uuid.0))
    }

    /// Writes a file that is whole or not there: see the head of this module.
    fn write(&self, path: &Path, parts: &[Message]) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{}.new", Uuid::new().0));
        let mut file = File::create_new(&unfinished)?;
        for part in parts {
            file.write_all(&(part.len() as u64).to_be_bytes())?;
            file.write_all(part)?;
        }
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        File::open(&self.folder)?.sync_all() // the name, too
    }
}

/// The parts in a file; `None` if there is none.
fn read(path: &Path) -> io::Result<Option<Multipart>> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_end(&mut bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut rest, mut parts) = (&bytes[..], Multipart::new());
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::try_from(u64::from_be_bytes(*length)).ok();
        let Some((part, after)) = length.and_then(|length| after.split_at_checked(length)) else { break };
        parts.push(part);
        rest = after;
    }
    if rest.is_empty() { Ok(Some(parts)) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_its_way() {
        let folder = std::env::temp_dir().join(format!("titanic-{}", Uuid::new().as_str()));
        let store = Store::open(&folder).unwrap();
        let request = Multipart::from(["echo", "", "Hello"]);
        let uuid = store.put(&request).unwrap();
        fs::write(folder.join("half.new"), "he").unwrap();

        let store = Store::open(&folder).unwrap(); // after a crash
        assert_eq!(store.pending().unwrap(), std::slice::from_ref(&uuid));
        assert_eq!(store.request(&uuid).unwrap(), Some(request));
        assert_eq!(store.status(&uuid).unwrap(), Status::Pending);
        store.answer(&uuid, &["World".into()]).unwrap();
        assert_eq!(store.status(&uuid).unwrap(), Status::Done(["World"].into()));
        assert_eq!(store.pending().unwrap(), []);
        store.close(&uuid).unwrap();
        store.close(&uuid).unwrap();
        assert_eq!(store.status(&uuid).unwrap(), Status::Unknown);
        store.answer(&uuid, &["late".into()]).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir_all(folder).unwrap();
    }
}
