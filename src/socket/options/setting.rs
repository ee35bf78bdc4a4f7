//! Values of options that are kept until there is a socket to set them on.

use crate::{Errno, Error, Result};
use std::time::Duration;

/// A value of any option.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// `None`.
    Unset,
    Flag(bool),
    Number(u64),
    Time(Duration),
    Text(String),
    Bytes(Vec<u8>),
}

/// What values an option has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub form: Form,
    /// Whether `None` is one of them.
    pub optional: bool,
}

/// The form of a value that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "serde"), allow(dead_code))]
pub(crate) enum Form {
    Flag,
    /// A whole number up to this.
    Number(u64),
    Time,
    Text,
    Bytes,
    /// 32 bytes, in files as Z85.
    Key,
}

/// A type of options: how it is kept and used later.
pub(crate) trait Setting<'a>: Sized {
    const SHAPE: Shape;

    fn keep(self) -> Value;

    fn read(value: &'a Value) -> Result<Self>;
}

#[cold]
fn mistaken<T>() -> Result<T> {
    Err(Error::refused(Errno::EINVAL, "", "not a value of this option"))
}

const fn shape(form: Form) -> Shape {
    Shape { form, optional: false }
}

impl<'a, T: Setting<'a>> Setting<'a> for Option<T> {
    const SHAPE: Shape = Shape { form: T::SHAPE.form, optional: true };

    fn keep(self) -> Value {
        self.map_or(Value::Unset, T::keep)
    }

    fn read(value: &'a Value) -> Result<Self> {
        if *value == Value::Unset { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl Setting<'_> for bool {
    const SHAPE: Shape = shape(Form::Flag);

    fn keep(self) -> Value {
        Value::Flag(self)
    }

    fn read(value: &Value) -> Result<bool> {
        if let Value::Flag(value) = value { Ok(*value) } else { mistaken() }
    }
}

impl Setting<'_> for u32 {
    const SHAPE: Shape = shape(Form::Number(u32::MAX as u64));

    fn keep(self) -> Value {
        Value::Number(self.into())
    }

    fn read(value: &Value) -> Result<u32> {
        let Value::Number(value) = value else { return mistaken() };
        u32::try_from(*value).or_else(|_| mistaken())
    }
}

impl Setting<'_> for u64 {
    const SHAPE: Shape = shape(Form::Number(u64::MAX));

    fn keep(self) -> Value {
        Value::Number(self)
    }

    fn read(value: &Value) -> Result<u64> {
        if let Value::Number(value) = value { Ok(*value) } else { mistaken() }
    }
}

impl Setting<'_> for Duration {
    const SHAPE: Shape = shape(Form::Time);

    fn keep(self) -> Value {
        Value::Time(self)
    }

    fn read(value: &Value) -> Result<Duration> {
        if let Value::Time(value) = value { Ok(*value) } else { mistaken() }
    }
}

impl<'a> Setting<'a> for &'a str {
    const SHAPE: Shape = shape(Form::Text);

    fn keep(self) -> Value {
        Value::Text(self.to_owned())
    }

    fn read(value: &'a Value) -> Result<&'a str> {
        if let Value::Text(value) = value { Ok(value) } else { mistaken() }
    }
}

impl<'a> Setting<'a> for &'a [u8] {
    const SHAPE: Shape = shape(Form::Bytes);

    fn keep(self) -> Value {
        Value::Bytes(self.to_owned())
    }

    fn read(value: &'a Value) -> Result<&'a [u8]> {
        if let Value::Bytes(value) = value { Ok(value) } else { mistaken() }
    }
}

impl<'a> Setting<'a> for &'a [u8; 32] {
    const SHAPE: Shape = shape(Form::Key);

    fn keep(self) -> Value {
        Value::Bytes(self.to_vec())
    }

    fn read(value: &'a Value) -> Result<&'a [u8; 32]> {
        let Value::Bytes(value) = value else { return mistaken() };
        value[..].try_into().or_else(|_| mistaken())
    }
}

/// Types that are kept by name.
macro_rules! by_name {
    ($($ty:ty),*) => {$(
        impl Setting<'_> for $ty {
            const SHAPE: Shape = shape(Form::Text);

            fn keep(self) -> Value {
                Value::Text(self.to_string())
            }

            fn read(value: &Value) -> Result<$ty> {
                if let Value::Text(value) = value { value.parse() } else { mistaken() }
            }
        }
    )*};
}

by_name!(super::GssapiNameType, super::ReconnectStop);
#[cfg(feature = "draft")]
by_name!(super::NormMode, super::RouterNotify);
