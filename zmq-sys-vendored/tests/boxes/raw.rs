//! The C functions of `curve/`, made safe: every buffer is as long as the function takes it to be.

use std::ffi::{c_int, c_ulonglong};

pub type Key = [u8; 32];
pub type Nonce = [u8; 24];

type Seal = unsafe extern "C" fn(*mut u8, *const u8, c_ulonglong, *const u8, *const u8) -> c_int;

unsafe extern "C" {
    fn zmq_sys_x25519(result: *mut u8, scalar: *const u8, point: *const u8) -> c_int;
    fn zmq_sys_hsalsa20(result: *mut u8, input: *const u8, key: *const u8);
    fn zmq_sys_poly1305(result: *mut u8, message: *const u8, size: usize, key: *const u8);
    fn zmq_sys_crypto_scalarmult_base(public: *mut u8, secret: *const u8) -> c_int;
    fn zmq_sys_crypto_box_keypair(public: *mut u8, secret: *mut u8) -> c_int;
    fn zmq_sys_crypto_box_beforenm(shared: *mut u8, public: *const u8, secret: *const u8) -> c_int;
    fn zmq_sys_crypto_secretbox(
        sealed: *mut u8,
        message: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        key: *const u8,
    ) -> c_int;
    fn zmq_sys_crypto_secretbox_open(
        message: *mut u8,
        sealed: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        key: *const u8,
    ) -> c_int;
    fn zmq_sys_crypto_box_easy_afternm(
        sealed: *mut u8,
        message: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        key: *const u8,
    ) -> c_int;
    fn zmq_sys_crypto_box_open_easy_afternm(
        message: *mut u8,
        sealed: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        key: *const u8,
    ) -> c_int;
}

/// The product, and whether it is a key.
pub fn x25519(scalar: &Key, point: &Key) -> Option<Key> {
    let mut result = [0xaa; 32];
    // SAFETY: 32 bytes each.
    let rc = unsafe { zmq_sys_x25519(result.as_mut_ptr(), scalar.as_ptr(), point.as_ptr()) };
    (rc == 0).then_some(result)
}

pub fn hsalsa20(input: &[u8; 16], key: &Key) -> Key {
    let mut result = [0; 32];
    // SAFETY: 32, 16 and 32 bytes.
    unsafe { zmq_sys_hsalsa20(result.as_mut_ptr(), input.as_ptr(), key.as_ptr()) };
    result
}

pub fn poly1305(message: &[u8], key: &Key) -> [u8; 16] {
    let mut result = [0; 16];
    // SAFETY: 16 bytes, a message with its length, 32 bytes.
    unsafe { zmq_sys_poly1305(result.as_mut_ptr(), message.as_ptr(), message.len(), key.as_ptr()) };
    result
}

pub fn public_key(secret: &Key) -> Key {
    let mut public = [0; 32];
    // SAFETY: 32 bytes each.
    assert_eq!(unsafe { zmq_sys_crypto_scalarmult_base(public.as_mut_ptr(), secret.as_ptr()) }, 0);
    public
}

/// A public key and its secret one.
pub fn keypair() -> (Key, Key) {
    let (mut public, mut secret) = ([0; 32], [0; 32]);
    // SAFETY: room for 32 bytes each.
    assert_eq!(unsafe { zmq_sys_crypto_box_keypair(public.as_mut_ptr(), secret.as_mut_ptr()) }, 0);
    (public, secret)
}

pub fn shared(public: &Key, secret: &Key) -> Option<Key> {
    let mut shared = [0; 32];
    // SAFETY: 32 bytes each.
    let rc = unsafe { zmq_sys_crypto_box_beforenm(shared.as_mut_ptr(), public.as_ptr(), secret.as_ptr()) };
    (rc == 0).then_some(shared)
}

/// NaCl's form: 32 zeros in front of the message, 16 in front of its box. `None` where it answers -1.
pub fn secretbox(padded: &[u8], nonce: &Nonce, key: &Key) -> Option<Vec<u8>> {
    call(zmq_sys_crypto_secretbox, padded, padded.len(), nonce, key)
}

pub fn secretbox_open(padded: &[u8], nonce: &Nonce, key: &Key) -> Option<Vec<u8>> {
    call(zmq_sys_crypto_secretbox_open, padded, padded.len(), nonce, key)
}

/// libsodium's form: a box is 16 bytes longer than its message.
pub fn easy(message: &[u8], nonce: &Nonce, key: &Key) -> Vec<u8> {
    call(zmq_sys_crypto_box_easy_afternm, message, message.len() + 16, nonce, key).expect("a box")
}

pub fn open_easy(sealed: &[u8], nonce: &Nonce, key: &Key) -> Option<Vec<u8>> {
    call(zmq_sys_crypto_box_open_easy_afternm, sealed, sealed.len().saturating_sub(16), nonce, key)
}

/// The same in one buffer, in which the box begins where the message began.
pub fn easy_in_place(message: &[u8], nonce: &Nonce, key: &Key) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut buffer = message.to_vec();
    buffer.resize(message.len() + 16, 0);
    let at = buffer.as_mut_ptr();
    let size = message.len() as c_ulonglong;
    // SAFETY: the buffer has room for the box; the function allows the two to overlap.
    let rc = unsafe { zmq_sys_crypto_box_easy_afternm(at, at, size, nonce.as_ptr(), key.as_ptr()) };
    assert_eq!(rc, 0);
    let sealed = buffer.clone();
    let at = buffer.as_mut_ptr();
    // SAFETY: the buffer is the box; the function allows the two to overlap.
    let rc = unsafe { zmq_sys_crypto_box_open_easy_afternm(at, at, size + 16, nonce.as_ptr(), key.as_ptr()) };
    buffer.truncate(message.len());
    (sealed, (rc == 0).then_some(buffer))
}

fn call(function: Seal, from: &[u8], room: usize, nonce: &Nonce, key: &Key) -> Option<Vec<u8>> {
    let mut to = vec![0xaa; room];
    let (into, size) = (to.as_mut_ptr(), from.len() as c_ulonglong);
    // SAFETY: `room` is what the function writes for `size`; nonce and key are as long as they must be.
    let rc = unsafe { function(into, from.as_ptr(), size, nonce.as_ptr(), key.as_ptr()) };
    (rc == 0).then_some(to)
}
