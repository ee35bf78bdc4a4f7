//! Raw bindings to libzmq: every function, constant and type of `zmq.h`, as C declares them.
//!
//! The safe crate over them is `zmq-safe`. What is said in C's manual holds here unchanged; this crate
//! adds only where the library comes from (see the README): compiled from source with feature
//! `vendored`, otherwise an installed one.
//!
//! A build script of a dependent crate that compiles C or C++ against the same libzmq finds it by
//! `DEP_ZMQ_INCLUDE`, `DEP_ZMQ_ROOT`, `DEP_ZMQ_VERSION` (`4.3.5`), `DEP_ZMQ_DRAFT` (`0` or `1`) and `DEP_ZMQ_MENDS` (`01,02`, empty for an
//! installed libzmq).
//!
//! ```
//! let (mut major, mut minor, mut patch) = (0, 0, 0);
//! // SAFETY: the three pointers are valid for a write of an int.
//! unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
//! assert!((major, minor) >= (4, 2));
//! ```
#![no_std]

#[cfg(zmq_sys_boxes)]
mod curve;
#[cfg(feature = "wss")]
pub mod gnutls;
mod types;

#[cfg(not(feature = "bindgen"))]
#[cfg_attr(not(feature = "draft"), path = "bindings/stable.rs")]
#[cfg_attr(feature = "draft", path = "bindings/draft.rs")]
#[allow(non_camel_case_types, clippy::all)]
#[rustfmt::skip]
mod bindings;

#[cfg(feature = "bindgen")]
#[allow(non_camel_case_types, clippy::all)]
mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}

pub use bindings::*;
pub use types::*;

/// The version of the header these bindings were made from, as `ZMQ_MAKE_VERSION` counts it: 40305 is
/// 4.3.5. The library that is linked says its own by [`zmq_version`].
pub const ZMQ_VERSION: i32 = ZMQ_MAKE_VERSION(ZMQ_VERSION_MAJOR, ZMQ_VERSION_MINOR, ZMQ_VERSION_PATCH);

/// A version as one number that grows with it.
#[allow(non_snake_case)]
pub const fn ZMQ_MAKE_VERSION(major: i32, minor: i32, patch: i32) -> i32 {
    major * 10_000 + minor * 100 + patch
}

/// Whether the libzmq that is linked was compiled by this crate, and not installed before: `ZMQ_NO_VENDOR=1` has an installed one
/// linked although the feature `vendored` is on.
pub const VENDORED: bool = cfg!(zmq_sys_vendored);

/// The numbers of the mends that the compiled libzmq has, in their order: small edits of the sources of 4.3.5, which
/// `mends/README.md` of this crate lists. Empty for a library that was installed.
///
/// A dependent build script finds them in `DEP_ZMQ_MENDS` (`01,02,03`).
pub const MENDS: &[u32] = include!(concat!(env!("OUT_DIR"), "/mends.rs"));

/// Whether the libzmq that is linked has the mend with this number.
///
/// ```
/// if zmq_sys::has_mend(3) {
///     println!("heartbeats spare a slow reader");
/// }
/// ```
pub const fn has_mend(number: u32) -> bool {
    let mut index = 0;
    while index < MENDS.len() {
        if MENDS[index] == number {
            return true;
        }
        index += 1;
    }
    false
}
