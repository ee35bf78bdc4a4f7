//! The clients of CURVE.

use super::folder::Folder;
use crate::{
    PublicKey, Result,
    security::zap::{Decision, Request},
};
use std::{collections::HashSet, fmt, path::PathBuf, sync::Arc};

/// The clients that CURVE servers admit: any, those with certain keys, those with a certificate in a folder, or those a
/// callback admits.
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
    /// Any client that knows the server's public key: encryption without authentication.
    #[doc(alias = "CURVE_ALLOW_ANY")]
    pub fn any() -> CurveClients {
        CurveClients { clients: Clients::Any }
    }

    /// Clients with a certificate in a folder: its files `*.key`, as pyzmq has it. Folders in it are not looked into, and
    /// secret certificates, `*_secret`, not read. Renaming a file so takes access away; CZMQ, which reads every file
    /// whatever it is called, would let that client in still. [`skipped`](Self::skipped) names the other files, and with the
    /// feature `tracing` each is logged once: give certificates of CZMQ names that end in `.key`.
    ///
    /// What is in `metadata` of a certificate becomes metadata of the messages of this client, where the name is possible.
    ///
    /// The folder is read again when it changes: files that come, go or are renamed count at once, and those that are
    /// written to within a second. A file that cannot be read then counts for nothing, and the others stay; while the
    /// folder cannot be read, all are rejected.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): a file is no certificate; or there are certificates, and none of their names ends in
    /// `.key`, so that all would be rejected. [`ENOENT`](crate::Errno::ENOENT) and what else the system
    /// says. The error names the file.
    pub fn folder(path: impl Into<PathBuf>) -> Result<CurveClients> {
        let folder = Folder::open(path.into())?;
        Ok(CurveClients { clients: Clients::Folder(Arc::new(folder)) })
    }

    /// The files of the [`folder`](Self::folder) that were not read, since their names do not end in `.key`; without the
    /// secret ones, `*_secret`. Empty if this is no folder.
    ///
    /// # Errors
    /// The system's if the folder cannot be read; the error names it.
    pub fn skipped(&self) -> Result<Vec<PathBuf>> {
        match &self.clients {
            Clients::Folder(folder) => folder.skipped(),
            Clients::Any | Clients::Keys(_) | Clients::Callback(_) => Ok(Vec::new()),
        }
    }

    /// A function that is asked about each client: it gets the request and the key, and gives a [`Decision`] or a `bool`.
    ///
    /// It runs on the thread of the authenticator, one peer at a time: a slow callback delays all handshakes. If it panics,
    /// the peer is rejected.
    ///
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
