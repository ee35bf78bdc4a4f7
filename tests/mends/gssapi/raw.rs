//! Calls of Kerberos, for peers by hand; tests/hostile has them, too.
//!
//! Invariants: ROOM, a buffer is as long as said; TAKEN, what a call hands over is released once, by who took it; STATIC, an object
//! identifier lies in bytes that stay; OWN, handles are null or of Kerberos, and nobody else has them.
#![allow(unsafe_code, dead_code)] // each program uses a part

use std::{
    ffi::{CString, c_char, c_int, c_void},
    path::Path,
    ptr::null_mut,
};

#[repr(C)]
struct Buffer {
    length: usize,
    value: *mut c_void,
}

#[repr(C)]
struct Oid {
    length: u32,
    elements: *const u8,
}

#[repr(C)]
struct Place {
    key: *const c_char,
    value: *const c_char,
}

#[repr(C)]
struct Places {
    count: u32,
    elements: *const Place,
}

unsafe extern "C" {
    fn gss_acquire_cred_from(
        minor: *mut u32,
        name: *mut c_void,
        seconds: u32,
        mechanisms: *mut c_void,
        usage: c_int,
        places: *const Places,
        credentials: *mut *mut c_void,
        actual_mechanisms: *mut *mut c_void,
        actual_seconds: *mut u32,
    ) -> u32;
    fn gss_import_name(minor: *mut u32, text: *mut Buffer, kind: *const Oid, name: *mut *mut c_void) -> u32;
    fn gss_release_name(minor: *mut u32, name: *mut *mut c_void) -> u32;
    fn gss_release_buffer(minor: *mut u32, buffer: *mut Buffer) -> u32;
    fn gss_release_cred(minor: *mut u32, credentials: *mut *mut c_void) -> u32;
    fn gss_delete_sec_context(minor: *mut u32, context: *mut *mut c_void, token: *mut Buffer) -> u32;
    fn gss_init_sec_context(
        minor: *mut u32,
        credentials: *mut c_void,
        context: *mut *mut c_void,
        target: *mut c_void,
        mechanism: *const Oid,
        flags: u32,
        seconds: u32,
        bindings: *mut c_void,
        input: *mut Buffer,
        actual_mechanism: *mut *mut c_void,
        output: *mut Buffer,
        granted: *mut u32,
        actual_seconds: *mut u32,
    ) -> u32;
    fn gss_accept_sec_context(
        minor: *mut u32,
        context: *mut *mut c_void,
        credentials: *mut c_void,
        input: *mut Buffer,
        bindings: *mut c_void,
        source: *mut *mut c_void,
        mechanism: *mut *mut c_void,
        output: *mut Buffer,
        granted: *mut u32,
        actual_seconds: *mut u32,
        delegated: *mut *mut c_void,
    ) -> u32;
    fn gss_wrap(
        minor: *mut u32,
        context: *mut c_void,
        hidden: c_int,
        quality: u32,
        input: *mut Buffer,
        state: *mut c_int,
        output: *mut Buffer,
    ) -> u32;
    fn gss_unwrap(
        minor: *mut u32,
        context: *mut c_void,
        input: *mut Buffer,
        output: *mut Buffer,
        state: *mut c_int,
        quality: *mut u32,
    ) -> u32;
}

/// Object identifiers: how the name of a principal is written, and mechanisms.
const PRINCIPAL: &[u8] = b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01";
pub const KERBEROS: &[u8] = b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";
pub const SPNEGO: &[u8] = b"\x2b\x06\x01\x05\x05\x02";

pub const MUTUAL: u32 = 2;
pub const REPLAY: u32 = 4;
pub const DCE_STYLE: u32 = 0x1000;

const CONTINUE: u32 = 1;

fn buffer(bytes: &[u8]) -> Buffer {
    Buffer { length: bytes.len(), value: bytes.as_ptr().cast_mut().cast() }
}

fn nothing() -> Buffer {
    Buffer { length: 0, value: null_mut() }
}

fn oid(bytes: &'static [u8]) -> Oid {
    Oid { length: bytes.len() as u32, elements: bytes.as_ptr() }
}

/// What a call handed over.
fn taken(mut buffer: Buffer) -> Vec<u8> {
    let bytes = if buffer.length == 0 {
        Vec::new()
    } else {
        // SAFETY: ROOM.
        unsafe { std::slice::from_raw_parts(buffer.value.cast::<u8>(), buffer.length) }.to_vec()
    };
    // SAFETY: TAKEN.
    unsafe { gss_release_buffer(&mut 0, &mut buffer) };
    bytes
}

fn name(text: &str) -> *mut c_void {
    let mut name = null_mut();
    // SAFETY: ROOM, STATIC.
    let major = unsafe { gss_import_name(&mut 0, &mut buffer(text.as_bytes()), &oid(PRINCIPAL), &mut name) };
    assert_eq!(major, 0, "{text}");
    name
}

/// One end of a context.
pub struct Party {
    context: *mut c_void,
    credentials: *mut c_void,
    /// Whom a client asks for; a server has none.
    target: *mut c_void,
    mechanism: &'static [u8],
    flags: u32,
}

// SAFETY: OWN; Kerberos has no state of a thread that counts.
unsafe impl Send for Party {}

impl Party {
    /// A client of a mechanism, with a ticket of its own by the realm's table of keys, whatever the environment says of it.
    pub fn client(user: &str, service: &str, mechanism: &'static [u8], flags: u32) -> Party {
        let mut party =
            Party { context: null_mut(), credentials: null_mut(), target: name(service), mechanism, flags };
        let mut user = name(user);
        let configuration = std::env::var("KRB5_CONFIG").unwrap();
        let keys = Path::new(&configuration).with_file_name("keytab");
        let keys = CString::new(format!("FILE:{}", keys.display())).unwrap();
        let places = [
            Place { key: c"client_keytab".as_ptr(), value: keys.as_ptr() },
            Place { key: c"ccache".as_ptr(), value: c"MEMORY:guest".as_ptr() },
        ];
        let places = Places { count: 2, elements: places.as_ptr() };
        let own = &mut party.credentials;
        let no = null_mut();
        // SAFETY: OWN, ROOM; the set of mechanisms, and what is not asked for, may be null.
        let major =
            unsafe { gss_acquire_cred_from(&mut 0, user, 0, no, 1, &places, own, null_mut(), null_mut()) };
        assert_eq!(major, 0);
        // SAFETY: TAKEN.
        unsafe { gss_release_name(&mut 0, &mut user) };
        party
    }

    /// A server, of whatever the table of keys has.
    pub fn server() -> Party {
        Party {
            context: null_mut(),
            credentials: null_mut(),
            target: null_mut(),
            mechanism: KERBEROS,
            flags: 0,
        }
    }

    /// The next token, and whether the other side is to answer it; or the status.
    pub fn step(&mut self, token: &[u8]) -> Result<(Vec<u8>, bool), u32> {
        let mut output = nothing();
        let (mut source, no) = (null_mut(), null_mut());
        let major = if self.target.is_null() {
            // SAFETY: OWN, ROOM; what is not asked for may be null.
            unsafe {
                gss_accept_sec_context(
                    &mut 0,
                    &mut self.context,
                    self.credentials,
                    &mut buffer(token),
                    no,
                    &mut source,
                    null_mut(),
                    &mut output,
                    null_mut(),
                    null_mut(),
                    null_mut(),
                )
            }
        } else {
            // SAFETY: OWN, ROOM, STATIC; what is not asked for may be null.
            unsafe {
                gss_init_sec_context(
                    &mut 0,
                    self.credentials,
                    &mut self.context,
                    self.target,
                    &oid(self.mechanism),
                    self.flags,
                    0,
                    no,
                    &mut buffer(token),
                    null_mut(),
                    &mut output,
                    null_mut(),
                    null_mut(),
                )
            }
        };
        // SAFETY: TAKEN.
        unsafe { gss_release_name(&mut 0, &mut source) };
        let output = taken(output);
        if major <= CONTINUE { Ok((output, major == CONTINUE)) } else { Err(major) }
    }

    /// Protects what is said, and hides it if so wished.
    pub fn wrap(&mut self, hidden: bool, bytes: &[u8]) -> Vec<u8> {
        let mut output = nothing();
        let hidden = c_int::from(hidden);
        // SAFETY: OWN, ROOM.
        let major =
            unsafe { gss_wrap(&mut 0, self.context, hidden, 0, &mut buffer(bytes), &mut 0, &mut output) };
        assert_eq!(major, 0);
        taken(output)
    }

    /// What the other side said, or the status.
    pub fn unwrap(&mut self, bytes: &[u8]) -> Result<Vec<u8>, u32> {
        let mut output = nothing();
        // SAFETY: OWN, ROOM.
        let major =
            unsafe { gss_unwrap(&mut 0, self.context, &mut buffer(bytes), &mut output, &mut 0, null_mut()) };
        let output = taken(output);
        if major == 0 { Ok(output) } else { Err(major) }
    }
}

impl Drop for Party {
    fn drop(&mut self) {
        if !self.context.is_null() {
            // SAFETY: OWN, TAKEN.
            unsafe { gss_delete_sec_context(&mut 0, &mut self.context, null_mut()) };
        }
        // SAFETY: TAKEN.
        unsafe { gss_release_name(&mut 0, &mut self.target) };
        // SAFETY: TAKEN.
        unsafe { gss_release_cred(&mut 0, &mut self.credentials) };
    }
}
