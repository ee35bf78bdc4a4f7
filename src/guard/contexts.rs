//! Contexts: what libzmq aborts over when one starts or ends.

use super::{Mend, lacks};

/// Whether a context that starts aborts for want of descriptors or threads, so that they are tried before.
pub(crate) fn start_unsafely() -> bool {
    lacks(Mend::Start)
}

/// Whether a context that ends aborts where it has no descriptor to meet who waits for an `inproc` name.
pub(crate) fn end_unsafely() -> bool {
    lacks(Mend::Pending)
}
