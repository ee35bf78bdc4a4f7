//! The transport udp, for kinds of the draft API.

use std::{net::UdpSocket, time::Duration};

use zmq_sys::*;

use crate::{
    mended, mended_with, peer::settle, raw::Context, support::descriptors, system::leave_free,
    system::raw::limit_descriptors,
};

/// A port of this machine that was free a moment ago.
fn free_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn mend_17_a_message_larger_than_a_datagram() {
    let environment = [("MALLOC_CHECK_", "3")];
    mended_with!(20, &environment, || {
        let context = Context::new();
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        receiver.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let radio = context.socket(ZMQ_RADIO);
        radio.connect(&format!("udp://{}", receiver.local_addr().unwrap()));
        radio.send_to_group("g", &[7; 2_000_000]);
        radio.send_to_group("g", b"small");
        let mut datagram = [0; 64];
        let size = receiver.recv(&mut datagram).unwrap();
        assert_eq!(&datagram[..size], b"\x01gsmall");
        radio.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_34_nobody_to_send_to() {
    mended!(20, || {
        let context = Context::new();
        let dgram = context.socket(ZMQ_DGRAM);
        let error = dgram.try_send(b"127.0.0.1:5555", ZMQ_SNDMORE | ZMQ_DONTWAIT).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EAGAIN));
        dgram.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_34_a_datagram_from_an_address_that_has_no_name() {
    mended!(20, || {
        let Ok(sender) = UdpSocket::bind("[::1]:0") else { return };
        let context = Context::new();
        let dgram = context.socket(ZMQ_DGRAM);
        dgram.set(ZMQ_IPV6, 1);
        let port = free_port();
        if dgram.try_bind(&format!("udp://[::1]:{port}")).is_err() {
            return;
        }
        settle();
        sender.send_to(b"hello", ("::1", port)).unwrap();
        settle();
        assert!(dgram.try_recv(ZMQ_DONTWAIT).is_err());
        dgram.close();
        context.term().unwrap();
    });
}

#[test]
fn a_socket_that_waited_ends() {
    mended!(20, || {
        let context = Context::new();
        let dgram = context.socket(ZMQ_DGRAM);
        dgram.bind(&format!("udp://127.0.0.1:{}", free_port()));
        settle();
        assert!(dgram.try_recv(ZMQ_DONTWAIT).is_err());
        dgram.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_34_no_descriptor_for_an_endpoint() {
    mended!(20, || {
        let context = Context::new();
        let radio = context.socket(ZMQ_RADIO);
        let full = leave_free(0);
        let _ = radio.try_connect("udp://127.0.0.1:5555");
        settle();
        limit_descriptors(256);
        drop(full);
        radio.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_38_a_queue_that_was_full() {
    mended!(20, || {
        let context = Context::new();
        let dish = context.socket(ZMQ_DISH);
        dish.set(ZMQ_RCVHWM, 4);
        dish.join("g");
        let port = free_port();
        dish.bind(&format!("udp://127.0.0.1:{port}"));
        settle();
        let before = descriptors();
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        for round in 0..3 {
            for number in 0..8u8 {
                sender.send_to(&[1, b'g', round, number], ("127.0.0.1", port)).unwrap();
            }
            settle();
            // What found no room is lost, as datagrams are; what comes later is not.
            assert_eq!(dish.recv().0[0], round);
            while dish.try_recv(ZMQ_DONTWAIT).is_ok() {
                settle();
            }
        }
        // Nothing was wrong with its socket, so it is still the same.
        drop(sender);
        assert_eq!(descriptors(), before);
        dish.close();
        context.term().unwrap();
    });
}

/// A DGRAM has one endpoint at a time, and may have another afterwards.
#[test]
fn mend_65_an_endpoint_after_another_one() {
    mended!(30, || {
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        receiver.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let to = receiver.local_addr().unwrap().to_string();
        let context = Context::new();
        let dgram = context.socket(ZMQ_DGRAM);
        for round in 0..20u8 {
            let endpoint = format!("udp://127.0.0.1:{}", free_port());
            dgram.bind(&endpoint);
            let second = format!("udp://127.0.0.1:{}", free_port());
            // A second one at the same time is let go of at once.
            if round % 2 == 1 {
                dgram.bind(&second);
                dgram.unbind(&second);
            }
            dgram.send(to.as_bytes(), ZMQ_SNDMORE);
            dgram.send(&[round], 0);
            let mut datagram = [0; 64];
            let (size, from) = receiver.recv_from(&mut datagram).unwrap();
            assert_eq!(&datagram[..size], [round]);
            receiver.send_to(&[round, 1], from).unwrap();
            let parts = dgram.recv_message();
            assert_eq!(parts, [[to.as_bytes(), b"\0"].concat(), vec![round, 1]]);
            // The rest of a message whose endpoint goes is dropped, and the next one begins anew.
            dgram.send(to.as_bytes(), ZMQ_SNDMORE);
            dgram.unbind(&endpoint);
            if round % 3 == 0 {
                dgram.can_receive(); // it has gone, perhaps
            }
            if round % 4 != 0 {
                dgram.send(b"the rest", 0);
            }
        }
        dgram.close();
        context.term().unwrap();
    });
}
