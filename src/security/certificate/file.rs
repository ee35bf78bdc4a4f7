//! Certificates on disk.

use super::{Certificate, SecretCertificate, read, write};
use crate::{Errno, Error, Result, SecretKey};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use zeroize::Zeroizing;

/// How long a file may be, in bytes; what is longer is no certificate.
const LONGEST: usize = 64 * 1024;

const PUBLIC: &str = "\
#   A public certificate of ZeroMQ CURVE.
#   It is no secret. Whoever gets it must be sure from whom it comes.

";

const SECRET: &str = "\
#   A SECRET certificate of ZeroMQ CURVE.
#   Nobody but its owner may see it: do not pass it on, and leave its permissions as they are.

";

impl Certificate {
    /// Reads a file of pyzmq, CZMQ or [`save`](Self::save), public or secret. The certificate has a secret key if the file
    /// does.
    ///
    /// # Errors
    /// The system's, as [`ENOENT`](Errno::ENOENT), if the file cannot be read; [`EINVAL`](Errno::EINVAL) if it is no
    /// certificate, or its keys do not belong together. The error names the file and the line, and shows none of the
    /// contents.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = std::env::temp_dir().join(format!("zmq-load-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// zmq::Certificate::generate()?.save(folder.join("alice.key"))?;
    /// let public = zmq::Certificate::load(folder.join("alice.key"))?;
    /// assert!(public.secret_key().is_none());
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "load_certificate")]
    #[doc(alias = "zcert_load")]
    pub fn load(path: impl AsRef<Path>) -> Result<Certificate> {
        let path = path.as_ref();
        let text = text(path)?;
        read(&text).map_err(|(line, reason)| {
            let reason = if line > 0 { format!("line {line}: {reason}") } else { reason };
            Error::refused(Errno::EINVAL, path.display().to_string(), reason)
        })
    }

    /// Reads a secret certificate, `*.key_secret`.
    ///
    /// # Errors
    /// As [`load`](Self::load), and [`EINVAL`](Errno::EINVAL) if there is none.
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// let server = zmq::Certificate::load_secret("server.key_secret")?;
    /// let security = zmq::Security::curve_server(server.secret_key());
    /// # Ok(()) }
    /// ```
    pub fn load_secret(path: impl AsRef<Path>) -> Result<SecretCertificate> {
        let certificate = Certificate::load(path.as_ref())?;
        SecretCertificate::try_from(certificate).map_err(|_| {
            let reason = "there is no secret key in it: load the secret certificate, `*.key_secret`";
            Error::refused(Errno::EINVAL, path.as_ref().display().to_string(), reason)
        })
    }

    /// Writes the public part to a new file, and with a secret key the whole to a second one: `alice.key` and
    /// `alice.key_secret`. On Unix only the user can read the secret file, on Windows whoever can read the folder.
    /// [`CertificateStore`] and pyzmq look for names ending in `.key`.
    ///
    /// [`CertificateStore`]: crate::CertificateStore
    ///
    /// # Errors
    /// `EEXIST` if one of the files exists, and others of the system; the error names the file. Then neither is written.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = std::env::temp_dir().join(format!("zmq-save-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let alice = zmq::Certificate::generate()?;
    /// alice.save(folder.join("alice.key"))?; // and alice.key_secret
    /// assert!(alice.save(folder.join("alice.key")).is_err()); // it exists
    /// alice.save_over(folder.join("alice.key"))?;
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zcert_save")]
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let Some(secret) = &self.secret else { return self.create_public(path) };
        let beside = secret_path(path);
        create(&beside, &self.secret_text(secret)?, true)?;
        self.create_public(path).inspect_err(|_| {
            // It is not of any use alone, and was not there before.
            let _ = fs::remove_file(&beside);
        })
    }

    /// As [`save`](Self::save), but replaces existing files. Each file is whole at any time: the old or the new one.
    ///
    /// # Errors
    /// The system's; the error names the file. On Windows [`EACCES`](Errno::EACCES) while another program has the file open: try
    /// again later.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let folder = std::env::temp_dir().join(format!("zmq-save-over-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// let path = folder.join("server.key");
    /// zmq::Certificate::generate()?.save_over(&path)?;
    /// let renewed = zmq::Certificate::generate()?;
    /// renewed.save_over(&path)?; // both files are replaced
    /// assert_eq!(zmq::Certificate::load(&path)?.public_key(), renewed.public_key());
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    pub fn save_over(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        if let Some(secret) = &self.secret {
            replace(&secret_path(path), &self.secret_text(secret)?, true)?;
        }
        replace(path, &self.public_text()?, false)
    }

    fn create_public(&self, path: &Path) -> Result<()> {
        create(path, &self.public_text()?, false)
    }

    fn public_text(&self) -> Result<Zeroizing<String>> {
        headed(PUBLIC, &write(self, None)?)
    }

    fn secret_text(&self, secret: &SecretKey) -> Result<Zeroizing<String>> {
        headed(SECRET, &write(self, Some(secret))?)
    }
}

fn headed(head: &str, text: &str) -> Result<Zeroizing<String>> {
    let mut all = Zeroizing::new(String::with_capacity(head.len() + text.len()));
    all.push_str(head);
    all.push_str(text);
    Ok(all)
}

/// The file with the secret key beside a public one.
fn secret_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("_secret");
    name.into()
}

/// The text of a file, without copies of it left behind.
fn text(path: &Path) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    File::open(path)
        .and_then(|file| file.take(LONGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| failed(&error, path))?;
    let refused = |reason| Error::refused(Errno::EINVAL, path.display().to_string(), reason);
    if bytes.len() > LONGEST {
        return Err(refused("longer than any certificate"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("not UTF-8"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Makes a file that must not be there yet; one of which a part was written is removed again.
fn create(path: &Path, text: &str, secret: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret; // other systems have it from the folder
    let mut file = options.open(path).map_err(|error| failed(&error, path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(path);
        failed(&error, path)
    })
}

/// Puts a file in place of the one that may be there.
fn replace(path: &Path, text: &str, secret: bool) -> Result<()> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut beside = OsString::from(path);
    beside.push(format!(".{}-{}.new", std::process::id(), NEXT.fetch_add(1, Relaxed)));
    let beside = PathBuf::from(beside);
    create(&beside, text, secret)?;
    fs::rename(&beside, path).map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(&error, path)
    })
}

/// The error of a file.
#[cold]
pub(super) fn failed(error: &io::Error, path: &Path) -> Error {
    let subject = path.display().to_string();
    let errno = Errno::from_io(error, Errno::from_raw(libc::EIO));
    // Of a number of C's, libzmq has the text.
    match error.raw_os_error() {
        Some(_) if cfg!(unix) => Error::from(errno).about(subject),
        _ => Error::refused(errno, subject, error.to_string()),
    }
}
