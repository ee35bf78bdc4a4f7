//! The functions that libzmq calls, under the names that `curve/sodium.h` gives them. What they take and return is said there;
//! they panic nowhere, and where memory for a result is given, it is as long as NaCl's function of that name takes it to be.

use core::ffi::{c_int, c_uchar, c_ulonglong, c_void};
use core::slice;

use zeroize::{Zeroize, Zeroizing};

use super::boxes::{self, Key, Mac, Nonce};

const DONE: c_int = 0;
const REFUSED: c_int = -1;

/// What NaCl's form has in front of a message: zeros; and of its box: zeros, then the authenticator.
const FRONT: usize = 32;
const MAC: usize = size_of::<Mac>();

/// What lies in front of memory that [`zmq_sys_sodium_allocarray`] returns: its size, in as many bytes as keep any type aligned.
const SIZE: usize = 16;

unsafe extern "C" {
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
    safe fn abort() -> !;
}

#[unsafe(no_mangle)]
extern "C" fn zmq_sys_sodium_allocarray(count: usize, size: usize) -> *mut c_void {
    let Some(bytes) = count.checked_mul(size) else { return core::ptr::null_mut() };
    let Some(whole) = bytes.checked_add(SIZE) else { return core::ptr::null_mut() };
    // SAFETY: any size may be asked for.
    let start = unsafe { calloc(1, whole) };
    if start.is_null() {
        return start;
    }
    // SAFETY: `calloc` aligns for any type, and `SIZE` is room for a usize.
    unsafe { start.cast::<usize>().write(bytes) };
    // SAFETY: `whole` is at least `SIZE`.
    unsafe { start.byte_add(SIZE) }
}

/// # Safety
/// `memory` is null, or comes from [`zmq_sys_sodium_allocarray`] and is not used afterwards.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_sodium_free(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    // SAFETY: by the contract there are `SIZE` bytes in front of it.
    let start = unsafe { memory.byte_sub(SIZE) };
    // SAFETY: they begin with the size.
    let bytes = unsafe { start.cast::<usize>().read() };
    // SAFETY: `calloc` gave that many, all initialized, and nobody else uses them.
    unsafe { slice::from_raw_parts_mut(memory.cast::<u8>(), bytes) }.zeroize();
    // SAFETY: what `calloc` returned.
    unsafe { free(start) };
}

/// # Safety
/// There is room for `size` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_randombytes(into: *mut c_uchar, size: c_ulonglong) {
    let Some(size) = length(size) else { abort() };
    // SAFETY: by the contract, and nothing is read before it is written.
    let room = unsafe { slice::from_raw_parts_mut(into.cast(), size) };
    // Keys that are not random must never be.
    if getrandom::fill_uninit(room).is_err() {
        abort();
    }
}

/// # Safety
/// Both point to 32 bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_scalarmult_base(public: *mut c_uchar, secret: *const c_uchar) -> c_int {
    // SAFETY: by the contract.
    let made = boxes::public_key(unsafe { bytes(secret) });
    // SAFETY: by the contract.
    unsafe { put(public, &made) };
    DONE
}

/// # Safety
/// Both have room for 32 bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box_keypair(public: *mut c_uchar, secret: *mut c_uchar) -> c_int {
    // SAFETY: by the contract.
    unsafe { zmq_sys_randombytes(secret, size_of::<Key>() as c_ulonglong) };
    // SAFETY: by the contract, and the secret key is written.
    unsafe { zmq_sys_crypto_scalarmult_base(public, secret) }
}

/// # Safety
/// All point to 32 bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box_beforenm(
    shared: *mut c_uchar,
    public: *const c_uchar,
    secret: *const c_uchar,
) -> c_int {
    // SAFETY: by the contract.
    let Some(made) = (unsafe { shared_key(public, secret) }) else { return REFUSED };
    // SAFETY: by the contract.
    unsafe { put(shared, &made) };
    DONE
}

/// # Safety
/// `size` bytes at `message`, with zeros in the first 32, and room for as many at `sealed`; a nonce and a key.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_secretbox(
    sealed: *mut c_uchar,
    message: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    key: *const c_uchar,
) -> c_int {
    let Some(size) = length(size).and_then(|size| size.checked_sub(FRONT)) else { return REFUSED };
    // SAFETY: `FRONT` bytes are there, of which the authenticator takes the last.
    let mac = unsafe { sealed.add(FRONT - MAC) };
    // SAFETY: as above.
    let to = unsafe { sealed.add(FRONT) };
    // SAFETY: as above.
    let from = unsafe { message.add(FRONT) };
    // SAFETY: by the contract.
    let result = unsafe { seal(mac, to, from, size, nonce, key) };
    if result == DONE {
        // SAFETY: room for `FRONT` bytes.
        unsafe { put(sealed, &[0; FRONT - MAC]) };
    }
    result
}

/// # Safety
/// `size` bytes at `sealed`, and room for as many at `message`; a nonce and a key.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_secretbox_open(
    message: *mut c_uchar,
    sealed: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    key: *const c_uchar,
) -> c_int {
    let Some(size) = length(size).and_then(|size| size.checked_sub(FRONT)) else { return REFUSED };
    // SAFETY: `FRONT` bytes are there, of which the authenticator takes the last.
    let mac = unsafe { sealed.add(FRONT - MAC) };
    // SAFETY: as above.
    let from = unsafe { sealed.add(FRONT) };
    // SAFETY: as above.
    let to = unsafe { message.add(FRONT) };
    // SAFETY: by the contract.
    let result = unsafe { open(mac, to, from, size, nonce, key) };
    if result == DONE {
        // SAFETY: room for `FRONT` bytes.
        unsafe { put(message, &[0; FRONT]) };
    }
    result
}

/// # Safety
/// As [`zmq_sys_crypto_secretbox`]; the keys point to 32 bytes each.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box(
    sealed: *mut c_uchar,
    message: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    public: *const c_uchar,
    secret: *const c_uchar,
) -> c_int {
    // SAFETY: by the contract.
    let Some(shared) = (unsafe { shared_key(public, secret) }) else { return REFUSED };
    // SAFETY: by the contract.
    unsafe { zmq_sys_crypto_secretbox(sealed, message, size, nonce, shared.as_ptr()) }
}

/// # Safety
/// As [`zmq_sys_crypto_secretbox_open`]; the keys point to 32 bytes each.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box_open(
    message: *mut c_uchar,
    sealed: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    public: *const c_uchar,
    secret: *const c_uchar,
) -> c_int {
    // SAFETY: by the contract.
    let Some(shared) = (unsafe { shared_key(public, secret) }) else { return REFUSED };
    // SAFETY: by the contract.
    unsafe { zmq_sys_crypto_secretbox_open(message, sealed, size, nonce, shared.as_ptr()) }
}

/// # Safety
/// `size` bytes at `message`, and room for 16 more at `sealed`, which may overlap; a nonce and a key.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box_easy_afternm(
    sealed: *mut c_uchar,
    message: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    shared: *const c_uchar,
) -> c_int {
    let Some(size) = length(size) else { return REFUSED };
    // SAFETY: room for that many bytes and the message.
    let to = unsafe { sealed.add(MAC) };
    // SAFETY: by the contract.
    unsafe { seal(sealed, to, message, size, nonce, shared) }
}

/// # Safety
/// `size` bytes at `sealed`, and room for 16 fewer at `message`, which may overlap; a nonce and a key.
#[unsafe(no_mangle)]
unsafe extern "C" fn zmq_sys_crypto_box_open_easy_afternm(
    message: *mut c_uchar,
    sealed: *const c_uchar,
    size: c_ulonglong,
    nonce: *const c_uchar,
    shared: *const c_uchar,
) -> c_int {
    let Some(size) = length(size).and_then(|size| size.checked_sub(MAC)) else { return REFUSED };
    // SAFETY: that many bytes are there, and then the message.
    let from = unsafe { sealed.add(MAC) };
    // SAFETY: by the contract.
    unsafe { open(sealed, message, from, size, nonce, shared) }
}

/// The length of a slice, if one can be that long.
fn length(size: c_ulonglong) -> Option<usize> {
    isize::try_from(size).ok().map(isize::unsigned_abs)
}

/// # Safety
/// `N` bytes that nobody changes while the result is used.
unsafe fn bytes<'a, const N: usize>(at: *const c_uchar) -> &'a [u8; N] {
    // SAFETY: by the contract; bytes are aligned anywhere.
    unsafe { &*at.cast() }
}

/// # Safety
/// There is room for `N` bytes.
unsafe fn put<const N: usize>(at: *mut c_uchar, value: &[u8; N]) {
    // SAFETY: by the contract; bytes are aligned anywhere.
    unsafe { at.cast::<[u8; N]>().write(*value) };
}

/// # Safety
/// Both point to 32 bytes.
unsafe fn shared_key(public: *const c_uchar, secret: *const c_uchar) -> Option<Zeroizing<Key>> {
    // SAFETY: by the contract.
    let public: &Key = unsafe { bytes(public) };
    // SAFETY: by the contract.
    let secret: &Key = unsafe { bytes(secret) };
    boxes::shared_key(public, secret)
}

/// Seals `size` bytes at `from` into those at `to`.
///
/// # Safety
/// `from` may lie anywhere, also over `mac` and `to`; nonce and key lie elsewhere.
unsafe fn seal(
    mac: *mut c_uchar,
    to: *mut c_uchar,
    from: *const c_uchar,
    size: usize,
    nonce: *const c_uchar,
    key: *const c_uchar,
) -> c_int {
    // SAFETY: by the contract.
    let nonce: &Nonce = unsafe { bytes(nonce) };
    // SAFETY: by the contract.
    let key: &Key = unsafe { bytes(key) };
    // SAFETY: `size` bytes at both ends, which may overlap. From here on `from` is not read.
    unsafe { to.copy_from(from, size) };
    // SAFETY: room for `size` bytes, all of them written, of which no other reference knows.
    let data = unsafe { slice::from_raw_parts_mut(to, size) };
    let Some(made) = boxes::seal(data, nonce, key) else { return REFUSED };
    // SAFETY: room for an authenticator.
    unsafe { put(mac, &made) };
    DONE
}

/// Opens `size` bytes at `from` into those at `to`, which stay as they are unless the box is genuine.
///
/// # Safety
/// `to` may lie anywhere, also over `mac` and `from`; nonce and key lie elsewhere.
unsafe fn open(
    mac: *const c_uchar,
    to: *mut c_uchar,
    from: *const c_uchar,
    size: usize,
    nonce: *const c_uchar,
    key: *const c_uchar,
) -> c_int {
    // SAFETY: by the contract.
    let nonce: &Nonce = unsafe { bytes(nonce) };
    // SAFETY: by the contract.
    let key: &Key = unsafe { bytes(key) };
    // SAFETY: an authenticator is there.
    let mac: &Mac = unsafe { bytes(mac) };
    // SAFETY: `size` bytes, which nobody changes before the slice is looked at for the last time.
    let sealed = unsafe { slice::from_raw_parts(from, size) };
    let Some(opening) = boxes::Opening::of(sealed, mac, nonce, key) else { return REFUSED };
    // SAFETY: `size` bytes at both ends, which may overlap. From here on neither `from` nor `mac` is read.
    unsafe { to.copy_from(from, size) };
    // SAFETY: room for `size` bytes, all of them written, of which no other reference knows.
    let data = unsafe { slice::from_raw_parts_mut(to, size) };
    opening.open(data).map_or(REFUSED, |()| DONE)
}
