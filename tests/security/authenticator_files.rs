//! Users and clients in files, and the authenticator that reads them again when they change.

use crate::support::{
    auth::{Outcome, Server, curve_client, curve_server, has_curve, plain_client, plain_server},
    within,
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};
use zmq::{Authenticator, Context, CurveClients, Errno, KeyPair, PlainUsers, PublicKey};

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("zmq-auth-{}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// A certificate as CZMQ writes it.
    fn certificate(&self, name: &str, key: PublicKey, metadata: &str) -> PathBuf {
        let text =
            format!("#   ****  Generated  ****\n\nmetadata\n{metadata}curve\n    public-key = \"{key}\"\n");
        self.write(name, &text)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a path look as if it had not changed for an hour, so that only what changes then shows.
fn age(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        // To set its times (FILE_WRITE_ATTRIBUTES), also those of a folder (FILE_FLAG_BACKUP_SEMANTICS).
        options.access_mode(0x100).custom_flags(0x0200_0000);
    }
    let file = options.open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
}

fn start() -> (Context, Authenticator) {
    let ctx = Context::new().unwrap();
    let authenticator = Authenticator::start(&ctx).unwrap();
    (ctx, authenticator)
}

/// Tries again and again until it ends as it should, for ten seconds at most.
#[track_caller]
fn becomes(outcome: Outcome, mut attempt: impl FnMut() -> Outcome) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let last = attempt();
        if last == outcome {
            return;
        }
        assert!(Instant::now() < deadline, "still {last:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_folder_of_certificates() {
    if !has_curve() {
        return;
    }
    within(100, || {
        let (ctx, authenticator) = start();
        let folder = Folder::new("certificates");
        let [keys, alice, bob, carol] = [(); 4].map(|()| KeyPair::generate().unwrap());
        let facts = "    name = \"Alice\"\n    e-mail = \"a@b.c\"\n    not_this = 'x'\n    user-id = \"root\"\n    a/b = \"\"\n";
        folder.certificate("alice.key", alice.public, facts);
        folder.certificate("bob.key_secret", bob.public, "");
        folder.certificate("bob.txt", bob.public, "");
        fs::create_dir(folder.path("folder.key")).unwrap();
        authenticator.configure_curve("*", CurveClients::folder(&folder.0).unwrap());
        let server = Server::new(&ctx, curve_server(&keys, "global"));
        let by = |pair: &KeyPair| curve_client(keys.public, pair);

        let message = server.hears(&ctx, by(&alice));
        assert_eq!(message.user_id(), Some(&*alice.public.to_z85()));
        assert_eq!((message.gets("name"), message.gets("e-mail")), (Some("Alice"), Some("a@b.c")));
        assert_eq!(message.gets("a/b"), None);
        assert_eq!(server.meets(&ctx, by(&bob)), Outcome::Out(400));

        // Files that come, go and are renamed count at once, however fast they do.
        age(&folder.0);
        for _ in 0..3 {
            folder.certificate("bob.key", bob.public, "");
            becomes(Outcome::In, || server.meets(&ctx, by(&bob)));
            fs::rename(folder.path("bob.key"), folder.path("bob.old")).unwrap();
            becomes(Outcome::Out(400), || server.meets(&ctx, by(&bob)));
            fs::rename(folder.path("bob.old"), folder.path("bob.key")).unwrap();
            becomes(Outcome::In, || server.meets(&ctx, by(&bob)));
            fs::remove_file(folder.path("bob.key")).unwrap();
            becomes(Outcome::Out(400), || server.meets(&ctx, by(&bob)));
        }
        assert_eq!(server.meets(&ctx, by(&alice)), Outcome::In);

        // One that is written to in place, in a folder that looks as it did.
        folder.certificate("bob.key", bob.public, "");
        age(&folder.path("bob.key"));
        age(&folder.0);
        becomes(Outcome::In, || server.meets(&ctx, by(&bob)));
        folder.certificate("bob.key", carol.public, "");
        age(&folder.0);
        becomes(Outcome::In, || server.meets(&ctx, by(&carol)));
        assert_eq!(server.meets(&ctx, by(&bob)), Outcome::Out(400));

        // A broken one counts for nothing, and the others stay.
        folder.write("bob.key", "curve\n    public-key = \"broken");
        becomes(Outcome::Out(400), || server.meets(&ctx, by(&carol)));
        assert_eq!(server.meets(&ctx, by(&alice)), Outcome::In);

        // Without its folder nobody comes in, and it may come back.
        let away = folder.0.with_extension("away");
        fs::rename(&folder.0, &away).unwrap();
        assert_eq!(server.meets(&ctx, by(&alice)), Outcome::Out(300));
        fs::rename(&away, &folder.0).unwrap();
        becomes(Outcome::In, || server.meets(&ctx, by(&alice)));
    });
}

#[test]
fn a_folder_that_is_none_is_an_error() {
    let folder = Folder::new("errors");
    let error = CurveClients::folder(folder.path("missing")).unwrap_err();
    assert_eq!(error, Errno::ENOENT);
    assert!(error.to_string().contains("missing"), "{error}");
    for (text, says) in [
        ("", "public-key"),
        ("public-key = \"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\"", "public-key"),
        ("curve\n    public-key = \"short\"", "5 characters"),
        ("curve\n    secret-key = \"neverneverneverneverneverneverneverneverno", "line 2"),
    ] {
        let broken = folder.write("broken.key", text);
        let error = CurveClients::folder(&folder.0).unwrap_err().to_string();
        assert!(error.contains("broken.key") && error.contains(says), "{error}");
        assert!(!error.contains("never"), "{error}");
        fs::remove_file(broken).unwrap();
    }
    fs::write(folder.path("bytes.key"), [0xFF; 100]).unwrap();
    assert!(CurveClients::folder(&folder.0).is_err());
    fs::write(folder.path("bytes.key"), vec![b'#'; 2_000_000]).unwrap();
    assert!(CurveClients::folder(&folder.0).unwrap_err().to_string().contains("too large"));
}

#[test]
fn a_file_of_users() {
    within(100, || {
        let (ctx, authenticator) = start();
        let folder = Folder::new("users");
        let file = folder.write("passwords", "# as CZMQ writes it\nalice=secret\nbob=a=b\n");
        authenticator.configure_plain("*", PlainUsers::file(&file).unwrap());
        let server = Server::new(&ctx, plain_server("global"));
        assert_eq!(server.hears(&ctx, plain_client("alice", "secret")).user_id(), Some("alice"));
        assert_eq!(server.meets(&ctx, plain_client("bob", "a=b")), Outcome::In);
        assert_eq!(server.meets(&ctx, plain_client("bob", "a")), Outcome::Out(400));
        for round in 0..4 {
            let password = format!("secret{round}"); // of one length
            folder.write("passwords", &format!("alice={password}\n"));
            becomes(Outcome::In, || server.meets(&ctx, plain_client("alice", &password)));
            assert_eq!(server.meets(&ctx, plain_client("bob", "a=b")), Outcome::Out(400));
        }
        // Broken or gone, it lets nobody in, and does so again when it is mended.
        folder.write("passwords", "alice");
        becomes(Outcome::Out(300), || server.meets(&ctx, plain_client("alice", "secret3")));
        fs::remove_file(&file).unwrap();
        assert_eq!(server.meets(&ctx, plain_client("alice", "secret3")), Outcome::Out(300));
        folder.write("passwords", "carol=x");
        becomes(Outcome::In, || server.meets(&ctx, plain_client("carol", "x")));
    });
}

#[test]
fn a_file_of_users_that_is_none_is_an_error() {
    let folder = Folder::new("no-users");
    let error = PlainUsers::file(folder.path("missing")).unwrap_err();
    assert_eq!(error, Errno::ENOENT);
    assert!(error.to_string().contains("missing"), "{error}");
    let file = folder.write("users", "alice=secret\nneverprinted\n");
    let error = PlainUsers::file(&file).unwrap_err();
    assert_eq!(error, Errno::EINVAL);
    let text = error.to_string();
    assert!(text.contains("users") && text.contains("line 2") && !text.contains("never"), "{text}");
}
