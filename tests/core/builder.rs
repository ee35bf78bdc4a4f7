//! Sockets with settings: every option before bind and connect, in libzmq's order, and errors that say which it was.

use crate::support::{self, within};
use std::time::Duration;
use zmq::{Context, Errno, SocketOptions, SocketType};

const LONG: Duration = Duration::from_secs(10);

#[test]
fn options_and_endpoints() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let router = ctx
            .socket_builder(zmq::ROUTER)
            .bind("tcp://127.0.0.1:*")
            .bind("inproc://builder")
            .router_mandatory(true)
            .sndhwm(1)
            .sndhwm(10)
            .maxmsgsize(Some(1000))
            .linger(None)
            .build()
            .unwrap();
        assert_eq!((router.sndhwm().unwrap(), router.maxmsgsize().unwrap()), (10, Some(1000)));
        assert_eq!(router.send_multipart(["nobody", "x"]).unwrap_err().errno(), Errno::EHOSTUNREACH);
        let dealer = ctx
            .socket_builder(zmq::DEALER)
            .routing_id(b"me")
            .rcvtimeo(Some(LONG))
            .connect("inproc://builder")
            .build()
            .unwrap();
        dealer.send("x").unwrap();
        assert_eq!(router.recv_multipart().unwrap(), ["me", "x"]);
        let subscriber = ctx.socket_builder(zmq::SUB).subscribe("a").subscribe("b").build().unwrap();
        subscriber.unsubscribe("a").unwrap();
        subscriber.unsubscribe("b").unwrap();
    });
}

#[test]
fn options_are_set_in_the_order_of_libzmq() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let ivl = Some(Duration::from_millis(100));
        let zero = Some(Duration::ZERO);
        let socket = ctx.socket_builder(zmq::PULL).heartbeat_ivl(ivl).rcvhwm(0).linger(zero).build().unwrap();
        assert_eq!(socket.heartbeat_ivl().unwrap(), ivl);
    });
}

#[cfg(unix)]
#[test]
fn a_descriptor_that_listens_already() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        let pull = ctx.socket_builder(zmq::PULL).use_fd(listener.into()).bind(&endpoint).build().unwrap();
        let push = ctx.socket_builder(zmq::PUSH).connect(&endpoint).build().unwrap();
        push.send("x").unwrap();
        assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "x");
        let file = std::fs::File::open("/dev/null").unwrap();
        let error = ctx.socket_builder(zmq::PULL).use_fd(file.into()).build().unwrap_err();
        assert_eq!(error.subject(), Some("ZMQ_USE_FD"));
    });
}

#[test]
fn errors_name_what_failed_and_close_the_socket() {
    within(20, || {
        let ctx = Context::builder().max_sockets(8).build().unwrap();
        let error = ctx.socket_builder(zmq::PULL).backlog(u32::MAX).build().unwrap_err();
        assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("ZMQ_BACKLOG")));
        let error =
            ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").bind("pigeon://x").build().unwrap_err();
        assert!(error.to_string().contains("pigeon://x"), "{error}");
        let error = ctx.socket_builder(zmq::PULL).metadata("name", "x").build().unwrap_err();
        assert_eq!(error.subject(), Some("ZMQ_METADATA"));
        let error = ctx.socket_builder(zmq::PULL).metadata("X-a:b", "x").build().unwrap_err();
        assert_eq!(error.subject(), Some("ZMQ_METADATA"));
        // All places are free again.
        support::eventually("the sockets are closed", || {
            let sockets: Vec<_> = (0..8)
                .map_while(|_| ctx.socket_builder(zmq::PULL).metadata("X-name", "x").build().ok())
                .collect();
            sockets.len() == 8
        });
    });
}

#[test]
fn an_option_of_another_kind() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let build = |kind| ctx.socket_builder(kind).router_mandatory(true).build();
        assert!(build(SocketType::Router).is_ok());
        let error = build(SocketType::Rep).unwrap_err();
        assert_eq!(error.subject(), Some("ZMQ_ROUTER_MANDATORY"));
        assert!(error.to_string().contains("not an option of REP"), "{error}");
    });
}

#[test]
fn secrets_are_not_printed() {
    let ctx = Context::new().unwrap();
    let builder = ctx
        .socket_builder(zmq::REQ)
        .plain_username(Some("visible"))
        .plain_password(Some("hidden-1"))
        .socks_password(Some("hidden-2"))
        .curve_secretkey_z85("hidden-3")
        .curve_secretkey(b"hidden-4hidden-4hidden-4hidden-4");
    let text = format!("{builder:?}");
    assert!(text.contains("visible") && text.contains("plain_password"), "{text}");
    assert!(!text.contains("hidden") && !text.contains("104, 105"), "{text}");
    assert!(SocketOptions::new().is_empty());
}

#[test]
fn the_last_value_counts() {
    let ctx = Context::new().unwrap();
    let builder = ctx.socket_builder(zmq::PULL).rcvhwm(1).ipv6(true).sndhwm(2).rcvhwm(3).ipv6(false);
    let text = format!("{builder:?}");
    assert_eq!(["rcvhwm", "ipv6", "sndhwm"].map(|key| text.matches(key).count()), [1; 3], "{text}");
    let socket = builder.build().unwrap();
    assert_eq!((socket.rcvhwm().unwrap(), socket.sndhwm().unwrap(), socket.ipv6().unwrap()), (3, 2, false));
}

#[test]
fn keys_of_32_bytes() {
    let ctx = Context::new().unwrap();
    let socket = ctx.socket(zmq::REQ).unwrap();
    for bad in ["", &"0".repeat(39), &"0".repeat(41), &"~".repeat(40)] {
        let error = socket.set_curve_publickey_z85(bad).unwrap_err();
        let text = if zmq::has("curve") { "40 characters of its alphabet" } else { "without CURVE" };
        assert!(error.to_string().contains(text), "{bad}: {error}");
    }
    let (public, secret, server) = ([1; 32], [2; 32], [3; 32]);
    let keys = ctx.socket_builder(zmq::REQ).curve_publickey(&public).curve_secretkey(&secret);
    match keys.curve_serverkey(&server).build() {
        Ok(socket) => {
            assert_eq!(socket.curve_publickey().unwrap(), public);
            assert_eq!(socket.curve_secretkey().unwrap(), secret);
            assert_eq!(socket.curve_serverkey().unwrap(), server);
        }
        Err(error) => assert!(!zmq::has("curve"), "{error}"),
    }
}

#[cfg(feature = "serde")]
mod file {
    use super::*;

    fn read(text: &str) -> Result<SocketOptions, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    const ALL: &str = r#"{
        "linger": "30s", "sndhwm": 10, "rcvtimeo": 250, "sndtimeo": "none", "reconnect_ivl": null,
        "handshake_ivl": "5m", "heartbeat_ttl": "1500ms", "tcp_keepalive": true, "tcp_keepalive_cnt": "none",
        "maxmsgsize": 1099511627776, "affinity": 3, "routing_id": "me", "metadata": ["X-a:1", "X-b:2"],
        "socks_proxy": "localhost:1080", "reconnect_stop": "conn-refused|handshake-failed", "probe_router": true
    }"#;

    #[test]
    fn read_set_and_written() {
        let ctx = Context::new().unwrap();
        let options = read(ALL).unwrap();
        let socket = ctx.socket_builder(zmq::DEALER).options(options.clone()).build().unwrap();
        assert_eq!(socket.linger().unwrap(), Some(Duration::from_secs(30)));
        assert_eq!(socket.rcvtimeo().unwrap(), Some(Duration::from_millis(250)));
        assert_eq!(socket.sndtimeo().unwrap(), None);
        assert_eq!(socket.reconnect_ivl().unwrap(), None);
        assert_eq!(socket.handshake_ivl().unwrap(), Some(Duration::from_secs(300)));
        assert_eq!(socket.heartbeat_ttl().unwrap(), Some(Duration::from_millis(1500)));
        assert_eq!(socket.tcp_keepalive().unwrap(), Some(true));
        assert_eq!(socket.maxmsgsize().unwrap(), Some(1 << 40));
        assert_eq!((socket.affinity().unwrap(), socket.routing_id().unwrap()), (3, b"me".to_vec()));
        let written = serde_json::to_string(&options).unwrap();
        assert_eq!(read(&written).unwrap(), reordered(&options), "{written}");
        for part in [
            r#""linger":"30s""#,
            r#""heartbeat_ttl":"1500ms""#,
            r#""sndtimeo":"none""#,
            r#""routing_id":"me""#,
            r#""metadata":["X-a:1","X-b:2"]"#,
        ] {
            assert!(written.contains(part), "{written}");
        }
        assert!(!options.is_empty());
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Where any text is a value, "none" is one, and what is not there is null.
    #[test]
    fn a_word_for_no_value() {
        let ctx = Context::new().unwrap();
        let options = read(r#"{ "routing_id": "none", "plain_username": "none" }"#).unwrap();
        let socket = ctx.socket_builder(zmq::REQ).options(options).build().unwrap();
        assert_eq!(socket.routing_id().unwrap(), b"none");
        assert_eq!(socket.plain_username().unwrap(), Some("none".into()));
        assert!(read(r#"{ "sndhwm": "none" }"#).is_err());
        let unset = r#"{"plain_username":null}"#;
        assert_eq!(serde_json::to_string(&read(unset).unwrap()).unwrap(), unset);
    }

    /// Some formats say of a value whether it is there.
    #[test]
    fn formats_with_values_that_may_be_missing() {
        use serde::{
            Deserialize, Deserializer,
            de::{IntoDeserializer, Visitor, value},
        };

        struct Maybe(Option<u64>);

        impl<'de> Deserializer<'de> for Maybe {
            type Error = value::Error;

            fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
                match self.0 {
                    Some(number) => visitor.visit_some(number.into_deserializer()),
                    None => visitor.visit_none(),
                }
            }

            serde::forward_to_deserialize_any! {
                bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
                unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
            }
        }

        impl<'de> IntoDeserializer<'de, value::Error> for Maybe {
            type Deserializer = Maybe;

            fn into_deserializer(self) -> Maybe {
                self
            }
        }

        let entries = [("sndhwm", Maybe(Some(5))), ("reconnect_ivl", Maybe(None))];
        let options = SocketOptions::deserialize(value::MapDeserializer::new(entries.into_iter())).unwrap();
        let socket = Context::new().unwrap().socket_builder(zmq::PULL).options(options).build().unwrap();
        assert_eq!((socket.sndhwm().unwrap(), socket.reconnect_ivl().unwrap()), (5, None));
    }

    #[test]
    fn times_have_units() {
        let ctx = Context::new().unwrap();
        for (text, seconds) in [("7 s", 7), ("2000ms", 2), ("3m", 180), ("4 min", 240), ("2h", 7200)] {
            let options = read(&format!(r#"{{ "handshake_ivl": "{text}" }}"#)).unwrap();
            let socket = ctx.socket_builder(zmq::PULL).options(options).build().unwrap();
            assert_eq!(socket.handshake_ivl().unwrap(), Some(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn a_file_takes_the_place_of_what_was_set_before_under_the_same_name() {
        let ctx = Context::new().unwrap();
        let builder = ctx.socket_builder(zmq::SUB).sndhwm(1).rcvhwm(7).subscribe("a").subscribe("b");
        let builder = builder.options(read(r#"{ "sndhwm": 10, "subscribe": ["c", "d"] }"#).unwrap());
        let topics: Vec<_> = ["a", "b", "c", "d"].map(|topic| format!("{:?}", topic.as_bytes())).into();
        let text = format!("{builder:?}");
        let there: Vec<_> = topics.iter().map(|topic| text.contains(topic.as_str())).collect();
        assert_eq!(there, [false, false, true, true], "{text}");
        let socket = builder.build().unwrap();
        assert_eq!((socket.sndhwm().unwrap(), socket.rcvhwm().unwrap()), (10, 7));
    }

    /// Two that say the same may say it in another order.
    fn reordered(options: &SocketOptions) -> SocketOptions {
        read(&serde_json::to_string(options).unwrap()).unwrap()
    }

    #[test]
    fn bytes_and_keys() {
        let keys = format!(r#"{{ "routing_id": [1, 2, 255], "curve_publickey": "{}" }}"#, "0".repeat(40));
        let options = read(&keys).unwrap();
        let written = serde_json::to_string(&options).unwrap();
        assert!(written.contains("[1,2,255]") && written.contains("curve_publickey_z85"), "{written}");
        let ctx = Context::new().unwrap();
        match ctx.socket_builder(zmq::REQ).options(options).build() {
            Ok(socket) => assert_eq!(socket.routing_id().unwrap(), [1, 2, 255]),
            Err(error) => assert!(!zmq::has("curve"), "{error}"),
        }
        // Bytes of a key stay numbers, also where they could be text.
        let numbers: Vec<_> = (0..32).collect();
        let key = read(&format!(r#"{{ "curve_secretkey": {numbers:?} }}"#)).unwrap();
        let written = serde_json::to_string(&key).unwrap();
        assert!(written.contains("[0,1,2,3,4,"), "{written}");
        // And a list stays one, however short it is.
        let written = serde_json::to_string(&read(r#"{ "metadata": ["X-a:1"] }"#).unwrap()).unwrap();
        assert_eq!(written, r#"{"metadata":["X-a:1"]}"#);
        assert!(read(r#"{ "curve_secretkey": [1, 2] }"#).is_err());
        let one = read(r#"{ "subscribe": "a" }"#).unwrap();
        assert!(ctx.socket_builder(zmq::SUB).options(one).build().is_ok());
    }

    #[test]
    fn errors_name_the_key() {
        for (text, parts) in [
            (r#"{ "sndhmw": 10 }"#, ["unknown field `sndhmw`", "`sndhwm`"]),
            (r#"{ "sndhwm": "ten" }"#, ["`sndhwm`", "whole number"]),
            (r#"{ "sndhwm": -1 }"#, ["`sndhwm`", "-1"]),
            (r#"{ "sndhwm": 4294967296 }"#, ["invalid value", "4294967295"]),
            (r#"{ "sndhwm": 1.5 }"#, ["`sndhwm`", "1.5"]),
            (r#"{ "linger": "30 parsecs" }"#, ["`linger`", "30 parsecs"]),
            (r#"{ "linger": true }"#, ["`linger`", "boolean"]),
            (r#"{ "linger": [1] }"#, ["`linger`", "sequence"]),
            (r#"{ "ipv6": 1 }"#, ["`ipv6`", "true or false"]),
            (r#"{ "ipv6": null }"#, ["`ipv6`", "true or false"]),
            (r#"{ "ipv6": true, "ipv6": true }"#, ["duplicate", "`ipv6`"]),
            (r#"{ "metadata": [["X-a:1"]] }"#, ["`metadata`", "ZMQ_METADATA"]),
            (r#"["sndhwm"]"#, ["options of a socket", "sequence"]),
        ] {
            let error = read(text).expect_err(text);
            assert!(parts.iter().all(|part| error.contains(part)), "{text}: {error}");
        }
        // What libzmq refuses, it refuses when the socket is made.
        let ctx = Context::new().unwrap();
        for (text, name) in [
            (r#"{ "multicast_hops": 0 }"#, "ZMQ_MULTICAST_HOPS"),
            (r#"{ "reconnect_stop": "never" }"#, "ZMQ_RECONNECT_STOP"),
            (r#"{ "metadata": ["no colon"] }"#, "ZMQ_METADATA"),
            (r#"{ "router_mandatory": true }"#, "ZMQ_ROUTER_MANDATORY"),
        ] {
            let options = read(text).unwrap();
            let error = ctx.socket_builder(SocketType::Pull).options(options).build().unwrap_err();
            assert_eq!(error.subject(), Some(name), "{error}");
        }
    }
}
