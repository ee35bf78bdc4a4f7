//! The calls of the tests, made safe: a handle is closed exactly once, a buffer is as long as its
//! length says.

use std::ffi::{CStr, c_int, c_void};

/// The version that the linked library reports.
pub fn version() -> (c_int, c_int, c_int) {
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three pointers to live integers.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    (major, minor, patch)
}

/// Whether the linked library has a capability.
pub fn has(capability: &CStr) -> bool {
    // SAFETY: a string that ends with a NUL.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

/// The mark in the archive that was compiled.
#[cfg(zmq_sys_vendored)]
pub fn mends_of_the_archive() -> &'static str {
    unsafe extern "C" {
        /// The first byte of a string that ends with a NUL.
        static zmq_sys_mends: std::ffi::c_char;
    }
    let mark = &raw const zmq_sys_mends;
    // SAFETY: a string of the archive, which ends with a NUL and lives as long as the program.
    unsafe { CStr::from_ptr(mark) }.to_str().unwrap()
}

/// A context; the sockets made from it must be gone before it, which the tests' scopes see to.
pub struct Context(*mut c_void);

/// A socket.
pub struct Socket(*mut c_void);

impl Context {
    pub fn new() -> Self {
        // SAFETY: takes no argument.
        let context = unsafe { zmq_sys::zmq_ctx_new() };
        assert!(!context.is_null());
        Self(context)
    }

    pub fn socket(&self, kind: c_int) -> Socket {
        // SAFETY: the context is open as long as `self` lives.
        let socket = unsafe { zmq_sys::zmq_socket(self.0, kind) };
        assert!(!socket.is_null());
        Socket(socket)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the context is open, and this is its end.
        unsafe { zmq_sys::zmq_ctx_term(self.0) };
    }
}

impl Socket {
    pub fn bind(&self, endpoint: &CStr) {
        // SAFETY: an open socket, a string that ends with a NUL.
        assert_eq!(unsafe { zmq_sys::zmq_bind(self.0, endpoint.as_ptr()) }, 0, "{endpoint:?}");
    }

    pub fn connect(&self, endpoint: &CStr) {
        // SAFETY: an open socket, a string that ends with a NUL.
        assert_eq!(unsafe { zmq_sys::zmq_connect(self.0, endpoint.as_ptr()) }, 0, "{endpoint:?}");
    }

    /// The endpoint of the last `bind`, with the port that the system chose.
    pub fn last_endpoint(&self) -> String {
        let mut buffer = [0_u8; 256];
        let mut length = buffer.len();
        let option = zmq_sys::ZMQ_LAST_ENDPOINT;
        let into = buffer.as_mut_ptr().cast();
        // SAFETY: an open socket, a buffer and its length.
        let result = unsafe { zmq_sys::zmq_getsockopt(self.0, option, into, &mut length) };
        assert_eq!(result, 0);
        CStr::from_bytes_until_nul(&buffer).unwrap().to_str().unwrap().to_owned()
    }

    pub fn set_int(&self, option: c_int, value: c_int) {
        let size = size_of::<c_int>();
        // SAFETY: an open socket, a live integer and its size.
        let result = unsafe { zmq_sys::zmq_setsockopt(self.0, option, (&raw const value).cast(), size) };
        assert_eq!(result, 0, "option {option}");
    }

    pub fn send(&self, data: &[u8]) {
        // SAFETY: an open socket, a buffer and its length.
        let sent = unsafe { zmq_sys::zmq_send(self.0, data.as_ptr().cast(), data.len(), 0) };
        assert_eq!(sent, data.len() as c_int);
    }

    /// What arrives within the time that ZMQ_RCVTIMEO grants.
    pub fn receive(&self) -> Option<Vec<u8>> {
        let mut buffer = vec![0_u8; 1024];
        // SAFETY: an open socket, a buffer and its length.
        let size = unsafe { zmq_sys::zmq_recv(self.0, buffer.as_mut_ptr().cast(), buffer.len(), 0) };
        buffer.truncate(usize::try_from(size).ok()?);
        Some(buffer)
    }

    #[cfg(feature = "draft")]
    pub fn join(&self, group: &CStr) {
        // SAFETY: an open socket, a string that ends with a NUL.
        assert_eq!(unsafe { zmq_sys::zmq_join(self.0, group.as_ptr()) }, 0);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // SAFETY: the socket is open, and this is its end.
        unsafe { zmq_sys::zmq_close(self.0) };
    }
}
