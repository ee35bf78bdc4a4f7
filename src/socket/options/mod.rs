//! Every option of a socket, one row each:
//!
//! ```text
//! /// What it does; the unit; what special values mean; when it takes effect.
//! #[doc(alias = "C_NAME")]
//! C_NAME: codec, "default" => get name(Type), set set_name(Type);
//! ```
//!
//! A row makes the methods with their documentation. The rooms: `queue` (what waits and for how long), `transport`
//! (addresses and connections), `by_kind` (what only some kinds have).

mod by_kind;
mod queue;
mod transport;

use crate::{Errno, Error, Result, Socket, kind::Kind};

/// Rows of options into methods.
macro_rules! options {
    ($(
        $(#[$doc:meta])* $c:ident: $codec:ident, $default:literal => $($verb:ident $name:ident($ty:ty) $(if $bound:ident)?),+;
    )*) => {$(
        $crate::socket::options::options!(
            @each [$(#[$doc])*] $c $codec $default; $($verb $name [$($bound)?] $ty;)+
        );
    )*};
    (@each $doc:tt $c:ident $codec:ident $default:literal;) => {};
    (@each $doc:tt $c:ident $codec:ident $default:literal; $verb:ident $name:ident $bound:tt $ty:ty; $($rest:tt)*) => {
        $crate::socket::options::options!(@$verb $doc $c $codec $default $bound $name $ty);
        $crate::socket::options::options!(@each $doc $c $codec $default; $($rest)*);
    };
    (@get [$($doc:tt)*] $c:ident $codec:ident $default:literal [$($bound:ident)?] $name:ident $ty:ty) => {
        $($doc)*
        ///
        #[doc = concat!("Reads `", stringify!($c), "`. Default: ", $default, ".")]
        ///
        /// # Errors
        /// [`ETERM`](crate::Errno::ETERM) once the context is shut down, [`EINVAL`](crate::Errno::EINVAL) if
        /// the linked libzmq does not have the option. The error names it.
        pub fn $name(&self) -> $crate::Result<$ty> $(where K: $bound)? {
            $crate::socket::codec::$codec::get(&self.raw, zmq_sys::$c)
                .map_err(|error| error.rename(stringify!($c)))
        }
    };
    (@set [$($doc:tt)*] $c:ident $codec:ident $default:literal [$($bound:ident)?] $name:ident $ty:ty) => {
        $($doc)*
        ///
        #[doc = concat!("Sets `", stringify!($c), "`. Default: ", $default, ".")]
        ///
        /// # Errors
        /// [`EINVAL`](crate::Errno::EINVAL) for a value out of range, or if the linked libzmq does not have the
        /// option; [`ETERM`](crate::Errno::ETERM) once the context is shut down. The error names the option.
        pub fn $name(&self, value: $ty) -> $crate::Result<()> $(where K: $bound)? {
            $(self.require(stringify!($bound), stringify!($c))?;)?
            $crate::socket::codec::$codec::set(&self.raw, zmq_sys::$c, value)
                .map_err(|error| error.rename(stringify!($c)))
        }
    };
}
use options;

impl<K: Kind> Socket<K> {
    /// Refuses an option of other kinds on a socket whose kind the type does not tell: where libzmq takes it all the
    /// same, it may abort later.
    fn require(&self, ability: &str, name: &'static str) -> Result<()> {
        let kind = self.socket_type();
        if kind.has(ability) {
            return Ok(());
        }
        Err(Error::refused(Errno::EINVAL, name, format!("not an option of {kind}")))
    }
}
