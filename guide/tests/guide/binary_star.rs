//! Chapter 4: Binary Star, whose servers are killed in turn.

use crate::support::{FREE, Folder, Process, Rust, Script, Side, alone, mixed, until};

struct Pair<'a> {
    program: &'a str,
    primary: Side,
    backup: Side,
    haste: u32,
    folder: &'a Folder,
}

impl Pair<'_> {
    /// A server, at an endpoint for clients. The two meet in the folder.
    fn start(&self, role: &str, endpoint: &str) -> (Process, String) {
        let state = |name: &str| format!("ipc://{}", self.folder.path().join(name).display());
        let start = |side| Script::new(side, self.program).arg(role);
        let script = match role {
            "-p" => start(self.primary)
                .end(5001, endpoint)
                .end(5003, &state("primary"))
                .end(5004, &state("backup")),
            _ => start(self.backup)
                .end(5002, endpoint)
                .end(5004, &state("backup"))
                .end(5003, &state("primary")),
        };
        let (process, [endpoint]) = script.haste(self.haste).bound();
        (process, endpoint)
    }
}

#[track_caller]
fn answered(client: &Process, expected: u64) {
    let line = until(client, |line| line.contains("replied OK ("));
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.parse(), Ok(expected), "{line}");
}

/// The primary dies, comes back as the passive one, and the backup dies.
fn failover(program: &str, [primary, backup]: [Side; 2], client: Side, haste: u32) {
    let folder = Folder::new();
    let pair = Pair { program, primary, backup, haste, folder: &folder };
    let (primary, first) = pair.start("-p", FREE);
    let (backup, second) = pair.start("-b", FREE);
    let client = Script::new(client, "bstarcli").end(5001, &first).end(5002, &second).haste(haste).start();
    // A backup that never heard of an active primary does not serve.
    until(&backup, |line| line == "I: Passive");
    answered(&client, 0);
    primary.kill();
    answered(&client, 1);
    let (primary, _) = pair.start("-p", &first);
    until(&primary, |line| line == "I: Passive");
    answered(&client, 2);
    backup.kill();
    (3..6).for_each(|number| answered(&client, number));
}

#[test]
fn a_binary_star_fails_over_and_back() {
    alone(100, || failover("bstarsrv", [Rust, Rust], Rust, 2));
}

#[test]
fn a_binary_star_by_the_library_fails_over_and_back() {
    alone(100, || failover("bstarsrv2", [Rust, Rust], Rust, 2));
}

/// One server of each language, with a client of the backup's.
#[test]
fn a_binary_star_has_servers_of_two_languages() {
    mixed(200, |primary, backup| {
        if primary != backup {
            failover("bstarsrv", [primary, backup], backup, 1);
        }
    });
}
