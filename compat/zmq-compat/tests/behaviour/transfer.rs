//! Sending, receiving, polling, monitors.

use super::{pair, zmq};

#[test]
fn a_received_message_can_be_written_to() {
    let context = zmq::Context::new();
    let (a, b) = pair(&context, zmq::PAIR, zmq::PAIR);
    a.send(vec![1; 1000], 0).unwrap();
    let mut message = b.recv_msg(0).unwrap();
    message[0] = 2;
    assert_eq!((message.len(), message[0], message[1]), (1000, 2, 1));
    assert_eq!(b.recv(&mut message, zmq::DONTWAIT), Err(zmq::Error::EAGAIN)); // which leaves it empty, as in C
    a.send("next", 0).unwrap();
    b.recv(&mut message, 0).unwrap();
    assert_eq!(message.as_str(), Some("next"));
}

#[test]
fn multipart_of_every_length() {
    let context = zmq::Context::new();
    let (a, b) = pair(&context, zmq::PAIR, zmq::PAIR);
    a.send_multipart(Vec::<&str>::new(), 0).unwrap();
    assert_eq!(b.recv_multipart(zmq::DONTWAIT), Err(zmq::Error::EAGAIN));
    for length in 1..4 {
        let parts = vec!["part"; length];
        a.send_multipart(&parts, 0).unwrap();
        assert_eq!(b.recv_multipart(0).unwrap(), vec![b"part"; length]);
        assert!(!b.get_rcvmore().unwrap());
    }
}

#[test]
fn a_buffer_that_is_too_short_tells_the_length() {
    let context = zmq::Context::new();
    let (a, b) = pair(&context, zmq::PAIR, zmq::PAIR);
    a.send("ten bytes.", zmq::SNDMORE).unwrap();
    a.send("", 0).unwrap();
    let mut buffer = [0; 3];
    assert_eq!(b.recv_into(&mut buffer, 0), Ok(10));
    assert_eq!((&buffer, b.get_rcvmore()), (b"ten", Ok(true)));
    assert_eq!((b.recv_into(&mut [], 0), b.get_rcvmore()), (Ok(0), Ok(false)));
}

#[test]
fn a_send_that_fails_is_an_error_with_its_number() {
    let context = zmq::Context::new();
    let push = context.socket(zmq::PUSH).unwrap();
    assert_eq!(push.send("nobody is there", zmq::DONTWAIT), Err(zmq::Error::EAGAIN));
    assert_eq!(push.recv_msg(0).unwrap_err(), zmq::Error::ENOTSUP);
    assert_eq!(context.socket(zmq::REP).unwrap().send("unasked", 0), Err(zmq::Error::EFSM));
}

#[test]
fn any_number_of_items() {
    let context = zmq::Context::new();
    let sockets: Vec<_> = (0..40).map(|_| context.socket(zmq::PULL).unwrap()).collect();
    let push = context.socket(zmq::PUSH).unwrap();
    for count in [1, 2, 4, 5, 16, 17, 40] {
        let last = &sockets[count - 1];
        let name = format!("inproc://items-{count}");
        last.bind(&name).unwrap();
        push.connect(&name).unwrap();
        push.send("for the last one", 0).unwrap();
        let mut items: Vec<_> =
            sockets[..count].iter().map(|socket| socket.as_poll_item(zmq::POLLIN)).collect();
        assert_eq!(zmq::poll(&mut items, 30_000), Ok(1), "{count}");
        let ready: Vec<_> = items.iter().map(zmq::PollItem::is_readable).collect();
        assert!(ready[count - 1] && !ready[..count - 1].contains(&true), "{count}");
        assert!(items[count - 1].has_socket(last) && !items[count - 1].has_fd(0));
        assert_eq!(last.recv_bytes(0).unwrap(), b"for the last one");
        push.disconnect(&name).unwrap();
        last.unbind(&name).unwrap();
    }
    assert_eq!(zmq::poll(&mut [], 0), Ok(0));
}

#[cfg(unix)]
#[test]
fn descriptors_beside_sockets() {
    use std::{io::Write, os::fd::AsRawFd, os::unix::net::UnixStream};
    let context = zmq::Context::new();
    let (a, _b) = pair(&context, zmq::PAIR, zmq::PAIR);
    let (mut from, to) = UnixStream::pair().unwrap();
    let mut items = [a.as_poll_item(zmq::POLLIN), zmq::PollItem::from_fd(to.as_raw_fd(), zmq::POLLIN)];
    assert_eq!(zmq::poll(&mut items, 0), Ok(0));
    from.write_all(b"x").unwrap();
    assert_eq!(zmq::poll(&mut items, 30_000), Ok(1));
    assert_eq!((items[0].get_revents(), items[1].get_revents()), (zmq::PollEvents::empty(), zmq::POLLIN));
    assert!(items[1].has_fd(to.as_raw_fd()) && !items[1].has_socket(&a));
    items[1].set_events(zmq::POLLOUT);
    assert_eq!(zmq::poll(&mut items, 30_000), Ok(1));
    assert!(items[1].is_writable() && !items[1].is_readable());
}

#[test]
fn a_monitor_sends_two_parts() {
    let context = zmq::Context::new();
    let (server, client) = (context.socket(zmq::REP).unwrap(), context.socket(zmq::REQ).unwrap());
    assert_eq!(server.monitor("tcp://127.0.0.1:5555", 0xffff), Err(zmq::Error::EPROTONOSUPPORT));
    server.monitor("inproc://events", zmq::SocketEvent::ALL as i32).unwrap();
    let events = context.socket(zmq::PAIR).unwrap();
    events.connect("inproc://events").unwrap();
    events.set_rcvtimeo(30_000).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = server.get_last_endpoint().unwrap().unwrap();
    client.connect(&endpoint).unwrap();
    for wanted in
        [zmq::SocketEvent::LISTENING, zmq::SocketEvent::ACCEPTED, zmq::SocketEvent::HANDSHAKE_SUCCEEDED]
    {
        let parts = events.recv_multipart(0).unwrap();
        let number = u16::from_ne_bytes([parts[0][0], parts[0][1]]);
        let event = zmq::SocketEvent::from_raw(number);
        assert_eq!((event, parts[0].len(), &parts[1][..]), (wanted, 6, endpoint.as_bytes()));
    }
    // Another name takes the place of the first, which says so.
    server.monitor("inproc://others", zmq::SocketEvent::ALL as i32).unwrap();
    assert_eq!(next(&events), zmq::SocketEvent::MONITOR_STOPPED);
    // What happens to the socket when it closes comes before the end.
    let events = context.socket(zmq::PAIR).unwrap();
    events.connect("inproc://others").unwrap();
    events.set_rcvtimeo(30_000).unwrap();
    drop((server, client));
    let last: Vec<_> = std::iter::from_fn(|| {
        Some(next(&events)).filter(|event| *event != zmq::SocketEvent::MONITOR_STOPPED)
    })
    .collect();
    assert!(last.contains(&zmq::SocketEvent::CLOSED), "{last:?}");
}

/// The next event.
fn next(events: &zmq::Socket) -> zmq::SocketEvent {
    let parts = events.recv_multipart(0).unwrap();
    zmq::SocketEvent::from_raw(u16::from_ne_bytes([parts[0][0], parts[0][1]]))
}
