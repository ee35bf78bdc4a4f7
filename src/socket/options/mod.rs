//! Every option of a socket, one row each:
//!
//! ```text
//! /// What it does; the unit; what special values mean; when it takes effect.
//! #[doc(alias = "C_NAME")]
//! C_NAME: codec, "default" => key: get name(Type), set set_name(Type) if Ability;
//! ```
//!
//! A row makes the methods of the socket, blocking and async, with their documentation, the method `key` of the builder, and the
//! `key` of a configuration file. Setters take a time as [`IntoPeriod`](crate::IntoPeriod), and bytes as `AsRef<[u8]>`. `add` instead of `set` is for lists that grow by one with each call. The rooms are listed in
//! `ROOMS`, in the order in which a builder goes through them.

// In the order of the methods in the documentation, see `lib.rs`.
mod by_kind;
mod queue;

mod curve;
mod heartbeat;
mod pubsub;
mod routing;
mod security;

mod gssapi;
#[cfg(unix)]
mod ipc;
mod multicast;
pub(crate) mod setting;
mod socks;
mod tcp;
mod transport;
mod types;
#[cfg(unix)]
mod use_fd;
mod vmci;

pub use types::{GssapiNameType, Mechanism, ReconnectStop};
#[cfg(feature = "draft")]
pub use types::{NormMode, RouterNotify};
#[cfg(unix)]
pub(super) use use_fd::bind as bind_with_fd;

use super::raw::RawSocket;
use crate::{Errno, Error, Result, Socket, kind::Kind};
use setting::{Shape, Value};

/// Rows of options into methods.
macro_rules! options {
    (
        $(#[$room:meta])*
        room;
        $(
            $(#[$doc:meta])* $c:ident: $codec:ident, $default:literal
                => $key:ident: $($verb:ident $name:ident($($ty:tt)+) $(if $bound:ident)?),+;
        )*
    ) => {
        $(#[$room])*
        impl<K: $crate::kind::Kind> $crate::Socket<K> {$(
            $crate::socket::options::options!(
                @socket [$(#[$doc])*] $c $codec $default; $($verb $name [$($bound)?] [$($ty)+];)+
            );
        )*}

        $(#[$room])*
        impl<K: $crate::kind::Kind, C> $crate::SocketBuilder<'_, K, C> {$(
            $crate::socket::options::options!(@builder $c $key; $($verb $name [$($bound)?] [$($ty)+];)+);
        )*}

        $(#[$room])*
        #[cfg(any(feature = "tokio", feature = "async-io"))]
        impl<K: $crate::kind::Kind, R: $crate::asynchronous::Runtime> $crate::asynchronous::Socket<K, R> {$(
            $crate::socket::options::options!(@asynchronous $c; $($verb $name [$($bound)?] [$($ty)+];)+);
        )*}

        /// The rows that can be set.
        pub(crate) const ROWS: &[Option<$crate::socket::options::Row>] = &[$(
            $crate::socket::options::options!(@row $c $codec $key; $($verb $name [$($bound)?] [$($ty)+];)+),
        )*];
    };

    (@socket $doc:tt $c:ident $codec:ident $default:literal;) => {};
    (@socket [$($doc:tt)*] $c:ident $codec:ident $default:literal; get $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        $($doc)*
        ///
        #[doc = concat!("Reads `", stringify!($c), "`. Default: ", $default, ".")]
        ///
        /// # Errors
        /// [`ETERM`](crate::Errno::ETERM) once the context is shut down, [`EINVAL`](crate::Errno::EINVAL) if
        /// the linked libzmq does not have the option. The error names it.
        pub fn $name(&self) -> $crate::Result<$($ty)+> $(where K: $bound)? {
            $crate::socket::codec::$codec::get(self.raw(), $crate::socket::numbers::$c)
                .map_err(|error| $crate::socket::options::explain(error, stringify!($c)))
        }
        $crate::socket::options::options!(@socket [$($doc)*] $c $codec $default; $($rest)*);
    };
    (@socket [$($doc:tt)*] $c:ident $codec:ident $default:literal; $verb:ident $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        $($doc)*
        ///
        #[doc = concat!("Sets `", stringify!($c), "`. Default: ", $default, ".")]
        ///
        /// # Errors
        /// [`EINVAL`](crate::Errno::EINVAL) for a value out of range, or if the linked libzmq does not have the
        /// option; [`ETERM`](crate::Errno::ETERM) once the context is shut down. The error names the option.
        pub fn $name(&self, value: $crate::socket::options::argument!($($ty)+)) -> $crate::Result<()> $(where K: $bound)? {
            $(self.require(stringify!($bound), stringify!($c))?;)?
            $crate::socket::codec::$codec::set(self.raw(), $crate::socket::numbers::$c, $crate::socket::options::given!(value: $($ty)+))
                .map_err(|error| $crate::socket::options::explain(error, stringify!($c)))
        }
        $crate::socket::options::options!(@socket [$($doc)*] $c $codec $default; $($rest)*);
    };

    (@asynchronous $c:ident;) => {};
    (@asynchronous $c:ident; get $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        #[doc = concat!("Reads `", stringify!($c), "` as [`", stringify!($name), "`](crate::Socket::", stringify!($name), ") does, with its errors.")]
        #[allow(clippy::missing_errors_doc)]
        pub fn $name(&self) -> $crate::Result<$($ty)+> $(where K: $bound)? {
            self.with(|socket| socket.$name())?
        }
        $crate::socket::options::options!(@asynchronous $c; $($rest)*);
    };
    (@asynchronous $c:ident; $verb:ident $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        #[doc = concat!("Sets `", stringify!($c), "` as [`", stringify!($name), "`](crate::Socket::", stringify!($name), ") does, with its errors.")]
        #[allow(clippy::missing_errors_doc)]
        pub fn $name(&self, value: $crate::socket::options::argument!($($ty)+)) -> $crate::Result<()> $(where K: $bound)? {
            self.with(|socket| socket.$name(value))?
        }
        $crate::socket::options::options!(@asynchronous $c; $($rest)*);
    };

    (@builder $c:ident $key:ident;) => {};
    (@builder $c:ident $key:ident; get $name:ident $bound:tt $ty:tt; $($rest:tt)*) => {
        $crate::socket::options::options!(@builder $c $key; $($rest)*);
    };
    (@builder $c:ident $key:ident; $verb:ident $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        #[doc = concat!("Sets `", stringify!($c), "` as [`", stringify!($name), "`](crate::Socket::", stringify!($name), ") does.")]
        pub fn $key(mut self, value: $crate::socket::options::argument!($($ty)+)) -> Self $(where K: $bound)? {
            let value = $crate::socket::options::given!(value: $($ty)+);
            self.options.keep(stringify!($key), <$($ty)+ as $crate::socket::options::setting::Setting>::keep(value));
            self
        }
        $crate::socket::options::options!(@builder $c $key; $($rest)*);
    };

    (@row $c:ident $codec:ident $key:ident;) => { None };
    (@row $c:ident $codec:ident $key:ident; get $name:ident $bound:tt $ty:tt; $($rest:tt)*) => {
        $crate::socket::options::options!(@row $c $codec $key; $($rest)*)
    };
    (@row $c:ident $codec:ident $key:ident; $verb:ident $name:ident [$($bound:ident)?] [$($ty:tt)+]; $($rest:tt)*) => {
        Some($crate::socket::options::Row {
            key: stringify!($key),
            c: stringify!($c),
            ability: $crate::socket::options::options!(@ability $($bound)?),
            shape: <$($ty)+ as $crate::socket::options::setting::Setting>::SHAPE,
            adds: $crate::socket::options::options!(@adds $verb),
            set: |raw, value| {
                let value = $crate::socket::options::setting::Setting::read(value)?;
                $crate::socket::codec::$codec::set(raw, $crate::socket::numbers::$c, value)
            },
        })
    };
    (@ability) => { None };
    (@ability $bound:ident) => { Some(stringify!($bound)) };
    (@adds set) => { false };
    (@adds add) => { true };
}
pub(crate) use options;

/// What a method that sets an option takes for a value of a type.
macro_rules! argument {
    (Option<Duration>) => { impl $crate::IntoPeriod };
    (&[u8]) => { impl AsRef<[u8]> };
    ($ty:ty) => { $ty };
}
pub(crate) use argument;

/// The value of an [`argument`].
macro_rules! given {
    ($value:ident: Option<Duration>) => {
        $crate::IntoTimeout::into_timeout($value)
    };
    ($value:ident: &[u8]) => {
        $value.as_ref()
    };
    ($value:ident: $ty:ty) => {
        $value
    };
}
pub(crate) use given;

/// An option that can be set, for those who have its key as text.
pub(crate) struct Row {
    /// Its name in builders and files.
    pub key: &'static str,
    /// Its name in C.
    pub c: &'static str,
    /// The trait of the kinds that have it.
    pub ability: Option<&'static str>,
    #[cfg_attr(not(feature = "serde"), allow(dead_code))]
    pub shape: Shape,
    /// Whether each call adds to a list.
    pub adds: bool,
    pub set: fn(&RawSocket, &Value) -> Result<()>,
}

impl Row {
    /// Sets the option on a socket.
    pub fn apply<K: Kind>(&self, socket: &Socket<K>, value: &Value) -> Result<()> {
        if let Some(ability) = self.ability {
            socket.require(ability, self.c)?;
        }
        (self.set)(socket.raw(), value).map_err(|error| explain(error, self.c))
    }
}

/// All rooms, in the order in which their options are set.
const ROOMS: &[&[Option<Row>]] = &[
    queue::ROWS,
    transport::ROWS,
    tcp::ROWS,
    socks::ROWS,
    multicast::ROWS,
    vmci::ROWS,
    #[cfg(unix)]
    ipc::ROWS,
    security::ROWS,
    curve::ROWS,
    gssapi::ROWS,
    routing::ROWS,
    pubsub::ROWS,
    by_kind::ROWS,
    heartbeat::ROWS,
    #[cfg(feature = "draft")]
    crate::draft::options::ROWS,
    #[cfg(feature = "draft")]
    crate::draft::options::transports::ROWS,
];

/// All options that can be set, in the order in which a builder sets them.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    ROOMS.iter().copied().flatten().flatten()
}

impl<K: Kind> Socket<K> {
    /// Refuses an option of other kinds on a socket whose kind the type does not tell: where libzmq takes it all the
    /// same, it may abort later.
    pub(crate) fn require(&self, ability: &str, name: &'static str) -> Result<()> {
        let kind = self.socket_type();
        if kind.has(ability) {
            return Ok(());
        }
        Err(Error::refused(Errno::EINVAL, name, format!("not an option of {kind}")))
    }
}

/// Names the option in the error, and says what the library lacks if that is why.
#[cold]
pub(crate) fn explain(error: Error, name: &'static str) -> Error {
    let error = error.rename(name);
    if error != Errno::EINVAL {
        return error;
    }
    let lacks = |part: &str, capability| name.starts_with(part) && !crate::has(capability);
    use crate::Capability::*;
    if lacks("ZMQ_CURVE", Curve) {
        error.because("this libzmq was built without CURVE: turn on the feature `curve`")
    } else if lacks("ZMQ_GSSAPI", Gssapi) {
        error.because("this libzmq was built without GSSAPI: turn on the feature `gssapi`")
    } else if lacks("ZMQ_NORM", Norm) {
        error.because("this libzmq was built without NORM: turn on the feature `norm`")
    } else if lacks("ZMQ_WSS", Wss) {
        error.because("this libzmq was built without wss: turn on the feature `wss`")
    } else if lacks("ZMQ_VMCI", Vmci) {
        error.because("this libzmq was built without VMCI: link an installed one that has it")
    } else {
        error
    }
}
