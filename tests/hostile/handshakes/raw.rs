//! The boxes of libsodium, which the compiled libzmq brings along, for a client of CURVE by hand. The only file of this room
//! with unsafe in it.
#![allow(unsafe_code)]

/// What a box is longer than what is in it.
const MAC: usize = 16;

unsafe extern "C" {
    fn crypto_box_keypair(public: *mut u8, secret: *mut u8) -> i32;
    fn crypto_box_easy(
        sealed: *mut u8,
        message: *const u8,
        length: u64,
        nonce: *const u8,
        public: *const u8,
        secret: *const u8,
    ) -> i32;
    fn crypto_box_open_easy(
        message: *mut u8,
        sealed: *const u8,
        length: u64,
        nonce: *const u8,
        public: *const u8,
        secret: *const u8,
    ) -> i32;
}

/// A public key and its secret one.
pub fn keypair() -> ([u8; 32], [u8; 32]) {
    let (mut public, mut secret) = ([0; 32], [0; 32]);
    // SAFETY: room for 32 bytes each.
    let rc = unsafe { crypto_box_keypair(public.as_mut_ptr(), secret.as_mut_ptr()) };
    assert_eq!(rc, 0);
    (public, secret)
}

/// Seals a message for the owner of `public`.
pub fn seal(message: &[u8], nonce: &[u8; 24], public: &[u8; 32], secret: &[u8; 32]) -> Vec<u8> {
    let mut sealed = vec![0; message.len() + MAC];
    // SAFETY: room for the message and its code; nonce and keys are as long as they must be.
    let rc = unsafe {
        crypto_box_easy(
            sealed.as_mut_ptr(),
            message.as_ptr(),
            message.len() as u64,
            nonce.as_ptr(),
            public.as_ptr(),
            secret.as_ptr(),
        )
    };
    assert_eq!(rc, 0);
    sealed
}

/// Opens a box from the owner of `public`, if it is one.
pub fn open(sealed: &[u8], nonce: &[u8; 24], public: &[u8; 32], secret: &[u8; 32]) -> Option<Vec<u8>> {
    let mut message = vec![0; sealed.len().checked_sub(MAC)?];
    // SAFETY: room for the message without its code; nonce and keys are as long as they must be.
    let rc = unsafe {
        crypto_box_open_easy(
            message.as_mut_ptr(),
            sealed.as_ptr(),
            sealed.len() as u64,
            nonce.as_ptr(),
            public.as_ptr(),
            secret.as_ptr(),
        )
    };
    (rc == 0).then_some(message)
}
