//! The boxes of NaCl in `src/curve/`: against published values, against an installed libsodium, and for branches on secrets.
#![cfg(zmq_sys_boxes)]

// The functions are in its library.
use zmq_sys as _;

mod constant_time;
mod libsodium;
mod raw;

use raw::{Key, Nonce};

/// The values of NaCl's own tests; those of the keys are also in RFC 7748, section 6.1.
const ALICE: &str = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
const ALICE_PUBLIC: &str = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
const BOB: &str = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
const BOB_PUBLIC: &str = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
const SHARED: &str = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389";
const NONCE: &str = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37";
const MESSAGE: &str = "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c\
                       61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f\
                       21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705";
const BOX: &str = "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a\
                   c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae\
                   90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74\
                   e355a5";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn key(hex: &str) -> Key {
    bytes(hex).try_into().unwrap()
}

fn nonce() -> Nonce {
    bytes(NONCE).try_into().unwrap()
}

#[test]
fn keys_are_those_of_nacl() {
    assert_eq!(raw::public_key(&key(ALICE)), key(ALICE_PUBLIC));
    assert_eq!(raw::public_key(&key(BOB)), key(BOB_PUBLIC));
    assert_eq!(raw::shared(&key(BOB_PUBLIC), &key(ALICE)), Some(key(SHARED)));
    assert_eq!(raw::shared(&key(ALICE_PUBLIC), &key(BOB)), Some(key(SHARED)));
}

/// With a point of small order anybody knows the product, so it is no key: 0, 1, -1, and 0 and 1 written as p and p + 1.
#[test]
fn a_point_of_small_order_makes_no_key() {
    let p = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    let mut points = [key(p), key(p), key(p), [0; 32], [0; 32]];
    points[1][0] += 1;
    points[2][0] -= 1;
    points[4][0] = 1;
    for point in points {
        assert_eq!(raw::shared(&point, &key(ALICE)), None, "{point:02x?}");
    }
}

/// The highest bit of a point does not count, and neither does a multiple of p.
#[test]
fn a_point_has_several_representations() {
    let mut marked = key(BOB_PUBLIC);
    marked[31] |= 0x80;
    assert_eq!(raw::shared(&marked, &key(ALICE)), Some(key(SHARED)));
    let mut small = [0; 32];
    small[0] = 9;
    let mut large = key("f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    let shared = raw::shared(&small, &key(ALICE));
    assert!(shared.is_some());
    assert_eq!(raw::shared(&large, &key(ALICE)), shared);
    large[31] |= 0x80;
    assert_eq!(raw::shared(&large, &key(ALICE)), shared);
}

#[test]
fn boxes_are_those_of_nacl() {
    let (message, sealed, shared) = (bytes(MESSAGE), bytes(BOX), key(SHARED));
    assert_eq!(raw::easy(&message, &nonce(), &shared), sealed);
    assert_eq!(raw::open_easy(&sealed, &nonce(), &shared), Some(message.clone()));
    assert_eq!(raw::easy_in_place(&message, &nonce(), &shared), (sealed.clone(), Some(message.clone())));

    let padded = [&[0; 32][..], &message].concat();
    let box_padded = [&[0; 16][..], &sealed].concat();
    assert_eq!(raw::secretbox(&padded, &nonce(), &shared), Some(box_padded.clone()));
    assert_eq!(raw::secretbox_open(&box_padded, &nonce(), &shared), Some(padded.clone()));
    assert_eq!(raw::r#box(&padded, &nonce(), &key(BOB_PUBLIC), &key(ALICE)), Some(box_padded.clone()));
    assert_eq!(raw::box_open(&box_padded, &nonce(), &key(ALICE_PUBLIC), &key(BOB)), Some(padded));
}

#[test]
fn every_length_comes_back_and_no_changed_bit_does() {
    let message: Vec<u8> = (0..2000_u32).map(|at| (at * 7 + 3) as u8).collect();
    for length in (0..200).chain([511, 512, 543, 544, 545, 1055, 1056, 2000]) {
        let message = &message[..length];
        let sealed = raw::easy(message, &nonce(), &key(SHARED));
        assert_eq!(raw::open_easy(&sealed, &nonce(), &key(SHARED)).as_deref(), Some(message), "{length}");
        let (in_place, opened) = raw::easy_in_place(message, &nonce(), &key(SHARED));
        assert_eq!((in_place, opened.as_deref()), (sealed.clone(), Some(message)), "{length}");
        for at in (0..sealed.len()).step_by(1 + sealed.len() / 40) {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << (at % 8);
            assert_eq!(raw::open_easy(&changed, &nonce(), &key(SHARED)), None, "byte {at} of {length}");
        }
    }
    // Where the last block of a stream begins does not depend on how many were made at once.
    let whole = raw::easy(&message, &nonce(), &key(SHARED));
    for length in (0..2000).step_by(37) {
        assert_eq!(raw::easy(&message[..length], &nonce(), &key(SHARED))[16..], whole[16..16 + length]);
    }
}

#[test]
fn what_is_too_short_is_refused() {
    assert_eq!(raw::open_easy(&[0; 15], &nonce(), &key(SHARED)), None);
    assert_eq!(raw::secretbox(&[0; 31], &nonce(), &key(SHARED)), None);
    assert_eq!(raw::secretbox_open(&[0; 31], &nonce(), &key(SHARED)), None);
    assert_eq!(raw::r#box(&[0; 31], &nonce(), &key(BOB_PUBLIC), &key(ALICE)), None);
    assert_eq!(raw::box_open(&[0; 31], &nonce(), &key(BOB_PUBLIC), &key(ALICE)), None);
}

#[test]
fn keys_are_new_and_belong_together() {
    let (public, secret) = raw::keypair();
    let (other_public, other_secret) = raw::keypair();
    assert_ne!(secret, other_secret);
    assert_eq!(raw::public_key(&secret), public);
    assert_eq!(raw::shared(&other_public, &secret), raw::shared(&public, &other_secret));
}

/// A box that is not genuine leaves the room for its message as it was, also where it lies over the box.
#[test]
fn what_is_not_opened_is_not_touched() {
    let mut sealed = raw::easy(&bytes(MESSAGE), &nonce(), &key(SHARED));
    sealed[0] ^= 1;
    assert_eq!(raw::open_in_place(&sealed, &nonce(), &key(SHARED)), Err(sealed));
}

#[test]
fn memory_for_secrets_is_zero_aligned_and_never_larger_than_memory() {
    for size in [0, 1, 15, 16, 17, 4096] {
        raw::with_memory(size, 3, |memory, address| {
            assert!(memory.iter().all(|byte| *byte == 0) && memory.len() == 3 * size);
            assert_eq!(address % 16, 0);
            memory.fill(0xaa);
        })
        .expect("memory");
    }
    for (count, size) in [(usize::MAX, 2), (2, usize::MAX), (1, usize::MAX), (1, usize::MAX - 15)] {
        assert!(raw::with_memory(count, size, |_, _| ()).is_none(), "{count} times {size}");
    }
}
