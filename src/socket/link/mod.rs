//! The link between a socket and its monitor.

mod raw;

pub(crate) use raw::MonitorLink;

use super::raw::RawSocket;
use std::sync::Arc;

/// The format of a monitor's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Two frames: event and value, endpoint.
    One,
    /// Five frames and more: event, count, values, both endpoints.
    #[cfg(feature = "draft")]
    Two,
}

impl RawSocket {
    /// Stops its monitor, if it has one, and keeps another instead.
    pub fn replace_monitor(&self, new: Option<Arc<MonitorLink>>) {
        let old = std::mem::replace(&mut *self.monitor(), new);
        if let Some(old) = old {
            old.stop();
        }
    }
}
