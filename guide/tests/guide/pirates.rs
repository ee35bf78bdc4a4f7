//! Chapter 4: Lazy, Simple and Paranoid Pirate, with killed servers, queues and workers.

use crate::support::{FREE, Process, Rust, Script, Side, alone, mixed, until};

/// The client's next number that was answered. Numbers come in order: each is answered once, as far as the client sees.
#[track_caller]
fn answered(client: &Process, expected: u64) {
    let line = until(client, |line| line.contains("replied OK ("));
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.parse(), Ok(expected), "{line}");
}

/// A client with the patience that a busy machine needs: what dies comes back while it asks.
fn client(side: Side, endpoint: &str) -> Process {
    let script = Script::new(side, "lpclient").end(5555, endpoint).rust("1000000").rust("10");
    script.python("number:3=10").start()
}

#[test]
fn a_lazy_pirate_outlives_its_server() {
    mixed(200, |server, other| {
        let start = |endpoint: &str| Script::new(server, "lpserver").end(5555, endpoint).rust("0").haste(50);
        let (mut running, [endpoint]) = start(FREE).bound();
        let client = client(other, &endpoint);
        for number in 0..9 {
            if number % 3 == 2 {
                let next = start(&endpoint).ready();
                running.kill();
                running = next.go();
            }
            answered(&client, number);
        }
    });
}

#[test]
fn a_lazy_pirate_says_what_is_lost() {
    alone(60, || {
        // A port that this test has and does not serve.
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", taken.local_addr().unwrap());
        let client = Script::new(Rust, "lpclient").end(5555, &endpoint).rust("1").haste(20).start();
        let (status, lines) = client.end();
        assert!(!status.success());
        assert_eq!(lines.iter().filter(|line| line.contains("no response")).count(), 3, "{lines:?}");
    });
}

fn worker(side: Side, kind: &str, backend: &str, haste: u32) -> Process {
    Script::new(side, kind).end(5556, backend).rust("0").haste(haste).start()
}

#[test]
fn a_simple_pirate_outlives_its_workers() {
    mixed(200, |queue, other| {
        let (_queue, [frontend, backend]) =
            Script::new(queue, "spqueue").end(5555, FREE).end(5556, FREE).bound();
        // One that stays, one of the other language, which may crash by itself, and one to kill.
        let _stays = worker(Rust, "spworker", &backend, 50);
        let _other = worker(other, "spworker", &backend, 50);
        let killed = worker(Rust, "spworker", &backend, 50);
        let client = client(other, &frontend);
        (0..4).for_each(|number| answered(&client, number));
        killed.kill();
        (4..8).for_each(|number| answered(&client, number));
    });
}

#[test]
fn a_paranoid_pirate_outlives_workers_and_its_queue() {
    mixed(300, |queue, other| {
        let script = |frontend: &str, backend: &str| {
            Script::new(queue, "ppqueue").end(5555, frontend).end(5556, backend)
        };
        let (running, [frontend, backend]) = script(FREE, FREE).bound();
        let _stays = worker(Rust, "ppworker_tokio", &backend, 1);
        let _other = worker(other, "ppworker", &backend, 1);
        let killed = worker(Rust, "ppworker", &backend, 1);
        let client = client(other, &frontend);
        answered(&client, 0);
        killed.kill();
        (1..3).for_each(|number| answered(&client, number));
        let again = script(&frontend, &backend).ready();
        running.kill();
        let _again = again.go();
        (3..5).for_each(|number| answered(&client, number));
    });
}
