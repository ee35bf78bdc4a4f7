//! Who may talk to whom: the keys of CURVE and their text form, mechanisms as one value, certificates, and ZAP authentication.

mod authenticator;
mod certificate;
mod keys;
mod mechanism;
mod raw;
pub mod z85;
pub mod zap;
mod zpl;

pub use authenticator::{Authenticator, CurveClients, PlainUsers};
pub use certificate::{Certificate, CertificateStore, SecretCertificate};
pub use keys::{KeyPair, PublicKey, SecretKey};
pub(crate) use mechanism::Plan;
pub use mechanism::{AsClient, AsEither, AsServer, Principal, Security};
