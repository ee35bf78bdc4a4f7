//! The values of options that have names.

use crate::{Errno, Error, Result};
use std::{fmt, str::FromStr};

/// Open enumerations: the names of C's numbers, and any other number.
macro_rules! enumerations {
    ($(
        $(#[$doc:meta])* $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $raw:ident ($text:literal)),+ $(,)?
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A number without a name here.
            Other(i32),
        }

        impl $name {
            /// C's number.
            pub const fn raw(self) -> i32 {
                match self {
                    $($name::$variant => zmq_sys::$raw,)+
                    $name::Other(raw) => raw,
                }
            }

            /// The value of C's number.
            pub const fn from_raw(raw: i32) -> $name {
                match raw {
                    $(zmq_sys::$raw => $name::$variant,)+
                    raw => $name::Other(raw),
                }
            }
        }

        /// The name, as in configuration files.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $($name::$variant => f.write_str($text),)+
                    $name::Other(raw) => write!(f, "{raw}"),
                }
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<$name> {
                match text {
                    $($text => Ok($name::$variant),)+
                    _ => Err(unknown(text, &[$($text),+])),
                }
            }
        }
    )*};
}

/// Sets of flags.
macro_rules! flags {
    ($(
        $(#[$doc:meta])* $name:ident {
            $($(#[$flag_doc:meta])* $flag:ident = $raw:literal ($text:literal)),+ $(,)?
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $name(i32);

        impl $name {
            /// None of them.
            pub const NONE: $name = $name(0);
            $($(#[$flag_doc])* pub const $flag: $name = $name($raw);)+

            /// C's bits.
            pub const fn raw(self) -> i32 {
                self.0
            }

            /// The set of C's bits, unknown bits included.
            pub const fn from_raw(raw: i32) -> $name {
                $name(raw)
            }

            /// Whether all of `other` are set.
            pub const fn contains(self, other: $name) -> bool {
                self.0 & other.0 == other.0
            }
        }

        impl std::ops::BitOr for $name {
            type Output = $name;

            fn bitor(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }

        /// The names with `|` between them, as in configuration files.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let set = [$(($name::$flag, $text)),+];
                let names: Vec<_> = set.iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, name)| *name).collect();
                f.write_str(if names.is_empty() { "none" } else { "" })?;
                f.write_str(&names.join("|"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<$name> {
                if text == "none" {
                    return Ok($name::NONE);
                }
                text.split('|').map(str::trim).try_fold($name::NONE, |set, name| match name {
                    $($text => Ok(set | $name::$flag),)+
                    _ => Err(unknown(name, &["none", $($text),+])),
                })
            }
        }
    )*};
}

fn unknown(text: &str, names: &[&str]) -> Error {
    Error::refused(Errno::EINVAL, "", format!("{text:?} is none of {}", names.join(", ")))
}

enumerations! {
    /// A security mechanism, for [`Socket::mechanism`](crate::Socket::mechanism).
    Mechanism {
        /// NULL: no authentication, no encryption.
        #[doc(alias = "ZMQ_NULL")]
        Null = ZMQ_NULL ("null"),
        /// PLAIN: user name and password, sent in the clear.
        #[doc(alias = "ZMQ_PLAIN")]
        Plain = ZMQ_PLAIN ("plain"),
        /// CURVE: public-key authentication and encryption.
        #[doc(alias = "ZMQ_CURVE")]
        Curve = ZMQ_CURVE ("curve"),
        /// GSSAPI: Kerberos.
        #[doc(alias = "ZMQ_GSSAPI")]
        Gssapi = ZMQ_GSSAPI ("gssapi"),
    }

    /// What kind of name a GSSAPI principal is.
    GssapiNameType {
        /// A service and a host, `service@host`.
        #[doc(alias = "ZMQ_GSSAPI_NT_HOSTBASED")]
        HostBased = ZMQ_GSSAPI_NT_HOSTBASED ("host-based"),
        /// The name of a user of this machine.
        #[doc(alias = "ZMQ_GSSAPI_NT_USER_NAME")]
        UserName = ZMQ_GSSAPI_NT_USER_NAME ("user-name"),
        /// The name of a Kerberos principal.
        #[doc(alias = "ZMQ_GSSAPI_NT_KRB5_PRINCIPAL")]
        Krb5Principal = ZMQ_GSSAPI_NT_KRB5_PRINCIPAL ("krb5-principal"),
    }
}

#[cfg(feature = "draft")]
enumerations! {
    /// How NORM controls its rate, for [`Socket::set_norm_mode`](crate::Socket::set_norm_mode).
    NormMode {
        /// As fast as `ZMQ_RATE` says, and no slower.
        #[doc(alias = "ZMQ_NORM_FIXED")]
        Fixed = ZMQ_NORM_FIXED ("fixed"),
        /// By congestion, reported by receivers.
        #[doc(alias = "ZMQ_NORM_CC")]
        Cc = ZMQ_NORM_CC ("cc"),
        /// By congestion, but lost packets alone do not slow it down.
        #[doc(alias = "ZMQ_NORM_CCL")]
        Ccl = ZMQ_NORM_CCL ("ccl"),
        /// By congestion, with the help of ECN marks of routers.
        #[doc(alias = "ZMQ_NORM_CCE")]
        Cce = ZMQ_NORM_CCE ("cce"),
        /// By ECN marks alone.
        #[doc(alias = "ZMQ_NORM_CCE_ECNONLY")]
        CceEcnOnly = ZMQ_NORM_CCE_ECNONLY ("cce-ecnonly"),
    }
}

flags! {
    /// Failures to stop reconnecting after, for [`Socket::set_reconnect_stop`](crate::Socket::set_reconnect_stop).
    ReconnectStop {
        /// The connection was refused.
        #[doc(alias = "ZMQ_RECONNECT_STOP_CONN_REFUSED")]
        CONN_REFUSED = 1 ("conn-refused"),
        /// The handshake failed.
        #[doc(alias = "ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED")]
        HANDSHAKE_FAILED = 2 ("handshake-failed"),
        /// The endpoint was disconnected during the connection attempt. [`ENOTSUP`](crate::Errno::ENOTSUP) with an
        /// installed libzmq up to 4.3.5: it would read uninitialized memory.
        #[doc(alias = "ZMQ_RECONNECT_STOP_AFTER_DISCONNECT")]
        AFTER_DISCONNECT = 4 ("after-disconnect"),
    }
}

#[cfg(feature = "draft")]
flags! {
    /// Events a ROUTER is notified of, for [`Socket::set_router_notify`](crate::Socket::set_router_notify).
    RouterNotify {
        /// A peer connected.
        #[doc(alias = "ZMQ_NOTIFY_CONNECT")]
        CONNECT = 1 ("connect"),
        /// A peer disconnected.
        #[doc(alias = "ZMQ_NOTIFY_DISCONNECT")]
        DISCONNECT = 2 ("disconnect"),
    }
}
