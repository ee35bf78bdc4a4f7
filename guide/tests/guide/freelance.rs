//! Chapter 4: Freelance, whose servers are killed.

use crate::support::{FREE, Process, Python, Rust, Script, Side, alone, count, mixed, until};
use std::net::TcpListener;

fn server(side: Side, number: u32) -> (Process, String) {
    let script = Script::new(side, &format!("flserver{number}"));
    let (process, [endpoint]) = if side == Python && number == 3 {
        // Its name is its endpoint, which it must know before.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let endpoint = format!("tcp://127.0.0.1:{port}");
        script.arg(&endpoint).end(5555, &endpoint).bound()
    } else {
        script.end(5555, FREE).bound()
    };
    (process, endpoint)
}

fn client(side: Side, number: u32, endpoints: &[&str]) -> Process {
    let script =
        Script::new(side, &format!("flclient{number}")).python("number:10000=500").env("REQUESTS", "500");
    // Its endpoints are arguments in both languages.
    endpoints.iter().fold(script, |script, endpoint| script.arg(endpoint)).start()
}

/// An endpoint at which nobody answers, and what keeps it so.
fn dead() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
    (listener, endpoint)
}

#[test]
fn freelance_1_asks_the_next() {
    mixed(100, |of_server, of_client| {
        let (_listener, nobody) = dead();
        let (_server, endpoint) = server(of_server, 1);
        // A server on a busy machine may need more than one chance.
        let lines = client(of_client, 1, &[&nobody, &endpoint, &endpoint, &endpoint]).finish();
        assert!(lines.iter().any(|line| line.contains("no response from")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("Service is running OK")), "{lines:?}");
    });
}

#[test]
fn freelance_1_says_when_nobody_answers() {
    alone(60, || {
        let (_listener, nobody) = dead();
        let (status, lines) = client(Rust, 1, &[&nobody]).end();
        assert!(!status.success() && lines.iter().filter(|line| line.contains("no response")).count() == 3);
    });
}

#[test]
fn freelance_2_takes_the_first_answer() {
    mixed(100, |of_server, of_client| {
        let servers = [server(of_server, 2), server(of_client, 2)];
        let client = client(of_client, 2, &[&servers[0].1, &servers[1].1]);
        assert_eq!(count(client, "Average round trip cost"), 1);
    });
}

#[test]
fn freelance_2_outlives_a_server() {
    alone(100, || {
        let servers = [server(Rust, 2), server(Rust, 2)];
        let script = Script::new(Rust, "flclient2").arg(&servers[0].1).arg(&servers[1].1);
        let client = script.env("REQUESTS", "3000").start();
        let [killed, _stays] = servers;
        until(&client, |line| line.starts_with("I: connected"));
        killed.0.kill();
        assert_eq!(count(client, "Average round trip cost"), 1);
    });
}

#[test]
fn freelance_3_asks_one() {
    mixed(100, |of_server, of_client| {
        let servers = [server(of_server, 3), server(of_client, 3)];
        let client = client(of_client, 3, &[&servers[0].1, &servers[1].1]);
        assert_eq!(count(client, "500 requests answered"), 1);
    });
}

#[test]
fn freelance_3_asks_another_when_one_dies() {
    alone(100, || {
        let servers = [server(Rust, 3), server(Rust, 3), server(Rust, 3)];
        let names: Vec<&str> = servers.iter().map(|(_, name)| &**name).collect();
        let script = names.iter().fold(Script::new(Rust, "flclient3"), |script, name| script.arg(name));
        // Servers count as dead after a second, before a request is given up.
        let client = script.env("REQUESTS", "6000").haste(6).start();
        let mut servers = servers.map(|(process, _)| process).into_iter();
        until(&client, |line| line == "I: 1000 requests");
        servers.next().unwrap().kill();
        until(&client, |line| line == "I: 3000 requests");
        servers.next().unwrap().kill();
        assert_eq!(count(client, "6000 requests answered, 0 lost"), 1);
    });
}
