//! `wss`: web sockets over TLS, with a certificate made here by the command `openssl`.
#![cfg(all(unix, feature = "wss"))]

use crate::support::{in_child, is_vendored, within};
use std::{io::Write, net::TcpStream, path::PathBuf, process::Command, time::Duration};
use zmq::{Context, Errno, Multipart, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// Whether this libzmq has the transport; ours has it with this feature.
fn has_wss() -> bool {
    let has = zmq::has(zmq::Capability::Wss);
    assert!(has || !is_vendored());
    has
}

/// A key and a certificate for `localhost` that it signed itself.
struct Identity {
    key: String,
    certificate: String,
}

impl Identity {
    fn new(name: &str) -> Identity {
        let folder: PathBuf = std::env::temp_dir().join(format!("zmq-wss-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let output = Command::new("openssl")
            .current_dir(&folder)
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
            .args(["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", "subjectAltName=DNS:localhost"])
            .output()
            .expect("these tests need the command openssl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |file| std::fs::read_to_string(folder.join(file)).unwrap();
        let identity = Identity { key: read("key.pem"), certificate: read("cert.pem") };
        std::fs::remove_dir_all(folder).unwrap();
        identity
    }

    /// A server on a free port, and its endpoint.
    fn server(&self, ctx: &Context) -> (Socket<zmq::Rep>, String) {
        let server = ctx.socket(zmq::REP).unwrap();
        server.set_wss_cert_pem(&self.certificate).unwrap();
        server.set_wss_key_pem(&self.key).unwrap();
        server.bind("wss://127.0.0.1:*").unwrap();
        let endpoint = server.last_endpoint().unwrap();
        assert!(endpoint.starts_with("wss://127.0.0.1:") && !endpoint.contains('*'), "{endpoint}");
        (server, endpoint)
    }
}

#[test]
fn messages_cross() {
    if !has_wss() {
        return;
    }
    let identity = Identity::new("messages_cross");
    within(60, move || {
        let ctx = context();
        let (server, endpoint) = identity.server(&ctx);
        let client = ctx.socket(zmq::REQ).unwrap();
        client.set_wss_trust_pem(&identity.certificate).unwrap();
        client.set_wss_hostname("localhost").unwrap();
        client.connect(&endpoint).unwrap();
        // Around the sizes of a record of TLS and of libzmq's buffers.
        for size in [0, 1, 8191, 8192, 16_383, 16_384, 16_385, 24_576, 100_000, 1_000_000] {
            let message = || Multipart::from(vec![b"head".to_vec(), vec![7; size], Vec::new()]);
            client.send_multipart(message()).unwrap();
            let request = server.recv_multipart().unwrap();
            assert_eq!(request, message());
            server.send_multipart(request).unwrap();
            assert_eq!(client.recv_multipart().unwrap(), message());
        }
    });
}

/// Who does not trust the server, or asks for another name, gets no message through; a trusting client still does.
#[test]
fn the_server_is_verified() {
    if !has_wss() {
        return;
    }
    let identity = Identity::new("the_server_is_verified");
    let other = Identity::new("another");
    within(60, move || {
        let ctx = context();
        let (server, endpoint) = identity.server(&ctx);
        let strangers = [
            (None, "localhost"),
            (Some(&other.certificate), "localhost"),
            (Some(&identity.certificate), "example.org"),
        ];
        let strangers = strangers.map(|(trust, name)| {
            let client = ctx.socket(zmq::REQ).unwrap();
            if let Some(trust) = trust {
                client.set_wss_trust_pem(trust).unwrap();
            }
            client.set_wss_hostname(name).unwrap();
            client.connect(&endpoint).unwrap();
            client.send("stranger").unwrap();
            client
        });
        assert!(server.recv_timeout(Duration::from_millis(700)).unwrap().is_none());
        drop(strangers);
        // Without a name, any name will do.
        let client = ctx.socket(zmq::REQ).unwrap();
        client.set_wss_trust_pem(&identity.certificate).unwrap();
        client.connect(&endpoint).unwrap();
        client.send("friend").unwrap();
        assert_eq!(server.recv().unwrap(), "friend");
    });
}

/// What libzmq would abort over is an error, and a client that speaks no TLS harms nobody.
#[test]
fn nothing_aborts() {
    in_child!(60, || {
        if !has_wss() {
            return;
        }
        let (identity, other) = (Identity::new("nothing_aborts"), Identity::new("mismatch"));
        let ctx = context();
        for (certificate, key) in [
            (None, None),
            (Some(&*identity.certificate), None),
            (None, Some(&*identity.key)),
            (Some(&*identity.certificate), Some(&*other.key)),
            (Some("no certificate"), Some("no key")),
            (Some(""), Some("")),
            (Some(&*identity.key), Some(&*identity.certificate)),
        ] {
            let server = ctx.socket(zmq::REP).unwrap();
            if let Some(certificate) = certificate {
                server.set_wss_cert_pem(certificate).unwrap();
            }
            if let Some(key) = key {
                server.set_wss_key_pem(key).unwrap();
            }
            let error = server.bind("wss://127.0.0.1:*").unwrap_err();
            assert!(error == Errno::EINVAL && error.to_string().contains("GnuTLS"), "{error}");
        }
        let client = ctx.socket(zmq::REQ).unwrap();
        for trust in ["", "no certificate", &identity.key] {
            assert_eq!(client.set_wss_trust_pem(trust).unwrap_err(), Errno::EINVAL);
        }
        assert_eq!(client.set_wss_hostname("local\0host").unwrap_err(), Errno::EINVAL);
        client.set_wss_trust_system(true).unwrap();
        let late = context();
        let ended = late.socket(zmq::REQ).unwrap();
        late.shutdown();
        assert_eq!(ended.events().unwrap_err(), Errno::ETERM);
        let error = ended.set_wss_trust_system(true).unwrap_err();
        assert_eq!((error.errno(), error.subject()), (Errno::ETERM, Some("ZMQ_WSS_TRUST_SYSTEM")));
        client.set_wss_trust_pem(&identity.certificate).unwrap();

        let (server, endpoint) = identity.server(&ctx);
        let address = endpoint.strip_prefix("wss://").unwrap().trim_end_matches('/');
        for greeting in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0x16, 3, 1, 0xff, 0xff, 1], &[0; 5000]] {
            let mut stranger = TcpStream::connect(address).unwrap();
            stranger.write_all(greeting).unwrap();
        }
        client.connect(&endpoint).unwrap();
        client.send("after all").unwrap();
        assert_eq!(server.recv().unwrap(), "after all");
    });
}
