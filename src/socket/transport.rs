//! What to say of a transport that the linked libzmq does not have.

use crate::{Errno, Error, version::has};

/// The transports that a build may lack: the scheme, the name for [`has`], and what brings it.
const OPTIONAL: [(&str, &str, &str); 8] = [
    ("pgm", "pgm", "turn on the features `pgm` and `vendored`"),
    ("epgm", "pgm", "turn on the features `pgm` and `vendored`"),
    ("norm", "norm", "turn on the features `norm` and `vendored`"),
    ("wss", "WSS", "turn on the features `wss` and `vendored`"),
    ("ws", "WS", "turn on the feature `vendored`"),
    ("ipc", "ipc", "turn on the feature `vendored`; on Windows use `tcp`"),
    ("tipc", "tipc", "turn on the feature `vendored`; only Linux has it"),
    ("vmci", "vmci", "no feature brings it; link a libzmq that was built with the headers of VMware"),
];

/// Whether the linked libzmq lacks a transport that others have.
pub(super) fn is_missing(scheme: &str) -> bool {
    OPTIONAL.iter().any(|(name, capability, _)| *name == scheme && !has(capability))
}

/// Adds to `error` which feature brings the transport of `endpoint`, if it is that which is missing.
#[cold]
pub(super) fn explain(endpoint: &str, error: Error) -> Error {
    if error != Errno::EPROTONOSUPPORT {
        return error;
    }
    let Some((scheme, _)) = endpoint.split_once("://") else { return error };
    match OPTIONAL.iter().find(|(name, ..)| *name == scheme) {
        Some((_, capability, remedy)) if !has(capability) => {
            error.because(format!("this libzmq was built without the transport `{scheme}`: {remedy}"))
        }
        _ => error,
    }
}
