//! The users of PLAIN.

use super::watch::{Seen, Stamp};
use crate::{
    Errno, Error, Result,
    security::zap::{Decision, LONGEST, Request},
};
use std::{
    collections::HashMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// How long to believe a file that does not look changed.
const PATIENCE: Duration = Duration::from_secs(3600);

/// The users admitted by PLAIN servers: names with passwords, a file of them, or a callback.
///
/// ```
/// use zmq::{PlainUsers, zap::Decision};
/// let users = PlainUsers::from([("alice", "secret"), ("bob", "hidden")]);
/// let decided = PlainUsers::callback(|_request, name, password| {
///     Decision::from(name == "alice" && password == "secret").metadata("Role", "admin")
/// });
/// assert_eq!(format!("{users:?}"), "PlainUsers(..)"); // no password is ever printed
/// ```
#[derive(Clone)]
pub struct PlainUsers {
    users: Users,
}

#[derive(Clone)]
enum Users {
    Map(Arc<Passwords>),
    File(Arc<File>),
    Callback(Arc<Check>),
}

type Check = dyn Fn(&Request, &str, &str) -> Decision + Send + Sync;

impl PlainUsers {
    /// The users of a file in CZMQ's format: a line `name=password` for each. Empty lines and comments (`#`) are ignored.
    ///
    /// It is read again when it changes. While it cannot be read, all are rejected.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): a line without a name or equals sign, or too long; the error has its number.
    /// [`ENOENT`](Errno::ENOENT) and what else the system says. The error names the file.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let ctx = zmq::Context::new()?;
    /// let path = std::env::temp_dir().join(format!("zmq-users-{}", std::process::id()));
    /// std::fs::write(&path, "# our users\nalice=secret\nbob=hidden\n")?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.configure_plain("*", zmq::PlainUsers::file(&path)?);
    /// # std::fs::remove_file(path)?;
    /// # Ok(()) }
    /// ```
    pub fn file(path: impl Into<PathBuf>) -> Result<PlainUsers> {
        let file = File { path: path.into(), read: Mutex::new(None) };
        file.passwords()?;
        Ok(PlainUsers { users: Users::File(Arc::new(file)) })
    }

    /// Decides by a callback: it takes the request, the name and the password, and returns a [`Decision`] or a `bool`.
    ///
    /// It runs on the thread of the authenticator, one peer at a time: a slow callback delays all handshakes. If it panics,
    /// the peer is rejected.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let users = zmq::PlainUsers::callback(|_request, name, password| name == "alice" && password == "secret");
    /// zmq::Authenticator::start(&ctx)?.configure_plain("*", users);
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0277
    /// let here = std::rc::Rc::new(true); // what stays on one thread
    /// zmq::PlainUsers::callback(move |_, _, _| *here);
    /// ```
    pub fn callback<D: Into<Decision>>(
        check: impl Fn(&Request, &str, &str) -> D + Send + Sync + 'static,
    ) -> PlainUsers {
        let check =
            move |request: &Request, name: &str, password: &str| check(request, name, password).into();
        PlainUsers { users: Users::Callback(Arc::new(check)) }
    }

    /// Whether a user is admitted, without the user id.
    pub(super) fn decide(&self, request: &Request, name: &str, password: &str) -> Decision {
        match &self.users {
            Users::Map(passwords) => passwords.decide(name, password),
            Users::File(file) => match file.passwords() {
                Ok(passwords) => passwords.decide(name, password),
                Err(error) => Decision::later(error.to_string()),
            },
            Users::Callback(check) => check(request, name, password),
        }
    }
}

/// Names and passwords, of 255 bytes at most each: PLAIN carries no more, and longer ones are rejected.
impl<N: Into<String>, P: Into<String>> FromIterator<(N, P)> for PlainUsers {
    fn from_iter<I: IntoIterator<Item = (N, P)>>(users: I) -> PlainUsers {
        let mut passwords = Passwords::default();
        for (name, password) in users {
            let password = Zeroizing::new(password.into());
            passwords.0.insert(name.into(), Padded::new(&password));
        }
        PlainUsers { users: Users::Map(Arc::new(passwords)) }
    }
}

impl<N: Into<String>, P: Into<String>, const COUNT: usize> From<[(N, P); COUNT]> for PlainUsers {
    fn from(users: [(N, P); COUNT]) -> PlainUsers {
        users.into_iter().collect()
    }
}

impl<N: Into<String>, P: Into<String>> From<HashMap<N, P>> for PlainUsers {
    fn from(users: HashMap<N, P>) -> PlainUsers {
        users.into_iter().collect()
    }
}

impl fmt::Debug for PlainUsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainUsers(..)")
    }
}

#[derive(Default)]
struct Passwords(HashMap<String, Padded>);

impl Passwords {
    fn decide(&self, name: &str, password: &str) -> Decision {
        let given = Padded::new(password);
        // An unknown name takes the time of a known one.
        let known = self.0.get(name);
        let nobody = Padded::impossible();
        let same = known.unwrap_or(&nobody).is(&given) && password.len() <= LONGEST;
        match (known.is_some(), same) {
            (true, true) => Decision::allow(),
            (true, false) => Decision::deny("wrong password"),
            (false, _) => Decision::deny("unknown user"),
        }
    }
}

/// A password among as many bytes as any other, so that comparing two takes the same time whatever they are.
struct Padded(Zeroizing<[u8; LONGEST + 1]>);

impl Padded {
    fn new(password: &str) -> Padded {
        let mut padded = Padded::impossible();
        if let (Some(room), Ok(length)) = (padded.0.get_mut(1..=password.len()), u8::try_from(password.len()))
        {
            room.copy_from_slice(password.as_bytes());
            padded.0[0] = length;
        }
        padded
    }

    /// What no password is: length 0, and yet a byte.
    fn impossible() -> Padded {
        Padded(Zeroizing::new([0xFF; LONGEST + 1]))
    }

    fn is(&self, other: &Padded) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

/// A file of names and passwords.
struct File {
    path: PathBuf,
    read: Mutex<Option<(Seen, Arc<Passwords>)>>,
}

impl File {
    /// What it says now.
    fn passwords(&self) -> Result<Arc<Passwords>> {
        let failed = |error: std::io::Error| about(&self.path, &error);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp::of(&self.path).map_err(failed)?;
        if let Some((_, passwords)) = read.as_ref().filter(|(seen, _)| seen.holds(stamp, PATIENCE)) {
            return Ok(passwords.clone());
        }
        let text = Zeroizing::new(fs::read_to_string(&self.path).map_err(failed)?);
        let passwords = Arc::new(parse(&text).map_err(|error| error.rename(name(&self.path)))?);
        *read = Some((Seen::new(stamp), passwords.clone()));
        Ok(passwords)
    }
}

/// An error of the system about a file.
#[cold]
pub(super) fn about(path: &Path, error: &std::io::Error) -> Error {
    let errno = Errno::from_io(error, Errno::EINVAL);
    Error::refused(errno, name(path), error.to_string())
}

/// A file, in errors.
pub(super) fn name(path: &Path) -> String {
    format!("file {:?}", path.display().to_string())
}

fn parse(text: &str) -> Result<Passwords> {
    let mut passwords = Passwords::default();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong =
            |reason: &str| Error::refused(Errno::EINVAL, "users", format!("line {}: {reason}", at + 1));
        match line.split_once('=') {
            None | Some(("", _)) => return Err(wrong("not `name=password`")),
            Some((name, password)) if name.len() > LONGEST || password.len() > LONGEST => {
                return Err(wrong("a name and a password have 255 bytes at most"));
            }
            Some((name, password)) => {
                passwords.0.insert(name.to_owned(), Padded::new(password));
            }
        }
    }
    Ok(passwords)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes_in(passwords: &Passwords, name: &str, password: &str) -> bool {
        passwords.decide(name, password).is_allowed()
    }

    #[test]
    fn lines_are_names_and_passwords() {
        let passwords = parse("# users\n\nalice=secret=more\r\nb ob= \nempty=\n").unwrap();
        assert!(comes_in(&passwords, "alice", "secret=more"));
        assert!(comes_in(&passwords, "b ob", " "));
        assert!(comes_in(&passwords, "empty", ""));
        for (name, password) in [("alice", "secret"), ("alice", ""), ("carol", ""), ("empty", "\0"), ("", "")]
        {
            assert!(!comes_in(&passwords, name, password), "{name}");
        }
        for text in ["name", "=password", "a=b\n\nnever shown"] {
            let error = parse(text).err().unwrap().to_string();
            assert!(error.contains("line") && !error.contains("never"), "{error}");
        }
        assert!(parse(&format!("a={}", "x".repeat(256))).is_err());
    }

    #[test]
    fn passwords_of_every_length_are_compared() {
        let long = "x".repeat(255);
        for length in 0..=255 {
            let passwords = PlainUsers::from([("a", &long[..length])]);
            let Users::Map(passwords) = &passwords.users else { return };
            assert!(comes_in(passwords, "a", &long[..length]));
            assert!(length == 0 || !comes_in(passwords, "a", &long[1..length]) || length == 1);
            assert!(length == 255 || !comes_in(passwords, "a", &long[..=length]));
        }
        let too_long = "x".repeat(256);
        let passwords = PlainUsers::from([("a", &*too_long)]);
        let Users::Map(passwords) = &passwords.users else { return };
        for password in [&*too_long, "", &long, "\u{ff}"] {
            assert!(!comes_in(passwords, "a", password));
        }
    }
}
