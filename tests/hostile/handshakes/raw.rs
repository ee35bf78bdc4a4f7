//! The boxes of NaCl, which the compiled libzmq brings along, for a client of CURVE by hand. The only file of this room
//! with unsafe in it.
#![allow(unsafe_code)]

/// What a box is longer than what is in it.
const MAC: usize = 16;

unsafe extern "C" {
    fn zmq_sys_crypto_box_keypair(public: *mut u8, secret: *mut u8) -> i32;
    fn zmq_sys_crypto_box_beforenm(shared: *mut u8, public: *const u8, secret: *const u8) -> i32;
    fn zmq_sys_crypto_box_easy_afternm(
        sealed: *mut u8,
        message: *const u8,
        length: u64,
        nonce: *const u8,
        shared: *const u8,
    ) -> i32;
    fn zmq_sys_crypto_box_open_easy_afternm(
        message: *mut u8,
        sealed: *const u8,
        length: u64,
        nonce: *const u8,
        shared: *const u8,
    ) -> i32;
}

/// A public key and its secret one.
pub fn keypair() -> ([u8; 32], [u8; 32]) {
    let (mut public, mut secret) = ([0; 32], [0; 32]);
    // SAFETY: room for 32 bytes each.
    let rc = unsafe { zmq_sys_crypto_box_keypair(public.as_mut_ptr(), secret.as_mut_ptr()) };
    assert_eq!(rc, 0);
    (public, secret)
}

/// The key that two pairs share.
fn shared(public: &[u8; 32], secret: &[u8; 32]) -> [u8; 32] {
    let mut shared = [0; 32];
    // SAFETY: 32 bytes each.
    let rc = unsafe { zmq_sys_crypto_box_beforenm(shared.as_mut_ptr(), public.as_ptr(), secret.as_ptr()) };
    assert_eq!(rc, 0);
    shared
}

/// Seals a message for the owner of `public`.
pub fn seal(message: &[u8], nonce: &[u8; 24], public: &[u8; 32], secret: &[u8; 32]) -> Vec<u8> {
    let shared = shared(public, secret);
    let mut sealed = vec![0; message.len() + MAC];
    let (into, from) = (sealed.as_mut_ptr(), message.as_ptr());
    // SAFETY: room for the message and its code; nonce and key are as long as they must be.
    let rc = unsafe {
        zmq_sys_crypto_box_easy_afternm(into, from, message.len() as u64, nonce.as_ptr(), shared.as_ptr())
    };
    assert_eq!(rc, 0);
    sealed
}

/// Opens a box from the owner of `public`, if it is one.
pub fn open(sealed: &[u8], nonce: &[u8; 24], public: &[u8; 32], secret: &[u8; 32]) -> Option<Vec<u8>> {
    let shared = shared(public, secret);
    let mut message = vec![0; sealed.len().checked_sub(MAC)?];
    let (into, from) = (message.as_mut_ptr(), sealed.as_ptr());
    // SAFETY: room for the message without its code; nonce and key are as long as they must be.
    let rc = unsafe {
        zmq_sys_crypto_box_open_easy_afternm(into, from, sealed.len() as u64, nonce.as_ptr(), shared.as_ptr())
    };
    (rc == 0).then_some(message)
}
