//! Tables of options: what they are by default, what they take and give back, and what they refuse.
#![allow(unused_imports, unused_macros)]

use std::fmt::Debug;
use zmq::{Errno, Error};

/// What a getter gives is what a setter took, though one is owned and the other is not.
#[track_caller]
pub fn same(name: &str, got: impl Debug, expected: impl Debug) {
    assert_eq!(format!("{got:?}"), format!("{expected:?}"), "{name}");
}

/// A refusal names the option in C.
#[track_caller]
pub fn refused(name: &str, value: impl Debug, result: Result<(), Error>) {
    let error = result.expect_err(&format!("{name} took {value:?}"));
    assert_eq!(error, Errno::EINVAL, "{name} {value:?}: {error}");
    same(name, error.subject().unwrap_or_default(), name);
}

/// Rows: C name: getter = default, setter: values it takes => values it refuses.
macro_rules! rows {
    ($socket:expr; $($c:ident: $get:ident = $default:expr, $set:ident: $($good:expr),+ $(=> $($bad:expr),+)?;)+) => {$({
        let socket = $socket;
        same(stringify!($c), socket.$get().unwrap(), $default);
        $(
            match $good {
                good => {
                    socket.$set(good).unwrap();
                    same(stringify!($c), socket.$get().unwrap(), good);
                }
            }
        )+
        $($(
            let before = format!("{:?}", socket.$get().unwrap());
            match $bad {
                bad => refused(stringify!($c), bad, socket.$set(bad)),
            }
            assert_eq!(format!("{:?}", socket.$get().unwrap()), before, "{} changed", stringify!($c));
        )+)?
    })+};
}

/// Rows of options that cannot be read.
macro_rules! set_only {
    ($socket:expr; $($c:ident: $set:ident: $($good:expr),+ $(=> $($bad:expr),+)?;)+) => {$({
        let socket = $socket;
        $(socket.$set($good).unwrap_or_else(|error| panic!("{error}"));)+
        $($(match $bad {
            bad => refused(stringify!($c), bad, socket.$set(bad)),
        })+)?
    })+};
}

pub(crate) use {rows, set_only};
