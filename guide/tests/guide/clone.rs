//! Chapter 5: the six models of Clone, the last with killed servers.

use crate::support::{FREE, Folder, Process, Python, Rust, Script, Side, alone, mixed, until};
use std::{collections::HashMap, time::Duration};
use zmq::Context;
use zmq_guide::kvmsg::KvMsg;

#[test]
fn model_1_publishes() {
    mixed(100, |server, client| {
        let (_server, [endpoint]) = Script::new(server, "clonesrv1").end(5556, FREE).bound();
        let lines = Script::new(client, "clonecli1").end(5556, &endpoint).arg("200").start().finish();
        let keys: u32 = lines[0].strip_suffix(" keys").unwrap().parse().unwrap();
        assert!((100..=200).contains(&keys));
    });
}

#[test]
fn model_2_has_snapshots() {
    mixed(100, |server, client| {
        let script = Script::new(server, "clonesrv2").end(5556, FREE).end(5557, FREE).haste(10);
        let (_server, [snapshots, updates]) = script.bound();
        let client = || Script::new(client, "clonecli2").end(5556, &snapshots).end(5557, &updates).start();
        let first = client();
        until(&first, |line| line.starts_with("I: received update="));
        let second = client();
        let snapshot = until(&second, |line| line.starts_with("I: received snapshot="));
        assert!(!snapshot.contains("snapshot=0 "), "{snapshot}");
        // The numbers go on from the snapshot. Those until the subscription arrived are missed: it goes another way than the request.
        let number = |line: &str| line.split(['=', ' ']).find_map(|word| word.parse::<u64>().ok()).unwrap();
        let update = || number(&until(&second, |line| line.starts_with("I: received update=")));
        let first = update();
        assert!(first > number(&snapshot), "{snapshot}, and then {first}");
        assert_eq!(update(), first + 1);
    });
}

/// A server, and where its three sockets are.
fn server(side: Side, name: &str) -> (Process, [String; 3]) {
    Script::new(side, name).end(5556, FREE).end(5557, FREE).end(5558, FREE).haste(4).bound()
}

fn client(side: Side, name: &str, [snapshots, updates, collector]: &[String; 3]) -> Process {
    let script = Script::new(side, name).end(5556, snapshots).end(5557, updates).end(5558, collector);
    script.haste(4).start()
}

#[test]
fn model_3_takes_updates_of_all() {
    mixed(100, |ours, theirs| {
        let (server, endpoints) = server(ours, "clonesrv3");
        let first = client(theirs, "clonecli3", &endpoints);
        for _ in 0..2 {
            until(&first, |line| line.contains("received update="));
        }
        let second = client(if theirs == Rust { Python } else { Rust }, "clonecli3", &endpoints);
        let snapshot = until(&second, |line| line.to_lowercase().contains("received snapshot="));
        assert!(!snapshot.ends_with("=0") && !snapshot.contains("=0 "), "{snapshot}");
        until(&second, |line| line.contains("received update="));
        until(&server, |line| line.contains("publishing update"));
    });
}

/// Sends updates to a server, as a client does.
fn set(context: &Context, collector: &str, updates: Vec<KvMsg>) {
    let socket = context
        .socket_builder(zmq::PUSH)
        .linger(Some(Duration::from_secs(10)))
        .connect(collector)
        .build()
        .unwrap();
    for update in updates {
        socket.send_multipart(update.into_parts()).unwrap();
    }
}

#[test]
fn model_4_has_subtrees() {
    mixed(100, |ours, theirs| {
        let (server, endpoints) = server(ours, "clonesrv4");
        let client = client(theirs, "clonecli4", &endpoints);
        let number = || {
            let line = until(&client, |line| line.starts_with("I: received update="));
            line.rsplit('=').next().unwrap().parse::<u64>().unwrap()
        };
        let first = number();
        // Ten of another subtree, and one of the client's.
        let mut updates: Vec<_> =
            (0..10).map(|number| KvMsg::new(format!("/other/{number}"), "value")).collect();
        updates.push(KvMsg::new("/client/x", "value"));
        set(&Context::new().unwrap(), &endpoints[2], updates);
        // Of all numbers it hears all but those ten.
        let mut heard = 0;
        let mut missed = || {
            heard += 1;
            number() - first - heard
        };
        while missed() < 10 {}
        for _ in 0..3 {
            assert_eq!(missed(), 10);
        }
        drop(server);
    });
}

#[test]
fn model_5_forgets() {
    mixed(150, |server, client| forgets(server, "clonesrv5", client));
}

#[test]
fn model_5_on_tokio_forgets() {
    alone(60, || forgets(Rust, "clonesrv5_tokio", Rust));
}

fn forgets(ours: Side, name: &str, theirs: Side) {
    let (server, endpoints) = server(ours, name);
    let client = client(theirs, "clonecli5", &endpoints);
    until(&client, |line| line.starts_with("I: received update="));
    let mut update = KvMsg::new("/client/ephemeral", "value");
    update.set_ttl(Duration::from_millis(10));
    set(&Context::new().unwrap(), &endpoints[2], vec![update]);
    until(&server, |line| line.starts_with("I: publishing delete="));
    until(&client, |line| line.starts_with("I: received delete="));
}

/// Two servers that meet in a folder, and clients that know both.
struct Pair {
    folder: Folder,
    primary: Side,
    backup: Side,
    clients: Side,
}

impl Pair {
    fn endpoint(&self, name: &str) -> String {
        format!("ipc://{}", self.folder.path().join(name).display())
    }

    /// A server as others write it.
    fn server(&self, name: &str) -> String {
        ["snapshots", "updates", "collector"]
            .map(|socket| self.endpoint(&format!("{name}-{socket}")))
            .join(",")
    }

    fn start(&self, role: &str) -> Process {
        let (side, me, peer) = if role == "-p" { (self.primary, "p", "b") } else { (self.backup, "b", "p") };
        let script = Script::new(side, "clonesrv6").arg(role).arg(&self.server(me)).arg(&self.server(peer));
        script
            .arg(&self.endpoint(&format!("{me}-state")))
            .arg(&self.endpoint(&format!("{peer}-state")))
            .haste(2)
            .start()
    }

    fn client(&self, updates: &str) -> Process {
        Script::new(self.clients, "clonecli6")
            .arg(updates)
            .arg(&self.server("p"))
            .arg(&self.server("b"))
            .haste(4)
            .start()
    }
}

#[test]
fn model_6_loses_no_update_when_servers_die() {
    mixed(250, |servers, clients| loses_nothing(servers, servers, clients));
}

/// One server of each language: each takes the table over from the other.
#[test]
fn model_6_has_servers_of_two_languages() {
    mixed(200, |primary, backup| {
        if primary != backup {
            loses_nothing(primary, backup, primary);
        }
    });
}

fn loses_nothing(primary: Side, backup: Side, clients: Side) {
    let pair = Pair { folder: Folder::new(), primary, backup, clients };
    let primary = pair.start("-p");
    let backup = pair.start("-b");
    until(&primary, |line| line == "I: Active");
    until(&backup, |line| line == "I: Passive");
    let (reader, writer) = (pair.client("0"), pair.client("36"));

    let mut set = HashMap::new();
    let mut writes = |count: usize| {
        for _ in 0..count {
            let line = until(&writer, |line| line.starts_with("I: setting"));
            let words: Vec<&str> = line.split(' ').collect();
            set.insert(words[2].to_owned(), words[4].to_owned());
        }
    };
    writes(10);
    primary.kill();
    writes(4);
    until(&backup, |line| line == "I: Active");
    let primary = pair.start("-p");
    until(&primary, |line| line.starts_with("I: received snapshot="));
    // Long enough for the writer to be connected to it again: until then the other server alone has its updates.
    writes(10);
    backup.kill();
    writes(12);
    until(&primary, |line| line == "I: Active");

    let mut heard = HashMap::new();
    while set.iter().any(|(key, value)| heard.get(key) != Some(value)) {
        let line = until(&reader, |line| line.starts_with("I: b'"));
        let mut words = line.split('\'');
        let (key, value) = (words.nth(1).unwrap(), words.nth(1).unwrap());
        heard.insert(key.to_owned(), value.to_owned());
    }
}
