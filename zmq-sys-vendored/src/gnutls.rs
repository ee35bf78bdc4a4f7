//! The few functions of GnuTLS with which a caller can try a certificate before libzmq does, which aborts the process
//! over one that GnuTLS refuses. Feature `wss` links the library.

use core::ffi::{c_int, c_uchar, c_uint, c_void};

/// `gnutls_datum_t`: bytes and how many.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(non_camel_case_types)]
pub struct gnutls_datum_t {
    pub data: *const c_uchar,
    pub size: c_uint,
}

/// `gnutls_certificate_credentials_t`.
#[allow(non_camel_case_types)]
pub type gnutls_certificate_credentials_t = *mut c_void;

pub const GNUTLS_X509_FMT_PEM: c_int = 1;

mod raw;

pub use raw::*;
