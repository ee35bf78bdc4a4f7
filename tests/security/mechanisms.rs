//! Whole mechanisms on real sockets: who gets in, who does not, and what is refused before anybody could.

use crate::support::{self, bind_tcp, in_child, within};
use std::time::Duration;
use zmq::{
    Context, Errno, Error, GssapiNameType, KeyPair, Mechanism, PublicKey, Security, Socket, SocketType,
    kind::StaticKind,
};

/// How long to wait for what must not come.
const SHORT: Duration = Duration::from_millis(300);

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

fn has_curve() -> bool {
    zmq::has("curve")
}

fn secured<K: StaticKind, Role>(ctx: &Context, kind: K, security: &Security<Role>) -> Socket<K> {
    let socket = ctx.socket(kind).unwrap();
    socket.set_security(security).unwrap();
    socket
}

/// Whether a client gets a message to a server.
///
/// A client that finds out by itself that the two do not understand each other gives the connection up, and then has nobody to
/// send to.
fn gets_in<A, B>(server: &Security<A>, client: &Security<B>) -> bool {
    let ctx = context();
    let server = secured(&ctx, zmq::PULL, server);
    let client = secured(&ctx, zmq::PUSH, client);
    client.connect(&bind_tcp(&server)).unwrap();
    if let Err(error) = client.try_send("let me in") {
        assert!(error.is_would_block(), "{error}");
    }
    // A connection that is refused is so at once; one that works may take its time.
    match server.recv_timeout(SHORT).unwrap() {
        Some(message) => {
            assert_eq!(message, "let me in");
            true
        }
        None => false,
    }
}

/// As [`gets_in`], for what must: it may take its time.
fn must_get_in<A, B>(server: &Security<A>, client: &Security<B>) {
    let ctx = context();
    let server = secured(&ctx, zmq::PULL, server);
    let client = secured(&ctx, zmq::PUSH, client);
    client.connect(&bind_tcp(&server)).unwrap();
    client.send("let me in").unwrap();
    assert_eq!(server.recv_timeout(Duration::from_secs(20)).unwrap().unwrap(), "let me in");
}

/// One function for servers and clients, with keys and without: the sides that go together reach each other, the others do not.
#[test]
fn curve_if_there_are_keys() {
    within(60, || {
        let null = || Security::curve_if(None, None).unwrap();
        assert_eq!(null().mechanism(), Mechanism::Null);
        must_get_in(&null(), &null());
        if !has_curve() {
            return;
        }
        let (server, client) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let serves = Security::curve_if(Some(&server), None).unwrap();
        let asks = Security::curve_if(Some(&client), Some(&server.public)).unwrap();
        let anonymous = Security::curve_if(None, Some(&server.public)).unwrap();
        for security in [&serves, &asks, &anonymous] {
            assert_eq!(security.mechanism(), Mechanism::Curve);
        }
        must_get_in(&serves, &asks);
        must_get_in(&serves, &anonymous);
        must_get_in(&serves, &Security::curve_client(&server.public, &client));
        assert!(!gets_in(&serves, &null()), "NULL is admitted by CURVE");
        assert!(!gets_in(&null(), &asks), "a CURVE client talks to NULL");
        let wrong = Security::curve_if(Some(&client), Some(&client.public)).unwrap();
        assert!(!gets_in(&serves, &wrong), "the key of another server");
    });
}

/// A domain is the server's: a client of the same configuration has none.
#[test]
fn a_domain_counts_for_a_server() {
    if !has_curve() {
        return;
    }
    let keys = KeyPair::generate().unwrap();
    let enforced =
        |server| Security::curve_if(Some(&keys), server).unwrap().zap_domain("here").zap_enforce_domain(true);
    let ctx = context();
    let server = secured(&ctx, zmq::PULL, &enforced(None));
    assert_eq!((server.zap_domain().unwrap(), server.zap_enforce_domain().unwrap()), ("here".into(), true));
    let client = secured(&ctx, zmq::PULL, &enforced(Some(&keys.public)));
    assert_eq!((client.zap_domain().unwrap(), client.zap_enforce_domain().unwrap()), (String::new(), false));
}

/// A file that is named and is not there, or has no keys, never means NULL.
#[test]
fn files_that_are_named_have_keys() {
    let folder = crate::common::Folder::new();
    let (public, missing) = (folder.path().join("own.key"), folder.path().join("missing.key"));
    assert_eq!(Security::curve_if_files(None, None).unwrap().mechanism(), Mechanism::Null);
    assert_eq!(Security::curve_if_files(Some(&missing), None).unwrap_err(), Errno::ENOENT);
    assert_eq!(Security::curve_if_files(None, Some(&missing)).unwrap_err(), Errno::ENOENT);
    if !has_curve() {
        return;
    }
    zmq::SecretCertificate::generate().unwrap().save(&public).unwrap();
    let secret = folder.path().join("own.key_secret");
    assert_eq!(
        Security::curve_if_files(Some(&public), None).unwrap_err(),
        Errno::EINVAL,
        "it has no secret key"
    );
    let server = Security::curve_if_files(Some(&secret), None).unwrap();
    must_get_in(&server, &Security::curve_if_files(None, Some(&public)).unwrap());
    must_get_in(&server, &Security::curve_if_files(Some(&secret), Some(&public)).unwrap());
}

#[test]
fn curve_lets_in_whoever_knows_the_server() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let (server, client, other) =
            (KeyPair::generate().unwrap(), KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let security = Security::curve_server(&server.secret);
        must_get_in(&security, &Security::curve_client(&server.public, &client));
        must_get_in(&security, &Security::curve_client(&server.public, &other));
        assert!(!gets_in(&security, &Security::curve_client(&other.public, &client)));
        assert!(!gets_in(&security, &Security::null()));
        assert!(!gets_in(&security, &Security::plain_client("me", "secret")));
        assert!(!gets_in(&Security::null(), &Security::curve_client(&server.public, &client)));
        assert!(!gets_in(&security, &security), "two servers");
        let zeros = PublicKey::from_bytes([0; 32]);
        assert!(!gets_in(&security, &Security::curve_client(&zeros, &client)));
    });
}

#[test]
fn plain_lets_nobody_in_while_no_authenticator_runs() {
    within(60, || {
        assert!(!gets_in(&Security::plain_server(), &Security::plain_client("me", "secret")));
        let with_domain = Security::plain_server().zap_domain("global");
        assert!(!gets_in(&with_domain, &Security::plain_client("me", "secret")));
        assert!(!gets_in(&Security::plain_server(), &Security::null()));
        must_get_in(&Security::null(), &Security::null());
    });
}

/// A domain alone closes nothing; its enforcement does.
#[test]
fn domains_and_their_enforcement() {
    within(60, || {
        must_get_in(&Security::null().zap_domain("global"), &Security::null());
        let enforced = Security::null().zap_domain("global").zap_enforce_domain(true);
        if zmq::version() < (4, 3, 5) && context().socket(zmq::PULL).unwrap().set_security(&enforced).is_err()
        {
            return eprintln!("left out: libzmq {:?} does not know it", zmq::version());
        }
        assert!(!gets_in(&enforced, &Security::null()));
        if !has_curve() {
            return;
        }
        let (server, client) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let security = Security::curve_server(&server.secret).zap_domain("global");
        let client = Security::curve_client(&server.public, &client);
        must_get_in(&security, &client);
        assert!(!gets_in(&security.zap_enforce_domain(true), &client));
    });
}

/// libzmq aborts at the first peer of a PLAIN server that is to enforce no domain at all.
#[test]
fn plain_servers_with_nothing_to_enforce() {
    in_child!(60, || {
        let ctx = context();
        let server = ctx.socket(zmq::PULL).unwrap();
        server.set_plain_server(true).unwrap();
        if support::lacks(&[27]) {
            let error = server.set_zap_enforce_domain(true).unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("zap_domain"), "{error}");
        }
        let error = server.set_security(&Security::plain_server().zap_enforce_domain(true)).unwrap_err();
        assert!(error.to_string().contains("needs a domain"), "{error}");
        let client = secured(&ctx, zmq::PUSH, &Security::plain_client("me", "secret"));
        client.connect(&bind_tcp(&server)).unwrap();
        client.send("x").unwrap();
        assert_eq!(server.recv_timeout(SHORT).unwrap(), None);
    });
}

#[test]
fn a_mechanism_replaces_another() {
    within(60, || {
        let ctx = context();
        for &kind in SocketType::STABLE {
            let socket = ctx.socket(kind).unwrap();
            let is = |mechanism, server: bool| {
                assert_eq!(socket.mechanism().unwrap(), mechanism, "{kind}");
                assert_eq!(socket.plain_server().unwrap(), server && mechanism == Mechanism::Plain, "{kind}");
                if has_curve() {
                    assert_eq!(socket.curve_server().unwrap(), server && mechanism == Mechanism::Curve);
                }
            };
            socket.set_security(&Security::plain_server()).unwrap();
            is(Mechanism::Plain, true);
            socket.set_security(&Security::plain_client("me", "secret")).unwrap();
            is(Mechanism::Plain, false);
            assert_eq!(socket.plain_username().unwrap().as_deref(), Some("me"));
            assert_eq!(socket.plain_password().unwrap().as_deref(), Some("secret"));
            if has_curve() {
                let (me, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
                socket.set_security(&Security::curve_server(&me.secret)).unwrap();
                is(Mechanism::Curve, true);
                assert_eq!(&socket.curve_secretkey().unwrap(), me.secret.as_bytes());
                socket.set_security(&Security::curve_client(&me.public, &other)).unwrap();
                is(Mechanism::Curve, false);
                assert_eq!(&socket.curve_serverkey().unwrap(), me.public.as_bytes());
                assert_eq!(&socket.curve_publickey().unwrap(), other.public.as_bytes());
                assert_eq!(&socket.curve_secretkey().unwrap(), other.secret.as_bytes());
            }
            socket.set_security(&Security::null().zap_domain("global")).unwrap();
            is(Mechanism::Null, false);
            assert_eq!(socket.zap_domain().unwrap(), "global");
        }
        // A server of PLAIN that became one of nothing.
        let server = secured(&ctx, zmq::PULL, &Security::plain_server());
        server.set_security(&Security::null()).unwrap();
        let client = ctx.socket(zmq::PUSH).unwrap();
        client.connect(&bind_tcp(&server)).unwrap();
        client.send("x").unwrap();
        assert_eq!(server.recv().unwrap(), "x");
    });
}

/// What is refused changes nothing.
#[test]
fn all_or_nothing() {
    within(60, || {
        let ctx = context();
        let socket = secured(&ctx, zmq::DEALER, &Security::plain_client("me", "secret"));
        let refused = |result: Result<(), Error>, errno, says: &str| {
            let error = result.unwrap_err();
            assert_eq!(error, errno, "{error}");
            assert!(error.to_string().contains(says), "{error}");
            assert_eq!(socket.mechanism().unwrap(), Mechanism::Plain);
            assert!(!socket.plain_server().unwrap());
            assert_eq!(socket.plain_username().unwrap().as_deref(), Some("me"));
            assert_eq!(socket.plain_password().unwrap().as_deref(), Some("secret"));
            assert_eq!(socket.zap_domain().unwrap(), "");
        };
        let long = "x".repeat(256);
        for (name, password, says) in [
            ("", "secret", "ZMQ_PLAIN_USERNAME"),
            ("you", "", "ZMQ_PLAIN_PASSWORD"),
            (&long, "secret", "256 bytes"),
            ("you", &long, "256 bytes"),
            ("you", "sec\0ret", "NUL"),
        ] {
            refused(socket.set_security(&Security::plain_client(name, password)), Errno::EINVAL, says);
        }
        for domain in ["", "a\0b", &long] {
            let security = Security::plain_server().zap_domain(domain);
            refused(socket.set_security(&security), Errno::EINVAL, "ZMQ_ZAP_DOMAIN");
        }
        let security = Security::null().zap_enforce_domain(true);
        refused(socket.set_security(&security), Errno::EINVAL, "needs a domain");
        let keys = KeyPair { public: PublicKey::from_bytes([1; 32]), secret: [2; 32].into() };
        let security = Security::curve_client(&keys.public, &keys);
        if has_curve() {
            refused(socket.set_security(&security), Errno::EINVAL, "not that of its secret key");
        } else {
            refused(socket.set_security(&security), Errno::ENOTSUP, "feature `curve`");
            let security = Security::curve_server(&keys.secret);
            refused(socket.set_security(&security), Errno::ENOTSUP, "feature `curve`");
        }
        if !zmq::has("gssapi") {
            let security = Security::gssapi_server("zmq@localhost");
            refused(socket.set_security(&security), Errno::ENOTSUP, "feature `gssapi`");
            let security = Security::gssapi_client(("me", GssapiNameType::UserName), "zmq@localhost");
            refused(socket.set_security(&security), Errno::ENOTSUP, "feature `gssapi`");
        } else {
            refused(socket.set_security(&Security::gssapi_server("")), Errno::EINVAL, "ZMQ_GSSAPI_PRINCIPAL");
            let security = Security::gssapi_client(("me", GssapiNameType::Other(9)), "zmq@localhost");
            refused(socket.set_security(&security), Errno::EINVAL, "9 is no name type");
            if support::lacks(&[31]) {
                let security = Security::gssapi_server("zmq@localhost").zap_domain("global");
                refused(socket.set_security(&security), Errno::ENOTSUP, "ignores the authenticator");
                // Nor with a domain that is there already; and back from it to what takes one.
                let socket = secured(&ctx, zmq::REP, &Security::null().zap_domain("global"));
                let error = socket.set_security(&Security::gssapi_server("zmq@localhost")).unwrap_err();
                assert_eq!((error.errno(), socket.mechanism().unwrap()), (Errno::ENOTSUP, Mechanism::Null));
                let socket = secured(&ctx, zmq::REP, &Security::gssapi_server("zmq@localhost"));
                socket.set_security(&Security::plain_server().zap_domain("global")).unwrap();
                assert_eq!(socket.mechanism().unwrap(), Mechanism::Plain);
            }
        }
    });
}

#[test]
fn a_server_must_have_it_before_it_is_bound() {
    within(60, || {
        let ctx = context();
        let socket = ctx.socket(zmq::ROUTER).unwrap();
        bind_tcp(&socket);
        for result in [
            socket.set_security(&Security::plain_server()),
            socket.set_security(&Security::plain_client("me", "secret")),
            socket.set_security(&Security::null().zap_domain("global")),
        ] {
            let error = result.unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("bound or connected already"), "{error}");
        }
        assert_eq!((socket.mechanism().unwrap(), &*socket.zap_domain().unwrap()), (Mechanism::Null, ""));
    });
}

/// One socket, two servers, each with keys of its own.
#[test]
fn a_client_may_have_several_servers() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let ctx = context();
        let me = KeyPair::generate().unwrap();
        let client = ctx.socket(zmq::PUSH).unwrap();
        let servers = [(); 2].map(|()| {
            let keys = KeyPair::generate().unwrap();
            let server = secured(&ctx, zmq::PULL, &Security::curve_server(&keys.secret));
            client.set_security(&Security::curve_client(&keys.public, &me)).unwrap();
            client.connect(&bind_tcp(&server)).unwrap();
            server
        });
        client.send("one").unwrap();
        client.send("two").unwrap();
        for server in servers {
            server.recv().unwrap();
        }
        let error = client.set_security(&Security::null()).unwrap_err();
        assert_eq!(error.subject(), Some("NULL"), "{error}");
        assert_eq!(client.set_security(&Security::curve_server(&me.secret)).unwrap_err(), Errno::EINVAL);
        assert_eq!(client.set_security(&Security::plain_client("me", "secret")).unwrap_err(), Errno::EINVAL);
    });
}

#[test]
fn builders_have_it_too() {
    within(60, || {
        let ctx = context();
        let security = Security::plain_server().zap_domain("global");
        let builder = ctx.socket_builder(zmq::REP).linger(Some(Duration::ZERO)).security(&security);
        let server = builder.clone().bind("tcp://127.0.0.1:*").build().unwrap();
        assert_eq!(server.mechanism().unwrap(), Mechanism::Plain);
        assert!(server.plain_server().unwrap());
        assert_eq!(server.zap_domain().unwrap(), "global");
        let error = builder.security(&Security::plain_client("", "")).build().unwrap_err();
        assert_eq!(error.subject(), Some("ZMQ_PLAIN_USERNAME"), "{error}");
    });
}

#[test]
fn nothing_secret_is_printed() {
    let plain = format!("{:?}", Security::plain_client("me", "hush"));
    assert_eq!(plain, "Security(plain client)");
    let keys = KeyPair { public: PublicKey::from_bytes([1; 32]), secret: [77; 32].into() };
    assert_eq!(format!("{:?}", Security::curve_server(&keys.secret)), "Security(curve server)");
    assert_eq!(format!("{:?}", Security::curve_client(&keys.public, &keys)), "Security(curve client)");
    let null = Security::null();
    assert_eq!(format!("{null:?}"), "Security(null anybody)");
    let null = null.zap_domain("global").zap_enforce_domain(true);
    assert_eq!(format!("{null:?}"), "Security(null server, domain \"global\", enforced: true)");
    assert_eq!(null.mechanism(), Mechanism::Null);
    let ctx = context();
    let builder = ctx.socket_builder(zmq::REP).security(&Security::plain_client("me", "hush"));
    assert!(!format!("{builder:?}").contains("hush"), "{builder:?}");
}
