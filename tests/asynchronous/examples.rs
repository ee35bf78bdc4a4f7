//! The examples, against the programs that users have in Python.

use crate::common::{Folder, Process, tutorial, with_peers};
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

#[test]
fn our_client_and_their_server() {
    tutorial::our_client_and_their_server("async_");
}

#[test]
fn their_clients_and_our_server() {
    tutorial::their_clients_and_our_server("async_");
}

#[test]
fn our_subscribe_and_their_publisher() {
    tutorial::our_subscribe_and_their_publisher("async_");
}

#[test]
fn their_subscribe_and_our_publisher() {
    tutorial::their_subscribe_and_our_publisher("async_");
}

#[test]
fn our_worker_between_theirs() {
    tutorial::our_worker_between_theirs("async_");
}

#[test]
fn their_worker_between_ours() {
    tutorial::their_worker_between_ours("async_");
}

#[test]
fn our_hello_and_theirs() {
    tutorial::our_hello_and_theirs("async_");
}

#[test]
fn our_updates_and_theirs() {
    tutorial::our_updates_and_theirs("async_");
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

/// Their client, and a server of ours that connects to the broker.
#[test]
fn broker() {
    with_peers(|| {
        let folder = Folder::new();
        let (endpoint, backend) = (folder.late("broker"), folder.late("backend"));
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

/// A service, its address, and the endpoint for workers.
fn service(workers: &str, patience: &str) -> (Process, String, String) {
    let environment = [("HTTP_ADDRESS", "127.0.0.1:0"), ("WORKERS", workers), ("PATIENCE_MS", patience)];
    let service = Process::example("async_service", &[], &environment);
    let line = service.line();
    let rest = line.strip_prefix("http://").unwrap();
    let (address, endpoint) = rest.split_once(" with workers at ").unwrap();
    let (address, endpoint) = (address.to_owned(), endpoint.to_owned());
    (service, address, endpoint)
}

/// A worker of another program, which says that it is there.
fn worker(endpoint: &str) -> zmq::Socket<zmq::Dealer> {
    let worker = zmq::Context::new().unwrap().socket(zmq::DEALER).unwrap();
    worker.connect(endpoint).unwrap();
    worker.send("ready").unwrap();
    worker
}

/// Asks as long as the service has not heard of a worker.
fn ask_workers(address: &str, text: &str) -> String {
    loop {
        let answer = ask(address, text);
        if !answer.starts_with("HTTP/1.1 503 ") {
            return answer;
        }
    }
}

#[test]
fn service_with_workers() {
    with_peers(|| {
        let (_service, address, endpoint) = service("0", "100000");
        let answer = ask(&address, "anybody?");
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        let worker = worker(&endpoint);
        let asking = thread::spawn(move || ask_workers(&address, "from afar"));
        let mut parts = worker.recv_multipart().unwrap();
        assert_eq!(parts.pop().unwrap(), "from afar");
        parts.push("it works");
        worker.send_multipart(parts).unwrap();
        let answer = asking.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("it works"), "{answer}");

        let (_service, address, _) = service("2", "100000");
        let answer = ask_workers(&address, "some text");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("SOME TEXT"), "{answer}");
    });
}

/// A pool that does not answer in time; and an answer that comes late is not taken for that to another question.
#[test]
fn service_without_an_answer() {
    with_peers(|| {
        let (_service, address, endpoint) = service("0", "300");
        let worker = worker(&endpoint);
        let began = Instant::now();
        let answer = ask_workers(&address, "first");
        assert!(answer.starts_with("HTTP/1.1 504 ") && answer.ends_with("no answer in time\n"), "{answer}");
        assert!(began.elapsed() >= Duration::from_millis(300));
        // The only worker is at work.
        let answer = ask(&address, "second");
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        let mut parts = worker.recv_multipart().unwrap();
        assert_eq!(parts.pop().unwrap(), "first");
        parts.push("too late");
        worker.send_multipart(parts).unwrap(); // and is free again
        let asked = Arc::new(AtomicBool::new(false));
        let done = asked.clone();
        let asking = thread::spawn(move || {
            // On a machine that has much else to do, more than one question may be given up.
            loop {
                let answer = ask(&address, "third");
                if answer.starts_with("HTTP/1.1 200 ") {
                    done.store(true, Relaxed);
                    return answer;
                }
            }
        });
        while !asked.load(Relaxed) {
            if worker.poll(zmq::POLLIN, Duration::from_millis(10)).unwrap().is_empty() {
                continue;
            }
            let mut parts = worker.recv_multipart().unwrap();
            assert_eq!(parts.pop().unwrap(), "third");
            parts.push("in time");
            worker.send_multipart(parts).unwrap();
        }
        let answer = asking.join().unwrap();
        assert!(answer.ends_with("in time"), "{answer}");
    });
}
