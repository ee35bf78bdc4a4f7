//! Which libzmq is linked, and what it was built with.

mod raw;

use std::ffi::CString;

/// The version of the linked libzmq: major, minor, patch.
///
/// It may differ from the one this crate was compiled against when a shared system library is used.
///
/// ```
/// assert!(zmq::version() >= (4, 2, 0));
/// ```
#[doc(alias = "zmq_version")]
#[doc(alias = "zmq_version_info")]
pub fn version() -> (i32, i32, i32) {
    raw::version()
}

/// The numbers of the mends in the linked libzmq: edits of its sources against defects of 4.3.5, such as aborts and lost
/// messages. `mends/README.md` of the crate `zmq-sys-vendored` lists them.
///
/// All of them, if libzmq was compiled by this crate (feature `vendored`); none, if it was installed: then most calls into
/// such a defect are refused, see the documentation of each call ("with an installed libzmq up to 4.3.5").
///
/// ```
/// if !zmq::mends().contains(&3) {
///     println!("heartbeats need a queue without a limit");
/// }
/// ```
pub fn mends() -> &'static [u32] {
    zmq_sys::MENDS
}

/// Whether the linked libzmq was built with a transport or mechanism.
///
/// Takes a [`Capability`] or a name; `false` for an unknown name.
///
/// ```
/// assert!(!zmq::has("carrier-pigeon"));
/// println!("CURVE: {}", zmq::has(zmq::Capability::Curve));
/// ```
#[doc(alias = "zmq_has")]
pub fn has(capability: impl AsRef<str>) -> bool {
    CString::new(capability.as_ref()).is_ok_and(|name| raw::has(&name))
}

/// A transport or mechanism of libzmq, for [`has`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// The `ipc` transport.
    Ipc,
    /// The `pgm` and `epgm` transports (feature `pgm`).
    Pgm,
    /// The `tipc` transport (Linux).
    Tipc,
    /// The `norm` transport (feature `norm`).
    Norm,
    /// The `vmci` transport; never in the compiled libzmq.
    Vmci,
    /// The CURVE mechanism (feature `curve`).
    Curve,
    /// The GSSAPI mechanism (feature `gssapi`).
    Gssapi,
    /// The draft API (feature `draft`).
    Draft,
    /// The `ws` transport.
    Ws,
    /// The `wss` transport (feature `wss`).
    Wss,
}

impl AsRef<str> for Capability {
    fn as_ref(&self) -> &str {
        match self {
            Capability::Ipc => "ipc",
            Capability::Pgm => "pgm",
            Capability::Tipc => "tipc",
            Capability::Norm => "norm",
            Capability::Vmci => "vmci",
            Capability::Curve => "curve",
            Capability::Gssapi => "gssapi",
            Capability::Draft => "draft",
            // The only two that C spells in capitals.
            Capability::Ws => "WS",
            Capability::Wss => "WSS",
        }
    }
}
