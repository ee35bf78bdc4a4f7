//! Files in a folder of certificates that are not read, since their names do not end in `.key`: each is named.

use crate::support::{eventually, within};
use std::{
    fs,
    path::{Path, PathBuf},
};
use zmq::{CertificateStore, CurveClients, Errno, PublicKey};

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("zmq-skipped-{}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn certificate(&self, name: &str, byte: u8) {
        let key = PublicKey::from_bytes([byte; 32]);
        fs::write(self.0.join(name), format!("curve\n    public-key = \"{key}\"\n")).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn names<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Vec<&'a str> {
    paths.into_iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect()
}

#[test]
fn each_skipped_file_is_named() {
    within(20, || {
        let folder = Folder::new("named");
        folder.certificate("alice.key", 1);
        folder.certificate("alice.key_secret", 1);
        folder.certificate("bob", 2);
        folder.certificate("carol.key.disabled", 3);
        fs::write(folder.0.join("junk.bin"), [0xFF, 0, 7].repeat(100_000)).unwrap();
        fs::create_dir(folder.0.join("within")).unwrap();
        #[cfg(unix)]
        let _socket = std::os::unix::net::UnixListener::bind(folder.0.join("socket.key")).unwrap();
        let expected = ["bob", "carol.key.disabled", "junk.bin"];

        let mut store = CertificateStore::open(&folder.0).unwrap();
        assert_eq!(names(store.skipped()), expected);
        assert_eq!((store.len(), store.faults().count()), (1, 0));
        let clients = CurveClients::folder(&folder.0).unwrap();
        let skipped = clients.skipped().unwrap();
        assert_eq!(names(skipped.iter().map(PathBuf::as_path)), expected);

        // What gets its name is read, and named no more.
        fs::rename(folder.0.join("bob"), folder.0.join("bob.key")).unwrap();
        assert!(store.reload().unwrap() && store.contains(&PublicKey::from_bytes([2; 32])));
        assert_eq!(names(store.skipped()), expected[1..]);
        eventually("the folder is read again", || clients.skipped().unwrap().len() == 2);
        assert!(CurveClients::any().skipped().unwrap().is_empty());
    });
}

/// As CZMQ may have written it: it would admit nobody.
#[test]
fn a_folder_where_no_certificate_has_its_name_is_an_error() {
    within(20, || {
        let folder = Folder::new("czmq");
        assert!(CurveClients::folder(&folder.0).is_ok(), "clients may come later");
        fs::write(folder.0.join("a-readme.txt"), "no certificate").unwrap();
        fs::write(folder.0.join("b-junk"), [0xFF; 1000]).unwrap();
        assert!(CurveClients::folder(&folder.0).is_ok(), "nothing there is a certificate");
        folder.certificate("client", 1);
        folder.certificate("client_secret", 1);
        let error = CurveClients::folder(&folder.0).unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        let text = error.to_string();
        assert!(
            text.contains("client\"") && text.contains("neither its name nor another here ends in .key"),
            "{text}"
        );
        folder.certificate("other.key", 2);
        assert!(CurveClients::folder(&folder.0).is_ok());
    });
}
