use super::*;

unsafe extern "C" {
    pub fn gnutls_certificate_allocate_credentials(res: *mut gnutls_certificate_credentials_t) -> c_int;
    pub fn gnutls_certificate_free_credentials(sc: gnutls_certificate_credentials_t);
    pub fn gnutls_certificate_set_x509_key_mem(
        res: gnutls_certificate_credentials_t,
        cert: *const gnutls_datum_t,
        key: *const gnutls_datum_t,
        format: c_int,
    ) -> c_int;
    pub fn gnutls_certificate_set_x509_trust_mem(
        res: gnutls_certificate_credentials_t,
        ca: *const gnutls_datum_t,
        format: c_int,
    ) -> c_int;
}
