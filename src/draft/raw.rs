//! The only file of this room with unsafe in it: the calls of the draft API, and the sockets that threads share.
//!
//! **Shared invariant**: a `&RawSocket` reaches several threads inside a `Socket<K>` with `K: ThreadSafe` only. The kind in
//! the type is that of the C socket (`Context::socket` makes both from one value, and `try_into_kind` compares them), and
//! libzmq holds the lock of a socket of these kinds in every call. All beside the C pointer is `Sync`, as
//! `src/socket/raw.rs` makes the compiler prove. A socket is closed by its owner, when nobody borrows it.
#![allow(unsafe_code)]

use crate::{
    Error, Result, Socket, error::check, kind::ThreadSafe, message::raw::RawMessage, socket::raw::RawSocket,
};
use std::ffi::CStr;

// SAFETY: shared invariant.
unsafe impl<K: ThreadSafe> Sync for Socket<K> {}

impl RawSocket {
    pub fn join(&self, group: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_join(self.as_ptr(), group.as_ptr()) }).map(drop)
    }

    pub fn leave(&self, group: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_leave(self.as_ptr(), group.as_ptr()) }).map(drop)
    }

    /// Connects, and gives the routing id of the peer.
    pub fn connect_peer(&self, endpoint: &CStr) -> Result<u32> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call. C asks for the kind before it takes it for a PEER.
        match unsafe { zmq_sys::zmq_connect_peer(self.as_ptr(), endpoint.as_ptr()) } {
            0 => Err(Error::last()),
            routing_id => Ok(routing_id),
        }
    }

    /// The events a ROUTER has for one of its peers.
    pub fn peer_state(&self, routing_id: &[u8]) -> Result<i32> {
        self.here()?;
        let (data, size) = (routing_id.as_ptr().cast(), routing_id.len());
        // SAFETY: open invariant; C reads `size` bytes and keeps no pointer to them.
        check(unsafe { zmq_sys::zmq_socket_get_peer_state(self.as_ptr(), data, size) })
    }
}

impl RawMessage {
    /// Says which group the message is for. The name is short, which [`super::groups::c_group`] sees to: then it lies
    /// in the struct, and there never was a long one whose memory would be lost.
    pub fn set_group(&mut self, group: &CStr) -> Result<()> {
        // SAFETY: valid invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_msg_set_group(self.as_mut_ptr(), group.as_ptr()) }).map(drop)
    }

    /// The name of the group, which may be any bytes.
    pub fn group(&self) -> &[u8] {
        // SAFETY: valid invariant; C reads a part of the struct that nothing writes to through `&self`.
        let group = unsafe { zmq_sys::zmq_msg_group(self.as_ptr()) };
        if group.is_null() {
            return &[];
        }
        // SAFETY: C ends it with a NUL; it lies in the struct, or as long as the message lives beside it.
        unsafe { CStr::from_ptr(group) }.to_bytes()
    }

    /// Says to whom the message goes: zero is an error of C.
    pub fn set_routing_id(&mut self, routing_id: u32) -> Result<()> {
        // SAFETY: valid invariant.
        check(unsafe { zmq_sys::zmq_msg_set_routing_id(self.as_mut_ptr(), routing_id) }).map(drop)
    }

    /// From whom the message came, zero for nobody.
    pub fn routing_id(&self) -> u32 {
        // SAFETY: valid invariant; C reads a part of the struct that nothing writes to through `&self`.
        unsafe { zmq_sys::zmq_msg_routing_id(self.as_ptr()) }
    }
}
