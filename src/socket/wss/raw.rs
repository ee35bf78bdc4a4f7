//! The only file of this room with unsafe in it: certificates and keys in the eyes of GnuTLS.
#![allow(unsafe_code)]

use std::ptr;
use zmq_sys::gnutls::*;

/// Credentials that are freed in the end.
struct Credentials(gnutls_certificate_credentials_t);

impl Credentials {
    fn new() -> Option<Credentials> {
        let mut credentials = ptr::null_mut();
        // SAFETY: a valid place for the pointer.
        let rc = unsafe { gnutls_certificate_allocate_credentials(&mut credentials) };
        (rc == 0 && !credentials.is_null()).then_some(Credentials(credentials))
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        // SAFETY: what GnuTLS allocated in `new`, freed once.
        unsafe { gnutls_certificate_free_credentials(self.0) };
    }
}

fn datum(bytes: &[u8]) -> Option<gnutls_datum_t> {
    Some(gnutls_datum_t { data: bytes.as_ptr(), size: u32::try_from(bytes.len()).ok()? })
}

/// Whether these are a certificate and its key.
pub(super) fn is_identity(certificate: &[u8], key: &[u8]) -> bool {
    let (Some(certificate), Some(key), Some(credentials)) =
        (datum(certificate), datum(key), Credentials::new())
    else {
        return false;
    };
    // SAFETY: live credentials, and bytes of the length said, which GnuTLS copies.
    let rc = unsafe {
        gnutls_certificate_set_x509_key_mem(credentials.0, &certificate, &key, GNUTLS_X509_FMT_PEM)
    };
    rc == 0
}

/// Whether these are certificates of authorities.
pub(super) fn is_trust(certificates: &[u8]) -> bool {
    let (Some(certificates), Some(credentials)) = (datum(certificates), Credentials::new()) else {
        return false;
    };
    // SAFETY: live credentials, and bytes of the length said, which GnuTLS copies.
    let rc =
        unsafe { gnutls_certificate_set_x509_trust_mem(credentials.0, &certificates, GNUTLS_X509_FMT_PEM) };
    rc > 0
}
