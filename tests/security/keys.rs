//! Keys of CURVE and their text.

use std::collections::HashSet;
use zmq::{Errno, KeyPair, PublicKey, SecretKey, z85};

/// The pair of the test vectors in RFC 32's neighbourhood: libzmq's own manual pages and tests use it.
const PUBLIC: &str = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
const SECRET: &str = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

#[test]
fn z85_both_ways() {
    for length in (0..=256).step_by(4) {
        let bytes: Vec<u8> = (0..length).map(|at| (at * 37 % 256) as u8).collect();
        let text = z85::encode(&bytes).unwrap();
        assert_eq!(text.len(), length / 4 * 5);
        assert_eq!(z85::decode(&text).unwrap(), bytes);
    }
    assert_eq!(z85::encode([0xFF; 4]).unwrap(), "%nSc0");
}

#[test]
fn z85_says_where_it_is_wrong() {
    for (text, says) in [
        ("Hell", "4 characters are not a multiple of 5"),
        ("Hello\u{e9}orld", "at 5 is not a character"),
        ("Hel\0o", "at 3 is not a character"),
        ("Hello\"orld", "at 5 is not a character"),
        ("Hello%nSc1", "the five characters at 5 say more than four bytes can"),
        ("#####", "the five characters at 0"),
    ] {
        let error = z85::decode(text).unwrap_err();
        assert_eq!(error, Errno::EINVAL, "{text:?}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let error = z85::encode([1, 2, 3]).unwrap_err();
    assert!(error.to_string().contains("3 bytes are not a multiple of 4"), "{error}");
}

#[test]
fn keys_from_text_and_bytes() {
    let public: PublicKey = PUBLIC.parse().unwrap();
    let secret: SecretKey = SECRET.parse().unwrap();
    assert_eq!((public.to_z85(), secret.to_z85().to_string()), (PUBLIC.to_owned(), SECRET.to_owned()));
    assert_eq!(PublicKey::try_from(&public.as_bytes()[..]).unwrap(), public);
    assert_eq!(SecretKey::try_from(&secret.as_bytes()[..]).unwrap(), secret);
    assert_eq!(SecretKey::from(*secret.as_bytes()), secret);
    assert_ne!(SecretKey::from_bytes([0; 32]), secret);
    assert!(!format!("{secret:?} {:?}", KeyPair { public, secret: secret.clone() }).contains("JTKVSB"));

    let short = PublicKey::try_from(&[1; 31][..]).unwrap_err();
    assert_eq!(short.to_string(), "public key: 31 bytes; a key has 32 (EINVAL)");
    for wrong in ["", &PUBLIC[1..], "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~", "####################"] {
        assert_eq!(wrong.parse::<PublicKey>().unwrap_err(), Errno::EINVAL, "{wrong}");
        let error = wrong.parse::<SecretKey>().unwrap_err();
        assert!(error.to_string().starts_with("secret key: "), "{error}");
    }
    let error = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~".parse::<PublicKey>().unwrap_err();
    assert!(error.to_string().contains("'~' at 39"), "{error}");
}

#[test]
fn pairs_of_the_generator() {
    if !zmq::has("curve") {
        let error = KeyPair::generate().unwrap_err();
        assert_eq!(error, Errno::ENOTSUP);
        assert!(error.to_string().contains("feature `curve`"), "{error}");
        return;
    }
    let secret: SecretKey = SECRET.parse().unwrap();
    assert_eq!(KeyPair::from_secret(secret).unwrap().public, PUBLIC.parse().unwrap());
    let pairs: Vec<_> = (0..20).map(|_| KeyPair::generate().unwrap()).collect();
    for pair in &pairs {
        assert_eq!(pair.secret.public_key().unwrap(), pair.public);
        assert_ne!(pair.public.as_bytes(), &[0; 32]);
    }
    let publics: HashSet<_> = pairs.iter().map(|pair| pair.public).collect();
    assert_eq!(publics.len(), pairs.len());
}
