//! The library that was linked: its version, what it can do, and that bytes go through it.

mod raw;

use raw::{Context, has, version};

#[test]
fn the_version_is_that_of_the_build() {
    if cfg!(zmq_sys_vendored) {
        assert_eq!(version(), (4, 3, 5));
    }
    assert!(version() >= (4, 2, 0), "{:?}", version());
}

#[test]
fn the_vendored_library_has_what_its_features_say() {
    if cfg!(not(zmq_sys_vendored)) {
        return;
    }
    assert_eq!(has(c"curve"), cfg!(feature = "curve"));
    assert_eq!(has(c"draft"), cfg!(feature = "draft"));
    assert_eq!(has(c"ipc"), cfg!(unix));
    assert_eq!(has(c"tipc"), cfg!(target_os = "linux"));
    assert!(has(c"WS"));
    assert_eq!(has(c"pgm"), cfg!(feature = "pgm"));
    assert_eq!(has(c"norm"), cfg!(feature = "norm"));
    assert_eq!(has(c"WSS"), cfg!(feature = "wss"));
    assert_eq!(has(c"gssapi"), cfg!(feature = "gssapi"));
    assert!(!has(c"vmci"));
}

/// What the build script says of the mends, and what it compiled.
#[cfg(zmq_sys_vendored)]
#[test]
fn the_archive_has_the_mends_that_the_constants_tell() {
    let told: Vec<String> = zmq_sys::MENDS.iter().map(|number| format!("{number:02}")).collect();
    assert_eq!(raw::mends_of_the_archive(), told.join(","));
    let without = option_env!("ZMQ_SYS_WITHOUT_MENDS").unwrap_or_default();
    assert_eq!(zmq_sys::has_mend(1), without.is_empty(), "left out: {without}");
    assert!(!zmq_sys::has_mend(0));
}

#[cfg(not(zmq_sys_vendored))]
#[test]
fn an_installed_library_is_not_mended() {
    assert!(zmq_sys::MENDS.is_empty());
    assert!(!zmq_sys::has_mend(1));
}

#[test]
fn a_message_goes_from_a_socket_to_another() {
    let context = Context::new();
    for endpoint in [c"inproc://library", c"tcp://127.0.0.1:*"] {
        let pull = context.socket(zmq_sys::ZMQ_PULL);
        pull.set_int(zmq_sys::ZMQ_RCVTIMEO, 10_000);
        pull.bind(endpoint);
        let push = context.socket(zmq_sys::ZMQ_PUSH);
        push.connect(&std::ffi::CString::new(pull.last_endpoint()).unwrap());
        push.send(b"Hello");
        assert_eq!(pull.receive().as_deref(), Some(&b"Hello"[..]), "{endpoint:?}");
    }
}

/// 4.3.5 reads the length of a group in a datagram as a `char`. Where that has a sign, a length above
/// 127 makes a message of nearly the whole address space, and the process aborts.
#[cfg(all(feature = "draft", zmq_sys_vendored))]
#[test]
fn a_datagram_cannot_abort_the_process() {
    let context = Context::new();
    let dish = context.socket(zmq_sys::ZMQ_DISH);
    dish.set_int(zmq_sys::ZMQ_RCVTIMEO, 300);
    let port = {
        let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    dish.bind(&std::ffi::CString::new(format!("udp://127.0.0.1:{port}")).unwrap());
    dish.join(c"ok");

    let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let hello = || {
        sender.send_to(b"\x02okHello", ("127.0.0.1", port)).unwrap();
        dish.receive()
    };
    // The I/O thread opens the port some time after `bind` has returned.
    let first = (0..50).find_map(|_| hello());
    assert_eq!(first.as_deref(), Some(&b"Hello"[..]));
    sender.send_to(&[0x80, 0x78, 0x79, 0x7a], ("127.0.0.1", port)).unwrap();
    assert_eq!(dish.receive(), None);
    assert_eq!(hello().as_deref(), Some(&b"Hello"[..]));
}
