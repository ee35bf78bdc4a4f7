//! Who may talk to whom: the keys of CURVE and their text form, mechanisms as one value, and certificates.

mod certificate;
mod keys;
mod mechanism;
mod raw;
pub mod z85;
mod zpl;

pub use certificate::{Certificate, CertificateStore};
pub use keys::{KeyPair, PublicKey, SecretKey};
pub(crate) use mechanism::Plan;
pub use mechanism::{AsClient, AsServer, Principal, Security};
