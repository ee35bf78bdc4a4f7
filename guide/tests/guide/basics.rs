//! Chapter 1: request and reply, weather, tasks.

use crate::support::{FREE, Rust, Script, Side, alone, count, mixed, until};
use std::time::Duration;

#[test]
fn version_prints_that_of_the_library() {
    alone(60, || {
        let (major, minor, patch) = zmq::version();
        let lines = Script::new(Rust, "version").start().finish();
        assert_eq!(lines[0], format!("Current libzmq version is {major}.{minor}.{patch}"));
    });
}

#[test]
fn hello_world() {
    mixed(100, |server, client| {
        let (server, [endpoint]) = Script::new(server, "hwserver").end(5555, FREE).haste(100).bound();
        let client = Script::new(client, "hwclient").end(5555, &endpoint).start();
        assert_eq!(count(client, "b'World'"), 10);
        assert!(until(&server, |line| line.starts_with("Received request")).contains("b'Hello'"));
    });
}

#[test]
fn weather() {
    mixed(300, |server, client| {
        let (_server, [endpoint]) = Script::new(server, "wuserver").end(5556, FREE).bound();
        // All zip codes that begin with 1.
        let lines = Script::new(client, "wuclient").arg("1").end(5556, &endpoint).start().finish();
        assert!(
            lines.iter().any(|line| line.starts_with("Average temperature for zipcode '1' was")),
            "{lines:?}"
        );
    });
}

/// Ventilator, workers and sink; each side plays the ends or the workers.
fn tasks(ends: Side, workers: Side) {
    let (sink, [results]) = Script::new(ends, "tasksink").end(5558, FREE).bound();
    let mut vent = Script::new(ends, "taskvent").end(5557, FREE).end(5558, &results).haste(2).start();
    let tasks = until(&vent, |line| line.starts_with("bound"))["bound ".len()..].to_owned();
    let worker = || Script::new(workers, "taskwork").end(5557, &tasks).end(5558, &results).haste(50).start();
    let _workers = [worker(), worker()];
    vent.tell("");
    assert_eq!(count(sink, "Total elapsed time"), 1);
    assert!(vent.finish().iter().any(|line| line.contains("Total expected cost")));
}

#[test]
fn tasks_reach_the_sink() {
    mixed(100, tasks);
}

#[test]
fn tasks_end_when_the_sink_says_so() {
    mixed(100, |ends, workers| ending(ends, workers, "taskwork2"));
}

#[test]
fn tasks_end_on_tokio() {
    alone(60, || ending(Rust, Rust, "taskwork2_tokio"));
}

fn ending(ends: Side, workers: Side, worker: &str) {
    let (sink, [results, control]) = Script::new(ends, "tasksink2").end(5558, FREE).end(5559, FREE).bound();
    let mut vent = Script::new(ends, "taskvent").end(5557, FREE).end(5558, &results).haste(2).start();
    let tasks = until(&vent, |line| line.starts_with("bound"))["bound ".len()..].to_owned();
    // The order to stop passes here: who is not subscribed when it comes never ends, so work begins when both are.
    let context = zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let orders = context.socket_builder(zmq::SUB).connect(&control).subscribe("").build().unwrap();
    let relay = context.socket_builder(zmq::XPUB).xpub_verbose(true).bind(FREE).build().unwrap();
    let control = relay.last_endpoint().unwrap();
    let worker = || {
        let script = Script::new(workers, worker).end(5557, &tasks).end(5558, &results);
        script.end(5559, &control).haste(10).start()
    };
    let workers = [worker(), worker()];
    for _ in &workers {
        assert_eq!(relay.recv().unwrap(), [1][..]);
    }
    vent.tell("");
    relay.send(orders.recv().unwrap()).unwrap();
    assert_eq!(count(sink, "Total elapsed time"), 1);
    for worker in workers {
        worker.finish();
    }
    vent.finish();
}

#[test]
fn interrupt_ends_well() {
    mixed(60, |server, client| {
        let program = server;
        let (server, [endpoint]) = Script::new(server, "interrupt").end(5558, FREE).bound();
        let client = || Script::new(client, "hwclient").end(5555, &endpoint).start();
        if program == Rust {
            assert_eq!(count(client(), "b'World'"), 10);
        } else {
            // That of the Guide takes one request, and ends.
            let _client = client();
            assert_eq!(count(server, "interrupt received"), 0);
            return;
        }
        server.interrupt();
        assert_eq!(count(server, "interrupt received"), 1);
    });
}

#[test]
fn eagain_gives_the_message_back() {
    alone(60, || {
        // Bound by nobody who listens: a port that this test has and does not serve.
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", taken.local_addr().unwrap());
        let lines = Script::new(Rust, "eagain").end(9876, &endpoint).start().finish();
        assert!(lines.last().unwrap().ends_with("b'message 4' is ours again"), "{lines:?}");
    });
}

#[test]
fn identity_shows_both_kinds() {
    alone(60, || {
        let lines = Script::new(Rust, "identity").start().finish();
        assert!(lines[1].starts_with("[005] 0x00"), "{lines:?}");
        assert_eq!(lines[5], "[005] PEER2");
    });
}
