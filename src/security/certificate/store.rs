//! A folder of certificates.

use super::{Certificate, file::failed};
use crate::{Error, PublicKey, Result};
use std::{
    collections::{BTreeMap, HashMap},
    fmt, fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// A file that was written this shortly before it was read may be written again without a change of its times.
const FRESH: Duration = Duration::from_secs(2);

/// The public certificates of a folder, by public key: its files `*.key`, as in pyzmq, without subfolders. Secret keys in
/// them are not kept.
///
/// CZMQ reads files of any name. Here renaming a file revokes access, and [`skipped`](Self::skipped) names it. Rename
/// certificates of CZMQ to `*.key`.
///
/// Only [`reload`](Self::reload) reads changes.
///
/// ```no_run
/// # fn main() -> zmq::Result<()> {
/// # let key = zmq::PublicKey::from_bytes([0; 32]);
/// let mut clients = zmq::CertificateStore::open("/etc/service/clients")?;
/// for fault in clients.faults() {
///     eprintln!("{fault}"); // of this file only
/// }
/// if let Some(certificate) = clients.get(&key) {
///     println!("{} is known", certificate.get("name").unwrap_or("somebody"));
/// }
/// clients.reload()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct CertificateStore {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Entry>,
    /// Where a key is found.
    keys: HashMap<PublicKey, PathBuf>,
    skipped: Vec<PathBuf>,
}

/// A file as it was.
#[derive(Clone)]
struct Entry {
    stamp: Option<Stamp>,
    certificate: Result<Certificate>,
}

/// What changes with the file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
    /// The number of the file, and when anything about it changed.
    #[cfg(unix)]
    inode: (u64, u64, i64, i64),
}

impl CertificateStore {
    /// Reads all certificates of a folder. [`faults`](Self::faults) has the unreadable ones.
    ///
    /// # Errors
    /// The system's if the folder cannot be read, as [`ENOENT`](crate::Errno::ENOENT); the error names it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = std::env::temp_dir().join(format!("zmq-store-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let alice = zmq::Certificate::generate()?;
    /// alice.save(folder.join("alice.key"))?;
    /// let mut store = zmq::CertificateStore::open(&folder)?;
    /// assert!(store.contains(alice.public_key()));
    /// zmq::Certificate::generate()?.save(folder.join("bob.key"))?;
    /// assert!(store.reload()?);
    /// assert_eq!(store.len(), 2);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "load_certificates")]
    #[doc(alias = "zcertstore_new")]
    pub fn open(folder: impl Into<PathBuf>) -> Result<CertificateStore> {
        let (files, keys, skipped) = Default::default();
        let mut store = CertificateStore { folder: folder.into(), files, keys, skipped };
        store.reload()?;
        Ok(store)
    }

    /// Reads new and changed files of the folder, and drops removed ones. Returns whether a certificate has changed.
    ///
    /// # Errors
    /// As [`open`](Self::open); the store is then as it was before.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let folder = std::env::temp_dir().join(format!("zmq-reload-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// let mut store = zmq::CertificateStore::open(&folder)?;
    /// zmq::Certificate::generate()?.save(folder.join("alice.key"))?;
    /// assert!(store.reload()?); // alice is new
    /// assert!(!store.reload()?); // nothing has changed
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    pub fn reload(&mut self) -> Result<bool> {
        let mut files = BTreeMap::new();
        let mut changed = false;
        let (certificates, skipped) = self.list()?;
        for path in certificates {
            let old = self.files.remove(&path);
            let stamp = stamp(&path);
            let old = match old {
                Some(old) if stamp.is_some() && old.stamp == stamp => {
                    files.insert(path, old);
                    continue;
                }
                old => old,
            };
            let certificate = Certificate::load(&path).map(|certificate| certificate.to_public());
            changed |= old.and_then(|old| old.certificate.ok()).as_ref() != certificate.as_ref().ok();
            files.insert(path, Entry { stamp: stamp.filter(Stamp::is_settled), certificate });
        }
        changed |= self.files.values().any(|gone| gone.certificate.is_ok());
        let keys = files.iter().filter_map(|(path, entry): (&PathBuf, &Entry)| {
            Some((*entry.certificate.as_ref().ok()?.public_key(), path.clone()))
        });
        self.keys = keys.collect();
        self.files = files;
        self.skipped = skipped;
        Ok(changed)
    }

    /// The certificate with this public key.
    #[doc(alias = "zcertstore_lookup")]
    pub fn get(&self, key: &PublicKey) -> Option<&Certificate> {
        self.files.get(self.keys.get(key)?)?.certificate.as_ref().ok()
    }

    /// Whether a certificate has this public key.
    pub fn contains(&self, key: &PublicKey) -> bool {
        self.keys.contains_key(key)
    }

    /// The certificates, in the order of the names of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.files.values().filter_map(|entry| entry.certificate.as_ref().ok())
    }

    /// The errors of the unreadable files.
    pub fn faults(&self) -> impl Iterator<Item = &Error> {
        self.files.values().filter_map(|entry| entry.certificate.as_ref().err())
    }

    /// The skipped files: all but `*.key` and `*_secret`.
    pub fn skipped(&self) -> impl Iterator<Item = &Path> {
        self.skipped.iter().map(PathBuf::as_path)
    }

    /// The number of certificates.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files that should be certificates, and others.
    fn list(&self) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
        let failed = |error| failed(&error, &self.folder);
        let (mut files, mut skipped) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            match Named::of(&path) {
                Some(Named::Certificate) => files.push(path),
                Some(Named::Other) => skipped.push(path),
                Some(Named::Secret) | None => (),
            }
        }
        skipped.sort();
        Ok((files, skipped))
    }
}

/// What the name of a file in a folder of certificates says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::security) enum Named {
    /// `*.key`
    Certificate,
    /// `*_secret`
    Secret,
    Other,
}

impl Named {
    /// `None` for what is no regular file: it could make the reader wait for ever.
    pub(in crate::security) fn of(path: &Path) -> Option<Named> {
        if !path.is_file() {
            return None;
        }
        Some(if path.extension().is_some_and(|end| end == "key") {
            Named::Certificate
        } else if path.as_os_str().as_encoded_bytes().ends_with(b"_secret") {
            Named::Secret
        } else {
            Named::Other
        })
    }
}

/// The number of files, and where.
impl fmt::Debug for CertificateStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateStore({:?}, {} keys)", self.folder, self.len())
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    #[cfg(unix)]
    let inode = {
        use std::os::unix::fs::MetadataExt;
        (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
    };
    Some(Stamp {
        modified: metadata.modified().ok()?,
        length: metadata.len(),
        #[cfg(unix)]
        inode,
    })
}

impl Stamp {
    /// Whether the times will tell of a change.
    fn is_settled(&self) -> bool {
        SystemTime::now().duration_since(self.modified).is_ok_and(|age| age > FRESH)
    }
}
