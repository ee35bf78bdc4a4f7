//! What programs of the crate `zmq` 0.10 find here by its old name, or write as they did there.

use std::time::Duration;

#[test]
#[allow(clippy::nonminimal_bool)] // either side of a comparison is another implementation
fn kinds_compare_and_match() {
    let ctx = zmq::Context::new().unwrap();
    // No parameter: of any kind.
    let socket: zmq::Socket = ctx.socket(zmq::SocketType::ROUTER).unwrap();
    let kind = socket.socket_type();
    assert!(kind == zmq::ROUTER && zmq::ROUTER == kind && kind != zmq::DEALER && zmq::REQ != kind);
    let name = match kind {
        zmq::SocketType::REQ => "a client",
        zmq::SocketType::ROUTER => "a server",
        _ => "something else",
    };
    assert_eq!(name, "a server");
    for kind in zmq::SocketType::STABLE {
        assert_eq!(*kind == zmq::SUB, *kind == zmq::SocketType::SUB, "{kind}");
    }
    assert_eq!(zmq::SocketType::STREAM, zmq::SocketType::Stream);
}

#[test]
#[allow(deprecated)]
fn old_names_do_what_the_new_ones_do() {
    let ctx = zmq::Context::new().unwrap();
    let (publisher, subscriber) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::SUB).unwrap());
    publisher.bind("tcp://127.0.0.1:*").unwrap();
    subscriber.connect(&publisher.get_last_endpoint().unwrap().unwrap()).unwrap();
    subscriber.set_subscribe(b"a").unwrap();
    assert_eq!(publisher.recv_msg(0).unwrap(), b"\x01a");
    publisher.send_multipart(["a", "b"]).unwrap();
    let mut items = [subscriber.as_poll_item(zmq::POLLIN)];
    assert_eq!(zmq::poll(&mut items, Duration::from_secs(30)), Ok(1));
    assert_eq!(
        (subscriber.recv_bytes(zmq::DONTWAIT).unwrap(), subscriber.get_rcvmore()),
        (b"a".to_vec(), Ok(true))
    );
    assert_eq!((subscriber.recv_bytes(0).unwrap(), subscriber.get_rcvmore()), (b"b".to_vec(), Ok(false)));
    assert_eq!(subscriber.recv_msg(zmq::DONTWAIT).unwrap_err(), zmq::Errno::EAGAIN);
    subscriber.set_unsubscribe(b"a").unwrap();
    assert_eq!(publisher.recv_msg(0).unwrap(), b"\x00a");
    subscriber.set_identity(b"me").unwrap();
    assert_eq!(subscriber.get_identity().unwrap(), b"me");
    assert_eq!(zmq::Flags::from(7), zmq::DONTWAIT | zmq::SNDMORE);
}

#[test]
fn each_error_becomes_one_of_the_program() {
    #[derive(Debug, PartialEq)]
    struct Mine(zmq::Error);
    impl From<zmq::Error> for Mine {
        fn from(error: zmq::Error) -> Mine {
            Mine(error)
        }
    }
    zmq::errors_from!(Mine);
    fn sends(socket: &zmq::Socket<zmq::Push>) -> Result<(), Mine> {
        Ok(socket.try_send("one part")?)
    }
    fn sends_parts(socket: &zmq::Socket<zmq::Push>) -> Result<(), Mine> {
        Ok(socket.try_send_multipart(["two", "parts"])?)
    }
    fn receives(socket: &zmq::Socket<zmq::Pull>) -> Result<String, Mine> {
        Ok(socket.recv_string()?)
    }
    fn receives_parts(socket: &zmq::Socket<zmq::Pull>) -> Result<[zmq::Message; 2], Mine> {
        Ok(socket.recv_parts()?)
    }
    fn passes_on(a: &zmq::Socket, b: &zmq::Socket) -> Result<(), Mine> {
        match zmq::proxy(a, b)? {}
    }
    let ctx = zmq::Context::new().unwrap();
    let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
    pull.set_rcvtimeo(Duration::ZERO).unwrap();
    let again = Mine(zmq::Errno::EAGAIN.into());
    assert_eq!(
        (sends(&push).unwrap_err(), sends_parts(&push).unwrap_err()),
        (again, Mine(zmq::Errno::EAGAIN.into()))
    );
    assert_eq!(receives(&pull).unwrap_err(), Mine(zmq::Errno::EAGAIN.into()));
    assert_eq!(receives_parts(&pull).unwrap_err(), Mine(zmq::Errno::EAGAIN.into()));
    let (push, pull) = (push.into_dyn(), pull.into_dyn());
    ctx.shutdown();
    assert_eq!(passes_on(&pull, &push).unwrap_err(), Mine(zmq::Errno::ETERM.into()));
}
