//! ZAP: requests and replies as frames, and any frames to the authenticator.

use crate::support::{
    auth::{Outcome, Server, set_domain},
    within,
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use std::time::Duration;
use zmq::{
    Authenticator, Context, Errno, Multipart,
    zap::{Credentials, Decision, Reply, Request, Status},
};

fn request(credentials: &[&[u8]]) -> Vec<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> =
        ["1.0", "id", "domain", "192.0.2.1", "me"].iter().map(|frame| frame.as_bytes().to_vec()).collect();
    frames.extend(credentials.iter().map(|frame| frame.to_vec()));
    frames
}

fn frames(multipart: &Multipart) -> Vec<Vec<u8>> {
    multipart.iter().map(|frame| frame.to_vec()).collect()
}

#[test]
fn requests_of_each_mechanism() {
    let key = [7; 32];
    for credentials in [
        &[&b"NULL"[..]][..],
        &[b"PLAIN", b"alice", b"secret"],
        &[b"PLAIN", b"", b""],
        &[b"CURVE", &key],
        &[b"GSSAPI", b"alice@REALM"],
        &[b"OTHER", b"\xFF", b""],
    ] {
        let frames_in = request(credentials);
        let request = Request::parse(&frames_in).unwrap();
        assert_eq!((&request.request_id[..], &*request.domain), (&b"id"[..], "domain"));
        assert_eq!((&*request.address, &request.identity[..]), ("192.0.2.1", &b"me"[..]));
        assert_eq!(request.mechanism().as_bytes(), credentials[0]);
        assert_eq!(frames(&request.to_multipart()), frames_in);
        assert!(!format!("{request:?}").contains("secret"));
    }
    let request = Request::parse(&request(&[b"CURVE", &key])).unwrap();
    assert_eq!(request.credentials, Credentials::Curve(zmq::PublicKey::from_bytes(key)));
}

#[test]
fn malformed_requests_are_answered_with_500_or_not_at_all() {
    let long = [b'a'; 256];
    for credentials in [
        &[][..],
        &[&b""[..]],
        &[b"NULL", b""],
        &[b"PLAIN"],
        &[b"PLAIN", b"a"],
        &[b"PLAIN", b"a", b"b", b"c"],
        &[b"PLAIN", b"\xFF", b"b"],
        &[b"PLAIN", b"a", b"\xFF"],
        &[b"PLAIN", &long, b"b"],
        &[b"PLAIN", b"a", &long],
        &[b"CURVE"],
        &[b"CURVE", &long],
        &[b"CURVE", &[0; 31]],
        &[b"GSSAPI"],
        &[b"GSSAPI", b"\xFF"],
        &[b"\xFF"],
        &[&long],
    ] {
        let error = Request::parse(&request(credentials)).unwrap_err();
        let reply = error.reply().unwrap();
        assert_eq!((&reply.request_id[..], reply.decision.status), (&b"id"[..], Status::Failed), "{error}");
        reply.to_multipart().unwrap();
    }
    for at in [2, 3, 4] {
        let mut frames = request(&[b"NULL"]);
        frames[at] = long.to_vec();
        assert!(Request::parse(&frames).is_err());
    }
    let mut frames = request(&[b"NULL"]);
    frames[0] = b"1.1".to_vec();
    assert!(Request::parse(&frames).unwrap_err().to_string().contains("version"));
    for frames in [&[][..], &["1.0"]] {
        assert_eq!(Request::parse(frames).unwrap_err().reply(), None);
    }
}

#[test]
fn replies_both_ways() {
    let request = Request::parse(&request(&[b"NULL"])).unwrap();
    let decision =
        Decision::allow().user_id("al\u{e9}").metadata("A", "1").metadata("B-_.+9", vec![0; 70_000]);
    for decision in [decision, Decision::deny("no"), Decision::later("busy"), Decision::fail("")] {
        let reply = Reply::new(&request, decision);
        let written = frames(&reply.to_multipart().unwrap());
        assert_eq!(written.len(), 6);
        assert_eq!(written[2], reply.decision.status.code().to_string().as_bytes());
        assert_eq!(Reply::parse(&written).unwrap(), reply);
    }
    // Who does not come in has no name, and a long reason is cut between characters.
    let denied = Decision::deny("\u{e9}".repeat(200)).user_id("alice").metadata("A", "1");
    let written = frames(&Reply::new(&request, denied).to_multipart().unwrap());
    assert_eq!((written[3].len(), &written[4][..], &written[5][..]), (254, &b""[..], &b""[..]));
    for decision in [
        Decision::allow().user_id("x".repeat(256)),
        Decision::allow().user_id("a\0b"),
        Decision::allow().metadata("", "x"),
        Decision::allow().metadata("a b", "x"),
        Decision::allow().metadata("\u{e9}", "x"),
        Decision::allow().metadata("x".repeat(256), "x"),
        Decision::allow().metadata("Identity", "x"),
        Decision::allow().metadata("socket-type", "x"),
    ] {
        assert_eq!(Reply::new(&request, decision).to_multipart().unwrap_err(), Errno::EINVAL);
    }
    let good = ["1.0", "1", "200", "OK", "me", "\u{1}a\0\0\0\u{1}b"];
    assert_eq!(Reply::parse(&good).unwrap().decision.metadata, [("a".to_owned(), b"b".to_vec())]);
    for (at, bad) in [
        (0, "1.1"),
        (0, ""),
        (2, "201"),
        (2, "100"),
        (2, ""),
        (2, "2000"),
        (5, "\u{1}"),
        (5, "\u{2}a"),
        (5, "\u{1}a\0\0\0"),
        (5, "\u{1}a\0\0\0\u{2}b"),
        (5, "\u{1}a\u{7f}\0\0\u{1}b"),
    ] {
        let mut frames = good;
        frames[at] = bad;
        assert_eq!(Reply::parse(&frames).unwrap_err(), Errno::EINVAL, "{at} {bad:?}");
    }
    assert!(Reply::parse(&good[..5]).is_err() && Reply::parse::<&[u8]>(&[]).is_err());
    for code in [200, 300, 400, 500] {
        assert_eq!(Status::from_code(code).unwrap().code(), code);
    }
    assert_eq!(Status::from_code(404), None);
}

/// Random frames, many of them nearly right.
fn random_frames(random: &mut StdRng) -> Vec<Vec<u8>> {
    let words: [&[u8]; 14] = [
        b"1.0",
        b"1",
        b"",
        b"127.0.0.1",
        b"NULL",
        b"PLAIN",
        b"CURVE",
        b"GSSAPI",
        &[7; 32],
        b"200",
        b"400",
        b"\x01a\0\0\0\x01b",
        b"\x05a\xFF\xFF\xFF\xFF",
        b"\xFF\xFE",
    ];
    let count = random.random_range(0..11);
    let mut frames: Vec<Vec<u8>> = (0..count)
        .map(|_| match random.random_range(0..10) {
            0 => {
                let mut bytes = vec![0; random.random_range(0..300)];
                random.fill_bytes(&mut bytes);
                bytes
            }
            _ => words[random.random_range(0..words.len())].to_vec(),
        })
        .collect();
    if let (Some(first), true) = (frames.first_mut(), random.random_range(0..4) > 0) {
        *first = b"1.0".to_vec();
    }
    frames
}

#[test]
fn whatever_the_frames_are_nothing_panics() {
    let mut random = StdRng::seed_from_u64(27);
    let (mut requests, mut replies) = (0, 0);
    for _ in 0..50_000 {
        let given = random_frames(&mut random);
        if let Ok(request) = Request::parse(&given) {
            assert_eq!(frames(&request.to_multipart()), given);
            requests += 1;
        } else if let Some(reply) = Request::parse(&given).unwrap_err().reply() {
            assert_eq!(reply.request_id, given[1]);
            reply.to_multipart().unwrap();
        }
        if let Ok(reply) = Reply::parse(&given) {
            // What others write may be less strict than what is written here.
            if let Ok(written) = reply.to_multipart() {
                let again = Reply::parse(&written).unwrap();
                assert_eq!(again.decision.status, reply.decision.status);
                replies += 1;
            }
        }
    }
    assert!(requests > 1000 && replies > 3, "{requests} {replies}");
}

/// Frames of any kind from inside the process: what has an id is answered once, the rest is dropped, and peers come in
/// meanwhile.
#[test]
fn an_authenticator_bears_any_request() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let server = Server::new(&ctx, |socket| set_domain(socket, "global"));
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect("inproc://zeromq.zap.01").unwrap();
        let mut random = StdRng::seed_from_u64(4);
        for round in 0..3000 {
            let given = random_frames(&mut random);
            // A DEALER sends the delimiter, and may send addresses before it.
            let mut message: Vec<Vec<u8>> = vec![b"address".to_vec(); random.random_range(0..3)];
            let depth = message.len();
            message.push(Vec::new());
            message.extend(given.iter().cloned());
            dealer.send_multipart(message).unwrap();
            if given.len() >= 2 {
                let reply = dealer.recv_timeout(Duration::from_secs(20)).unwrap().expect("a reply");
                let mut rest = vec![reply.to_vec()];
                while dealer.rcvmore().unwrap() {
                    rest.push(dealer.recv().unwrap().to_vec());
                }
                assert!(rest[..depth].iter().all(|frame| frame == b"address") && rest[depth].is_empty());
                assert_eq!(Reply::parse(&rest[depth + 1..]).unwrap().request_id, given[1]);
            }
            if round % 1000 == 0 {
                assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
            }
        }
        // Without a delimiter, and of kinds that are no clients at all.
        dealer.send_multipart(["1.0", "1", "domain"]).unwrap();
        let sub = ctx.socket(zmq::SUB).unwrap();
        sub.connect("inproc://zeromq.zap.01").unwrap();
        sub.subscribe("topic").unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect("inproc://zeromq.zap.01").unwrap();
        push.send_multipart(["", "1.0", "1"]).unwrap();
        let req = ctx.socket(zmq::REQ).unwrap();
        req.connect("inproc://zeromq.zap.01").unwrap();
        req.send_multipart(["1.0", "7", "domain", "127.0.0.1", "", "NULL"]).unwrap();
        let reply = Reply::parse(&req.recv_multipart().unwrap()).unwrap();
        assert_eq!((&reply.request_id[..], reply.decision.status), (&b"7"[..], Status::Success));
        assert!(dealer.try_recv().unwrap().is_none());
        assert!(!authenticator.is_finished());
    });
}
