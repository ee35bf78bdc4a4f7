//! The only file of this crate with unsafe in it: the programs in C.
#![allow(unsafe_code)]

use std::ffi::{CString, NulError, c_char, c_int};

mod c {
    use std::ffi::{c_char, c_int};

    unsafe extern "C" {
        pub fn bench_main(count: c_int, words: *const *const c_char) -> c_int;
    }
}

/// Runs the program that the words name; gives what its process is to end with.
///
/// WORDS: the strings live until C returns, and C does not write to them.
pub fn run(words: &[&str]) -> Result<u8, NulError> {
    let strings = words.iter().map(|word| CString::new(*word)).collect::<Result<Vec<CString>, NulError>>()?;
    let pointers: Vec<*const c_char> = strings.iter().map(|string| string.as_ptr()).collect();
    let count = c_int::try_from(pointers.len()).unwrap_or(0);
    // SAFETY: WORDS, and the number is that of the pointers.
    let status = unsafe { c::bench_main(count, pointers.as_ptr()) };
    Ok(u8::try_from(status).unwrap_or(1))
}
