//! The functions of `src/curve/raw.rs` as C sees them, made safe: every buffer is as long as the function takes it to be.

use std::ffi::{c_int, c_ulonglong, c_void};

pub type Key = [u8; 32];
pub type Nonce = [u8; 24];

type Seal = unsafe extern "C" fn(*mut u8, *const u8, c_ulonglong, *const u8, *const u8) -> c_int;

unsafe extern "C" {
    fn zmq_sys_sodium_allocarray(count: usize, size: usize) -> *mut c_void;
    fn zmq_sys_sodium_free(memory: *mut c_void);
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
    fn zmq_sys_crypto_box(
        sealed: *mut u8,
        message: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        public: *const u8,
        secret: *const u8,
    ) -> c_int;
    fn zmq_sys_crypto_box_open(
        message: *mut u8,
        sealed: *const u8,
        size: c_ulonglong,
        nonce: *const u8,
        public: *const u8,
        secret: *const u8,
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

/// By the keys of the two, in NaCl's form.
pub fn r#box(padded: &[u8], nonce: &Nonce, public: &Key, secret: &Key) -> Option<Vec<u8>> {
    let mut to = vec![0xaa; padded.len()];
    let (into, size) = (to.as_mut_ptr(), padded.len() as c_ulonglong);
    let (from, nonce, public, secret) = (padded.as_ptr(), nonce.as_ptr(), public.as_ptr(), secret.as_ptr());
    // SAFETY: as many bytes at both ends; nonce and keys are as long as they must be.
    let rc = unsafe { zmq_sys_crypto_box(into, from, size, nonce, public, secret) };
    (rc == 0).then_some(to)
}

pub fn box_open(padded: &[u8], nonce: &Nonce, public: &Key, secret: &Key) -> Option<Vec<u8>> {
    let mut to = vec![0xaa; padded.len()];
    let (into, size) = (to.as_mut_ptr(), padded.len() as c_ulonglong);
    let (from, nonce, public, secret) = (padded.as_ptr(), nonce.as_ptr(), public.as_ptr(), secret.as_ptr());
    // SAFETY: as many bytes at both ends; nonce and keys are as long as they must be.
    let rc = unsafe { zmq_sys_crypto_box_open(into, from, size, nonce, public, secret) };
    (rc == 0).then_some(to)
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
    let opened = open_in_place(&buffer, nonce, key).ok();
    (buffer, opened)
}

/// Opens a box where it lies: the message, or what is there where it answers -1.
pub fn open_in_place(sealed: &[u8], nonce: &Nonce, key: &Key) -> Result<Vec<u8>, Vec<u8>> {
    let mut buffer = sealed.to_vec();
    let (at, size) = (buffer.as_mut_ptr(), buffer.len() as c_ulonglong);
    // SAFETY: the buffer is the box; the function allows the two to overlap.
    let rc = unsafe { zmq_sys_crypto_box_open_easy_afternm(at, at, size, nonce.as_ptr(), key.as_ptr()) };
    if rc != 0 {
        return Err(buffer);
    }
    buffer.truncate(sealed.len() - 16);
    Ok(buffer)
}

/// Hands over memory for secrets, and where it lies; `None` where there is none.
pub fn with_memory(count: usize, size: usize, work: impl FnOnce(&mut [u8], usize)) -> Option<()> {
    // SAFETY: any size may be asked for.
    let memory = unsafe { zmq_sys_sodium_allocarray(count, size) };
    if memory.is_null() {
        return None;
    }
    // SAFETY: that many bytes, zero at first, of this function alone.
    work(unsafe { std::slice::from_raw_parts_mut(memory.cast(), count * size) }, memory.addr());
    // SAFETY: it comes from the function above and is not used any more.
    unsafe { zmq_sys_sodium_free(memory) };
    Some(())
}

fn call(function: Seal, from: &[u8], room: usize, nonce: &Nonce, key: &Key) -> Option<Vec<u8>> {
    let mut to = vec![0xaa; room];
    let (into, size) = (to.as_mut_ptr(), from.len() as c_ulonglong);
    // SAFETY: `room` is what the function writes for `size`; nonce and key are as long as they must be.
    let rc = unsafe { function(into, from.as_ptr(), size, nonce.as_ptr(), key.as_ptr()) };
    (rc == 0).then_some(to)
}

/// What a program asks valgrind for, by instructions that change nothing where there is none.
pub mod valgrind {
    const RUNNING: usize = 0x1001;
    const ERRORS: usize = 0x1201;
    /// The tool memcheck: `MC` in the upper half.
    const MEMCHECK: usize = 0x4d43_0000;

    pub fn is_here() -> bool {
        request(RUNNING, 0, 0) != 0
    }

    /// How many errors it has found.
    pub fn errors() -> usize {
        request(ERRORS, 0, 0)
    }

    /// Has it take these bytes for ones that nobody has written.
    pub fn undefined(bytes: &mut [u8]) {
        request(MEMCHECK + 1, bytes.as_mut_ptr().addr(), bytes.len());
    }

    /// The opposite.
    pub fn defined(bytes: &mut [u8]) {
        request(MEMCHECK + 2, bytes.as_mut_ptr().addr(), bytes.len());
    }

    #[cfg(target_arch = "x86_64")]
    fn request(code: usize, first: usize, second: usize) -> usize {
        let arguments = [code, first, second, 0, 0, 0];
        let mut answer = 0;
        // SAFETY: rdi is rotated twice around, and rbx exchanged with itself; only valgrind makes more of it: it reads six words
        // at rax, answers in rdx, and notes for itself what bytes are.
        unsafe {
            std::arch::asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") arguments.as_ptr(),
                inout("rdx") answer,
                out("rdi") _,
            );
        }
        answer
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn request(_: usize, _: usize, _: usize) -> usize {
        0
    }
}
