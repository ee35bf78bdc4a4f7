//! Chapter 4: Majordomo and Titanic, with killed workers, brokers, and a Titanic that is killed while it writes.

use crate::support::{FREE, Folder, Process, Rust, Script, Side, alone, count, mixed, until};
use std::{
    fs, thread,
    time::{Duration, Instant},
};
use zmq::{Context, multipart};

/// Both languages as clients, workers and broker.
fn echoes(broker: Side, other: Side, client: &str) {
    let (_broker, [endpoint]) = Script::new(broker, "mdbroker").end(5555, FREE).bound();
    let start = |side, name: &str| Script::new(side, name).end(5555, &endpoint);
    let _worker = start(other, "mdworker").start();
    // A client gives up what has no reply in time, and a worker takes its time to begin.
    while count(start(Rust, "mmiecho").start(), "b'200'") == 0 {}
    for side in [broker, other] {
        let client = start(side, client).rust("200").python("number:100000=200").start();
        assert_eq!(count(client, "200 requests/replies processed"), 1);
    }
}

#[test]
fn majordomo_serves() {
    mixed(200, |broker, other| echoes(broker, other, "mdclient"));
}

#[test]
fn majordomo_serves_asynchronously() {
    mixed(200, |broker, other| echoes(broker, other, "mdclient2"));
}

#[test]
fn majordomo_knows_its_services() {
    mixed(200, |broker, other| {
        let (_broker, [endpoint]) = Script::new(broker, "mdbroker").end(5555, FREE).bound();
        let look_up = |side| Script::new(side, "mmiecho").end(5555, &endpoint).start();
        assert_eq!(count(look_up(other), "b'404'"), 1);
        let _worker = Script::new(other, "mdworker").end(5555, &endpoint).start();
        while count(look_up(Rust), "b'200'") == 0 {} // until it has registered
        assert_eq!(count(look_up(other), "b'200'"), 1);
    });
}

/// What a client of so many requests printed: each was answered or reported.
#[track_caller]
fn all_accounted_for(client: Process, requests: usize) -> usize {
    let lines = client.finish();
    let reported = lines.iter().filter(|line| line.starts_with("E: request")).count();
    let processed = lines.iter().find_map(|line| line.strip_suffix(" requests/replies processed")).unwrap();
    assert_eq!(processed.parse::<usize>().unwrap() + reported, requests, "{lines:?}");
    reported
}

#[test]
fn majordomo_outlives_workers_and_its_broker() {
    alone(200, || {
        let start = |name: &str, endpoint: &str| Script::new(Rust, name).end(5555, endpoint).haste(10);
        let (mut broker, [endpoint]) = start("mdbroker", FREE).bound::<1>();
        let _stays = start("mdworker", &endpoint).start();
        let mut killed = start("mdworker", &endpoint).start();
        // More patience than a worker needs to be known as dead, and to register again.
        let client = Script::new(Rust, "mdclient").end(5555, &endpoint).rust("3000").start();
        for round in 0..4 {
            thread::sleep(Duration::from_millis(100)); // in the middle of work, wherever that is
            if round % 2 == 0 {
                killed.kill();
                killed = start("mdworker", &endpoint).start();
            } else {
                broker.kill();
                broker = start("mdbroker", &endpoint).bound::<1>().0;
            }
        }
        assert_eq!(all_accounted_for(client, 3000), 0);
    });
}

#[test]
fn majordomo_reports_what_nobody_does() {
    alone(60, || {
        let (_broker, [endpoint]) = Script::new(Rust, "mdbroker").end(5555, FREE).bound();
        let client = Script::new(Rust, "mdclient").end(5555, &endpoint).rust("3").haste(50).start();
        assert_eq!(all_accounted_for(client, 3), 3);
    });
}

#[test]
fn titanic_answers_later() {
    mixed(200, |broker, other| {
        let (_broker, [endpoint]) = Script::new(broker, "mdbroker").end(5555, FREE).bound();
        let _worker = Script::new(other, "mdworker").end(5555, &endpoint).start();
        for titanic in [broker, other] {
            let folder = Folder::new();
            let _titanic = Script::new(titanic, "titanic").end(5555, &endpoint).within(&folder).start();
            let look_up = || Script::new(Rust, "mmiecho").end(5555, &endpoint).rust("titanic.close").start();
            while count(look_up(), "b'200'") == 0 {}
            let client = Script::new(other, "ticlient").end(5555, &endpoint).haste(20).start();
            assert_eq!(count(client, "I: reply:"), 1);
        }
    });
}

#[test]
fn titanic_killed_while_it_writes_loses_nothing_that_it_accepted() {
    alone(200, || {
        let folder = Folder::new();
        let start = |name: &str, endpoint: &str| {
            Script::new(Rust, name).end(5555, endpoint).within(&folder).haste(10)
        };
        let (_broker, [endpoint]) = start("mdbroker", FREE).bound();
        let worker = start("mdworker", &endpoint).start();
        let mut titanic = start("titanic", &endpoint).start();
        // It fails if an accepted request is unknown later, or answered wrongly.
        let client = Script::new(Rust, "ticlient").end(5555, &endpoint).rust("60").haste(10).start();
        let mut worker = Some(worker);
        let mut accepted = Vec::new();
        for round in 0..5 {
            for _ in 0..8 {
                accepted.extend(uuid(&until(&client, |line| uuid(line).is_some())));
            }
            titanic.kill();
            titanic = start("titanic", &endpoint).start();
            if round == 2 {
                // The service is away for a while.
                worker.take().unwrap().kill();
            }
        }
        let _worker = start("mdworker", &endpoint).start();
        let lines = client.finish();
        let count = |text: &str| lines.iter().filter(|line| line.starts_with(text)).count();
        accepted.extend(lines.iter().filter_map(|line| uuid(line)));
        assert_eq!(count("I: reply:"), accepted.len());
        assert!((40..=60).contains(&accepted.len()));
        drop(titanic);
        // What the client knows of it has closed. What it does not is kept: it was accepted, and the word of it was lost at a kill.
        for kept in fs::read_dir(folder.path().join(".titanic")).unwrap() {
            let kept = kept.unwrap().file_name().into_string().unwrap();
            assert!(!accepted.iter().any(|uuid| kept.starts_with(uuid)), "{kept}");
        }
    });
}

/// The number in the client's line for an accepted request.
fn uuid(line: &str) -> Option<String> {
    Some(line.strip_prefix("I: request UUID b'")?.strip_suffix('\'')?.to_owned())
}

#[test]
fn titanic_killed_in_the_middle_of_a_write_has_not_accepted() {
    alone(100, || {
        let folder = Folder::new();
        let start = |name: &str, endpoint: &str| {
            Script::new(Rust, name).end(5555, endpoint).within(&folder).haste(10)
        };
        let (_broker, [endpoint]) = start("mdbroker", FREE).bound();
        let context = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let store = folder.path().join(".titanic");
        let files = || -> Vec<String> {
            let names = fs::read_dir(&store).unwrap();
            names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect()
        };
        let client = context.socket_builder(zmq::DEALER).connect(&endpoint).build().unwrap();
        // So large that the disk takes a while; should it be faster than the kill, again.
        let request = multipart!["", "MDPC01", "titanic.request", "echo", vec![7; 32 << 20]];
        let mut left;
        loop {
            let titanic = start("titanic", &endpoint).start();
            until(&titanic, |line| line == "I: 0 requests wait");
            let mut again = Instant::now();
            while files().is_empty() {
                if Instant::now() >= again {
                    // The broker may have given the last one to a Titanic that was dead.
                    client.send_multipart(request.clone()).unwrap();
                    again += Duration::from_secs(5);
                }
            }
            titanic.kill();
            left = files();
            if left.iter().all(|name| name.ends_with(".new")) {
                break;
            }
            fs::remove_dir_all(&store).unwrap();
        }
        assert!(!left.is_empty());
        // Nobody was told that it was accepted, so it is not done, and the next one is.
        let titanic = start("titanic", &endpoint).start();
        until(&titanic, |line| line == "I: 0 requests wait");
        assert!(files().iter().all(|name| !left.contains(name)));
        let worker = context.socket_builder(zmq::DEALER).connect(&endpoint).build().unwrap();
        worker.send_multipart(["", "MDPW01", "\x01", "echo"]).unwrap();
        let client = Script::new(Rust, "ticlient").end(5555, &endpoint).rust("1").haste(10).start();
        loop {
            let mut command = worker.recv_multipart().unwrap();
            if command.len() == 3 {
                worker.send_multipart(["", "MDPW01", "\x04"]).unwrap(); // a heartbeat for one
                continue;
            }
            if command.pop().unwrap() == "Hello world 0" {
                break;
            }
            // The large one, asked again, and accepted since.
            worker.send_multipart(multipart!["", "MDPW01", "\x03", &command[3], "", "done"]).unwrap();
        }
        drop(client);
    });
}
