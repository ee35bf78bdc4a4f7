//! Options that are texts or keys.

use super::Socket;
use crate::{Error, Result};
use std::result;

/// Text: an option has it, or nothing.
type Text = result::Result<String, Vec<u8>>;

macro_rules! texts {
    ($($get:ident $(, $set:ident($ty:ty))? = $safe:ident, $note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $note)]
            #[cfg_attr(feature = "port", deprecated(note = $note))]
            pub fn $get(&self) -> Result<Text> {
                Ok(Ok(self.inner.$safe()?.into_text()))
            }

            $(
                #[doc = concat!("In zmq-safe: ", $note)]
                #[cfg_attr(feature = "port", deprecated(note = $note))]
                pub fn $set(&self, value: $ty) -> Result<()> {
                    Ok(self.inner.$set(value)?)
                }
            )?
        )*}
    };
}

texts! {
    get_last_endpoint = last_endpoint, "zmq-safe: `Socket::last_endpoint`";
    get_socks_proxy, set_socks_proxy(Option<&str>) = socks_proxy, "zmq-safe: `Socket::socks_proxy`, `set_socks_proxy`";
    get_plain_username, set_plain_username(Option<&str>) = plain_username, "zmq-safe: `Socket::plain_username`, `Security::plain_client`";
    get_plain_password, set_plain_password(Option<&str>) = plain_password, "zmq-safe: `Socket::plain_password`, `Security::plain_client`";
    get_zap_domain, set_zap_domain(&str) = zap_domain, "zmq-safe: `Socket::zap_domain`, `set_zap_domain`";
    get_gssapi_principal, set_gssapi_principal(&str) = gssapi_principal, "zmq-safe: `Socket::gssapi_principal`, `set_gssapi_principal`";
    get_gssapi_service_principal, set_gssapi_service_principal(&str) = gssapi_service_principal,
        "zmq-safe: `Socket::gssapi_service_principal`, `set_gssapi_service_principal`";
}

trait IntoText {
    fn into_text(self) -> String;
}

impl IntoText for String {
    fn into_text(self) -> String {
        self
    }
}

impl IntoText for Option<String> {
    fn into_text(self) -> String {
        self.unwrap_or_default()
    }
}

macro_rules! keys {
    ($($get:ident, $set:ident = $safe:ident, $get_note:literal, $set_note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $get_note)]
            #[cfg_attr(feature = "port", deprecated(note = $get_note))]
            pub fn $get(&self) -> Result<Vec<u8>> {
                Ok(self.inner.$safe()?.to_vec())
            }

            #[doc = concat!("In zmq-safe: ", $set_note)]
            #[cfg_attr(feature = "port", deprecated(note = $set_note))]
            pub fn $set(&self, value: &[u8]) -> Result<()> {
                Ok(self.inner.$set(&key(value)?)?)
            }
        )*}
    };
}

keys! {
    get_curve_publickey, set_curve_publickey = curve_publickey, "zmq-safe: `Socket::curve_publickey`", "zmq-safe: `Security::curve_client`";
    get_curve_secretkey, set_curve_secretkey = curve_secretkey, "zmq-safe: `Socket::curve_secretkey`", "zmq-safe: `Security::curve_client`, `curve_server`";
    get_curve_serverkey, set_curve_serverkey = curve_serverkey, "zmq-safe: `Socket::curve_serverkey`", "zmq-safe: `Security::curve_client`";
}

/// A key is 32 bytes, or 40 characters of Z85 with or without C's NUL.
fn key(value: &[u8]) -> Result<[u8; 32]> {
    let text = match value {
        [text @ .., 0] if text.len() == 40 => text,
        text if text.len() == 40 => text,
        bytes => return bytes.try_into().map_err(|_| Error::EINVAL),
    };
    let bytes = std::str::from_utf8(text).ok().and_then(|text| zmq_safe::z85::decode(text).ok());
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(Error::EINVAL)
}
