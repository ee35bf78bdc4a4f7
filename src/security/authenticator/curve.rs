//! The clients of CURVE.

use super::folder::Folder;
use crate::{
    PublicKey, Result,
    security::zap::{Decision, Request},
};
use std::{collections::HashSet, fmt, path::PathBuf, sync::Arc};

/// The clients admitted by CURVE servers: any, or by a list of keys, a folder of certificates, or a callback.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use zmq::{CurveClients, zap::Decision};
/// let alice: zmq::PublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7".parse()?;
/// let clients = CurveClients::from([alice]);
/// let decided = CurveClients::callback(move |_request, key| {
///     if *key == alice { Decision::allow().user_id("alice") } else { Decision::deny("unknown") }
/// });
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct CurveClients {
    clients: Clients,
}

#[derive(Clone)]
enum Clients {
    Any,
    Keys(Arc<HashSet<PublicKey>>),
    Folder(Arc<Folder>),
    Callback(Arc<Check>),
}

type Check = dyn Fn(&Request, &PublicKey) -> Decision + Send + Sync;

impl CurveClients {
    /// Any client with the server's public key: encryption without authentication.
    #[doc(alias = "CURVE_ALLOW_ANY")]
    pub fn any() -> CurveClients {
        CurveClients { clients: Clients::Any }
    }

    /// Clients with a certificate in a folder: its files `*.key`, as in pyzmq. Subfolders are ignored, and secret
    /// certificates, `*_secret`, not read. Renaming a file revokes access; CZMQ reads files of any name, and would still
    /// admit this client. [`skipped`](Self::skipped) names the other files, and with the feature `tracing` each is logged
    /// once. Rename certificates of CZMQ to `*.key`.
    ///
    /// The `metadata` of a certificate becomes metadata of the messages of this client, if the name is valid.
    ///
    /// The folder is read again when it changes: new, removed and renamed files take effect at once, modified ones within a
    /// second. An unreadable file counts for nothing, and the others stay. While the folder is unreadable, all clients are
    /// rejected.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): a file `*.key` is no certificate; or there are certificates, and none has a name
    /// `*.key`, as in a folder of CZMQ's. [`ENOENT`](crate::Errno::ENOENT) and what else the system says. The error names the
    /// file. An empty folder is none: it rejects all clients until the first certificate is there.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = std::env::temp_dir().join(format!("zmq-clients-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// zmq::Certificate::generate()?.save(folder.join("alice.key"))?;
    /// let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.configure_curve("*", zmq::CurveClients::folder(&folder)?);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    pub fn folder(path: impl Into<PathBuf>) -> Result<CurveClients> {
        let folder = Folder::open(path.into())?;
        Ok(CurveClients { clients: Clients::Folder(Arc::new(folder)) })
    }

    /// The skipped files of the [`folder`](Self::folder): all but `*.key` and `*_secret`. Empty if this is no folder.
    ///
    /// # Errors
    /// The system's if the folder cannot be read; the error names it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let folder = std::env::temp_dir().join(format!("zmq-skipped-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// zmq::Certificate::generate()?.save(folder.join("alice.key"))?;
    /// std::fs::write(folder.join("README"), "Certificates of our clients.")?;
    /// let clients = zmq::CurveClients::folder(&folder)?;
    /// assert_eq!(clients.skipped()?, [folder.join("README")]);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    pub fn skipped(&self) -> Result<Vec<PathBuf>> {
        match &self.clients {
            Clients::Folder(folder) => folder.skipped(),
            Clients::Any | Clients::Keys(_) | Clients::Callback(_) => Ok(Vec::new()),
        }
    }

    /// Decides by a callback: it takes the request and the key, and returns a [`Decision`] or a `bool`.
    ///
    /// It runs on the thread of the authenticator, one peer at a time: a slow callback delays all handshakes. If it panics,
    /// the peer is rejected.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use zmq::{CurveClients, zap::Decision};
    /// let alice: zmq::PublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7".parse()?;
    /// let clients = CurveClients::callback(move |request, key| {
    ///     println!("a client at {}", request.address);
    ///     if *key == alice { Decision::allow().user_id("alice") } else { Decision::deny("unknown key") }
    /// });
    /// # let ctx = zmq::Context::new()?;
    /// zmq::Authenticator::start(&ctx)?.configure_curve("*", clients);
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0277
    /// let here = std::rc::Rc::new(true); // what stays on one thread
    /// zmq::CurveClients::callback(move |_, _| *here);
    /// ```
    pub fn callback<D: Into<Decision>>(
        check: impl Fn(&Request, &PublicKey) -> D + Send + Sync + 'static,
    ) -> CurveClients {
        let check = move |request: &Request, key: &PublicKey| check(request, key).into();
        CurveClients { clients: Clients::Callback(Arc::new(check)) }
    }

    /// Whether a client is admitted, without the user id.
    pub(super) fn decide(&self, request: &Request, key: &PublicKey) -> Decision {
        match &self.clients {
            Clients::Any => Decision::allow(),
            Clients::Keys(keys) if keys.contains(key) => Decision::allow(),
            Clients::Keys(_) => Decision::deny("unknown key"),
            Clients::Folder(folder) => folder.decide(key),
            Clients::Callback(check) => check(request, key),
        }
    }
}

impl FromIterator<PublicKey> for CurveClients {
    fn from_iter<I: IntoIterator<Item = PublicKey>>(keys: I) -> CurveClients {
        CurveClients { clients: Clients::Keys(Arc::new(keys.into_iter().collect())) }
    }
}

impl<const COUNT: usize> From<[PublicKey; COUNT]> for CurveClients {
    fn from(keys: [PublicKey; COUNT]) -> CurveClients {
        keys.into_iter().collect()
    }
}

impl From<HashSet<PublicKey>> for CurveClients {
    fn from(keys: HashSet<PublicKey>) -> CurveClients {
        CurveClients { clients: Clients::Keys(Arc::new(keys)) }
    }
}

impl fmt::Debug for CurveClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.clients {
            Clients::Any => f.write_str("CurveClients(any)"),
            Clients::Keys(keys) => write!(f, "CurveClients({} keys)", keys.len()),
            Clients::Folder(folder) => write!(f, "CurveClients({:?})", folder.path()),
            Clients::Callback(_) => f.write_str("CurveClients(callback)"),
        }
    }
}
