//! Options that reach the network: values that would make libzmq 4.3.5 abort there. Each test runs in a process of its own,
//! so that SIGABRT fails the test and not the run.

use crate::support::{self, bind_tcp, in_child, raw};
use std::{mem::forget, net::TcpListener, time::Duration};
use zmq::{Context, Errno, ReconnectStop};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(30);

/// A context whose sockets let go of everything at once.
fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

#[test]
fn keys_that_are_none() {
    in_child!(60, || {
        if !zmq::has(zmq::Capability::Curve) {
            return;
        }
        let ctx = context();
        let zeros = &[0; 32];
        for (server_key, client_key) in
            [(None, None), (Some(zeros), None), (None, Some(zeros)), (Some(&[255; 32]), Some(&[1; 32]))]
        {
            let (server, client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
            server.set_curve_server(true).unwrap();
            if let Some(key) = server_key {
                server.set_curve_secretkey(key).unwrap();
            }
            match client_key {
                Some(key) => client.set_curve_serverkey(key).unwrap(),
                None => client.set_curve_publickey(zeros).unwrap(),
            }
            client.connect(&bind_tcp(&server)).unwrap();
            let _ = client.try_send("x");
            assert!(server.recv_timeout(2 * SHORT).unwrap().is_none());
        }
        // Half of one mechanism and half of another.
        let (server, client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
        server.set_plain_server(true).unwrap();
        server.set_curve_secretkey(zeros).unwrap();
        client.set_plain_username(Some("me")).unwrap();
        client.set_zap_domain("somewhere").unwrap();
        client.connect(&bind_tcp(&server)).unwrap();
        assert!(server.recv_timeout(2 * SHORT).unwrap().is_none());
    });
}

#[test]
fn proxies_and_names_that_make_no_sense() {
    in_child!(60, || {
        let ctx = context();
        let long = "x".repeat(255);
        for proxy in
            ["x", ":", "::", "[::1", "127.0.0.1:99999", "127.0.0.1:0", "*:*", "a;b;c:1", &long, "127.0.0.1:9"]
        {
            let socket = ctx.socket(zmq::REQ).unwrap();
            socket.set_reconnect_ivl(Some(Duration::from_millis(1))).unwrap();
            socket.set_socks_proxy(Some(proxy)).unwrap();
            let _ = socket.set_socks_username(Some(&long));
            let _ = socket.set_socks_password(Some(&long));
            socket.connect("tcp://example.test:80").unwrap();
            assert!(socket.poll(zmq::POLLIN, SHORT).unwrap().is_empty());
            forget(socket); // that would be the one thing to end the process, and is documented
        }
        // A proxy that answers, and hosts with names that fit into no request.
        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = proxy.local_addr().unwrap().to_string();
        for length in [200, 255, 256, 1000] {
            let socket = ctx.socket(zmq::REQ).unwrap();
            socket.set_socks_proxy(Some(&address)).unwrap();
            let host = "h".repeat(length);
            let connected = socket.connect(&format!("tcp://{host}:80"));
            assert_eq!(connected.is_ok(), length <= 255, "{length}");
            if connected.is_ok() {
                use std::io::{Read, Write};
                let (mut stream, _) = proxy.accept().unwrap();
                stream.set_read_timeout(Some(LONG)).unwrap();
                let mut greeting = [0; 3];
                stream.read_exact(&mut greeting).unwrap();
                stream.write_all(&[5, 0]).unwrap();
                let mut request = [0; 5];
                stream.read_exact(&mut request).unwrap();
                assert_eq!(usize::from(request[4]), length);
                forget(stream);
            }
            forget(socket);
        }
        forget(ctx);
    });
}

/// As somebody without privileges.
#[cfg(target_os = "linux")]
#[test]
fn what_the_system_refuses_for_packets() {
    in_child!(60, || {
        raw::drop_privileges();
        let ctx = context();
        let server = ctx.socket(zmq::PULL).unwrap();
        let endpoint = bind_tcp(&server);
        for tos in [0, 1, 0x28, 0xc0, 0xff] {
            let socket = ctx.socket(zmq::PUSH).unwrap();
            socket.set_ipv6(tos == 1).unwrap();
            if socket.set_tos(tos).is_ok() {
                socket.connect(&endpoint).unwrap();
                socket.bind("tcp://127.0.0.1:*").unwrap();
                socket.send("x").unwrap();
                assert!(server.recv_timeout(LONG).unwrap().is_some());
            }
        }
        for device in ["lo", "nonesuch0", "\u{1f980}"] {
            let socket = ctx.socket(zmq::PUSH).unwrap();
            socket.set_bindtodevice(Some(device)).unwrap();
            let _ = socket.connect(&endpoint);
            let _ = socket.bind("tcp://127.0.0.1:*");
            assert!(socket.poll(zmq::POLLIN, SHORT).unwrap().is_empty());
        }
        let socket = ctx.socket(zmq::PUSH).unwrap();
        for size in [0, 1, i32::MAX as u32] {
            socket.set_sndbuf(Some(size)).unwrap();
            socket.set_rcvbuf(Some(size)).unwrap();
            socket.set_backlog(size).unwrap();
            socket.connect(&endpoint).unwrap();
            socket.bind("tcp://127.0.0.1:*").unwrap();
            socket.send("x").unwrap();
            assert!(server.recv_timeout(LONG).unwrap().is_some());
        }
        #[cfg(feature = "draft")]
        if zmq::has(zmq::Capability::Draft) {
            assert_eq!(socket.set_priority(7).unwrap_err(), Errno::EPERM);
            for (priority, micros) in [(0, 0), (6, 50), (1, i32::MAX as u32)] {
                let socket = ctx.socket(zmq::PUSH).unwrap();
                socket.set_priority(priority).unwrap();
                socket.set_busy_poll(micros).unwrap();
                socket.connect(&endpoint).unwrap();
                socket.send("x").unwrap();
                assert!(server.recv_timeout(LONG).unwrap().is_some());
            }
        }
    });
}

/// The smallest and the largest buffers. Below 9 bytes, libzmq takes a message for a part of another memory.
#[cfg(feature = "draft")]
#[test]
fn sizes_of_batches() {
    in_child!(60, || {
        let ctx = context();
        if !zmq::has(zmq::Capability::Draft) {
            return;
        }
        for refused in [0, 1, 8, 63, (1 << 24) + 1, u32::MAX] {
            let socket = ctx.socket(zmq::PULL).unwrap();
            assert_eq!(socket.set_in_batch_size(refused).unwrap_err(), Errno::EINVAL);
            assert_eq!(socket.set_out_batch_size(refused).unwrap_err(), Errno::EINVAL);
        }
        for size in [64, 65, 100, 1 << 24] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            for socket in [push.set_in_batch_size(size), push.set_out_batch_size(size)] {
                socket.unwrap();
            }
            pull.set_in_batch_size(size).unwrap();
            pull.set_out_batch_size(size).unwrap();
            push.connect(&bind_tcp(&pull)).unwrap();
            for length in [0, 1, 33, 34, 1000, 100_000] {
                push.send(vec![7; length]).unwrap();
                assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), vec![7; length], "{size}");
            }
        }
    });
}

#[test]
fn attempts_to_connect_that_end() {
    in_child!(60, || {
        if zmq::version() < (4, 3, 5) {
            return;
        }
        let ctx = context();
        let nobody = format!("tcp://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
        let socket = ctx.socket(zmq::PUSH).unwrap();
        let all = ReconnectStop::from_raw(7);
        if support::lacks(&[18]) {
            assert_eq!(socket.set_reconnect_stop(all).unwrap_err(), Errno::ENOTSUP);
            assert_eq!(socket.reconnect_stop().unwrap(), ReconnectStop::NONE);
        } else {
            socket.set_reconnect_stop(all).unwrap();
            assert_eq!(socket.reconnect_stop().unwrap(), all);
        }
        socket.set_reconnect_stop(ReconnectStop::CONN_REFUSED).unwrap();
        socket.set_reconnect_ivl(Some(Duration::from_millis(1))).unwrap();
        socket.connect(&nobody).unwrap();
        support::eventually("the connection is given up", || {
            let _ = socket.events();
            socket.disconnect(&nobody).is_err_and(|error| error == Errno::ENOENT)
                || socket.connect(&nobody).is_err()
        });
    });
}
