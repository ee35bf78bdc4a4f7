//! The examples, against the programs that users have in Python.

use crate::common::{Folder, Process, with_peers};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

#[test]
fn our_client_and_their_server() {
    with_peers(|| {
        let (server, endpoint) = Process::tutorial_bound("server", "tcp://127.0.0.1:*");
        let client = Process::example("async_client", &[], &[("ZMQ_ENDPOINT", &endpoint)]);
        client.expect(&["Connecting to hello world server…", "Received reply [ b'World' ]"]);
        server.expect(&["Received request: b'Hello'"]);
        assert_eq!(client.finish(), [""; 0]);
    });
}

/// The clients come first, and the server serves them at the same time.
#[test]
fn their_clients_and_our_server() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("server");
        let clients = [(); 3].map(|()| Process::python("tutorial.py", &["client", &endpoint]));
        for client in &clients {
            client.expect(&["Connecting to hello world server…"]);
        }
        let server = Process::example("async_server", &[], &[("ZMQ_ENDPOINT", &endpoint)]);
        server.expect(&["Received request: b'Hello'"; 3]);
        for client in clients {
            client.expect(&["Received reply [ b'World' ]"]);
            assert_eq!(client.finish(), [""; 0]);
        }
        server.kill();
    });
}

#[test]
fn poller() {
    with_peers(|| {
        let lines = Process::example("async_poller", &[], &[]).finish();
        let received: Vec<_> = lines.iter().filter(|line| line.starts_with("recving")).collect();
        assert!(!received.is_empty(), "{lines:?}");
        assert_eq!(lines.last().unwrap(), "nothing more");
    });
}

#[test]
fn coroutines() {
    with_peers(|| {
        let mut lines = Process::example("async_coroutines", &[], &[]).finish();
        lines.retain(|line| line.starts_with("answered"));
        let expected: Vec<_> = (0..5).map(|number| format!("answered b'hello {number}'")).collect();
        assert_eq!(lines, expected);
    });
}

/// An example with its one endpoint.
fn example(name: &str, endpoint: &str) -> Process {
    Process::example(name, &[], &[("ZMQ_ENDPOINT", endpoint)])
}

#[test]
fn our_subscribe_and_their_publisher() {
    with_peers(|| {
        let (_publisher, endpoint) = Process::tutorial_bound("publisher", "tcp://127.0.0.1:*");
        let subscribe = Process::example("async_subscribe", &["7"], &[("ZMQ_ENDPOINT", &endpoint)]);
        subscribe.expect(&["Collecting updates from weather server..."]);
        assert!(subscribe.finish().concat().starts_with("Average temperature for zipcode '7' was "));
    });
}

#[test]
fn their_subscribe_and_our_publisher() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("publisher");
        let subscribe = Process::python("tutorial.py", &["subscribe", &endpoint, "7"]);
        let publisher = example("async_publisher", &endpoint);
        assert!(subscribe.finish().concat().contains("Average temperature for zipcode '7' was "));
        assert_eq!(publisher.kill(), [""; 0]);
    });
}

#[test]
fn our_worker_between_theirs() {
    with_peers(|| {
        let (sink, sink_endpoint) = Process::tutorial_bound("sink", "tcp://127.0.0.1:*");
        let (ventilator, endpoint) = Process::tutorial_bound("ventilator", "tcp://127.0.0.1:*");
        let environment = [("ZMQ_ENDPOINT", &*endpoint), ("ZMQ_SINK_ENDPOINT", &*sink_endpoint)];
        let _worker = Process::example("async_worker", &[], &environment);
        ventilator.expect(&["已发送"; 2]);
        sink.expect(&["response: b'test'"; 2]);
    });
}

#[test]
fn their_worker_between_ours() {
    with_peers(|| {
        let folder = Folder::new();
        let (endpoint, sink_endpoint) = (folder.ipc("ventilator"), folder.ipc("sink"));
        let sink = example("async_sink", &sink_endpoint);
        let _worker = Process::python("tutorial.py", &["worker", &endpoint, &sink_endpoint]);
        let ventilator = example("async_ventilator", &endpoint);
        ventilator.expect(&["已发送"; 2]);
        sink.expect(&["response: b'test'"; 2]);
    });
}

#[test]
fn our_hello_and_theirs() {
    with_peers(|| {
        let folder = Folder::new();
        let endpoint = folder.ipc("pull");
        let push = example("async_hello_push", &endpoint);
        let pull = Process::python("tutorial.py", &["hello_pull", &endpoint]);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]); // it ended after delivery

        let (push, endpoint) = Process::tutorial_bound("hello_push", "tcp://127.0.0.1:*");
        let pull = example("async_hello_pull", &endpoint);
        assert_eq!(pull.finish(), ["b'Hello World'"]);
        assert_eq!(push.finish(), [""; 0]);
    });
}

#[test]
fn our_updates_and_theirs() {
    with_peers(|| {
        let update = "b'A new message from publisher!'";
        let folder = Folder::new();
        let endpoint = folder.ipc("updates");
        let theirs = Process::python("tutorial.py", &["update_sub", &endpoint]);
        let publisher = example("async_update_pub", &endpoint);
        theirs.expect(&[update; 2]);
        assert_eq!(publisher.kill(), [""; 0]);

        let (_publisher, endpoint) = Process::tutorial_bound("update_pub", "tcp://127.0.0.1:*");
        let ours = example("async_update_sub", &endpoint);
        ours.expect(&[update; 2]);
    });
}

/// Their client, and a server of ours that connects to the broker.
#[test]
fn broker() {
    with_peers(|| {
        let folder = Folder::new();
        let (endpoint, backend) = (folder.ipc("broker"), folder.ipc("backend"));
        let environment = [("ZMQ_ENDPOINT", &*endpoint), ("ZMQ_BACKEND_ENDPOINT", &*backend)];
        let _broker = Process::example("async_broker", &[], &environment);
        let client = Process::python("tutorial.py", &["client", &endpoint]);
        let context = zmq::Context::new().unwrap();
        let server = context.socket(zmq::REP).unwrap();
        server.connect(&backend).unwrap();
        assert_eq!(server.recv().unwrap(), "Hello");
        server.send("World").unwrap();
        assert!(client.finish().concat().contains("Received reply [ b'World' ]"));
    });
}

#[test]
fn channel_bridge() {
    with_peers(|| {
        let lines = Process::example("async_channel_bridge", &[], &[]).finish();
        assert_eq!(lines, ["1000 messages, which sum up to 499500"]);
    });
}

/// Asks the service over HTTP, and gives the whole answer.
fn ask(address: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let size = text.len();
    let request =
        format!("POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n{text}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn service() {
    with_peers(|| {
        let service = |workers| {
            let environment = [("HTTP_ADDRESS", "127.0.0.1:0"), ("WORKERS", workers)];
            let service = Process::example("async_service", &[], &environment);
            let line = service.line();
            let rest = line.strip_prefix("http://").unwrap();
            let (address, endpoint) = rest.split_once(" with workers at ").unwrap();
            let (address, endpoint) = (address.to_owned(), endpoint.to_owned());
            (service, address, endpoint)
        };
        let (_service, address, endpoint) = service("0");
        let answer = ask(&address, "anybody?");
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        // A worker of another program.
        let context = zmq::Context::new().unwrap();
        let worker = context.socket(zmq::DEALER).unwrap();
        worker.connect(&endpoint).unwrap();
        worker.send("ready").unwrap();
        let asking = std::thread::spawn(move || {
            // The service hears of the worker a moment later.
            loop {
                let answer = ask(&address, "from afar");
                if !answer.starts_with("HTTP/1.1 503 ") {
                    return answer;
                }
            }
        });
        let mut parts = worker.recv_multipart().unwrap();
        assert_eq!(parts.pop().unwrap(), "from afar");
        parts.push("it works");
        worker.send_multipart(parts).unwrap();
        let answer = asking.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("it works"), "{answer}");

        let (_service, address, _) = service("2");
        loop {
            let answer = ask(&address, "some text");
            if answer.starts_with("HTTP/1.1 503 ") {
                continue; // its workers are on their way
            }
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("SOME TEXT"), "{answer}");
            break;
        }
    });
}
