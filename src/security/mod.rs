//! Who may talk to whom: the keys of CURVE, and their text form.

mod keys;
mod mechanism;
mod raw;
pub mod z85;
#[allow(dead_code)] // read by who comes next
mod zpl;

pub use keys::{KeyPair, PublicKey, SecretKey};
pub(crate) use mechanism::Plan;
pub use mechanism::{AsClient, AsServer, Principal, Security};
