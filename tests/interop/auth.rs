//! Authentication with pyzmq on the other side: our authenticator and its clients, its authenticator and our clients.

use crate::common::{self, Folder, Process, with_peers};
use std::time::Duration;
use zmq::{Authenticator, Context, CurveClients, Event, EventMask, KeyPair, Socket};

/// The Python side.
struct Python(Process);

impl Python {
    fn new() -> Python {
        Python(Process::python("auth.py", &[]))
    }

    /// Gives it a command, and gives what it answers.
    #[track_caller]
    fn does(&mut self, command: &str) -> String {
        self.0.tell(command);
        let line = self.0.line();
        match line.strip_prefix("ok") {
            Some(answer) => answer.trim().to_owned(),
            None => panic!("{command}: {line}"),
        }
    }
}

fn context() -> Context {
    common::context()
}

/// A server of ours, before it is bound.
fn server(ctx: &Context, set: impl FnOnce(&Socket<zmq::Pull>)) -> (Socket<zmq::Pull>, String) {
    let server = ctx.socket(zmq::PULL).unwrap();
    set(&server);
    let endpoint = common::bind_tcp(&server);
    (server, endpoint)
}

/// As whom the next message comes in.
#[track_caller]
fn user(python: &mut Python, server: &Socket<zmq::Pull>) -> String {
    python.does("hello");
    let message = server.recv_timeout(Duration::from_secs(60)).unwrap().expect("a message");
    message.user_id().expect("a user id").to_owned()
}

#[test]
fn our_authenticator_and_their_clients() {
    with_peers(|| {
        let mut python = Python::new();
        let ctx = context();
        let authenticator = Authenticator::start(&ctx).unwrap();

        let (null, endpoint) = server(&ctx, |socket| socket.set_zap_domain("global").unwrap());
        assert_eq!(python.does(&format!("null-client {endpoint}")), "in");
        assert_eq!(user(&mut python, &null), "anonymous");
        authenticator.deny("127.0.0.1").unwrap();
        assert_eq!(python.does(&format!("null-client {endpoint}")), "out 400");
        authenticator.clear_addresses();
        authenticator.allow("127.0.0.0/8").unwrap();
        assert_eq!(python.does(&format!("null-client {endpoint}")), "in");

        authenticator.configure_plain("*", [("alice", "secret")]);
        let (plain, endpoint) = server(&ctx, |socket| socket.set_plain_server(true).unwrap());
        assert_eq!(python.does(&format!("plain-client {endpoint} alice wrong")), "out 400");
        assert_eq!(python.does(&format!("plain-client {endpoint} bob secret")), "out 400");
        assert_eq!(python.does(&format!("plain-client {endpoint} alice secret")), "in");
        assert_eq!(user(&mut python, &plain), "alice");
        python.0.finish();
    });
}

#[test]
fn our_authenticator_and_their_certificates() {
    with_peers(|| {
        if !zmq::has("curve") {
            return common::say("SKIPPED: this libzmq has no CURVE");
        }
        let mut python = Python::new();
        let ctx = context();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let (folder, elsewhere) = (Folder::new(), Folder::new());
        let path = |folder: &Folder| folder.path().to_str().unwrap().to_owned();
        let alice = python.does(&format!("certificate {} alice", path(&folder)));
        let bob = python.does(&format!("certificate {} bob", path(&elsewhere)));
        authenticator.configure_curve("*", CurveClients::folder(folder.path()).unwrap());

        let keys = KeyPair::generate().unwrap();
        let (curve, endpoint) = server(&ctx, |socket| {
            socket.set_curve_server(true).unwrap();
            socket.set_curve_secretkey(keys.secret.as_bytes()).unwrap();
        });
        let client =
            |keys_of_client: &str| format!("curve-client {endpoint} {} {keys_of_client}", keys.public);
        assert_eq!(python.does(&client(&bob)), "out 400");
        assert_eq!(python.does(&client(&alice)), "in");
        assert_eq!(user(&mut python, &curve), alice.split(' ').next().unwrap());
        authenticator.configure_curve("*", CurveClients::any());
        assert_eq!(python.does(&client(&bob)), "in");
        python.0.finish();
    });
}

/// What becomes of a client of ours: its user id if it comes in, or the status.
#[track_caller]
fn tries(
    python: &mut Python,
    ctx: &Context,
    endpoint: &str,
    set: impl FnOnce(&Socket<zmq::Req>),
) -> Result<String, u64> {
    let client = ctx.socket(zmq::REQ).unwrap();
    client.set_reconnect_ivl(None).unwrap();
    set(&client);
    let mask = EventMask::HANDSHAKE_SUCCEEDED | EventMask::HANDSHAKE_FAILED_AUTH;
    let monitor = client.monitor(mask).unwrap();
    client.connect(endpoint).unwrap();
    let event = monitor.recv_timeout(Duration::from_secs(60)).unwrap().expect("the handshake ends");
    match event.event {
        Event::HandshakeFailedAuth { status } => Err(status),
        Event::HandshakeSucceeded => {
            client.send("Who am I?").unwrap();
            let answer = python.does("answer");
            assert_eq!(client.recv().unwrap(), *answer.as_bytes());
            Ok(answer)
        }
        event => panic!("{event}"),
    }
}

#[test]
fn their_authenticator_and_our_clients() {
    with_peers(|| {
        let mut python = Python::new();
        let ctx = context();
        python.does("start");
        let endpoint = python.does("null global");
        assert_eq!(tries(&mut python, &ctx, &endpoint, |_| ()), Ok("anonymous".to_owned()));
        python.does("deny 127.0.0.1");
        assert_eq!(tries(&mut python, &ctx, &endpoint, |_| ()), Err(400));
        python.does("stop");
        python.does("start");

        python.does("plain global alice secret");
        let by = |name: &'static str, password: &'static str| {
            move |socket: &Socket<zmq::Req>| {
                socket.set_plain_username(Some(name)).unwrap();
                socket.set_plain_password(Some(password)).unwrap();
            }
        };
        let endpoint = python.does("plain-server global");
        assert_eq!(tries(&mut python, &ctx, &endpoint, by("alice", "secret")), Ok("alice".to_owned()));
        assert_eq!(tries(&mut python, &ctx, &endpoint, by("alice", "wrong")), Err(400));
        let endpoint = python.does("plain-server other");
        assert_eq!(tries(&mut python, &ctx, &endpoint, by("alice", "secret")), Err(400));
        python.0.finish();
    });
}

#[test]
fn their_authenticator_and_our_keys() {
    with_peers(|| {
        if !zmq::has("curve") {
            return common::say("SKIPPED: this libzmq has no CURVE");
        }
        let mut python = Python::new();
        let ctx = context();
        python.does("start");
        let folder = Folder::new();
        let [alice, bob, keys] = [(); 3].map(|()| KeyPair::generate().unwrap());
        let certificate = format!("metadata\ncurve\n    public-key = \"{}\"\n", alice.public);
        std::fs::write(folder.path().join("alice.key"), certificate).unwrap();
        python.does(&format!("curve global {}", folder.path().to_str().unwrap()));
        let endpoint = python.does(&format!("curve-server global {} {}", keys.public, *keys.secret.to_z85()));
        let by = |pair: &KeyPair| {
            let (server, pair) = (keys.public, pair.clone());
            move |socket: &Socket<zmq::Req>| {
                socket.set_curve_serverkey(server.as_bytes()).unwrap();
                socket.set_curve_publickey(pair.public.as_bytes()).unwrap();
                socket.set_curve_secretkey(pair.secret.as_bytes()).unwrap();
            }
        };
        assert_eq!(tries(&mut python, &ctx, &endpoint, by(&alice)), Ok(alice.public.to_z85()));
        assert_eq!(tries(&mut python, &ctx, &endpoint, by(&bob)), Err(400));
        python.does("curve global *");
        assert_eq!(tries(&mut python, &ctx, &endpoint, by(&bob)), Ok(bob.public.to_z85()));
        python.0.finish();
    });
}
