//! How a peer broke the protocol.

use std::fmt;

/// A protocol violation during the handshake, as [`HandshakeFailedProtocol`](crate::Event::HandshakeFailedProtocol) has it.
///
/// The type is open: every number can be held and compared. The constants are those of libzmq 4.3.5, in three groups:
/// `ZMTP_*` for the peer itself, `ZAP_*` for the authentication handler of this process, `WS_*` for websockets.
///
/// ```
/// use zmq::ProtocolError;
/// let error = ProtocolError::ZMTP_MECHANISM_MISMATCH;
/// assert_eq!(error.to_string(), "ZMTP_MECHANISM_MISMATCH");
/// assert_eq!(ProtocolError::from_raw(error.raw()), error);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProtocolError(u64);

macro_rules! protocol_errors {
    ($($(#[$doc:meta])* $name:ident = $value:ident;)*) => {
        impl ProtocolError {
            $($(#[$doc])* pub const $name: ProtocolError = ProtocolError(zmq_sys::$value as u64);)*

            /// The name of the constant for this number, if there is one.
            pub fn name(self) -> Option<&'static str> {
                $(if self == ProtocolError::$name { return Some(stringify!($name)); })*
                None
            }
        }
    };
}

protocol_errors! {
    /// The peer violated ZMTP; unspecified.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED")]
    ZMTP_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED;
    /// An unexpected command in the handshake.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND")]
    ZMTP_UNEXPECTED_COMMAND = ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND;
    /// A command with a wrong sequence number: an attempt to replay.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE")]
    ZMTP_INVALID_SEQUENCE = ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE;
    /// The exchange of keys failed.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE")]
    ZMTP_KEY_EXCHANGE = ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE;
    /// A malformed command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED")]
    ZMTP_MALFORMED_COMMAND_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED;
    /// A malformed MESSAGE command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE")]
    ZMTP_MALFORMED_COMMAND_MESSAGE = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE;
    /// A malformed HELLO command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO")]
    ZMTP_MALFORMED_COMMAND_HELLO = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO;
    /// A malformed INITIATE command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE")]
    ZMTP_MALFORMED_COMMAND_INITIATE = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE;
    /// A malformed ERROR command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR")]
    ZMTP_MALFORMED_COMMAND_ERROR = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR;
    /// A malformed READY command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY")]
    ZMTP_MALFORMED_COMMAND_READY = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY;
    /// A malformed WELCOME command.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME")]
    ZMTP_MALFORMED_COMMAND_WELCOME = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME;
    /// Malformed metadata.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA")]
    ZMTP_INVALID_METADATA = ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA;
    /// A command could not be decrypted: a wrong key.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC")]
    ZMTP_CRYPTOGRAPHIC = ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC;
    /// The peer has another security mechanism.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH")]
    ZMTP_MECHANISM_MISMATCH = ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH;
    /// The ZAP handler failed; unspecified.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED")]
    ZAP_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED;
    /// The ZAP reply does not have its parts.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY")]
    ZAP_MALFORMED_REPLY = ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY;
    /// The ZAP handler answered another request.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID")]
    ZAP_BAD_REQUEST_ID = ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID;
    /// The ZAP handler answered in another version.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION")]
    ZAP_BAD_VERSION = ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION;
    /// The status of the ZAP reply is none of 200, 300, 400 and 500.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE")]
    ZAP_INVALID_STATUS_CODE = ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE;
    /// The metadata of the ZAP reply are malformed.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA")]
    ZAP_INVALID_METADATA = ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA;
    /// The peer violated the WebSocket protocol.
    #[doc(alias = "ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED")]
    WS_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED;
}

impl ProtocolError {
    /// Wraps a number.
    pub const fn from_raw(raw: u64) -> ProtocolError {
        ProtocolError(raw)
    }

    /// The number.
    pub const fn raw(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "protocol error {:#x}", self.0),
        }
    }
}

impl fmt::Debug for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
