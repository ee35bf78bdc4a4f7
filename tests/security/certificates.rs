//! Certificates in files: what is read, what is written, and for whom.

use crate::common::Folder;
use std::fs;
use zmq::{Certificate, CertificateStore, Errno, KeyPair, PublicKey, SecretKey};

const PUBLIC: &str = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
const SECRET: &str = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

/// Keys that belong together, also where there is no CURVE.
fn keys() -> KeyPair {
    KeyPair { public: PUBLIC.parse().unwrap(), secret: SECRET.parse().unwrap() }
}

fn alice() -> Certificate {
    let mut alice = Certificate::from(keys());
    alice.set("name", "Alice \"the first\"").unwrap();
    alice.set("email", "alice@example.com").unwrap();
    alice.set("note", "it's # not a comment").unwrap();
    alice
}

#[test]
fn a_secret_certificate_has_its_key() {
    let certificate = zmq::SecretCertificate::try_from(alice()).unwrap();
    assert_eq!((certificate.secret_key(), certificate.keys()), (&keys().secret, &keys()));
    assert_eq!((certificate.get("name"), certificate.public_key()), (alice().get("name"), &keys().public));
    assert!(!format!("{certificate:?}").contains(&*keys().secret.to_z85()), "{certificate:?}");
    assert_eq!(zmq::SecretCertificate::try_from(alice().to_public()).unwrap_err(), alice().to_public());
    assert_eq!(Certificate::from(certificate.clone()), alice());
    let mut other = zmq::SecretCertificate::from(keys());
    other.set("name", "Bob").unwrap();
    assert_eq!((other.remove("name").as_deref(), other.get("name")), (Some("Bob"), None));
}

#[test]
fn files_come_back_as_they_went() {
    let folder = Folder::new();
    let (public, secret) = (folder.path().join("alice.key"), folder.path().join("alice.key_secret"));
    alice().save(&public).unwrap();
    assert_eq!(Certificate::load(&public).unwrap(), alice().to_public());
    assert_eq!(Certificate::load(&secret).unwrap(), alice());
    assert_eq!(Certificate::load_secret(&secret).unwrap().keys(), &keys());
    assert_eq!(*Certificate::load_secret(&secret).unwrap(), alice());
    let metadata = alice();
    let names: Vec<_> = metadata.metadata().map(|(name, _)| name).collect();
    assert_eq!(names, ["name", "email", "note"]);
    let error = Certificate::load_secret(&public).unwrap_err();
    assert_eq!(error, Errno::EINVAL);
    assert!(error.to_string().contains("alice.key: there is no secret key in it: load"), "{error}");
    assert!(!fs::read_to_string(&public).unwrap().contains(SECRET));
    // The public part alone is one file.
    alice().to_public().save(folder.path().join("bob.key")).unwrap();
    assert!(!folder.path().join("bob.key_secret").exists());
}

/// As pyzmq 27 and CZMQ 4 write them.
#[test]
fn files_of_others_are_read() {
    let folder = Folder::new();
    let path = folder.path().join("x");
    let read = |text: String| {
        fs::write(&path, text).unwrap();
        Certificate::load(&path).unwrap()
    };
    let pyzmq = read(format!(
        "#   ****  Generated on 2026-11-23 02:19:07.123456 by pyzmq  ****\n#   ZeroMQ CURVE **Secret** Certificate\n\n\
         metadata\n    name = Alice\n    email = a@b.c\ncurve\n    public-key = \"{PUBLIC}\"\n    secret-key = \"{SECRET}\"\n"
    ));
    assert_eq!(pyzmq.keys(), Some(keys()));
    assert_eq!((pyzmq.get("name"), pyzmq.get("email")), (Some("Alice"), Some("a@b.c")));
    let czmq = read(format!(
        "#   ZeroMQ CURVE Public Certificate\n\nmetadata\n    name = \"Al ice\"\n    version = \"1\"\ncurve\n    \
         public-key = \"{PUBLIC}\"\n"
    ));
    assert_eq!((czmq.public_key(), czmq.secret_key()), (&keys().public, None));
    assert_eq!(czmq.get("name"), Some("Al ice"));
    // CZMQ writes zeros for a key that it does not have.
    let zeros = "0".repeat(40);
    let czmq = read(format!("curve\n    public-key = \"{PUBLIC}\"\n    secret-key = \"{zeros}\"\n"));
    assert_eq!(czmq.secret_key(), None);
    let by_hand =
        read(format!("curve\r\n  public-key='{PUBLIC}'   # mine\r\nmetadata\r\n  empty\r\n  x = \r\n"));
    assert_eq!((by_hand.get("empty"), by_hand.get("x"), by_hand.get("y")), (Some(""), Some(""), None));
}

#[test]
fn faults_name_the_file_and_the_line_and_no_secret() {
    let folder = Folder::new();
    let path = folder.path().join("broken.key");
    let short = &SECRET[..39];
    let other = "0".repeat(39) + "1";
    let mut cases = vec![
        ("".to_owned(), "there is no public key"),
        (format!("public-key = \"{PUBLIC}\"\n"), "there is no public key"),
        ("curve\n    public-key = \"short\"\n".to_owned(), "line 2: public-key: 5 characters"),
        ("curve\n    public-key\n".to_owned(), "line 2: public-key: 0 characters"),
        (format!("\ncurve\n    public-key = \"{}\"\n", "0".repeat(40)), "line 3: public-key: zeros"),
        (format!("\ncurve\n    public-key = \"{}~\"\n", &PUBLIC[..39]), "line 3: public-key: '~' at 39"),
        (
            format!("curve\n    public-key = \"{PUBLIC}\"\n    secret-key = \"{short}\"\n"),
            "line 3: secret-key: not 40",
        ),
        (format!("curve\n    secret-key = \"{SECRET}\n"), "line 2: the quotation mark is not closed"),
        (format!("curve\n    secret-key {SECRET}\n"), "line 2: "),
        ("x".repeat(70_000), "longer than any certificate"),
    ];
    if zmq::has("curve") {
        let text = format!("curve\n    public-key = \"{other}\"\n    secret-key = \"{SECRET}\"\n");
        cases.push((text, "line 3: secret-key: it belongs to another public key"));
    }
    for (text, says) in cases {
        fs::write(&path, &text).unwrap();
        let error = Certificate::load(&path).unwrap_err();
        assert_eq!(error, Errno::EINVAL, "{error}");
        assert!(error.to_string().contains(&format!("broken.key: {says}")), "{error}");
        assert!(!error.to_string().contains(&SECRET[..10]), "{error}");
    }
    fs::write(&path, b"curve\n \xFF").unwrap();
    assert!(Certificate::load(&path).unwrap_err().to_string().contains("broken.key: not UTF-8"));
    let error = Certificate::load(folder.path().join("nowhere.key")).unwrap_err();
    assert_eq!(error, Errno::ENOENT);
    assert!(error.to_string().contains("nowhere.key"), "{error}");
}

#[test]
fn metadata_that_no_file_can_hold() {
    let mut certificate = alice();
    for (name, value) in [("", "x"), ("a b", "x"), ("a", "two\nlines"), ("a", "\"'"), ("/", "x"), ("a", "\0")]
    {
        assert_eq!(certificate.set(name, value).unwrap_err(), Errno::EINVAL, "{name:?} {value:?}");
    }
    assert_eq!(certificate, alice());
    certificate.set("name", "Bob").unwrap();
    assert_eq!(certificate.remove("email").as_deref(), Some("alice@example.com"));
    assert_eq!(certificate.remove("email"), None);
    assert_eq!(
        certificate.metadata().collect::<Vec<_>>(),
        [("name", "Bob"), ("note", "it's # not a comment")]
    );
    assert!(!format!("{certificate:?}").contains(SECRET));
}

/// From the first moment: what is there while it is written has these permissions, too.
#[cfg(unix)]
#[test]
fn a_secret_is_for_its_owner_alone() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = Folder::new();
    let (public, secret) = (folder.path().join("a.key"), folder.path().join("a.key_secret"));
    alice().save(&public).unwrap();
    assert_eq!(mode(&secret) & 0o077, 0);
    assert_eq!(mode(&secret) & 0o600, 0o600);
    // In place of a file that everybody may read, and of which somebody keeps a descriptor.
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o666)).unwrap();
    let before = fs::metadata(&secret).unwrap().ino();
    let kept = fs::File::open(&secret).unwrap();
    let mut bob = alice();
    bob.set("name", "Bob").unwrap();
    bob.save_over(&public).unwrap();
    assert_eq!(mode(&secret) & 0o077, 0);
    assert_ne!(fs::metadata(&secret).unwrap().ino(), before);
    assert!(!std::io::read_to_string(kept).unwrap().contains("Bob"));
    assert_eq!(Certificate::load(&secret).unwrap(), bob);
    assert_eq!(Certificate::load(&public).unwrap(), bob.to_public());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

/// While others read the old ones: they have all of it, and find the new ones by their names.
#[test]
fn files_that_are_read_are_replaced() {
    let folder = Folder::new();
    let (public, secret) = (folder.path().join("a.key"), folder.path().join("a.key_secret"));
    alice().save(&public).unwrap();
    let kept = [&public, &secret].map(|path| fs::File::open(path).unwrap());
    let mut bob = alice();
    bob.set("name", "Bob").unwrap();
    let now = match bob.save_over(&public) {
        Ok(()) => bob,
        // A Windows that does not replace what somebody has open.
        Err(error) => {
            assert_eq!((error.errno(), cfg!(windows)), (Errno::EACCES, true), "{error}");
            alice()
        }
    };
    assert_eq!(Certificate::load(&secret).unwrap(), now);
    assert_eq!(Certificate::load(&public).unwrap(), now.to_public());
    for old in kept {
        assert!(!std::io::read_to_string(old).unwrap().contains("Bob"));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

/// Paths as they are on this system: the error names all of it, and nothing of it is lost.
#[test]
fn paths_of_any_language() {
    let folder = Folder::new();
    let within = folder.path().join("Schlüssel von Ægir & 友");
    fs::create_dir(&within).unwrap();
    let public = within.join("ключ 1.key");
    alice().save(&public).unwrap();
    assert_eq!(Certificate::load_secret(within.join("ключ 1.key_secret")).unwrap().keys(), &keys());
    let store = CertificateStore::open(&within).unwrap();
    assert!(store.contains(&keys().public) && store.skipped().next().is_none());
    let error = alice().save(&public).unwrap_err();
    assert_eq!(error, Errno::from_raw(libc::EEXIST));
    assert_eq!(error.subject(), within.join("ключ 1.key_secret").to_str());
    // A folder is no file, on any system.
    assert!(Certificate::load(&within).is_err());
    assert!(alice().to_public().save_over(&within).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn nothing_is_overwritten_by_accident() {
    let folder = Folder::new();
    let (public, secret) = (folder.path().join("a.key"), folder.path().join("a.key_secret"));
    fs::write(&public, "mine").unwrap();
    let error = alice().save(&public).unwrap_err();
    assert_eq!(error, Errno::from_raw(libc::EEXIST));
    assert_eq!(error.subject(), public.to_str());
    assert_eq!(fs::read_to_string(&public).unwrap(), "mine");
    assert!(!secret.exists(), "half of it is no use");

    fs::remove_file(&public).unwrap();
    fs::write(&secret, "mine").unwrap();
    let error = alice().save(&public).unwrap_err();
    assert_eq!(error.subject(), secret.to_str());
    assert_eq!(fs::read_to_string(&secret).unwrap(), "mine");
    assert!(!public.exists());
    // Nor through a link to somewhere else.
    fs::remove_file(&secret).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &secret).unwrap();
        assert!(alice().save(&public).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }
    let error = alice().save(folder.path().join("no/folder.key")).unwrap_err();
    assert_eq!(error, Errno::ENOENT);
}

fn numbered(number: u8) -> Certificate {
    let mut certificate = Certificate::from(PublicKey::from_bytes([number; 32]));
    certificate.set("number", &number.to_string()).unwrap();
    certificate
}

#[test]
fn a_store_knows_its_folder() {
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(CertificateStore::open(at("nowhere")).unwrap_err(), Errno::ENOENT);
    let mut store = CertificateStore::open(folder.path()).unwrap();
    assert!(store.is_empty() && !store.reload().unwrap());

    numbered(1).save(at("one.key")).unwrap();
    numbered(2).save(at("two.key")).unwrap();
    alice().save(at("alice.key")).unwrap();
    numbered(9).save(at("nine.txt")).unwrap();
    fs::create_dir(at("folder.key")).unwrap();
    fs::write(at("broken.key"), "curve\n").unwrap();
    assert!(store.is_empty(), "it looks when it is told to");
    assert!(store.reload().unwrap());
    assert_eq!(store.len(), 3);
    let key = |number| PublicKey::from_bytes([number; 32]);
    assert_eq!(store.get(&key(1)), Some(&numbered(1)));
    assert_eq!(store.get(&keys().public).unwrap(), &alice().to_public());
    assert!(store.contains(&key(2)) && !store.contains(&key(9)));
    let faults: Vec<_> = store.faults().map(|fault| fault.to_string()).collect();
    assert!(faults.len() == 1 && faults[0].contains("broken.key"), "{faults:?}");
    let names: Vec<_> = store.iter().map(|certificate| certificate.get("number")).collect();
    assert_eq!(names, [None, Some("1"), Some("2")], "in the order of the files");
    assert!(!store.reload().unwrap(), "nothing is new");
    assert_eq!(store.folder(), folder.path());

    // Written again with the same length at once, removed, mended, renamed.
    fs::write(at("one.key"), fs::read_to_string(at("two.key")).unwrap()).unwrap();
    fs::remove_file(at("two.key")).unwrap();
    numbered(3).save_over(at("broken.key")).unwrap();
    fs::rename(at("nine.txt"), at("nine.key")).unwrap();
    assert!(store.reload().unwrap());
    assert_eq!((store.len(), store.faults().count()), (4, 0));
    assert!(!store.contains(&key(1)));
    for number in [2, 3, 9] {
        assert_eq!(store.get(&key(number)), Some(&numbered(number)));
    }
    fs::write(at("nine.key"), "no certificate any more").unwrap();
    assert!(store.reload().unwrap());
    assert!(!store.contains(&key(9)) && store.faults().count() == 1);
    assert!(!store.reload().unwrap());
    // A folder that has gone is an error, and the store stays.
    fs::rename(folder.path(), folder.path().with_extension("gone")).unwrap();
    assert_eq!(store.reload().unwrap_err(), Errno::ENOENT);
    assert_eq!(store.len(), 3);
    fs::rename(folder.path().with_extension("gone"), folder.path()).unwrap();
}

/// Secret keys do not stay in the memory of a store.
#[test]
fn a_store_keeps_no_secrets() {
    let folder = Folder::new();
    alice().save(folder.path().join("alice.key")).unwrap();
    fs::rename(folder.path().join("alice.key_secret"), folder.path().join("secret.key")).unwrap();
    let store = CertificateStore::open(folder.path()).unwrap();
    assert!(store.iter().all(|certificate| certificate.secret_key().is_none()));
    assert_eq!((store.len(), store.iter().count()), (1, 2), "one key in two files");
    let _: Option<&SecretKey> = store.get(&keys().public).unwrap().secret_key();
}
