//! JSON to pyzmq and from it.
#![cfg(all(unix, feature = "serde"))]

use crate::common::{Remote, bind_tcp, context, with_peers};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zmq::{Errno, Error, RecvJsonError, RecvSerializedError, SendJsonError, SendSerializedError};

fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-7),
        json!(1.5),
        json!(u64::MAX),
        json!("text \u{1f980} \" \\ \u{0}"),
        json!([]),
        json!({"city": "Berlin", "degrees": [21.5, 22], "more": {"deep": [null, {}]}}),
        json!("x".repeat(100_000)),
    ]
}

#[test]
fn json_both_ways() {
    with_peers(|| {
        let remote = Remote::new();
        let (ctx, theirs) = (context(), remote.socket("PAIR"));
        let ours = ctx.socket(zmq::PAIR).unwrap();
        theirs.connect(&bind_tcp(&ours));
        for value in values() {
            ours.send_json(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&theirs.recv_json()).unwrap(), value);
            theirs.send_json(&value.to_string());
            assert_eq!(ours.recv_json::<Value>().unwrap(), value);
        }
        // A type of the program, and the parts of a message as they are.
        theirs.send_json(r#"{"a": 1, "b": 2}"#);
        let map: BTreeMap<String, u32> = ours.recv_json().unwrap();
        assert_eq!(map, BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
        ours.send_serialized(&map, |map| serde_json::to_vec(map).map(|json| [b"map".to_vec(), json]))
            .unwrap();
        assert_eq!(theirs.recv(), [b"map".to_vec(), br#"{"a":1,"b":2}"#.to_vec()]);
        theirs.send(&["map", "[1]"]);
        let numbers: Vec<u32> = ours.recv_serialized(|parts| serde_json::from_slice(&parts[1])).unwrap();
        assert_eq!(numbers, [1]);
        remote.finish();
    });
}

/// What fails gives back what there is, and is an error of the crate where that does not matter.
#[test]
fn nothing_is_lost_where_it_fails() {
    let ctx = context();
    let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
    let no_json = BTreeMap::from([((1, 2), 3)]); // keys are texts
    let failed = push.send_json(&no_json).unwrap_err();
    assert!(matches!(failed, SendJsonError::Serialize(_)), "{failed}");
    assert_eq!(Error::from(failed), Errno::EINVAL);
    push.set_sndtimeo(std::time::Duration::ZERO).unwrap(); // it has no peer
    match push.send_json(&7) {
        Err(SendJsonError::Send(failed)) => assert_eq!(failed.into_message(), "7"),
        other => panic!("{other:?}"),
    }
    let failed = push.send_serialized(7, |_| Err::<[&str; 1], _>("no form")).unwrap_err();
    assert_eq!(failed.to_string(), "the value cannot be serialized: no form");
    let Err(SendSerializedError::Send(failed)) = push.send_serialized(7, |_| Ok::<_, String>(["a", "b"]))
    else {
        panic!("it has no peer")
    };
    assert_eq!((failed.errno(), failed.into_message().len()), (Errno::EAGAIN, 2));

    pull.bind("inproc://lost").unwrap();
    push.connect("inproc://lost").unwrap();
    push.send("{").unwrap();
    match pull.recv_json::<Value>() {
        Err(failed @ RecvJsonError::Deserialize { .. }) => {
            let text = failed.to_string();
            assert!(text.starts_with("the message received cannot be deserialized: EOF"), "{text}");
            assert!(!format!("{failed:?}").contains("b'{'"), "the payload is not printed");
            let RecvJsonError::Deserialize { message, .. } = failed else { return };
            assert_eq!(message, "{");
        }
        other => panic!("{other:?}"),
    }
    push.send_multipart(["a", "b"]).unwrap();
    match pull.recv_serialized(|parts| Err::<(), _>(parts.len())) {
        Err(RecvSerializedError::Deserialize { error: 2, message }) => assert_eq!(message[1], "b"),
        other => panic!("{other:?}"),
    }
    ctx.shutdown();
    assert_eq!(Error::from(pull.recv_json::<Value>().unwrap_err()), Errno::ETERM);
}
