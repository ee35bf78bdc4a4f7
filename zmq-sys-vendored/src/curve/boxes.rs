//! X25519, XSalsa20 and Poly1305 put together as NaCl does it. Nothing here allocates, and keys are wiped when they are dropped.

use curve25519_dalek::montgomery::MontgomeryPoint;
use poly1305::universal_hash::{KeyInit, UniversalHash};
use poly1305::{Block, Poly1305};
use salsa20::cipher::consts::U10;
use salsa20::cipher::{Array, KeyIvInit, StreamCipher};
use salsa20::{XSalsa20, hsalsa};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

pub type Key = [u8; 32];
pub type Nonce = [u8; 24];
pub type Mac = [u8; 16];

/// The public key that belongs to a secret one.
pub fn public_key(secret: &Key) -> Key {
    MontgomeryPoint::mul_base_clamped(*secret).to_bytes()
}

/// What the owners of the two keys share. `None` where `public` has a small order, with which anybody knows it.
pub fn shared_key(public: &Key, secret: &Key) -> Option<Zeroizing<Key>> {
    let product = Zeroizing::new(MontgomeryPoint(*public).mul_clamped(*secret).to_bytes());
    if product.ct_eq(&[0; 32]).into() {
        return None;
    }
    // Twice ten rounds.
    let mut derived = hsalsa::<U10>((&*product).into(), &Array::default());
    let shared = Zeroizing::new(derived.0);
    derived.0.zeroize();
    Some(shared)
}

/// Encrypts `data` in place, and returns what proves that it is genuine. `None` where it is longer than the cipher can be.
pub fn seal(data: &mut [u8], nonce: &Nonce, key: &Key) -> Option<Mac> {
    let (mut stream, mac) = begin(nonce, key)?;
    stream.try_apply_keystream(data).ok()?;
    Some(finish(mac, data))
}

/// What opens a box that is genuine.
pub struct Opening(XSalsa20);

impl Opening {
    /// `None` where `data` is not what was sealed.
    pub fn of(data: &[u8], mac: &Mac, nonce: &Nonce, key: &Key) -> Option<Opening> {
        let (stream, right) = begin(nonce, key)?;
        bool::from(finish(right, data).ct_eq(mac)).then_some(Opening(stream))
    }

    /// Decrypts in place the data it was made of.
    pub fn open(mut self, data: &mut [u8]) -> Option<()> {
        self.0.try_apply_keystream(data).ok()
    }
}

/// The first 32 bytes of the stream are the key of the authenticator; the message takes what follows them.
fn begin(nonce: &Nonce, key: &Key) -> Option<(XSalsa20, Poly1305)> {
    let mut stream = XSalsa20::new(key.into(), nonce.into());
    let mut first = Zeroizing::new([0; 32]);
    stream.try_apply_keystream(&mut first[..]).ok()?;
    let mac = Poly1305::new((&*first).into());
    Some((stream, mac))
}

fn finish(mut mac: Poly1305, data: &[u8]) -> Mac {
    // Whole blocks several at once; `compute_unpadded` by itself takes one after the other.
    let (blocks, rest) = Block::slice_as_chunks(data);
    mac.update(blocks);
    mac.compute_unpadded(rest).into()
}
