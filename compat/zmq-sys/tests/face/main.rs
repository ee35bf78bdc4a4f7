//! What programs on `zmq-sys` 0.12 take for granted. That no name is missing, `cargo xtask compat` compares with the package.

use std::ffi::{c_int, c_void};
use zmq_sys::{zmq_msg_t, zmq_pollitem_t};

#[test]
fn the_types_are_those_of_c() {
    assert_eq!((size_of::<zmq_msg_t>(), align_of::<zmq_msg_t>()), (64, align_of::<*const ()>()));
    assert_eq!(size_of::<zmq_msg_t>(), size_of::<libzmq::zmq_msg_t>());
    assert_eq!(size_of::<zmq_pollitem_t>(), size_of::<libzmq::zmq_pollitem_t>());
    assert_eq!(align_of::<zmq_pollitem_t>(), align_of::<libzmq::zmq_pollitem_t>());
    let (ours, c) = (zmq_pollitem_t::default(), std::mem::offset_of!(libzmq::zmq_pollitem_t, revents));
    assert_eq!(std::mem::offset_of!(zmq_pollitem_t, revents), c);
    assert_eq!(std::mem::offset_of!(zmq_pollitem_t, fd), std::mem::offset_of!(libzmq::zmq_pollitem_t, fd));
    assert!(ours.socket.is_null());
}

#[test]
fn constants_are_u32_and_match_in_patterns() {
    let kind: u32 = zmq_sys::ZMQ_ROUTER;
    assert!(matches!(kind, zmq_sys::ZMQ_ROUTER));
    assert_eq!(zmq_sys::ZMQ_THREAD_PRIORITY_DFLT, -1i32);
    assert_eq!(zmq_sys::errno::ETERM, libzmq::ETERM);
    assert_eq!(zmq_sys::errno::EAGAIN, libc::EAGAIN);
}

#[test]
fn a_message_goes_through_the_linked_library() {
    raw::exchange();
}

mod raw;
