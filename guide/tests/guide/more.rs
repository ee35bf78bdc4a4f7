//! Files, round trips, discovery and chat.

use crate::support::{Folder, Rust, Script, alone, mixed, until};
use std::{fs, net::UdpSocket};

#[test]
fn files_arrive_whole() {
    alone(60, || {
        let folder = Folder::new();
        fs::write(folder.path().join("testdata"), vec![7; 1_234_567]).unwrap();
        for (program, chunks) in [("fileio1", 6), ("fileio2", 5), ("fileio3", 5)] {
            let lines = Script::new(Rust, program).within(&folder).start().finish();
            assert_eq!(lines, [format!("{chunks} chunks received, 1234567 bytes")], "{program}");
        }
        let lines = Script::new(Rust, "testit").within(&folder).start().finish();
        assert_eq!(lines, ["5 chunks read, 1234567 bytes"]);
    });
}

#[test]
fn round_trips_are_counted() {
    alone(60, || {
        let lines = Script::new(Rust, "tripping").rust("500").start().finish();
        assert_eq!(lines.iter().filter(|line| line.ends_with(" calls/second")).count(), 2);
    });
}

#[test]
fn messages_of_clone_come_back() {
    alone(60, || {
        for program in ["kvmsg", "kvsimple"] {
            assert_eq!(
                Script::new(Rust, program).start().finish().last().unwrap(),
                &format!(" * {program}: OK")
            );
        }
    });
}

/// The broadcast address of this machine alone, with a port that nobody has.
#[cfg(target_os = "linux")]
fn broadcast() -> String {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("127.255.255.255:{port}")
}

/// Both have the same address, and each hears itself: so each must hear more than it says.
#[cfg(target_os = "linux")]
#[test]
fn nodes_ping_each_other() {
    mixed(60, |first, second| {
        let address = broadcast();
        let start = |side, program: &str| {
            Script::new(side, program).rust(&address).python(&format!("udp={address}")).start()
        };
        let nodes = [start(first, "udpping1"), start(second, "udpping2")];
        for node in &nodes {
            let (mut said, mut heard) = (0, 0);
            while heard < said + 2 {
                let line = node.line();
                said += usize::from(line == "Pinging peers...");
                heard += usize::from(line.starts_with("Found peer 127.0.0.1:"));
            }
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn nodes_know_each_other() {
    alone(60, || {
        let address = broadcast();
        let start = || Script::new(Rust, "udpping3").arg(&address).haste(4).start();
        let (stays, leaves) = (start(), start());
        let name = |line: String| line.strip_prefix("I am ").unwrap().to_owned();
        let (first, second) = (name(stays.line()), name(leaves.line()));
        until(&leaves, |line| line == format!("[b'JOINED', b'{first}']"));
        until(&stays, |line| line == format!("[b'JOINED', b'{second}']"));
        leaves.kill();
        until(&stays, |line| line == format!("[b'LEFT', b'{second}']"));
    });
}

#[test]
fn chat_reaches_all() {
    alone(60, || {
        let folder = Folder::new();
        let endpoint = |name: &str| format!("ipc://{}", folder.path().join(name).display());
        let start = |name: &str| {
            let peers = ["anna", "bob"].map(endpoint);
            Script::new(Rust, "dechat").arg(&endpoint(name)).arg(name).arg(&peers[0]).arg(&peers[1]).start()
        };
        let (mut anna, bob) = (start("anna"), start("bob"));
        until(&bob, |line| line.starts_with("bound"));
        until(&anna, |line| line.starts_with("bound"));
        // Who is not connected yet misses what is said, so she says it until he hears it.
        let hears = std::thread::spawn(move || until(&bob, |line| line.starts_with("anna: ")));
        while !hears.is_finished() {
            anna.tell("hello");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(hears.join().unwrap(), "anna: hello");
    });
}
