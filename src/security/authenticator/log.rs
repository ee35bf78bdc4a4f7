//! The log of decisions, with the feature `tracing`; nothing without it. It has names, addresses and public keys, and no
//! secret.

use crate::{
    Error,
    security::zap::{Decision, Request},
};
use std::path::Path;

/// Logs, and survives a subscriber that panics.
#[cfg(feature = "tracing")]
fn quietly(log: impl FnOnce()) {
    if let Err(panic) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(log)) {
        std::mem::forget(panic); // whose own drop may panic
    }
}

/// Tells what was decided about a peer.
#[cfg(feature = "tracing")]
pub(super) fn decision(request: &Request, decision: &Decision) {
    quietly(|| tell(request, decision));
}

#[cfg(feature = "tracing")]
fn tell(request: &Request, decision: &Decision) {
    let Request { domain, address, credentials, .. } = request;
    let user_id = decision.user_id.as_deref().unwrap_or_default();
    let (status, mechanism) = (decision.status.code(), credentials.mechanism());
    if decision.is_allowed() {
        tracing::info!(target: "zmq::zap", status, domain, address, mechanism, user_id, "allowed");
    } else {
        let reason = &*decision.text;
        tracing::warn!(target: "zmq::zap", status, domain, address, mechanism, user_id = name(request), reason, "denied");
    }
}

/// The identity that a peer claimed.
#[cfg(feature = "tracing")]
fn name(request: &Request) -> String {
    super::judge::name(&request.credentials)
}

/// Tells that a request could not be understood.
#[cfg(feature = "tracing")]
pub(super) fn malformed(error: &crate::security::zap::Malformed) {
    quietly(|| tracing::error!(target: "zmq::zap", %error, "malformed"));
}

/// Tells that a certificate cannot be read.
#[cfg(feature = "tracing")]
pub(super) fn certificate(error: &Error) {
    quietly(|| tracing::error!(target: "zmq::zap", %error, "certificate left out"));
}

/// Tells that a file of a folder of certificates is not read.
#[cfg(feature = "tracing")]
pub(super) fn skipped(path: &Path) {
    quietly(
        || tracing::warn!(target: "zmq::zap", path = %path.display(), "skipped: its name does not end in .key"),
    );
}

#[cfg(not(feature = "tracing"))]
pub(super) fn decision(_: &Request, _: &Decision) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn malformed(_: &crate::security::zap::Malformed) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn certificate(_: &Error) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn skipped(_: &Path) {}
