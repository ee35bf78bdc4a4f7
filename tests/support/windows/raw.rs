//! System calls of Windows for the tests.
#![allow(unsafe_code)]

use std::{
    ffi::{CStr, c_char, c_void},
    io,
    time::Duration,
};

/// A time in units of 100 ns.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct FileTime {
    low: u32,
    high: u32,
}

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetModuleHandleA(name: *const c_char) -> *mut c_void;
    fn GetProcAddress(library: *mut c_void, name: *const c_char) -> *const c_void;
    fn GetCurrentProcess() -> *mut c_void;
    fn GetProcessTimes(
        process: *mut c_void,
        created: *mut FileTime,
        ended: *mut FileTime,
        in_kernel: *mut FileTime,
        in_program: *mut FileTime,
    ) -> i32;
}

/// The processor time this process has used.
pub fn cpu_time() -> Duration {
    let mut times = [FileTime::default(); 4];
    let [created, ended, in_kernel, in_program] = &mut times;
    // SAFETY: takes nothing; what it gives needs no end.
    let process = unsafe { GetCurrentProcess() };
    // SAFETY: this process, and room for four times.
    let done = unsafe { GetProcessTimes(process, created, ended, in_kernel, in_program) };
    assert_ne!(done, 0, "GetProcessTimes: {}", io::Error::last_os_error());
    let units = |time: &FileTime| u64::from(time.high) << 32 | u64::from(time.low);
    Duration::from_nanos(100 * (units(in_kernel) + units(in_program)))
}

/// Whether this is Wine, whose library of the system has a function that says its version.
pub fn is_wine() -> bool {
    let (library, function): (&CStr, &CStr) = (c"ntdll.dll", c"wine_get_version");
    // SAFETY: a string; each program has this library, and what comes back is not to be closed.
    let library = unsafe { GetModuleHandleA(library.as_ptr()) };
    assert!(!library.is_null(), "GetModuleHandle: {}", io::Error::last_os_error());
    // SAFETY: a library of this process, and a string; what is found is not called.
    !unsafe { GetProcAddress(library, function.as_ptr()) }.is_null()
}
