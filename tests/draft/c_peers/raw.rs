//! A C program with sockets of the draft API: libzmq's own calls, in a context of their own. The only file of this room
//! with unsafe in it.
#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString, c_void},
    ptr,
};

/// The context and a socket of a C program, which end with it.
pub struct CSocket {
    context: *mut c_void,
    socket: *mut c_void,
}

/// A part as C sees it: bytes, routing id, group.
pub type Part = (Vec<u8>, u32, String);

#[track_caller]
fn check(rc: i32) {
    assert_ne!(rc, -1, "libzmq: {}", std::io::Error::last_os_error());
}

impl CSocket {
    pub fn new(kind: i32) -> CSocket {
        // SAFETY: takes nothing.
        let context = unsafe { zmq_sys::zmq_ctx_new() };
        // SAFETY: an open context; C checks the kind.
        let socket = unsafe { zmq_sys::zmq_socket(context, kind) };
        assert!(!socket.is_null());
        let (linger, timeout) = (0i32, 10_000i32);
        for (option, value) in [(zmq_sys::ZMQ_LINGER, linger), (zmq_sys::ZMQ_RCVTIMEO, timeout)] {
            // SAFETY: an open socket, and an int where C expects one.
            check(unsafe { zmq_sys::zmq_setsockopt(socket, option, ptr::from_ref(&value).cast(), 4) });
        }
        CSocket { context, socket }
    }

    pub fn connect(&self, endpoint: &str) {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: an open socket and a string.
        check(unsafe { zmq_sys::zmq_connect(self.socket, endpoint.as_ptr()) });
    }

    pub fn connect_peer(&self, endpoint: &str) -> u32 {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: an open socket and a string.
        let id = unsafe { zmq_sys::zmq_connect_peer(self.socket, endpoint.as_ptr()) };
        assert_ne!(id, 0);
        id
    }

    pub fn join(&self, group: &str) {
        let group = CString::new(group).unwrap();
        // SAFETY: an open socket and a string.
        check(unsafe { zmq_sys::zmq_join(self.socket, group.as_ptr()) });
    }

    pub fn send(&self, bytes: &[u8], routing_id: u32, group: &str) {
        let mut message = zmq_sys::zmq_msg_t { bytes: [0; 64] };
        // SAFETY: room for a message, and bytes of that length.
        check(unsafe { zmq_sys::zmq_msg_init_buffer(&mut message, bytes.as_ptr().cast(), bytes.len()) });
        if routing_id != 0 {
            // SAFETY: a valid message.
            check(unsafe { zmq_sys::zmq_msg_set_routing_id(&mut message, routing_id) });
        }
        let group = CString::new(group).unwrap();
        // SAFETY: a valid message and a string.
        check(unsafe { zmq_sys::zmq_msg_set_group(&mut message, group.as_ptr()) });
        // SAFETY: a valid message, which C takes over.
        check(unsafe { zmq_sys::zmq_msg_send(&mut message, self.socket, 0) });
    }

    pub fn recv(&self) -> Part {
        let mut message = zmq_sys::zmq_msg_t { bytes: [0; 64] };
        // SAFETY: room for a message.
        unsafe { zmq_sys::zmq_msg_init(&mut message) };
        // SAFETY: a valid message and an open socket.
        check(unsafe { zmq_sys::zmq_msg_recv(&mut message, self.socket, 0) });
        // SAFETY: a valid message.
        let data = unsafe { zmq_sys::zmq_msg_data(&mut message) };
        // SAFETY: a valid message.
        let size = unsafe { zmq_sys::zmq_msg_size(&message) };
        // SAFETY: C says that so many bytes lie there.
        let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), size) }.to_vec();
        // SAFETY: a valid message.
        let routing_id = unsafe { zmq_sys::zmq_msg_routing_id(&mut message) };
        // SAFETY: a valid message.
        let group = unsafe { zmq_sys::zmq_msg_group(&mut message) };
        // SAFETY: a string of the message, which still lives.
        let group = unsafe { CStr::from_ptr(group) }.to_str().unwrap().to_owned();
        // SAFETY: a valid message, closed once.
        check(unsafe { zmq_sys::zmq_msg_close(&mut message) });
        (bytes, routing_id, group)
    }
}

impl Drop for CSocket {
    fn drop(&mut self) {
        // SAFETY: an open socket, closed once.
        unsafe { zmq_sys::zmq_close(self.socket) };
        // SAFETY: an open context without sockets, ended once.
        unsafe { zmq_sys::zmq_ctx_term(self.context) };
    }
}
