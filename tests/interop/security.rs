//! Security with pyzmq: certificates that either side writes, and every mechanism with an authenticator of theirs.

use crate::common::{self, Folder, Process, context, with_peers};
use std::path::Path;
use zmq::{Certificate, CertificateStore, Event, EventMask, KeyPair, Security, SocketBuilder};

/// Runs a test that needs Python peers, and CURVE on this side.
fn with_curve(body: impl FnOnce() + Send + 'static) {
    if !zmq::has("curve") {
        return common::say("SKIPPED: this libzmq has no CURVE");
    }
    with_peers(body);
}

/// What `certs.py` says.
fn certs(arguments: &[&str]) -> Vec<String> {
    Process::python("certs.py", arguments).finish()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The certificates of the two sides, by pyzmq if `theirs`.
fn certificates(theirs: bool) -> Folder {
    let folder = Folder::new();
    for name in ["server", "client"] {
        if theirs {
            certs(&["create", text(folder.path()), name]);
        } else {
            Certificate::generate().unwrap().save(folder.path().join(format!("{name}.key"))).unwrap();
        }
    }
    folder
}

#[test]
fn their_certificates_are_read() {
    with_curve(|| {
        let folder = Folder::new();
        certs(&["create", text(folder.path()), "alice", "name=Alice", "email=alice@example.com"]);
        certs(&["create", text(folder.path()), "bob"]);
        for name in ["alice", "bob"] {
            let path = folder.path().join(format!("{name}.key_secret"));
            let certificate = Certificate::load_secret(&path).unwrap();
            let secret = certificate.secret_key().to_z85();
            let said = [format!("{} {}", certificate.public_key(), *secret)];
            assert_eq!(certs(&["load", text(&path)]), said);
            let public = Certificate::load(folder.path().join(format!("{name}.key"))).unwrap();
            assert_eq!((public.public_key(), public.secret_key()), (certificate.public_key(), None));
            let expected = (name == "alice").then_some("alice@example.com");
            assert_eq!(certificate.get("email"), expected);
        }
        let mut keys = certs(&["folder", text(folder.path())]);
        let store = CertificateStore::open(folder.path()).unwrap();
        let mut ours: Vec<_> = store.iter().map(|certificate| certificate.public_key().to_z85()).collect();
        keys.sort();
        ours.sort();
        assert_eq!(ours, keys);
    });
}

#[test]
fn our_certificates_are_read_by_them() {
    with_curve(|| {
        let folder = Folder::new();
        let mut keys = Vec::new();
        // Keys have any of the characters of Z85, so that some should have the odd ones.
        for number in 0..20 {
            let mut certificate = Certificate::generate().unwrap();
            certificate.set("name", "public-key = \"no\" # x").unwrap();
            let path = folder.path().join(format!("{number}.key"));
            certificate.save(&path).unwrap();
            let public = certificate.public_key().to_z85();
            keys.push(public.clone());
            if number < 3 {
                assert_eq!(certs(&["load", text(&path)]), [format!("{public} -")]);
                let secret = certificate.secret_key().unwrap().to_z85();
                let path = format!("{}_secret", text(&path));
                assert_eq!(certs(&["load", &path]), [format!("{public} {}", *secret)]);
            }
        }
        keys.sort();
        assert_eq!(certs(&["folder", text(folder.path())]), keys);
    });
}

#[test]
fn keys_of_the_tool() {
    with_curve(|| {
        let folder = Folder::new();
        let path = folder.path().join("tool.key");
        let lines = Process::example("curve_keygen", &[text(&path), "name=Tool"], &[]).finish();
        let certificate = Certificate::load_secret(folder.path().join("tool.key_secret")).unwrap();
        assert_eq!(certificate.get("name"), Some("Tool"));
        assert_eq!(lines[0], format!("{}: {}", text(&path), certificate.public_key()));
        let said = certs(&["load", text(&path)]);
        assert_eq!(said, [format!("{} -", certificate.public_key())]);

        let lines = Process::example("curve_keygen", &[], &[]).finish();
        let secret: zmq::SecretKey = lines[1].strip_prefix("secret key: ").unwrap().parse().unwrap();
        assert_eq!(lines[0], format!("public key: {}", secret.public_key().unwrap()));
    });
}

/// A server of theirs, and its endpoint.
fn their_server(house: &str, folder: &Folder) -> (Process, String) {
    let server = Process::python("houses.py", &[house, "server", text(folder.path())]);
    let line = server.line();
    (server, line.strip_prefix("bound ").unwrap().to_owned())
}

/// Whether a server of theirs greets this client; if not, it must turn it away.
fn is_greeted(client: SocketBuilder<'_, zmq::Pull>, endpoint: &str) -> bool {
    let client = client.build().unwrap();
    let monitor = client.monitor(EventMask::ALL).unwrap();
    client.connect(endpoint).unwrap();
    for event in monitor.iter() {
        match event.unwrap().event {
            Event::HandshakeFailedAuth { status } => {
                assert_eq!(status, 400);
                return false;
            }
            Event::HandshakeSucceeded => {
                assert_eq!(client.recv().unwrap(), "Hello");
                return true;
            }
            _ => (),
        }
    }
    panic!("the monitor ended");
}

#[test]
fn our_names_and_passwords_at_their_server() {
    with_peers(|| {
        let (server, endpoint) = their_server("woodhouse", &Folder::new());
        let ctx = context();
        for (name, password) in [("admin", "wrong"), ("nobody", "secret"), ("admin", "secret ")] {
            let security = Security::plain_client(name, password);
            assert!(
                !is_greeted(ctx.socket_builder(zmq::PULL).security(&security), &endpoint),
                "{name} {password}"
            );
        }
        let security = Security::plain_client("admin", "secret");
        assert!(is_greeted(ctx.socket_builder(zmq::PULL).security(&security), &endpoint));
        server.finish();
    });
}

#[test]
fn our_keys_at_their_server() {
    with_curve(|| {
        for theirs in [false, true] {
            let folder = certificates(theirs);
            let load = |name| Certificate::load(folder.path().join(name)).unwrap();
            let server_key = *load("server.key").public_key();
            let client = load("client.key_secret").keys().unwrap();
            let stranger = KeyPair::generate().unwrap();
            for house in ["stonehouse", "ironhouse"] {
                let (server, endpoint) = their_server(house, &folder);
                let ctx = context();
                if house == "ironhouse" {
                    let security = Security::curve_client(&server_key, &stranger);
                    assert!(!is_greeted(ctx.socket_builder(zmq::PULL).security(&security), &endpoint));
                }
                let keys = if house == "ironhouse" { &client } else { &stranger };
                let security = Security::curve_client(&server_key, keys);
                assert!(is_greeted(ctx.socket_builder(zmq::PULL).security(&security), &endpoint));
                server.finish();
            }
        }
    });
}

/// Their client at a server of ours that nobody guards: it needs the server's key, and no more.
#[test]
fn their_client_at_our_open_server() {
    with_curve(|| {
        for theirs in [false, true] {
            let folder = certificates(theirs);
            let keys = Certificate::load_secret(folder.path().join("server.key_secret")).unwrap();
            let security = Security::curve_server(keys.secret_key());
            let ctx = context();
            let builder = ctx.socket_builder(zmq::PUSH).security(&security).bind("tcp://127.0.0.1:*");
            let server = builder.build().unwrap();
            let endpoint = server.last_endpoint().unwrap();
            let folder = text(folder.path());
            let client = Process::python("houses.py", &["stonehouse", "client", folder, &endpoint]);
            server.send("Hello").unwrap();
            assert_eq!(client.finish(), ["Hello"]);
        }
    });
}

/// The five houses, and whether their sides take certificates from a folder.
const HOUSES: [(&str, bool); 5] = [
    ("grasslands", false),
    ("strawhouse", false),
    ("woodhouse", false),
    ("stonehouse", true),
    ("ironhouse", true),
];

/// One side of an example of ours.
fn house(
    name: &str,
    side: &str,
    folder: Option<&Folder>,
    rest: &[&str],
    environment: &[(&str, &str)],
) -> Process {
    let folder = folder.map(|folder| text(folder.path()));
    let arguments: Vec<&str> = [side].into_iter().chain(folder).chain(rest.iter().copied()).collect();
    Process::example(name, &arguments, environment)
}

/// The endpoint that a server says it is bound to.
fn bound(server: &Process) -> String {
    server.line().strip_prefix("bound ").unwrap().to_owned()
}

#[test]
fn houses_with_both_sides_here() {
    with_curve(|| {
        for (name, _) in HOUSES {
            let lines = Process::example(name, &[], &[]).finish();
            let title = name[..1].to_uppercase() + &name[1..];
            assert_eq!(lines, [format!("{title} test OK")]);
        }
    });
}

#[test]
fn our_houses_and_their_clients() {
    with_curve(|| {
        for (name, certified) in HOUSES {
            for theirs in [false, true] {
                let folder = certificates(theirs);
                let server = house(name, "server", certified.then_some(&folder), &[], &[]);
                let endpoint = bound(&server);
                let client = Process::python("houses.py", &[name, "client", text(folder.path()), &endpoint]);
                assert_eq!(client.finish(), ["Hello"], "{name}");
                server.finish();
            }
        }
    });
}

#[test]
fn their_houses_and_our_clients() {
    with_curve(|| {
        for (name, certified) in HOUSES {
            for theirs in [false, true] {
                let folder = certificates(theirs);
                let (server, endpoint) = their_server(name, &folder);
                let client = house(name, "client", certified.then_some(&folder), &[&endpoint], &[]);
                assert_eq!(client.finish(), ["Hello"], "{name}");
                server.finish();
            }
        }
    });
}

#[test]
fn our_houses_on_both_sides() {
    with_curve(|| {
        for (name, certified) in HOUSES {
            let folder = certificates(false);
            let folder = certified.then_some(&folder);
            let server = house(name, "server", folder, &[], &[]);
            let client = house(name, "client", folder, &[&bound(&server)], &[]);
            assert_eq!(client.finish(), ["Hello"], "{name}");
            server.finish();
        }
    });
}

/// Who has the wrong address, name or key is told so; the next one that may come in gets the greeting.
#[test]
fn our_houses_keep_their_strangers_out() {
    with_curve(|| {
        for name in ["strawhouse", "woodhouse", "ironhouse"] {
            let folder = certificates(true);
            // A certificate of which the server does not know the public part.
            let elsewhere = Folder::new();
            certs(&["create", text(elsewhere.path()), "stranger"]);
            let file = "stranger.key_secret";
            std::fs::copy(elsewhere.path().join(file), folder.path().join(file)).unwrap();

            let deny: &[_] = if name == "strawhouse" { &[("DENY", "127.0.0.1")] } else { &[] };
            let server = house(name, "server", (name == "ironhouse").then_some(&folder), &[], deny);
            let endpoint = bound(&server);
            let client = |arguments: &[&str]| {
                let all = [&[name, "client", text(folder.path()), &endpoint], arguments].concat();
                Process::python("houses.py", &all).finish()
            };
            assert_eq!(client(&["stranger"]), ["refused"], "{name}");
            if deny.is_empty() {
                assert_eq!(client(&[]), ["Hello"], "{name}");
                server.finish();
            }
        }
    });
}
