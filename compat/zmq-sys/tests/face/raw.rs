//! The only file of these tests with unsafe in it.
#![allow(unsafe_code)]

use super::{c_int, c_void, zmq_msg_t, zmq_pollitem_t};
use zmq_sys::*;

/// One call of C.
macro_rules! c {
    ($call:expr) => {
        // SAFETY: the calls stand in the order of the manual, and each pointer is valid for its call.
        unsafe { $call }
    };
}

/// Sends a message from one socket to another over inproc, with the types of this package, and polls for it.
pub fn exchange() {
    let ctx = c!(zmq_ctx_new());
    let (a, b): (*mut c_void, *mut c_void) =
        (c!(zmq_socket(ctx, ZMQ_PAIR as c_int)), c!(zmq_socket(ctx, ZMQ_PAIR as c_int)));
    assert_eq!(c!(zmq_bind(a, c"inproc://face".as_ptr())), 0);
    assert_eq!(c!(zmq_connect(b, c"inproc://face".as_ptr())), 0);
    let mut sent = zmq_msg_t::default();
    assert_eq!(c!(zmq_msg_init_size(&mut sent, 100)), 0);
    let data = c!(zmq_msg_data(&mut sent)).cast::<u8>();
    c!(data.write_bytes(7, 100));
    assert_eq!(c!(zmq_msg_send(&mut sent, a, 0)), 100);
    let mut item = zmq_pollitem_t { socket: b, events: ZMQ_POLLIN as _, ..Default::default() };
    assert_eq!(c!(zmq_poll(&mut item, 1, 10_000)), 1);
    assert_eq!(u32::from(item.revents as u16), ZMQ_POLLIN);
    let mut received = zmq_msg_t::default();
    assert_eq!(c!(zmq_msg_init(&mut received)), 0);
    assert_eq!(c!(zmq_msg_recv(&mut received, b, ZMQ_DONTWAIT as c_int)), 100);
    let data = c!(zmq_msg_data(&mut received)).cast::<u8>();
    assert_eq!(c!(std::slice::from_raw_parts(data, 100)), [7; 100]);
    assert_eq!((c!(zmq_msg_more(&received)), c!(zmq_msg_close(&mut received))), (0, 0));
    assert_eq!(c!(zmq_msg_send(&mut sent, std::ptr::null_mut(), 0)), -1);
    assert_eq!(c!(zmq_errno()), errno::ENOTSOCK);
    assert_eq!((c!(zmq_close(a)), c!(zmq_close(b)), c!(zmq_ctx_term(ctx))), (0, 0, 0));
}
