//! The only file of this room with unsafe in it: options as bytes. It relies on the open invariant of
//! `src/socket/raw.rs`.
#![allow(unsafe_code)]

use crate::{
    Result,
    error::check,
    guard::options,
    socket::{Socket, raw::RawSocket},
};

/// The option of mend 91.
#[cfg(any(feature = "tokio", feature = "async-io"))]
const HOLD: std::ffi::c_int = 31234;

impl RawSocket {
    /// As [`set_int`](Self::set_int), for a timeout that is about to be set back.
    pub fn set_int_once(&self, option: i32, value: i32) -> Result<()> {
        self.set_bytes(option, &value.to_ne_bytes())
    }

    /// Sets an option from its bytes. The rows of options see that they have the C type's length.
    pub fn set_bytes(&self, option: i32, value: &[u8]) -> Result<()> {
        self.here()?;
        let _setup = self.facts().setup();
        options::shared(self.facts(), option)?;
        self.set_bytes_unlocked(option, value)
    }

    /// As [`set_bytes`](Self::set_bytes), for who has [`setup`](crate::socket::facts::Facts::setup).
    pub fn set_bytes_unlocked(&self, option: i32, value: &[u8]) -> Result<()> {
        self.touches().add();
        let (option, data, size) = (option, value.as_ptr().cast(), value.len());
        // SAFETY: open invariant; C reads `size` bytes and keeps no pointer to them.
        check(unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, data, size) }).map(drop)
    }

    /// The next send takes in nothing that other threads have told the socket, if libzmq has that (mend 91). A shutdown that refuses
    /// it refuses the send as well.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub fn hold_next_send(&self) {
        if zmq_sys::has_mend(91) {
            // SAFETY: open invariant; C reads nothing.
            unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), HOLD, std::ptr::null(), 0) };
        }
    }

    /// Empties an option that is a list, which C takes a null pointer for.
    pub fn clear(&self, option: i32) -> Result<()> {
        self.here()?;
        self.touches().add();
        // SAFETY: open invariant; C reads nothing.
        check(unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, std::ptr::null(), 0) }).map(drop)
    }

    /// Reads an option into `value` and says how many bytes C wrote.
    pub fn get_bytes(&self, option: i32, value: &mut [u8]) -> Result<usize> {
        self.here()?;
        let mut size = value.len();
        let (option, data) = (option, value.as_mut_ptr().cast());
        // SAFETY: open invariant; C writes at most `size` bytes.
        check(unsafe { zmq_sys::zmq_getsockopt(self.as_ptr(), option, data, &mut size) })?;
        Ok(size)
    }
}

/// The way around the typed options.
impl<K> Socket<K> {
    /// Sets any option from the bytes of its C value.
    ///
    /// # Errors
    /// Whatever libzmq answers; the error has the option's number.
    ///
    /// # Safety
    /// `value` must have the C type and the length that this option has in the linked version of libzmq, which
    /// does not check them for every option, and must not be a value that makes libzmq abort. High-water marks
    /// must not change on a socket that is bound or connected, and the timeouts must be set by their methods.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// const ZMQ_BACKLOG: i32 = 19; // for an option without a method
    /// // SAFETY: an int in C, and any number of connections is a valid value.
    /// unsafe { pull.setsockopt(ZMQ_BACKLOG, &200_i32.to_ne_bytes())? };
    /// assert_eq!(pull.backlog()?, 200);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_setsockopt")]
    #[doc(alias = "set")]
    #[doc(alias = "set_string")]
    #[doc(alias = "setsockopt_string")]
    #[doc(alias = "setsockopt_unicode")]
    pub unsafe fn setsockopt(&self, option: i32, value: &[u8]) -> Result<()> {
        self.raw.set_bytes(option, value).map_err(|error| error.about(format!("option {option}")))
    }

    /// Reads any option as the bytes of its C value and says how many of them were written.
    ///
    /// # Errors
    /// Whatever libzmq answers; the error has the option's number.
    ///
    /// # Safety
    /// `value` must have the length that this option has in the linked version of libzmq, which does not check
    /// it for every option.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket_builder(zmq::PULL).backlog(200).build()?;
    /// const ZMQ_BACKLOG: i32 = 19; // for an option without a method
    /// let mut value = [0; 4];
    /// // SAFETY: an int in C.
    /// let written = unsafe { pull.getsockopt(ZMQ_BACKLOG, &mut value)? };
    /// assert_eq!((written, i32::from_ne_bytes(value)), (4, 200));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_getsockopt")]
    #[doc(alias = "get")]
    #[doc(alias = "get_string")]
    #[doc(alias = "getsockopt_string")]
    #[doc(alias = "getsockopt_unicode")]
    pub unsafe fn getsockopt(&self, option: i32, value: &mut [u8]) -> Result<usize> {
        self.raw.get_bytes(option, value).map_err(|error| error.about(format!("option {option}")))
    }
}
