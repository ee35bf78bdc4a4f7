//! The log of the authenticator: who came in and who did not, and no secret.
#![cfg(feature = "tracing")]

use crate::support::{
    auth::{Outcome, Server, client, curve_client, curve_server, has_curve, plain_client, plain_server},
    eventually, in_child,
};
use std::{
    fmt::{Debug, Write as _},
    fs,
    sync::{Arc, Mutex},
};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};
use zmq::{Authenticator, Context, CurveClients, KeyPair, PlainUsers};

/// Writes every event as a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        assert_eq!(event.metadata().target(), "zmq::zap");
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        if line.0.contains("\"clumsy\"") {
            panic!("a subscriber that panics");
        }
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl Log {
    /// The next lines; each must have all of these words.
    #[track_caller]
    fn says(&self, level: Level, words: &[&str]) {
        eventually("a line in the log", || !self.0.lock().unwrap().is_empty());
        let line = self.0.lock().unwrap().remove(0);
        assert!(line.starts_with(&level.to_string()), "{line}");
        for word in words {
            assert!(line.contains(word), "{word} is not in: {line}");
        }
        assert!(!line.contains("hunter2"), "{line}");
    }
}

#[test]
fn decisions_are_logged_without_secrets() {
    in_child!(60, || {
        let log = Log::default();
        tracing::subscriber::set_global_default(log.clone()).unwrap();
        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        authenticator.configure_plain("*", [("alice", "hunter2")]);
        let server = Server::new(&ctx, plain_server("staff"));
        assert_eq!(server.meets(&ctx, plain_client("alice", "hunter2")), Outcome::In);
        log.says(Level::INFO, &["status=200", "\"staff\"", "\"127.0.0.1\"", "\"PLAIN\"", "\"alice\""]);
        assert_eq!(server.meets(&ctx, plain_client("alice", "hunter22")), Outcome::Out(400));
        log.says(Level::WARN, &["status=400", "\"alice\"", "\"wrong password\""]);
        assert_eq!(server.meets(&ctx, plain_client("bob", "hunter2")), Outcome::Out(400));
        log.says(Level::WARN, &["\"bob\"", "\"unknown user\""]);
        assert_eq!(server.meets(&ctx, plain_client("clumsy", "hunter2")), Outcome::Out(400));
        authenticator.deny("127.0.0.1").unwrap();
        assert_eq!(server.meets(&ctx, plain_client("alice", "hunter2")), Outcome::Out(400));
        log.says(Level::WARN, &["\"alice\"", "\"address denied\""]);
        authenticator.clear_addresses();
        authenticator
            .configure_plain("*", PlainUsers::callback(|_, _, password| -> bool { panic!("{password}") }));
        assert_eq!(server.meets(&ctx, plain_client("alice", "hunter2")), Outcome::Out(500));
        log.says(Level::WARN, &["status=500", "\"the callback panicked\""]);

        // A request that is none, with a secret in it.
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect("inproc://zeromq.zap.01").unwrap();
        dealer.send_multipart(["", "1.0", "1", "", "", "", "PLAIN", "hunter2"]).unwrap();
        log.says(Level::ERROR, &["number of credentials"]);

        if !has_curve() {
            return;
        }
        let [keys, alice] = [(); 2].map(|()| KeyPair::generate().unwrap());
        let folder = std::env::temp_dir().join(format!("zmq-log-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        authenticator.configure_curve("*", CurveClients::folder(&folder).unwrap());
        fs::write(folder.join("broken.key"), "curve\n    secret-key = \"hunter2").unwrap();
        let server = Server::new(&ctx, curve_server(&keys, "staff"));
        let denied = || {
            let _client = client(&ctx, &server.endpoint, curve_client(keys.public, &alice));
            assert_eq!(server.outcome(), Outcome::Out(400));
        };
        denied();
        log.says(Level::ERROR, &["broken.key", "line 2"]);
        log.says(Level::WARN, &["\"CURVE\"", &alice.public.to_z85(), "\"unknown key\""]);
        fs::remove_dir_all(&folder).unwrap();
    });
}
