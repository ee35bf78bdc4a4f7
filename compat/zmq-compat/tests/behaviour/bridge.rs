//! From one interface to the other and back.

use super::{pair, raw, zmq};
use zmq::zmq_safe;

#[test]
fn a_socket_goes_over_and_comes_back() {
    let context = zmq::Context::new();
    let (push, pull) = pair(&context, zmq::PUSH, zmq::PULL);
    let ported: zmq_safe::Socket<zmq_safe::Push> = push.into_core().try_into_kind().unwrap();
    ported.send("from the new one").unwrap();
    assert_eq!(pull.as_core().recv().unwrap(), "from the new one");
    let push = zmq::Socket::from_core(ported);
    push.send("from the old one", 0).unwrap();
    assert_eq!(pull.recv_string(0).unwrap().unwrap(), "from the old one");
}

#[test]
fn a_context_goes_over_and_comes_back() {
    let context = zmq_safe::Context::builder().io_threads(3).build().unwrap();
    let old = zmq::Context::from_core(context.clone());
    assert_eq!(old.get_io_threads().unwrap(), 3);
    let bound = context.socket(zmq_safe::PULL).unwrap();
    bound.bind("inproc://shared").unwrap();
    let push = old.socket(zmq::PUSH).unwrap();
    push.connect("inproc://shared").unwrap();
    push.send("within one context", 0).unwrap();
    assert_eq!(bound.recv().unwrap(), "within one context");
    assert!(*old.as_core().unwrap() == context && old.clone().into_core().unwrap() == context);
}

#[test]
fn messages_and_errors_go_over() {
    let message = zmq::Message::from_core(zmq_safe::Message::from("text"));
    assert_eq!((message.as_str(), message.as_core().len()), (Some("text"), 4));
    assert_eq!(zmq_safe::Message::from(message), "text");
    let error = zmq::Error::from(zmq_safe::Error::from(zmq_safe::Errno::ETERM));
    assert_eq!(error, zmq::Error::ETERM);
    assert_eq!(zmq_safe::Error::from(error), zmq_safe::Errno::ETERM);
}

#[test]
fn a_number_that_is_no_variant_is_kept() {
    let error = zmq::Error::from_raw(12345);
    assert_eq!(error.to_raw(), 12345);
    assert_ne!(error, zmq::Error::from_raw(12346));
    assert!(!error.message().is_empty() && std::ptr::eq(error.message(), error.message()));
    // libzmq's own number, where a system has none.
    assert_eq!(zmq::Error::from_raw(zmq::Error::EFSM.to_raw() - 51 + 5), zmq::Error::EADDRINUSE);
}

#[test]
fn a_socket_that_was_given_up_is_taken_back() {
    let context = zmq::Context::new();
    let (push, pull) = pair(&context, zmq::PUSH, zmq::PULL);
    let raw = push.into_raw();
    drop(context);
    let push = raw::take_back(raw);
    push.send("it is the same", 0).unwrap();
    assert_eq!(pull.recv_bytes(0).unwrap(), b"it is the same");
    assert_eq!(push.get_socket_type().unwrap(), zmq::PUSH);
}

#[test]
fn a_context_ends_when_it_is_told_to() {
    let mut context = zmq::Context::new();
    let socket = context.socket(zmq::PULL).unwrap();
    let other = context.clone();
    let waits = std::thread::spawn(move || socket.recv_msg(0).unwrap_err());
    context.destroy().unwrap();
    assert_eq!(waits.join().unwrap(), zmq::Error::ETERM);
    assert_eq!(other.socket(zmq::PULL).unwrap_err(), zmq::Error::ETERM);
}

#[test]
fn threads_count_until_the_first_socket() {
    let context = zmq::Context::new();
    context.set_io_threads(2).unwrap();
    assert_eq!(context.set_io_threads(-1), Err(zmq::Error::EINVAL));
    let _socket = context.socket(zmq::PAIR).unwrap();
    assert_eq!(context.as_core().unwrap().io_threads().unwrap(), 2);
}
