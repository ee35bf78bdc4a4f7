//! Who may talk to whom: the keys of CURVE and their text form, and who is let in.

mod authenticator;
mod keys;
mod raw;
pub mod z85;
pub mod zap;
mod zpl;

pub use authenticator::{Authenticator, CurveClients, PlainUsers};
pub use keys::{KeyPair, PublicKey, SecretKey};
