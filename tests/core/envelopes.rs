//! Whole messages: envelopes, lists of parts, what they print and what they are equal to.

use crate::support::within;
use std::{borrow::Cow, sync::Arc};
use zmq::{Context, Message, Multipart, Proxy, multipart};

#[test]
fn an_envelope_is_opened_at_the_first_empty_part() {
    for (parts, addresses, body) in [
        (multipart!["peer", "", "Hello"], multipart!["peer"], multipart!["Hello"]),
        (multipart!["hop", "peer", "", "a", "b"], multipart!["hop", "peer"], multipart!["a", "b"]),
        (multipart!["", "Hello"], multipart![], multipart!["Hello"]),
        (multipart!["", ""], multipart![], multipart![""]),
        (multipart!["peer", "", "", "x"], multipart!["peer"], multipart!["", "x"]),
        (multipart!["worker", "", "client", "", "x"], multipart!["worker"], multipart!["client", "", "x"]),
    ] {
        assert_eq!(parts.clone().open_envelope(), Ok((addresses.clone(), body.clone())), "{parts:?}");
        assert_eq!(body.with_envelope(addresses), parts);
    }
    for parts in [multipart![], multipart!["peer", "Hello"], multipart!["peer", ""], multipart![""]] {
        assert_eq!(parts.clone().open_envelope(), Err(parts), "it comes back whole");
    }
    // A routing id by itself, in each form.
    let expected = multipart!["peer", "", "x"];
    assert_eq!(multipart!["x"].with_envelope(Message::from("peer")), expected);
    assert_eq!(multipart!["x"].with_envelope(["peer"]), expected);
}

/// The payloads move: nothing is copied on the way.
#[test]
fn parts_move_through_an_envelope() {
    let (id, payload) = (Message::from(vec![1; 100]), Message::from(vec![2; 1000]));
    let places = (id.as_ptr(), payload.as_ptr());
    let (addresses, body) = multipart![id, "", payload].open_envelope().unwrap();
    let whole = body.with_envelope(addresses);
    assert_eq!((whole[0].as_ptr(), whole[2].as_ptr()), places);
}

/// REQ, a proxy, and a ROUTER that answers: two routing ids before the delimiter.
#[test]
fn a_reply_finds_its_way_through_a_proxy() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let queue = Proxy::queue(&ctx).unwrap();
        queue.frontend().bind("inproc://clients").unwrap();
        queue.backend().bind("inproc://servers").unwrap();
        let proxy = queue.spawn().unwrap();
        let server = ctx.socket_builder(zmq::ROUTER).connect("inproc://servers").build().unwrap();
        let client = ctx.socket_builder(zmq::REQ).routing_id("client").connect("inproc://clients").build();
        let client = client.unwrap();
        client.send_multipart(["Hello", "you"]).unwrap();
        let (addresses, request) = server.recv_multipart().unwrap().open_envelope().unwrap();
        assert_eq!((addresses.len(), &addresses[1]), (2, &"client".into()));
        assert_eq!(request, ["Hello", "you"]);
        server.send_multipart(multipart!["World", ..request].with_envelope(addresses)).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), ["World", "Hello", "you"]);
        drop(proxy);

        // A DEALER to a REP puts the delimiter there itself.
        let rep = ctx.socket_builder(zmq::REP).bind("inproc://rep").build().unwrap();
        let dealer = ctx.socket_builder(zmq::DEALER).connect("inproc://rep").build().unwrap();
        dealer.send_multipart(multipart!["x"].with_envelope(multipart![])).unwrap();
        assert_eq!(rep.recv_multipart().unwrap(), ["x"]);
        rep.send("y").unwrap();
        assert_eq!(dealer.recv_multipart().unwrap().open_envelope(), Ok((multipart![], multipart!["y"])));
    });
}

#[test]
fn a_list_has_parts_of_any_kind() {
    let (kept, body) = (Message::from(vec![7; 100]), multipart!["c", "d"]);
    let parts = multipart![
        "text",
        String::from("string"),
        b"array",
        [1, 2],
        vec![3; 40],
        &kept,
        Cow::Borrowed(&b"cow"[..]),
        ..&body,
        Arc::<str>::from("shared"),
        ..body,
        ..["e"; 2],
        if parts_of("x") == 1 { "one" } else { "many" },
    ];
    assert_eq!(parts.len(), 15);
    assert_eq!(parts[5].as_ptr(), kept.as_ptr(), "its payload is shared");
    assert_eq!(parts[7..], ["c", "d", "shared", "c", "d", "e", "e", "one"]);
    assert_eq!(multipart![], Multipart::new());
    assert_eq!(multipart!["one"], multipart!["one",]);
    let parts = [1_u8]; // the macro has a variable of that name, which is another
    assert_eq!(multipart![parts, ..[parts]], [[1_u8], [1]]);
}

fn parts_of(text: &str) -> usize {
    multipart![text].len()
}

#[test]
fn a_message_prints_as_a_list() {
    assert_eq!(format!("{:?}", multipart!["a", "", b"\x01\xff"]), r"[b'a', b'', b'\x01\xff']");
    assert_eq!(format!("{:#?}", multipart!["a", "b"]), "[\n    b'a',\n    b'b',\n]");
    assert_eq!(format!("{:?}", multipart![]), "[]");
}

#[test]
fn a_message_is_compared_with_lists() {
    let parts = multipart!["a", "bc"];
    let (slice, owned) = (&["a", "bc"][..], vec!["a".to_owned(), "bc".to_owned()]);
    assert!(parts == ["a", "bc"] && parts == [&b"a"[..], b"bc"] && parts == slice && parts == *slice);
    assert!(parts == owned && parts == ["a", "bc"].map(Message::from) && parts == parts.clone());
    assert!(parts != ["a"] && parts != ["a", "bc", ""] && parts != ["a", "b"] && parts != ["abc"]);
}

/// What has bytes or text, borrowed, owned and shared, on either side.
#[test]
#[allow(clippy::nonminimal_bool, clippy::op_ref, clippy::cmp_owned)] // the comparisons are the test
fn a_part_is_compared_with_what_it_is_made_of() {
    let part = Message::from("größer");
    let (text, bytes) = (String::from("größer"), "größer".as_bytes().to_vec());
    assert!(part == text && part == &text && part == &&*text && part == Cow::Borrowed(&*text));
    assert!(text == part && &text == part && &&*text == part && Cow::Borrowed(&*text) == part);
    assert!(part == Box::<str>::from(&*text) && part == Arc::<str>::from(&*text));
    assert!(Box::<str>::from(&*text) == part && Arc::<str>::from(&*text) == part);
    assert!(part == bytes && part == &bytes && part == Cow::Borrowed(&bytes[..]));
    assert!(bytes == part && &bytes == part && Cow::Borrowed(&bytes[..]) == part);
    assert!(part == Box::<[u8]>::from(&bytes[..]) && part == Arc::<[u8]>::from(&bytes[..]));
    assert!(Box::<[u8]>::from(&bytes[..]) == part && Arc::<[u8]>::from(&bytes[..]) == part);
    #[cfg(feature = "bytes")]
    assert!(part == bytes::Bytes::from(bytes.clone()) && bytes::Bytes::from(bytes.clone()) == part);
    let other = String::from("grösser");
    assert!(part != other && part != &other && part != Cow::Borrowed(&*other) && &other != part);
    assert!(part != &other.as_bytes().to_vec() && part != Arc::<str>::from(other));
    assert!([text].iter().any(|known| part == known), "without a dereference");
}
